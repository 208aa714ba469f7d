"""``facies study``: how far a model may be trusted, measured on material that it never saw."""

from __future__ import annotations

import argparse
import json
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from core.types import RESEARCH_USE

if TYPE_CHECKING:
    from core.study.shipped import StudyRequest


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
        "clips: dose-response, nuisances, localisation, spread. Nothing is trained. Stopped, the "
        "same command goes on where it was. " + RESEARCH_USE,
    )
    shipped.add_argument(
        "--photographs", type=Path, metavar="DIR", help="people photographed neutral and smiling"
    )
    shipped.add_argument("--clips", type=Path, metavar="DIR", help="real clips")
    shipped.add_argument("--model", metavar="ID|PATH", help="default: the default model")
    shipped.add_argument("--quick", action="store_true", help="few of each: minutes, not hours")
    shipped.add_argument(
        "--out", type=Path, metavar="DIR", help="folder of REPORT.md (default: the bundle's own)"
    )
    shipped.add_argument(
        "--work", type=Path, required=True, metavar="DIR",
        help="keeps the videos that are made and what was said of them",
    )  # fmt: skip
    shipped.add_argument("--progress", choices=("bar", "json", "none"))
    shipped.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Measure and print where the report lies. Returns 0."""
    from core.cli.interrupts import cancel_on_interrupt
    from core.cli.progress_view import progress_view
    from core.study.shipped import study

    request = _request(args)
    with cancel_on_interrupt() as cancel, progress_view(args.progress) as progress:
        report = study(request, progress, cancel)
    if args.progress == "json":
        print(json.dumps({"stage": "done", "files": [str(report)]}), flush=True)
    else:
        print(f"Measured: {report}")
        print(RESEARCH_USE)
    return 0


def _request(args: argparse.Namespace) -> StudyRequest:
    from core.inference import resolve_bundle
    from core.study.shipped import StudyRequest

    bundle = resolve_bundle(args.model)
    return StudyRequest(
        bundle=bundle,
        out=bundle.path if args.out is None else args.out,
        work=args.work,
        photographs=args.photographs,
        clips=args.clips,
        quick=args.quick,
        command=_command(args),
    )


def _command(args: argparse.Namespace) -> str:
    """Say how to repeat this, with the names of folders but not where they lie."""
    words = ["facies", "study", "shipped"]
    for name in ("photographs", "clips"):
        folder = getattr(args, name)
        if folder is not None:
            words += [f"--{name}", folder.name]
    if args.quick:
        words.append("--quick")
    return shlex.join(words)
