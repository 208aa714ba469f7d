"""``facies train``: manifests of videos go in, a model bundle with its card comes out."""

from __future__ import annotations

import argparse
import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import UsageError
from core.types import RESEARCH_USE

if TYPE_CHECKING:
    from core.training.job import TrainResult
    from core.training.request import TrainRequest

_WHY_SHOWN = 10


def add_parser(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this verb to the parser."""
    parser = verbs.add_parser(
        "train",
        help="train a model bundle",
        description="Train a network on manifests of videos, with people kept apart between "
        "training, early stopping, calibration and test. Stopped or killed, the same command goes "
        "on where it was. " + RESEARCH_USE,
    )
    parser.add_argument(
        "manifests", type=Path, nargs="+", metavar="MANIFEST",
        help="CSV file, see the manual; of several, people of one name are one person",
    )  # fmt: skip
    parser.add_argument(
        "--out", type=Path, required=True, metavar="BUNDLE", help="folder or .facies"
    )
    parser.add_argument(
        "--labels", default="expressive,attenuated", metavar="LOW,HIGH",
        help="names of labels 0 and 1; the second scores high (default expressive,attenuated)",
    )  # fmt: skip
    _add_clips(parser)
    _add_fitting(parser)
    card = parser.add_argument_group("card and files")
    card.add_argument(
        "--provenance", type=Path, metavar="FILE", help="JSON: name, data, limits, ..."
    )
    card.add_argument(
        "--work", type=Path, metavar="DIR", help="keep clips here (default: OUT.work)"
    )
    parser.add_argument("--progress", choices=("bar", "json", "none"))
    parser.set_defaults(run=run)


def _add_clips(parser: argparse.ArgumentParser) -> None:
    clips = parser.add_argument_group("clips")
    clips.add_argument("--size", type=int, default=112, metavar="PX", help="side (default 112)")
    clips.add_argument("--frames", type=int, default=14, metavar="F", help="default 14")
    clips.add_argument("--span-s", type=float, default=1.3, metavar="S", help="default 1.3")
    clips.add_argument("--hop-s", type=float, default=0.65, metavar="S", help="default 0.65")


def _add_fitting(parser: argparse.ArgumentParser) -> None:
    fitting = parser.add_argument_group("fitting")
    fitting.add_argument("--epochs", type=int, default=8, metavar="N", help="default 8")
    fitting.add_argument("--batch-size", type=int, default=8, metavar="N", help="default 8")
    fitting.add_argument("--lr", type=float, default=5e-4, metavar="R", help="peak (default 5e-4)")
    fitting.add_argument("--patience", type=int, default=4, metavar="N", help="default 4 epochs")
    fitting.add_argument("--seed", type=int, default=0, metavar="S", help="chooses all (default 0)")
    fitting.add_argument("--threads", type=int, default=2, metavar="N", help="default 2")
    fitting.add_argument(
        "--precision", choices=("float32", "bfloat16"), default="float32",
        help="bfloat16 halves the time on CPUs that know it (default float32)",
    )  # fmt: skip
    fitting.add_argument(
        "--output-stride", type=int, choices=(16, 32), default=16, metavar="PX",
        help="pixels a side to a cell of the evidence map: 16 (default), or 32 as in plain I3D",
    )  # fmt: skip
    fitting.add_argument("--init", type=Path, metavar="BUNDLE", help="start from its weights")
    fitting.add_argument(
        "--threshold", choices=("half", "youden"), default="half",
        help="0.5, or where sensitivity + specificity is largest (default half)",
    )  # fmt: skip


def run(args: argparse.Namespace) -> int:
    """Train and print what came of it. Returns 0."""
    from core.cli.interrupts import cancel_on_interrupt
    from core.cli.progress_view import progress_view
    from core.training.job import train

    request = _request(args)
    with cancel_on_interrupt() as cancel, progress_view(args.progress) as progress:
        result = train(request, progress, cancel)
    if args.progress == "json":
        print(json.dumps({"stage": "done", "bundle": str(args.out)}), flush=True)
    else:
        _say(result, args)
    return 0


def _request(args: argparse.Namespace) -> TrainRequest:
    from core.clips import ClipSpec
    from core.training.provenance import Provenance, read_provenance
    from core.training.request import TrainRequest
    from core.training.settings import TrainSettings

    _check(args)
    try:
        clip = ClipSpec(args.frames, args.span_s, args.hop_s)
    except ValueError as error:
        raise UsageError(f"These clips cannot be cut: {error}.") from error
    return TrainRequest(
        manifests=tuple(args.manifests),
        out=args.out,
        labels=label_names(args.labels),
        clip=clip,
        size_px=args.size,
        settings=TrainSettings(
            epochs=args.epochs,
            batch_size=args.batch_size,
            learning_rate=args.lr,
            patience=args.patience,
            seed=args.seed,
            output_stride=args.output_stride,
            precision=args.precision,
        ),
        threads=args.threads,
        threshold_rule=args.threshold,
        initial=args.init,
        provenance=Provenance() if args.provenance is None else read_provenance(args.provenance),
        work=args.work,
        command=_command(args),
    )


def _check(args: argparse.Namespace) -> None:
    for name, value, low, high in (
        ("--size", args.size, 32, 512),
        ("--epochs", args.epochs, 1, 10_000),
        ("--batch-size", args.batch_size, 2, 1024),
        ("--lr", args.lr, 1e-8, 1.0),
        ("--patience", args.patience, 1, 10_000),
        ("--seed", args.seed, 0, 2**31 - 1),
        ("--threads", args.threads, 1, 256),
    ):
        if not low <= value <= high:
            raise UsageError(f"{name} is {value:g}; it must lie in {low:g} to {high:g}.")


def label_names(text: str) -> tuple[str, str]:
    """Read the names of labels 0 and 1."""
    names = [name.strip() for name in text.split(",")]
    if len(names) != 2 or not all(names) or names[0].lower() == names[1].lower():
        raise UsageError("--labels must be two different names, such as expressive,attenuated.")
    return names[0], names[1]


def _command(args: argparse.Namespace) -> str:
    """Repeat the command for the card, with names but no paths of this machine."""
    from core.training.manifest import manifest_names

    words = ["facies", "train", *manifest_names(args.manifests), "--out", args.out.name]
    for name, value in (
        ("--labels", args.labels), ("--size", args.size), ("--frames", args.frames),
        ("--span-s", args.span_s), ("--hop-s", args.hop_s), ("--epochs", args.epochs),
        ("--batch-size", args.batch_size), ("--lr", args.lr), ("--patience", args.patience),
        ("--seed", args.seed), ("--threads", args.threads), ("--threshold", args.threshold),
        ("--precision", args.precision), ("--output-stride", args.output_stride),
        ("--init", args.init and args.init.name),
        ("--provenance", args.provenance and args.provenance.name),
    ):  # fmt: skip
        if value is not None:
            words += [name, f"{value:g}" if isinstance(value, float) else str(value)]
    return shlex.join(words)


def _say(result: TrainResult, args: argparse.Namespace) -> None:
    spec = result.bundle.spec
    print(f"{spec.name} {spec.version} ({spec.id}): {args.out}")
    for metric in spec.metrics:
        print(f"  {metric.name:<12} {metric.value:.3f}  ({metric.low:.3f} to {metric.high:.3f})")
    if spec.metrics:
        print(f"  {spec.metrics[0].unit_of_analysis.split(';')[0]}; {spec.metrics[0].data}")
    if result.left_out:
        print(f"Left out: {len(result.left_out)} recordings.")
        for row, reason in result.left_out[:_WHY_SHOWN]:
            print(f"  {row.place}: {reason}")
        if len(result.left_out) > _WHY_SHOWN:
            print("  ... and more; the card counts them all.")
    for note in result.notes:
        print(f"Note: {note}")
    print(RESEARCH_USE)
