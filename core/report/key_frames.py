"""Key frames: three moments of the recording, as filmed and under each map."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.errors import FaciesError
from core.progress import CancelToken
from core.report.colour import colour_map_of
from core.report.map_timeline import MapTimeline
from core.report.overlay import overlay_frame
from core.report.source import source_problem
from core.types import ActivationMap, Analysis
from core.video import VideoReader

SIDE_PX = 420
_MARGIN = 0.12  # of the crop's side, shown around it
_OPACITY = 0.75
_GROUND = (243, 246, 247)  # where the frame ends
_JPEG_QUALITY = 88


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
        JPEG files of `SIDE_PX` squares: as filmed, then one for each map.
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
    timelines = [MapTimeline(layer, analysis.clips) for layer in layers]
    out = []
    with VideoReader(analysis.recording) as reader:
        for label, clip, frame in moments:
            cancel.raise_if_cancelled()
            time_s = float(analysis.recording.pts_s[frame])
            view, to_crop = face_view(reader.frame(frame), analysis.alignment.to_crop[frame])
            pictures = [view, *_overlaid(view, to_crop, layers, timelines, time_s)]
            score = float(prediction.clip_score[clip]) if prediction else np.nan
            out.append(KeyFrame(label, time_s, frame, score, tuple(_jpeg(p) for p in pictures)))
    return out


def _overlaid(
    view: NDArray[np.uint8],
    to_crop: NDArray[np.float64],
    layers: Sequence[ActivationMap],
    timelines: list[MapTimeline],
    time_s: float,
) -> list[NDArray[np.uint8]]:
    pictures = []
    for layer, timeline in zip(layers, timelines, strict=True):
        values = timeline.at(time_s)
        pictures.append(
            view
            if values is None
            else overlay_frame(view, values, to_crop, layer.scale, _OPACITY, colour_map_of(layer))
        )
    return pictures


def face_view(
    rgb: NDArray[np.uint8], to_crop: NDArray[np.float32], side_px: int = SIDE_PX
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """Cut the upright square around the face out of a frame.

    Parameters
    ----------
    rgb : (H, W, 3) uint8
    to_crop : (2, 3) float
        From the frame's pixels to the unit crop; finite.
    side_px : int

    Returns
    -------
    view : (side_px, side_px, 3) uint8
        The frame around the crop with a margin; pale grey where it ends.
    view_to_crop : (2, 3) float64
        From the view's pixels to the unit crop.
    """
    turn = np.asarray(to_crop[:, :2], np.float64)
    back = np.linalg.inv(turn)
    centre = back @ (0.5 - np.asarray(to_crop[:, 2], np.float64))
    reach = (0.5 + _MARGIN) / np.sqrt(abs(np.linalg.det(turn)))
    step = 2 * reach / side_px  # frame pixels per view pixel
    corner = centre - reach
    indices = np.array(
        [[step, 0, corner[0] + step / 2 - 0.5], [0, step, corner[1] + step / 2 - 0.5]]
    )
    flags = (cv2.INTER_AREA if step > 1 else cv2.INTER_CUBIC) | cv2.WARP_INVERSE_MAP
    view = cv2.warpAffine(
        rgb,
        indices,
        (side_px, side_px),
        flags=flags,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=_GROUND,
    )
    shift = turn @ corner + to_crop[:, 2]
    return np.asarray(view, np.uint8), np.column_stack([turn * step, shift])


def _jpeg(rgb: NDArray[np.uint8]) -> bytes:
    out = io.BytesIO()
    Image.fromarray(rgb).save(out, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
    return out.getvalue()
