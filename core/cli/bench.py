"""``facies bench``: speed and memory of the main job on this machine."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from core.errors import UsageError
from core.resources import sample_folder
from core.types import RESEARCH_USE

_LENGTH_S = 60.0  # a usual recording; in a shorter one, building the engine would weigh more


def add_parser(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this verb to the parser."""
    parser = verbs.add_parser(
        "bench", help="measure speed and memory on this machine", description=RESEARCH_USE
    )
    parser.add_argument(
        "video",
        nargs="?",
        type=Path,
        metavar="VIDEO",
        help="default: the sample recording, repeated to a minute",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    parser.add_argument("--model", metavar="ID|PATH", help="installed model or bundle")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda", "mps"), default="auto")
    parser.add_argument("--repeats", type=int, default=3, metavar="N", help="default 3")
    parser.add_argument(
        "--no-memory",
        action="store_true",
        help="leave out the memory of a one- and a ten-minute video (takes the longest)",
    )
    parser.add_argument(
        "--gui", action="store_true", help="measure the window instead, with the sample recording"
    )
    parser.add_argument(
        "--rounds",
        type=int,
        default=50,
        metavar="N",
        help="with --gui: rounds of open, analyse, close for its memory (default 50)",
    )
    parser.add_argument("--progress", choices=("bar", "json", "none"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Measure, print the table, write the JSON."""
    if args.repeats < 1 or args.rounds < 1:
        raise UsageError("--repeats and --rounds must be 1 or more.")
    if args.gui:
        if args.window_side is None:
            raise UsageError("The window can be measured only from the program that has it.")
        return int(args.window_side(args))

    from core.atomic import write_text
    from core.bench.bench import BenchRequest, bench
    from core.bench.results import as_json, as_table
    from core.cli.interrupts import cancel_on_interrupt
    from core.cli.progress_view import progress_view
    from core.inference import resolve_bundle

    request = BenchRequest(
        video=args.video or sample_folder() / "sample.mp4",
        length_s=None if args.video else _LENGTH_S,
        device=args.device,
        repeats=args.repeats,
        memory=not args.no_memory,
    )
    with cancel_on_interrupt() as cancel, progress_view(args.progress) as progress:
        result = bench(request, resolve_bundle(args.model), progress, cancel)
    print(as_table(result))
    print(RESEARCH_USE)
    if args.json is not None:
        write_text(args.json, json.dumps(as_json(result), indent=2) + "\n")
    return 0
