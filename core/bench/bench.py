"""The whole benchmark: `bench` times the main job's stages and measures its memory."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from core.analysis.layers import DEFAULT_LAYERS
from core.bench.looped import loop_video
from core.bench.memory import peaks_by_length_mb
from core.bench.network import against_plain
from core.bench.results import BenchResult
from core.bench.stages import MainJob, NetworkAlone, decode, plain, report, tracking
from core.bench.timing import interleave
from core.errors import RecordingError
from core.progress import CancelToken, ProgressFn, silent
from core.types import AnalysisRequest
from core.version import versions
from core.video import open_recording
from models.bundle import Bundle

MEMORY_LENGTHS_S = (60.0, 600.0)


@dataclass(frozen=True, slots=True)
class BenchRequest:
    """What to measure: `repeats` of every stage on `video`, and memory unless it is left out.

    `length_s`: repeat the video to this length for timing; None takes it as it is.
    """

    video: Path
    length_s: float | None = None
    device: str = "auto"
    repeats: int = 3
    memory: bool = True


def bench(
    request: BenchRequest,
    bundle: Bundle,
    progress: ProgressFn = silent,
    cancel: CancelToken | None = None,
) -> BenchResult:
    """Measure the main job on one video.

    Stages are run in turn, again and again, and each is given as the median of its runs.

    Parameters
    ----------
    request : BenchRequest
    bundle : Bundle
    progress : callable
        Told stage ``"bench"``.
    cancel : CancelToken, optional
        Looked at between stages.

    Raises
    ------
    RecordingError
        If the video cannot be used, or a gate refuses it: the whole job is to be measured.
    Cancelled
        If `cancel` was set.
    """
    with TemporaryDirectory(prefix="facies-bench-") as folder:
        video = request.video
        if request.length_s is not None:
            video = Path(folder) / "repeated.mkv"
            loop_video(request.video, video, request.length_s)
        return _bench(request, video, bundle, progress, cancel)


def _bench(
    request: BenchRequest,
    video: Path,
    bundle: Bundle,
    progress: ProgressFn,
    cancel: CancelToken | None,
) -> BenchResult:
    recording = open_recording(video)
    main_job = MainJob(AnalysisRequest(video, device=request.device), bundle)
    main_job()
    if main_job.analysis.score is None:
        raise RecordingError(
            "This recording is refused by a quality gate, so the whole job cannot be timed on it. "
            "Choose another, or leave the video out to use the sample recording."
        )
    network = NetworkAlone(recording, bundle, DEFAULT_LAYERS, request.device)
    with TemporaryDirectory(prefix="facies-bench-") as folder:
        timings = interleave(
            [
                lambda: decode(recording),
                lambda: plain(recording),
                main_job,
                lambda: tracking(recording),
                network,
                *against_plain(bundle, request.device),
                lambda: report(main_job.analysis, Path(folder)),
            ],
            request.repeats,
            progress,
            cancel,
        )
    lengths_s = MEMORY_LENGTHS_S if request.memory else ()
    return BenchResult(
        length_s=recording.duration_s,
        size_px=recording.size_px,
        clips=len(main_job.analysis.clips),
        timings=timings,
        peak_mb=peaks_by_length_mb(request.video, bundle.path, lengths_s, cancel),
        device=main_job.analysis.device,
        machine={
            "cores": str(os.cpu_count()),
            "processor": platform.processor() or platform.machine(),
            **versions(),
        },
    )
