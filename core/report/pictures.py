"""All pictures that a report shows, made apart from its pages: they take longer and change less."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from core.analysis.standing import Standing, Unplaced, find_standing
from core.errors import Cancelled, FaciesError
from core.inference import judging_bundle
from core.progress import CancelToken
from core.records.review import Bookmark
from core.report.key_frames import KeyFrames, key_frames
from core.report.layer_findings import layer_findings
from core.report.moments import picture_moments
from core.report.source import source_problem
from core.types import ActivationMap, Analysis


@dataclass(frozen=True, slots=True)
class ReportPictures:
    """Pictures of one analysis.

    Attributes
    ----------
    key_frames : KeyFrames
    moments : dict of float to tuple of bytes
        Time of a bookmark in seconds to its JPEG files: as filmed, then, where there is one, under
        the first map. See `core.report.moments.picture_moments`.
    missing : str
        Why bookmarks have no pictures; empty where they have.
    standing : Standing or Unplaced or None
        Where the recording lies among its model's reference recordings, or why that cannot be
        said; None where the recording was not judged.
    """

    key_frames: KeyFrames = field(default_factory=KeyFrames)
    moments: dict[float, tuple[bytes, ...]] = field(default_factory=dict)
    missing: str = ""
    standing: Standing | Unplaced | None = None


def report_pictures(
    analysis: Analysis,
    bookmarks: Sequence[Bookmark],
    cancel: CancelToken,
    earlier: ReportPictures | None = None,
) -> ReportPictures:
    """Make the pictures of key frames and bookmarks.

    Parameters
    ----------
    analysis : Analysis
    bookmarks : sequence of Bookmark
    cancel : CancelToken
    earlier : ReportPictures, optional
        Pictures of this very analysis that were made before; what they hold is not made again.

    Raises
    ------
    Cancelled
    """
    layers = [found.activation for found in layer_findings(analysis)]
    if earlier is None:
        found = key_frames(analysis, layers, cancel) if layers else KeyFrames()
        earlier = ReportPictures(found, standing=_standing(analysis))
    cancel.raise_if_cancelled()
    moments = {
        b.time_s: earlier.moments[b.time_s] for b in bookmarks if b.time_s in earlier.moments
    }
    new = [b.time_s for b in bookmarks if b.time_s not in moments]
    if not new:
        return replace(earlier, moments=moments, missing="")
    made, missing = _pictured(analysis, layers[:1], new, cancel)
    return replace(earlier, moments=moments | made, missing=missing)


def _standing(analysis: Analysis) -> Standing | Unplaced | None:
    if analysis.prediction is None:
        return None
    bundle = judging_bundle(analysis.model)
    if bundle is None:
        return Unplaced(
            "The very model that judged is not installed here any more, and its reference "
            "recordings come with it."
        )
    return find_standing(analysis, bundle.reference, bundle.spec.head.labels)


def frame_at(analysis: Analysis, time_s: float) -> int:
    """Give the index of the frame that is on screen at a time, kept inside the recording."""
    at = int(np.searchsorted(analysis.recording.pts_s, time_s + 1e-9, side="right")) - 1
    return min(max(at, 0), len(analysis.recording.pts_s) - 1)


def _pictured(
    analysis: Analysis, layers: list[ActivationMap], times_s: list[float], cancel: CancelToken
) -> tuple[dict[float, tuple[bytes, ...]], str]:
    problem = source_problem(analysis.recording)
    if problem:
        return {}, problem
    frames = [frame_at(analysis, time_s) for time_s in times_s]
    try:
        pictures = picture_moments(analysis, layers, frames, cancel)
    except Cancelled:
        raise
    except OSError:
        return {}, "The source video could not be read, so no pictures are shown."
    except FaciesError as error:
        return {}, f"No pictures are shown: {error.message}"
    return dict(zip(times_s, pictures, strict=True)), ""
