"""``facies study candidates``: trained models beside one another, to choose one by."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.cli.train import label_names
from core.errors import UsageError
from core.types import RESEARCH_USE

if TYPE_CHECKING:
    from core.study.candidates import Source
    from core.training.manifest_row import Part
    from models.bundle import Bundle

_WHY_SHOWN = 5


def add_action(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this action of the verb ``study`` to the parser."""
    parser = actions.add_parser(
        "candidates",
        help="compare models on people whom none of them was fitted on",
        description="Judge models on the same recordings, those of people in the parts that are "
        "named (column “part” of the manifests, as the models were trained with), and print how "
        "they stand: to choose by, before anything else is looked at. " + RESEARCH_USE,
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
        help="of validation, calibration, test (default validation)",
    )  # fmt: skip
    parser.add_argument("--labels", default="expressive,attenuated", metavar="LOW,HIGH")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of the intervals")
    parser.add_argument("--threads", type=int, default=2, metavar="N", help="default 2")
    parser.add_argument(
        "--work", type=Path, required=True, metavar="DIR",
        help="keeps the clips, which are pictures of faces, until you delete it",
    )  # fmt: skip
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

    parts = _parts(args.parts)
    if args.seed < 0 or not 1 <= args.threads <= 256:
        raise UsageError("--seed must be 0 or larger, and --threads lie in 1 to 256.")
    names = _names(args.models)
    models = {n: resolve_bundle(m) for n, m in zip(names, args.models, strict=True)}
    with cancel_on_interrupt() as cancel, progress_view(args.progress) as progress:
        sources = compare(
            models,
            args.manifests,
            label_names(args.labels),
            parts,
            args.work,
            seed=args.seed,
            threads=args.threads,
            progress=progress,
            cancel=cancel,
        )
    facts = _facts(parts, models, sources)
    if args.progress == "json":
        print(json.dumps({"stage": "done", **facts}), flush=True)
    else:
        print("\n\n".join(as_table(source, parts) for source in sources))
        print(f"\n{RESEARCH_USE}")
    if args.json is not None:
        write_text(args.json, json.dumps(facts, indent=1) + "\n")
    return 0


def _facts(
    parts: Sequence[Part], models: Mapping[str, Bundle], sources: Sequence[Source]
) -> dict[str, Any]:
    from core.study.numbers import json_values

    return {
        "note": RESEARCH_USE,
        "parts": list(parts),
        "weights_sha256": {name: bundle.weights_sha256 for name, bundle in models.items()},
        "sources": [json_values(asdict(source)) for source in sources],
    }


def _parts(text: str) -> list[Part]:
    from core.training.manifest_row import PARTS

    given = [name.strip() for name in text.split(",")]
    allowed = [part for part in PARTS if part != "train"]
    found: list[Part] = [part for part in allowed if part in given]
    if not found or len(found) < len(given):
        raise UsageError(
            f"--parts must be some of {', '.join(allowed)}, with commas between: models are "
            "compared on people whom they were not fitted on."
        )
    return found


def _names(models: Sequence[str]) -> list[str]:
    """Name models by their folders, with the folders above where those are alike."""
    paths = [Path(model).resolve() if Path(model).exists() else Path(model) for model in models]
    names = [path.name for path in paths]
    if len(set(names)) < len(names):
        names = [f"{path.parent.name}/{path.name}" for path in paths]
    if len(set(names)) < len(names):
        raise UsageError("Two of the models have one name. Name their folders differently.")
    return names


def as_table(source: Source, parts: Sequence[Part]) -> str:
    """Show a source as a Markdown table."""
    from core.study.candidate_measures import MEASURES

    found = source.measured.found
    shown = [name for name in MEASURES if any(name in its for its in found.values())]
    lines: list[Sequence[str]] = [("model", *(MEASURES[name] for name in shown))]
    lines.append(["---"] * (1 + len(shown)))
    for model, its in found.items():
        cells = []
        for name in shown:
            apart = source.measured.verdict(model, name)
            cells.append(f"{its[name]}{f', {apart}' if apart else ''}")
        lines.append((model, *cells))
    table = "\n".join("| " + " | ".join(cells) + " |" for cells in lines)
    head = (
        f"{source.name}: {source.recordings} recordings of {source.people} people of "
        f"{' and '.join(parts)}."
    )
    if "validation" in parts:
        head += " On people of validation early stopping chose the epoch."
    if not shown:
        table = "There are too few people for any measure."
    if len(found) > 1 and shown:
        table += (
            "\n\nBetter, worse: than the first, the 95 % interval of the difference over people "
            "leaving out 0; not corrected for the number of comparisons."
        )
    return "\n\n".join([head, table, *_left_out(source)])


def _left_out(source: Source) -> list[str]:
    if not source.left_out:
        return []
    more = len(source.left_out) - _WHY_SHOWN
    reasons = [*source.left_out[:_WHY_SHOWN], *([f"and {more} more"] if more > 0 else [])]
    return [f"Left out: {len(source.left_out)} recordings ({'; '.join(reasons)})."]
