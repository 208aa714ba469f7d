"""From a decoded frame to the upright, un-mirrored RGB picture that all of Facies sees."""

from __future__ import annotations

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter
from numpy.typing import NDArray

from core.types import Recording

_TURNS = {
    90: cv2.ROTATE_90_CLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_COUNTERCLOCKWISE,
}


class Upright:
    """Scales, converts, turns and un-mirrors frames of one recording.

    Parameters
    ----------
    recording : Recording
    max_side_px : int, optional
        Longest side of the result; scaling happens in the conversion to RGB, so that large
        pictures never exist in RGB at their full size.
    enlarge : bool
        Whether pictures smaller than that are made larger.

    Attributes
    ----------
    scale : float
        Result pixels per source pixel; at most 1 unless `enlarge`.
    size_px : (width, height)
        Of the result.
    """

    def __init__(
        self, recording: Recording, max_side_px: int | None = None, *, enlarge: bool = False
    ) -> None:
        width, height = recording.size_px
        longest = max(width, height)
        self.scale = 1.0 if max_side_px is None else max_side_px / longest
        if not enlarge:
            self.scale = min(self.scale, 1.0)
        self.size_px = (max(1, round(width * self.scale)), max(1, round(height * self.scale)))
        self._turn = _TURNS.get(recording.rotation_deg)
        self._mirrored = recording.mirrored
        self._stored_px = self.size_px if recording.rotation_deg % 180 == 0 else self.size_px[::-1]
        self._interpolation = _interpolation(self.scale)
        self._reformatter = VideoReformatter()

    def __call__(self, frame: VideoFrame) -> NDArray[np.uint8]:
        """Return the picture, (H, W, 3) uint8 RGB, C-contiguous and owned by the caller."""
        width, height = self._stored_px
        rgb = self._reformatter.reformat(
            frame, width, height, "rgb24", interpolation=self._interpolation, threads=1
        ).to_ndarray()
        if self._turn is not None:
            rgb = cv2.rotate(rgb, self._turn)
        if self._mirrored:
            rgb = cv2.flip(rgb, 1)
        return rgb.astype(np.uint8, copy=False)


def _interpolation(scale: float) -> Interpolation:
    if scale == 1:
        return Interpolation.BILINEAR
    return Interpolation.AREA if scale < 1 else Interpolation.BICUBIC
