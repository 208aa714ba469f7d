"""How much memory the whole job needs at its worst, each time in a process of its own."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from tempfile import TemporaryDirectory

from core.analysis.analyse import analyse
from core.bench.looped import loop_video
from core.bench.peak import peak_rss_mb
from core.errors import SurroundingsError
from core.progress import CancelToken
from core.records import save_analysis
from core.report import write_report
from core.types import AnalysisRequest
from models.bundle import load_bundle


def peak_of_job_mb(video: Path, model: Path) -> float | None:
    """Peak memory of analysing, saving and reporting `video`, in a fresh process.

    Parameters
    ----------
    video : Path
    model : Path
        A bundle.

    Returns
    -------
    float or None
        MiB; None where the system does not tell.

    Raises
    ------
    SurroundingsError
        If the process is ended from outside.
    FaciesError
        As `analyse`.
    """
    with (
        TemporaryDirectory(prefix="facies-bench-") as folder,
        ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as process,
    ):
        try:
            return process.submit(_whole_job, video, model, Path(folder)).result()
        except BrokenProcessPool as error:
            raise SurroundingsError(
                "The process whose memory was to be measured was ended from outside, most likely "
                "because this machine ran out of memory. Close other programs and try again, or "
                "leave memory out with --no-memory."
            ) from error


def peaks_by_length_mb(
    video: Path, model: Path, lengths_s: tuple[float, ...], cancel: CancelToken | None = None
) -> dict[float, float | None]:
    """Peak memory of the whole job on `video` repeated to each of these lengths."""
    peaks: dict[float, float | None] = {}
    for length_s in lengths_s:
        if cancel is not None:
            cancel.raise_if_cancelled()
        with TemporaryDirectory(prefix="facies-bench-") as folder:
            longer = Path(folder) / "repeated.mkv"
            loop_video(video, longer, length_s)
            peaks[length_s] = peak_of_job_mb(longer, model)
    return peaks


def _whole_job(video: Path, model: Path, folder: Path) -> float | None:
    analysis = analyse(AnalysisRequest(video, freeze_test=False), load_bundle(model))
    save_analysis(analysis, folder)
    write_report(analysis, folder / "report.pdf")
    return peak_rss_mb()
