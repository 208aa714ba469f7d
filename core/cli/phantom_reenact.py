"""``facies phantom reenact``: rated people's amounts of movement on photographed people."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import UsageError
from core.types import RESEARCH_USE

if TYPE_CHECKING:
    from core.progress import CancelToken, ProgressFn
    from core.simulate.reenact.job import Reenacted


def add_action(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this action of the verb ``phantom`` to the parser."""
    parser = actions.add_parser(
        "reenact",
        help="let photographed people move as much as rated people did",
        description="For each row of the table of rated smile videos, render someone photographed "
        "smiling three times, so that the signals measured in the video vary as much as that "
        "row's. Who is shown, and how filmed, is drawn apart from the rating. Stopped, the same "
        "command goes on where it was. " + RESEARCH_USE,
    )
    parser.add_argument("table", type=Path, metavar="TABLE", help="park_smile_updrs32.csv")
    parser.add_argument(
        "--photographs", type=Path, required=True, metavar="FOLDER",
        help="people photographed (ID_neutral.jpg, ID_smile.jpg)",
    )  # fmt: skip
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument(
        "--rows", type=int, metavar="N", help="so many rows only, spread over ratings"
    )
    parser.add_argument(
        "--among", choices=("all", "training", "held-back"), default="all",
        help="whose rows (default all); one person in four is held back",
    )  # fmt: skip
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="chooses all but movement")
    parser.add_argument(
        "--means", action="store_true", help="match how the face stands, too (default: only moves)"
    )
    parser.add_argument("--jobs", type=int, default=1, metavar="J", help="processes (default 1)")
    parser.add_argument("--progress", choices=("bar", "json", "none"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the recordings; print how well they match. Returns 0."""
    from core.cli.interrupts import cancel_on_interrupt
    from core.cli.progress_view import progress_view

    if args.jobs < 1:
        raise UsageError("--jobs must be 1 or larger.")
    if not args.photographs.is_dir():
        raise UsageError(f"There is no folder “{args.photographs.name}” of photographs.")
    with cancel_on_interrupt() as cancel, progress_view(args.progress) as progress:
        done = _reenact(args, progress, cancel)
    if args.progress == "json":
        files = [str(done.manifest), str(done.match_file)]
        print(json.dumps({"stage": "done", "files": files}), flush=True)
    else:
        print(done.match.as_text())
        print(f"Simulated movement, no picture of a rated person: {done.manifest}")
        print(RESEARCH_USE)
    return 0


def _reenact(args: argparse.Namespace, progress: ProgressFn, cancel: CancelToken) -> Reenacted:
    from core.simulate.reenact.job import reenact

    return reenact(
        args.table,
        args.photographs,
        args.out,
        rows=args.rows,
        among=args.among,
        seed=args.seed,
        means=args.means,
        jobs=args.jobs,
        progress=progress,
        cancel=cancel,
    )
