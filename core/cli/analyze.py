"""``facies analyze``: a face video goes in; maps, score, measures and a PDF come out."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import RecordingError, UsageError
from core.file_checks import exists, is_file
from core.types import RESEARCH_USE, TASKS

if TYPE_CHECKING:
    from core.progress import CancelToken, ProgressFn
    from core.types import Analysis, AnalysisRequest

# What a run leaves, most wanted first.
_FILES = ("report.pdf", "overlay.mp4", "analysis.json", "timeline.csv", "regions.csv")


def add_parser(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this verb to the parser."""
    parser = verbs.add_parser("analyze", help="analyse a face video", description=RESEARCH_USE)
    parser.add_argument("video", type=Path, metavar="VIDEO")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="results go here")
    parser.add_argument(
        "--model", metavar="ID|PATH", help="installed model or bundle (default one)"
    )
    tasks = parser.add_mutually_exclusive_group()
    tasks.add_argument("--task", choices=TASKS, help="one task for the whole recording")
    tasks.add_argument(
        "--segments",
        type=Path,
        metavar="FILE",
        help="JSON list of task segments (default VIDEO.segments.json)",
    )
    parser.add_argument("--mirrored", action="store_true", help="a selfie camera's mirror image")
    parser.add_argument(
        "--rotate", type=int, choices=(0, 90, 180, 270), default=0, help="turn clockwise first"
    )
    parser.add_argument("--visit", type=Path, metavar="FILE", help="JSON object of visit facts")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda", "mps"), default="auto")
    parser.add_argument(
        "--layer",
        action="append",
        default=[],
        metavar="NAME",
        help="map this endpoint (repeatable); hirescam:NAME and layercam:NAME give gradients",
    )
    parser.add_argument("--no-freeze", action="store_true", help="skip the region freeze test")
    parser.add_argument("--overlay", action="store_true", help="also write overlay.mp4")
    parser.add_argument("--no-report", action="store_true", help="write no PDF")
    parser.add_argument("--progress", choices=("bar", "json", "none"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Analyse, write the folder, print where things lie.

    Returns
    -------
    int
        0 if the recording was judged, 3 if a gate refused it (the folder then says why).
    """
    from core.cli.interrupts import cancel_on_interrupt
    from core.cli.progress_view import progress_view
    from core.records import staged_folder

    with cancel_on_interrupt() as cancel, progress_view(args.progress) as progress:
        request = _request(args)
        _check_folder(args.out, request.video)
        with staged_folder(args.out, replaces=_FILES) as stage:
            analysis = _analyse(args, request, progress, cancel)
            _write(analysis, stage, args, progress, cancel)
    _say(analysis, args)
    if analysis.score is None:
        # Several checks may fail for one reason, as without a face.
        failed = dict.fromkeys(c.message for c in analysis.quality.checks if c.status == "fail")
        raise RecordingError("This recording cannot be judged. " + " ".join(failed))
    return 0


def _request(args: argparse.Namespace) -> AnalysisRequest:
    from core.records.request_files import load_segments, load_visit, segments_beside
    from core.types import AnalysisRequest, Segment, Visit

    segments: tuple[Segment, ...] = ()
    path = args.segments or segments_beside(args.video)
    if args.task is not None:
        segments = (Segment(args.task, 0.0, float("inf")),)
    elif path is not None:
        segments = load_segments(path)
    return AnalysisRequest(
        video=args.video.absolute(),
        segments=segments,
        mirrored=args.mirrored,
        visit=load_visit(args.visit) if args.visit is not None else Visit(),
        device=args.device,
        layers=tuple(args.layer),
        freeze_test=not args.no_freeze,
        extra_rotation_deg=args.rotate,
    )


def _check_folder(folder: Path, video: Path) -> None:
    """See that results neither replace the recording nor mix with those of another one."""
    from core.records import recording_sha256_in
    from core.records.arrays_file import sha256_of

    for name in _FILES:
        if exists(folder / name) and exists(video) and (folder / name).samefile(video):
            raise UsageError(
                f"“{name}” in “{folder}” is the recording itself, and results of that name would "
                "replace it. Choose another folder for --out."
            )
    before = recording_sha256_in(folder)
    if before is not None and is_file(video) and before != sha256_of(video):
        raise UsageError(
            f"“{folder}” holds the analysis of another recording. Choose another folder for --out, "
            "so that the two are not mixed up."
        )


def _analyse(
    args: argparse.Namespace,
    request: AnalysisRequest,
    progress: ProgressFn,
    cancel: CancelToken,
) -> Analysis:
    from core.analysis.analyse import analyse
    from core.inference import resolve_bundle

    return analyse(request, resolve_bundle(args.model), progress, cancel)


def _write(
    analysis: Analysis,
    folder: Path,
    args: argparse.Namespace,
    progress: ProgressFn,
    cancel: CancelToken,
) -> None:
    from core.records import save_analysis
    from core.report import write_overlay, write_report

    save_analysis(analysis, folder)
    if not args.no_report:
        write_report(analysis, folder / "report.pdf", progress=progress, cancel=cancel)
    if args.overlay and analysis.score is not None:
        write_overlay(analysis, folder / "overlay.mp4", progress=progress, cancel=cancel)
    cancel.raise_if_cancelled()


def _say(analysis: Analysis, args: argparse.Namespace) -> None:
    from core.analysis.wording import score_sentence

    files = {name: args.out / name for name in _FILES if exists(args.out / name)}
    sentence = score_sentence(analysis.score) if analysis.score else "No model score."
    if args.progress == "json":
        done = {"stage": "done", "sentence": sentence, "files": [str(f) for f in files.values()]}
        print(json.dumps(done), flush=True)
        return
    print(sentence)
    for warning in analysis.warnings:
        print(f"Note: {warning}")
    for check in analysis.quality.checks:
        if check.status == "warn":
            print(f"Note: {check.message}")
    for path in files.values():
        print(f"  {path}")
    print(RESEARCH_USE)
