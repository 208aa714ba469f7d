"""``facies self-test``: whether this installation computes what it should."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import FaciesError
from core.resources import sample_folder
from core.types import RESEARCH_USE

if TYPE_CHECKING:
    from core.types import Analysis
    from models.bundle import Bundle

# Decoders, FaceMesh and the network's backends round differently from machine to machine.
_SCORE_TOLERANCE = 0.05


def add_parser(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this verb to the parser."""
    parser = verbs.add_parser(
        "self-test",
        help="check that this installation computes what it should",
        description=RESEARCH_USE,
    )
    parser.add_argument(
        "--record",
        type=Path,
        metavar="FILE",
        help="write what is found as the new expectation instead of checking it",
    )
    parser.add_argument(
        "--no-window", action="store_true", help="leave out opening the window on the sample"
    )
    parser.add_argument("--progress", choices=("bar", "json", "none"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Verify the models, analyse the sample recording, write its report, compare its score."""
    from core.inference import installed_bundles, resolve_bundle

    for installed in installed_bundles():
        bundle = installed.load()  # checks every hash
        print(f"Model {bundle.spec.id} {bundle.spec.version}: complete and unchanged")
    chosen = resolve_bundle(None)
    expected = _expected() if args.record is None else {}
    found = _found(_analyse(chosen, args.progress), chosen)
    if args.record is not None:
        from core.atomic import write_text

        write_text(args.record, json.dumps(found, indent=2) + "\n")
        print(f"Recorded as the expectation: {args.record}")
        return 0
    _compare(found, expected)
    print(f"Sample recording: model score {found['score']:.3f}, as expected")
    if args.window_side is not None and not args.no_window:
        args.window_side(args)
    print("Facies works as it should on this machine.")
    print(RESEARCH_USE)
    return 0


def _analyse(bundle: Bundle, mode: str | None) -> Analysis:
    from tempfile import TemporaryDirectory

    from core.analysis.analyse import analyse
    from core.cli.interrupts import cancel_on_interrupt
    from core.cli.progress_view import progress_view
    from core.records import load_analysis, save_analysis
    from core.records.request_files import load_segments
    from core.report import write_report
    from core.types import AnalysisRequest

    sample = sample_folder()
    request = AnalysisRequest(
        sample / "sample.mp4", load_segments(sample / "segments.json"), freeze_test=False
    )
    with (
        cancel_on_interrupt() as cancel,
        progress_view(mode) as progress,
        TemporaryDirectory(prefix="facies-selftest-") as folder,
    ):
        analysis = analyse(request, bundle, progress, cancel)
        save_analysis(analysis, Path(folder))
        report = Path(folder) / "report.pdf"
        write_report(load_analysis(Path(folder)), report)
        print(f"Report: written, {report.stat().st_size / 1024:.0f} KiB")
    return analysis


def _found(analysis: Analysis, bundle: Bundle) -> dict[str, Any]:
    if analysis.score is None:
        failed = [c.message for c in analysis.quality.checks if c.status == "fail"]
        raise FaciesError("The sample recording was refused: " + " ".join(failed))
    return {
        "schema_version": 1,
        "recording_sha256": analysis.recording.sha256,
        "model": bundle.spec.id,
        "weights_sha256": bundle.weights_sha256,
        "clips": len(analysis.clips),
        "score": analysis.score.value,
        "decision": analysis.score.decision,
    }


def _expected() -> dict[str, Any]:
    path = sample_folder() / "expected.json"
    try:
        expected: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise FaciesError(
            "The sample's expectation cannot be read, so this installation is damaged. "
            "Install Facies again."
        ) from error
    return expected


def _compare(found: dict[str, Any], expected: dict[str, Any]) -> None:
    same = ("recording_sha256", "model", "weights_sha256", "clips")
    different = [name for name in same if found[name] != expected.get(name)]
    distance = abs(found["score"] - float(expected.get("score", float("nan"))))
    if different:
        raise FaciesError(
            f"The sample recording or the model is not the one expected ({', '.join(different)} "
            "differ). This installation is damaged or mixed: install Facies again."
        )
    if not distance <= _SCORE_TOLERANCE:
        raise FaciesError(
            f"The sample recording scores {found['score']:.3f} where {expected['score']:.3f} was "
            "expected. Do not use scores from this machine, and report this with the lines above."
        )
