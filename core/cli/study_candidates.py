"""``facies study candidates``: trained models beside one another, to choose one by."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from core.cli.train import label_names
from core.errors import UsageError
from core.types import RESEARCH_USE

if TYPE_CHECKING:
    from core.study.candidates import Source
    from core.training.manifest_row import Part


def add_action(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this action of the verb ``study`` to the parser."""
    parser = actions.add_parser(
        "candidates",
        help="compare models on people whom none of them learnt from",
        description="Judge models on the same recordings, those of people in the parts that are "
        "named, and print how they stand: to choose by, before anything else is looked at. "
        + RESEARCH_USE,
    )
    parser.add_argument(
        "manifests", type=Path, nargs="+", metavar="MANIFEST", help="one for each source"
    )
    parser.add_argument(
        "--model", dest="models", action="append", required=True, metavar="ID|PATH",
        help="repeatable; the first is what the others stand beside",
    )  # fmt: skip
    parser.add_argument(
        "--parts", default="validation", metavar="PART,PART",
        help="of train, validation, calibration, test (default validation); whom the manifests "
        "give no part is divided as facies train would",
    )  # fmt: skip
    parser.add_argument("--labels", default="expressive,attenuated", metavar="LOW,HIGH")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="as in training")
    parser.add_argument("--threads", type=int, default=2, metavar="N", help="default 2")
    parser.add_argument("--work", type=Path, required=True, metavar="DIR", help="keeps the clips")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    parser.add_argument("--progress", choices=("bar", "json", "none"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Judge, print a table for each source. Returns 0."""
    from core.atomic import write_text
    from core.cli.interrupts import cancel_on_interrupt
    from core.cli.progress_view import progress_view
    from core.inference import resolve_bundle
    from core.study.candidates import compare
    from core.study.numbers import json_values

    parts = _parts(args.parts)
    if args.seed < 0 or args.threads < 1:
        raise UsageError("--seed must be 0 or larger and --threads 1 or larger.")
    bundles = [resolve_bundle(model) for model in args.models]
    names = [Path(model).name for model in args.models]
    if len(set(names)) < len(names):
        raise UsageError("Two of the models have one name. Name every model's folder differently.")
    with cancel_on_interrupt() as cancel, progress_view(args.progress) as progress:
        sources = compare(
            dict(zip(names, bundles, strict=True)),
            args.manifests,
            label_names(args.labels),
            parts,
            args.work,
            seed=args.seed,
            threads=args.threads,
            progress=progress,
            cancel=cancel,
        )
    if args.json is not None:
        facts = {
            "note": RESEARCH_USE,
            "parts": parts,
            "weights_sha256": {n: b.weights_sha256 for n, b in zip(names, bundles, strict=True)},
            "sources": [json_values(asdict(source)) for source in sources],
        }
        write_text(args.json, json.dumps(facts, indent=1) + "\n")
    if args.progress == "json":
        files = [] if args.json is None else [str(args.json)]
        print(json.dumps({"stage": "done", "files": files}), flush=True)
    else:
        print("\n\n".join(as_table(source) for source in sources))
        print(f"\n{RESEARCH_USE}")
    return 0


def _parts(text: str) -> list[Part]:
    from core.training.manifest_row import PARTS

    given = [name.strip() for name in text.split(",")]
    found = [part for part in PARTS if part in given]
    if not found or len(found) < len(given):
        raise UsageError(f"--parts must be some of {', '.join(PARTS)}, with commas between.")
    return found


def as_table(source: Source) -> str:
    """Show a source as a Markdown table."""
    from core.study.candidates import MEASURES

    measured = [name for name in MEASURES if any(name in its for its in source.found.values())]
    lines: list[Sequence[str]] = [("model", *(MEASURES[name] for name in measured))]
    lines.append(["---"] * (1 + len(measured)))
    for model, found in source.found.items():
        less = source.less.get(model, {})
        cells = []
        for name in measured:
            cell = str(found[name]) if name in found else "not measured"
            if name in less and (less[name].low > 0 or less[name].high < 0):
                cell += " *"
            cells.append(cell)
        lines.append((model, *cells))
    head = f"{source.name}: {source.recordings} recordings of {source.people} people."
    if len(source.found) > 1:
        head += " * apart from the first: the interval of the difference leaves 0 out."
    return "\n".join([head, "", *("| " + " | ".join(cells) + " |" for cells in lines)])
