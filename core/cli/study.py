"""``facies study``: how far a model may be trusted, measured on material that it never saw."""

from __future__ import annotations

import argparse
import json
import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli import study_candidates
from core.types import RESEARCH_USE

if TYPE_CHECKING:
    from core.study.request import StudyRequest


def add_parser(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this verb to the parser."""
    parser = verbs.add_parser(
        "study", help="measure how far a model may be trusted", description=RESEARCH_USE
    )
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    shipped = actions.add_parser(
        "shipped",
        help="judge the default model, or another, and write its REPORT.md",
        description="Judge a model on photographed people held back from training and on real "
        "clips, and on re-enactments of rated people who are held back, too: dose-response, "
        "nuisances, localisation, spread, ratings, probes, calibration, test-retest. Nothing is "
        "trained. Stopped, the same command goes on where it was. " + RESEARCH_USE,
    )
    shipped.add_argument(
        "--photographs", type=Path, metavar="DIR", help="people photographed neutral and smiling"
    )
    shipped.add_argument(
        "--unseen", action="store_true",
        help="no training saw anybody in --photographs: use all (default: one in four, by the "
        "same rule by which training leaves people out)",
    )  # fmt: skip
    shipped.add_argument("--clips", type=Path, metavar="DIR", help="real clips")
    shipped.add_argument(
        "--table", type=Path, metavar="CSV", help="park_smile_updrs32.csv; needs --photographs"
    )
    shipped.add_argument(
        "--unseen-table", action="store_true",
        help="no training saw anybody in --table, nor do the ranges that ship come from them: use "
        "all, beside the geometry baseline that ships (default: one in four, beside one fitted on "
        "the others)",
    )  # fmt: skip
    shipped.add_argument("--model", metavar="ID|PATH", help="default: the default model")
    shipped.add_argument("--quick", action="store_true", help="few of each: minutes, not hours")
    shipped.add_argument(
        "--only", metavar="NAME,NAME", help="some sections, such as dose-clips,nuisances"
    )
    shipped.add_argument(
        "--out", type=Path, metavar="DIR",
        help="folder of REPORT.md (default: that of --work, or for a whole study, on all three "
        "kinds of material and those kept aside of them, the bundle's own, where the figures are "
        "written into its card, too)",
    )  # fmt: skip
    shipped.add_argument(
        "--work", type=Path, metavar="DIR",
        help="keeps the videos that are made and what was said of them (default: in the user's "
        "data folder)",
    )  # fmt: skip
    shipped.add_argument(
        "--jobs", type=int, default=1, metavar="J", help="processes that make videos (default 1)"
    )
    shipped.add_argument("--progress", choices=("bar", "json", "none"))
    shipped.set_defaults(run=run)
    study_candidates.add_action(actions)


def run(args: argparse.Namespace) -> int:
    """Measure and print where the report lies. Returns 0."""
    from core.cli.interrupts import cancel_on_interrupt
    from core.cli.progress_view import progress_view
    from core.study.shipped import study

    request = request_of(args)
    with cancel_on_interrupt() as cancel, progress_view(args.progress) as progress:
        report = study(request, progress, cancel)
    if args.progress == "json":
        print(json.dumps({"stage": "done", "files": [str(report)]}), flush=True)
    else:
        print(f"Measured: {report}")
        print(RESEARCH_USE)
    return 0


def request_of(args: argparse.Namespace) -> StudyRequest:
    """Say what is to be judged, and where the report goes."""
    from core.inference import resolve_bundle
    from core.places import data_dir
    from core.study.request import StudyRequest

    bundle = resolve_bundle(args.model)
    work = data_dir() / "study" if args.work is None else args.work
    request = StudyRequest(
        bundle=bundle,
        out=args.out or work,
        work=work,
        photographs=args.photographs,
        clips=args.clips,
        table=args.table,
        unseen=args.unseen,
        unseen_table=args.unseen_table,
        quick=args.quick,
        only=tuple(name.strip() for name in args.only.split(",")) if args.only else (),
        jobs=args.jobs,
        command=_command(args),
    )
    kept_aside = not (args.unseen or args.unseen_table)
    if args.out is None and request.whole and kept_aside and bundle.path.is_dir():
        return replace(request, out=bundle.path)
    return request


def _command(args: argparse.Namespace) -> str:
    """Say how to repeat this, with the names of folders but not where they lie."""
    words = ["facies", "study", "shipped"]
    for name in ("photographs", "clips", "table"):
        given = getattr(args, name)
        if given is not None:
            words += [f"--{name}", given.name]
    for name in ("unseen", "unseen_table", "quick"):
        if getattr(args, name):
            words.append(f"--{name.replace('_', '-')}")
    if args.only:
        words += ["--only", args.only]
    return shlex.join(words)
