"""Key frames: three moments of the recording, as filmed and under each map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.errors import FaciesError
from core.progress import CancelToken
from core.report.moments import picture_moments
from core.report.source import source_problem
from core.types import ActivationMap, Analysis


@dataclass(frozen=True, slots=True)
class KeyFrame:
    """One moment.

    Attributes
    ----------
    label : str
        Why it was chosen.
    time_s : float
    frame : int
        Index into ``Recording.pts_s``.
    clip_score : float
    pictures : tuple of bytes
        JPEG files of `core.report.moments.SIDE_PX` squares: as filmed, then one for each map.
    """

    label: str
    time_s: float
    frame: int
    clip_score: float
    pictures: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class KeyFrames:
    """The chosen moments, or the sentence that says why there are none."""

    frames: tuple[KeyFrame, ...] = ()
    missing: str = ""


def key_frames(
    analysis: Analysis, layers: Sequence[ActivationMap], cancel: CancelToken | None = None
) -> KeyFrames:
    """Choose the clips of highest, median and lowest evidence and picture their middle frames.

    Parameters
    ----------
    analysis : Analysis
    layers : sequence of ActivationMap
        The maps to show, in this order.
    cancel : CancelToken, optional

    Returns
    -------
    KeyFrames
        Without frames where nothing was judged, or where the source video is absent, unreadable
        or no longer the one that was analysed.

    Raises
    ------
    Cancelled
    """
    moments = _choose(analysis)
    if not moments:
        return KeyFrames(missing="No clip was judged, so there are no moments to show.")
    problem = source_problem(analysis.recording)
    if problem:
        return KeyFrames(missing=problem)
    try:
        return KeyFrames(tuple(_pictured(analysis, layers, moments, cancel or CancelToken())))
    except OSError:
        return KeyFrames(missing="The source video could not be read, so no pictures are shown.")
    except FaciesError as error:
        if cancel is not None and cancel.cancelled:
            raise
        return KeyFrames(missing=f"No pictures are shown: {error.message}")


def _choose(analysis: Analysis) -> list[tuple[str, int, int]]:
    """(label, clip, frame) of up to three clips whose middle frame shows an aligned face."""
    if analysis.prediction is None:
        return []
    middle = analysis.clips.frame_index[:, analysis.clips.frame_index.shape[1] // 2]
    usable = np.flatnonzero(analysis.alignment.valid[middle])
    order = usable[np.argsort(analysis.prediction.evidence_logit[usable], kind="stable")]
    if not len(order):
        return []
    picks = {
        int(order[-1]): "Highest score",
        int(order[len(order) // 2]): "Median score",
        int(order[0]): "Lowest score",
    }
    if len(order) < 3:
        picks = {int(order[-1]): "Highest score", int(order[0]): "Lowest score"}
    if len(order) == 1:
        picks = {int(order[0]): "The only clip"}
    return [(label, clip, int(middle[clip])) for clip, label in picks.items()]


def _pictured(
    analysis: Analysis,
    layers: Sequence[ActivationMap],
    moments: list[tuple[str, int, int]],
    cancel: CancelToken,
) -> list[KeyFrame]:
    prediction = analysis.prediction
    pictured = picture_moments(analysis, layers, [frame for _, _, frame in moments], cancel)
    return [
        KeyFrame(
            label,
            float(analysis.recording.pts_s[frame]),
            frame,
            float(prediction.clip_score[clip]) if prediction else np.nan,
            pictures,
        )
        for (label, clip, frame), pictures in zip(moments, pictured, strict=True)
    ]
