"""The report's work off the GUI thread: laying pages out, and printing them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.progress import CancelToken, Progress, ProgressFn
from core.records.review import Review
from core.types import Analysis

if TYPE_CHECKING:
    from core.report import ReportPictures


@dataclass(frozen=True, slots=True)
class Preview:
    """A report laid out in memory.

    Attributes
    ----------
    analysis : Analysis
        Whose it is.
    review : Review
        What of the clinician's it holds.
    data : bytes
        The PDF.
    pictures : ReportPictures
        What took long; given back to `lay_out` so that only the words are set anew.
    """

    analysis: Analysis
    review: Review
    data: bytes
    pictures: ReportPictures


def lay_out(
    analysis: Analysis,
    review: Review,
    earlier: Preview | None,
    progress: ProgressFn,
    cancel: CancelToken,
) -> Preview:
    """Lay the report out.

    Parameters
    ----------
    analysis : Analysis
    review : Review
    earlier : Preview or None
        The last one; its pictures are used again if it is of this very analysis.
    progress, cancel
        As for every job.

    Raises
    ------
    Cancelled
    """
    from core.report import report_bytes, report_pictures

    known = earlier.pictures if earlier is not None and earlier.analysis is analysis else None
    progress(Progress("report", 0.0, "Choosing key frames"))
    pictures = report_pictures(analysis, review.bookmarks, cancel, known)
    progress(Progress("report", 0.6, "Laying out the pages"))
    data = report_bytes(analysis, review, pictures)
    cancel.raise_if_cancelled()
    return Preview(analysis, review, data, pictures)
