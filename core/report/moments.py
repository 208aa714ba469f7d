"""Pictures of single moments: the face as filmed, and under maps."""

from __future__ import annotations

import io
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core.progress import CancelToken
from core.report.colour import colour_map_of
from core.report.map_timeline import MapTimeline
from core.report.overlay import overlay_frame
from core.types import ActivationMap, Analysis
from core.video import VideoReader

SIDE_PX = 420
_MARGIN = 0.12  # of the crop's side, shown around it
_OPACITY = 0.75
_GROUND = (243, 246, 247)  # where the frame ends
_JPEG_QUALITY = 88


def picture_moments(
    analysis: Analysis,
    layers: Sequence[ActivationMap],
    frames: Sequence[int],
    cancel: CancelToken,
) -> list[tuple[bytes, ...]]:
    """Picture frames of the source video.

    Parameters
    ----------
    analysis : Analysis
        Its recording is read again; see `core.report.source` for whether it still is the same.
    layers : sequence of ActivationMap
    frames : sequence of int
        Indices into ``Recording.pts_s``.
    cancel : CancelToken

    Returns
    -------
    list of tuple of bytes
        For each frame JPEG files of `SIDE_PX` squares: as filmed, then one for each map. Where no
        face was followed there is the whole frame alone.

    Raises
    ------
    OSError, FaciesError
        If the video cannot be read.
    Cancelled
    """
    timelines = [(layer, MapTimeline(layer, analysis.clips)) for layer in layers]
    out = []
    with VideoReader(analysis.recording) as reader:
        for frame in frames:
            cancel.raise_if_cancelled()
            out.append(tuple(map(_jpeg, _views(analysis, reader.frame(frame), frame, timelines))))
    return out


def _views(
    analysis: Analysis,
    rgb: NDArray[np.uint8],
    frame: int,
    timelines: Sequence[tuple[ActivationMap, MapTimeline]],
) -> list[NDArray[np.uint8]]:
    if not analysis.alignment.valid[frame]:
        return [whole_view(rgb)]
    view, to_crop = face_view(rgb, analysis.alignment.to_crop[frame])
    time_s = float(analysis.recording.pts_s[frame])
    return [view, *_overlaid(view, to_crop, timelines, time_s)]


def _overlaid(
    view: NDArray[np.uint8],
    to_crop: NDArray[np.float64],
    timelines: Sequence[tuple[ActivationMap, MapTimeline]],
    time_s: float,
) -> list[NDArray[np.uint8]]:
    pictures = []
    for layer, timeline in timelines:
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


def whole_view(rgb: NDArray[np.uint8], side_px: int = SIDE_PX) -> NDArray[np.uint8]:
    """Fit a frame into a square, with pale grey where it ends."""
    height, width = rgb.shape[:2]
    scale = side_px / max(height, width)
    shown = Image.fromarray(rgb).resize(
        (max(round(width * scale), 1), max(round(height * scale), 1)), Image.Resampling.LANCZOS
    )
    square = Image.new("RGB", (side_px, side_px), _GROUND)
    square.paste(shown, ((side_px - shown.width) // 2, (side_px - shown.height) // 2))
    return np.asarray(square)


def _jpeg(rgb: NDArray[np.uint8]) -> bytes:
    out = io.BytesIO()
    Image.fromarray(rgb).save(out, "JPEG", quality=_JPEG_QUALITY, subsampling=0)
    return out.getvalue()
