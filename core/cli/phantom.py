"""``facies phantom``: faces with known movement, one video or a set."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli import phantom_attenuate, phantom_reenact
from core.errors import UsageError
from core.types import FACIAL_REGIONS, RESEARCH_USE

if TYPE_CHECKING:
    from core.progress import CancelToken, ProgressFn
    from core.simulate.film import Plan
    from core.simulate.parts import Photographed, ScriptStep
    from core.simulate.spec import PhantomSpec
    from core.simulate.split import People
    from core.types import Region

_SET_SIZE_PX, _VIDEO_SIZE_PX = 288, 320


def add_parser(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this verb to the parser."""
    parser = verbs.add_parser(
        "phantom", help="draw faces with known movement", description=RESEARCH_USE
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    render = actions.add_parser(
        "render",
        help="render a drawn face, or a set of them",
        description="Draw a face from code alone, or animate someone from a neutral and a smiling "
        "photograph, with the exact truth beside it. " + RESEARCH_USE,
    )
    render.add_argument("--out", type=Path, metavar="PATH", help="MP4 file; with --set a folder")
    render.add_argument("--seed", type=int, default=0, metavar="S", help="chooses all (default 0)")
    render.add_argument("--size", type=int, metavar="PX", help="side of the picture")
    render.add_argument("--duration", type=float, metavar="S", help="seconds of one video")
    render.add_argument(
        "--photographs", type=Path, metavar="FOLDER",
        help="animate people of this folder (ID_neutral.jpg, ID_smile.jpg) instead of drawing",
    )  # fmt: skip
    _add_one(render)
    _add_set(render)
    render.add_argument("--progress", choices=("bar", "json", "none"))
    render.set_defaults(run=run)
    phantom_attenuate.add_action(actions)
    phantom_reenact.add_action(actions)


def _add_one(render: argparse.ArgumentParser) -> None:
    one = render.add_argument_group("one video")
    one.add_argument("--gain", type=float, metavar="G", help="amplitude of all movement, 0 to 2")
    one.add_argument(
        "--region-gain", action="append", default=[], metavar="REGION=G",
        help="amplitude of one facial region (repeatable)",
    )  # fmt: skip
    one.add_argument("--blink-rate", type=float, metavar="N", help="blinks per minute")
    one.add_argument("--fps", type=float, metavar="F")
    one.add_argument("--script", metavar="TASK,TASK", help="such as smile,rest,talk")
    one.add_argument("--spec", type=Path, metavar="FILE", help="JSON description or truth file")
    one.add_argument("--identity", metavar="ID", help="with --photographs: who (default: by seed)")
    one.add_argument("--age", type=float, metavar="Y", help="with --photographs: apparent age")
    one.add_argument("--sample", action="store_true", help="renew the sample recording")


def _add_set(render: argparse.ArgumentParser) -> None:
    many = render.add_argument_group("a set: expressive and attenuated faces, with manifest.csv")
    many.add_argument("--set", type=int, dest="videos", metavar="N", help="number of videos")
    many.add_argument(
        "--subjects", type=int, metavar="M",
        help="drawn people (default N); with --photographs at most as many as there are",
    )  # fmt: skip
    many.add_argument(
        "--among", choices=("all", "training", "held-back"),
        help="with --photographs: whom to choose from (default all); one in four is held back",
    )  # fmt: skip
    many.add_argument(
        "--gains", choices=("continuous", "groups"),
        help="with --photographs: gains from 0 to 1.3 (default), or two groups as drawn faces",
    )  # fmt: skip
    many.add_argument("--jobs", type=int, default=1, metavar="J", help="processes (default 1)")


def run(args: argparse.Namespace) -> int:
    """Render what was asked for and print where it lies. Returns 0."""
    from core.cli.interrupts import cancel_on_interrupt
    from core.cli.progress_view import progress_view

    _check(args)
    with cancel_on_interrupt() as cancel, progress_view(args.progress) as progress:
        if args.sample:
            written = _render_sample(args, progress, cancel)
        elif args.videos is not None:
            written = _render_set(args, progress, cancel)
        else:
            written = _render_one(args, progress, cancel)
    if args.progress != "json":
        said = "Drawn, no real person" if args.photographs is None else "Simulated movement"
        print(f"{said}: {written}")
        print(RESEARCH_USE)
    return 0


def _check(args: argparse.Namespace) -> None:
    if args.seed < 0:
        raise UsageError("The seed must be 0 or larger.")
    if args.jobs < 1:
        raise UsageError("--jobs must be 1 or larger.")
    if args.sample:
        return
    if args.out is None:
        raise UsageError("Say where to write with --out: an .mp4 file, or a folder with --set.")
    if args.photographs is None and (
        args.identity or args.age is not None or args.gains or args.among
    ):
        raise UsageError("--identity, --age, --gains and --among belong to --photographs.")
    if args.photographs is not None and not args.photographs.is_dir():
        raise UsageError(f"There is no folder “{args.photographs.name}” of photographs.")
    one_only = [args.gain, args.blink_rate, args.fps, args.script, args.spec]
    one_only += [args.identity, args.age]
    if args.videos is not None and (args.region_gain or any(v is not None for v in one_only)):
        raise UsageError("With --set, movement is drawn at random. Leave out the options of one.")
    if args.videos is None and (args.subjects is not None or args.gains or args.among):
        raise UsageError("--subjects, --gains and --among belong to --set.")
    if args.videos is None and args.out.suffix.lower() != ".mp4":
        raise UsageError("The video's name must end in .mp4. Choose such a name for --out.")


def _render_one(args: argparse.Namespace, progress: ProgressFn, cancel: CancelToken) -> Path:
    from core.records import staged_folder
    from core.simulate.film import render_video
    from core.simulate.truth import write_truth

    spec = _spec(args)
    out: Path = args.out
    # Together or not at all: without its truth beside it, nothing says that a face is drawn.
    with staged_folder(out.parent) as stage:
        frames = render_video(spec, stage / out.name, progress=progress, cancel=cancel)
        write_truth(spec, stage / out.name, frames)
    return out


def _render_set(args: argparse.Namespace, progress: ProgressFn, cancel: CancelToken) -> Path:
    from core.simulate.film import SetPlan, render_set

    length = (5.0, 6.0) if args.duration is None else (args.duration, args.duration)
    plan: Plan
    if args.photographs is not None:
        plan = _photographed_plan(args)
    else:
        plan = SetPlan(
            videos=args.videos,
            subjects=args.videos if args.subjects is None else args.subjects,
            seed=args.seed,
            duration_s=length,
            size_px=_SET_SIZE_PX if args.size is None else args.size,
        )
    return render_set(plan, args.out, jobs=args.jobs, progress=progress, cancel=cancel)


def _photographed_plan(args: argparse.Namespace) -> Plan:
    from core.simulate.photographed.draw import PhotographedSetPlan
    from core.simulate.photographed.sitter import people_in
    from core.simulate.split import held_back_among, is_held_back

    folder = args.photographs.resolve()
    among: People = args.among or "all"
    wanted = held_back_among(among)
    there = sum(is_held_back(person) in wanted for person in people_in(folder))
    if not there:
        raise UsageError(
            f"The folder “{folder.name}” holds nobody to choose among “{among}”. "
            "Choose among other people, or name a folder with more of them."
        )
    return PhotographedSetPlan(
        folder=folder,
        videos=args.videos,
        subjects=min(there, args.videos) if args.subjects is None else args.subjects,
        seed=args.seed,
        duration_s=(5.0, 7.0) if args.duration is None else (args.duration, args.duration),
        size_px=args.size,
        gains=args.gains or "continuous",
        among=among,
    )


def _render_sample(args: argparse.Namespace, progress: ProgressFn, cancel: CancelToken) -> Path:
    from core.resources import sample_folder
    from core.simulate.sample import render_sample

    folder = sample_folder() if args.out is None else args.out
    return render_sample(folder, progress=progress, cancel=cancel)


def _spec(args: argparse.Namespace) -> PhantomSpec:
    """Describe one video: from a file or drawn by the seed, then as the options say."""
    import numpy as np

    from core.simulate.draw import random_spec
    from core.simulate.spec import spec_from_text

    if args.spec is not None:
        spec = spec_from_text(_read(args.spec))
    else:
        length = 6.0 if args.duration is None else args.duration
        spec = random_spec(
            np.random.default_rng(args.seed), duration_s=(length, length), size_px=_VIDEO_SIZE_PX
        )
    if args.script is not None or (args.duration is not None and args.spec is not None):
        spec = replace(spec, script=_script(args, spec))
    changes = {"fps": args.fps, "size_px": args.size}
    spec = replace(spec, **{k: v for k, v in changes.items() if v is not None})
    if args.photographs is not None:
        spec = replace(spec, identity=_photographed(args, spec))
    movement = spec.movement
    gains = (
        dict(movement.region_gain)
        if args.gain is None
        else dict.fromkeys(FACIAL_REGIONS, args.gain)
    )
    gains.update(_region_gains(args.region_gain))
    movement = replace(movement, region_gain=gains)
    if args.blink_rate is not None:
        movement = replace(movement, blink_rate_per_min=args.blink_rate)
    return replace(spec, movement=movement)


def _photographed(args: argparse.Namespace, spec: PhantomSpec) -> Photographed:
    import numpy as np

    from core.simulate.parts import Photographed
    from core.simulate.photographed.sitter import people_in

    folder = args.photographs.resolve()
    people = people_in(folder)
    if isinstance(spec.identity, Photographed):  # a description moves to another folder
        who = replace(spec.identity, folder=str(folder))
    else:
        drawn = people[int(np.random.default_rng(args.seed).integers(0, len(people)))]
        who = Photographed(drawn, str(folder))
    if args.identity is not None:
        who = replace(who, person=args.identity)
    if who.person not in people:
        raise UsageError(f"The folder holds no pair of pictures of “{who.person}”.")
    return who if args.age is None else replace(who, apparent_age_years=args.age)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            f"“{path.name}” cannot be read as a phantom description. Check the name."
        ) from error


def _region_gains(given: list[str]) -> dict[Region, float]:
    gains: dict[Region, float] = {}
    for text in given:
        name, _, value = text.partition("=")
        try:
            region = next(r for r in FACIAL_REGIONS if r == name)
            gains[region] = float(value)
        except (StopIteration, ValueError) as error:
            raise UsageError(
                f"“{text}” is no region gain. Write REGION=NUMBER, with one of: "
                f"{', '.join(FACIAL_REGIONS)}."
            ) from error
    return gains


def _script(args: argparse.Namespace, spec: PhantomSpec) -> tuple[ScriptStep, ...]:
    from core.simulate.parts import PHANTOM_TASKS, ScriptStep

    names = [s.task for s in spec.script]
    if args.script is not None:
        names = [name.strip() for name in args.script.split(",")]
        for name in names:
            if name not in PHANTOM_TASKS:
                raise UsageError(f"“{name}” is no phantom task. Tasks: {', '.join(PHANTOM_TASKS)}.")
    length = spec.duration_s if args.duration is None else args.duration
    return tuple(ScriptStep(name, length / len(names)) for name in names)
