"""The window's jobs, as functions that know no Qt. Heavy libraries load inside them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from core.errors import RecordingError, UsageError
from core.progress import CancelToken, ProgressFn
from core.records.review import Review
from core.types import ActivationMap, Analysis, Recording, Segment
from gui.settings import Settings
from gui.view_state import Source


@dataclass(frozen=True, slots=True)
class Opened:
    """What was found under a path: a recording, or an analysis with all that belongs to it."""

    recording: Recording | None = None
    segments: tuple[Segment, ...] = ()
    analysis: Analysis | None = None
    folder: Path | None = None
    review: Review = field(default_factory=Review)
    proxy: Path | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """An analysis and where it is kept."""

    analysis: Analysis
    folder: Path
    review: Review
    proxy: Path | None


def open_path(path: Path, progress: ProgressFn, cancel: CancelToken) -> Opened:
    """Open a video file, or a folder with an analysis. Raises `FaciesError` if it is neither."""
    from core.records.analysis_folder import JSON_NAME, load_analysis
    from core.records.request_files import load_segments, segments_beside
    from core.records.review import load_review
    from core.records.store import proxy_in
    from core.video import open_recording

    if path.is_dir():
        if not (path / JSON_NAME).exists():
            raise UsageError(
                f"There is no analysis in the folder “{path.name or path}”. Open a video, or a "
                "folder that an analysis was kept in."
            )
        analysis = load_analysis(path)
        review = load_review(path) or Review(visit=analysis.visit)
        return Opened(analysis=analysis, folder=path, review=review, proxy=proxy_in(path))
    recording = open_recording(path)
    beside = segments_beside(path)
    return Opened(recording, load_segments(beside) if beside else ())


def analyse_and_keep(
    recording: Recording,
    segments: tuple[Segment, ...],
    review: Review,
    settings: Settings,
    progress: ProgressFn,
    cancel: CancelToken,
) -> Kept:
    """Analyse a recording the way round that it is seen; keep it in the storage folder."""
    from core.analysis.analyse import analyse
    from core.inference import resolve_bundle
    from core.records.store import keep_analysis
    from core.types import AnalysisRequest
    from core.video.index import index_of

    _refuse_another(recording)
    turn_deg = (recording.rotation_deg - index_of(recording.path).facts.rotation_deg) % 360
    request = AnalysisRequest(
        recording.path,
        segments,
        mirrored=recording.mirrored,
        visit=review.visit,
        device=settings.device,
        extra_rotation_deg=turn_deg,
    )
    bundle = resolve_bundle(settings.model or None)
    review = replace(review, signature=None)  # it stood under the earlier analysis
    with keep_analysis(settings.storage_folder, recording.sha256) as keeping:
        analysis = analyse(request, bundle, progress, cancel, proxy=keeping.proxy)
        keeping.save(analysis, review, cancel)
    return Kept(analysis, keeping.folder, review, keeping.kept_proxy)


def _refuse_another(recording: Recording) -> None:
    """Raise `RecordingError` where another file lies now where the recording was opened.

    Segments, notes and visit facts of this patient must not come to stand beside its results.
    """
    from core.video import open_recording

    if open_recording(recording.path).sha256 != recording.sha256:
        raise RecordingError(
            f"“{recording.path.name}” is no longer the file that was opened: another one lies in "
            "its place. Nothing was analysed. Put the original back, or open the file anew."
        )


def make_maps(
    analysis: Analysis,
    source: Source,
    settings: Settings,
    progress: ProgressFn,
    cancel: CancelToken,
) -> tuple[ActivationMap, ...]:
    """Make the maps from random weights, or the plain motion map, of an analysed recording."""
    from core.analysis.control_maps import motion_map, random_maps
    from core.inference import resolve_bundle

    bundle = resolve_bundle(analysis.model.id)
    if source == "motion":
        return (motion_map(analysis, bundle, progress, cancel),)
    return random_maps(analysis, bundle, settings.device, progress, cancel)


def write_pdf(
    analysis: Analysis, review: Review, path: Path, progress: ProgressFn, cancel: CancelToken
) -> Path:
    """Write the report with the clinician's part; return where it lies."""
    from core.report import write_report

    write_report(analysis, path, review=review, progress=progress, cancel=cancel)
    return path
