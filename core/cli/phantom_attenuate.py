"""``facies phantom attenuate``: the facial motion of a real recording, turned down or up."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import UsageError
from core.file_checks import exists
from core.types import RESEARCH_USE

if TYPE_CHECKING:
    from core.progress import CancelToken, ProgressFn


def add_action(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this action of the verb ``phantom`` to the parser."""
    parser = actions.add_parser(
        "attenuate",
        help="scale the facial motion of a real recording",
        description="Write a recording with its facial motion scaled about the person's own "
        "neutral face, and what was done beside it. " + RESEARCH_USE,
    )
    parser.add_argument("video", type=Path, metavar="VIDEO")
    parser.add_argument(
        "--gain", type=float, required=True, metavar="G",
        help="amplitude of facial motion, 0 (still) to 1.5; 1 leaves it as it is",
    )  # fmt: skip
    parser.add_argument("--out", type=Path, required=True, metavar="OUT", help="MP4 file")
    parser.add_argument("--progress", choices=("bar", "json", "none"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write the altered recording and its truth; print where they lie. Returns 0."""
    from core.cli.interrupts import cancel_on_interrupt
    from core.cli.progress_view import progress_view
    from core.simulate.attenuate import check_gain

    check_gain(args.gain)
    _check_place(args)
    with cancel_on_interrupt() as cancel, progress_view(args.progress) as progress:
        _write(args, progress, cancel)
    if args.progress == "json":
        print(json.dumps({"stage": "done", "files": [str(args.out)]}), flush=True)
    else:
        print(f"Facial motion altered by software: {args.out}")
        print(RESEARCH_USE)
    return 0


def _check_place(args: argparse.Namespace) -> None:
    if args.out.suffix.lower() != ".mp4":
        raise UsageError("The video's name must end in .mp4. Choose such a name for --out.")
    if exists(args.out) and exists(args.video) and args.out.samefile(args.video):
        raise UsageError(
            "--out is the recording itself, which is never changed. Choose another name for --out."
        )


def _write(args: argparse.Namespace, progress: ProgressFn, cancel: CancelToken) -> None:
    from core.records import staged_folder
    from core.simulate.attenuate import attenuate, watch, write_truth
    from core.video import open_recording

    recording = open_recording(args.video)
    watched = watch(recording, progress, cancel)
    out: Path = args.out
    # Together or not at all: without its truth beside it, nothing says that motion was altered.
    with staged_folder(out.parent) as stage:
        target = stage / out.name
        plans = attenuate(watched, args.gain, target, progress=progress, cancel=cancel)
        write_truth(recording, args.gain, plans, target)
