"""From a decoded frame to the upright, un-mirrored RGB picture that all of Facies sees."""

from __future__ import annotations

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import Interpolation, VideoReformatter
from numpy.typing import NDArray

from core.types import Recording
from core.video.limits import MAX_SIDE_PX

_TURNS = {
    90: cv2.ROTATE_90_CLOCKWISE,
    180: cv2.ROTATE_180,
    270: cv2.ROTATE_90_COUNTERCLOCKWISE,
}
_HALF = 0.5


class Upright:
    """Scales, converts, turns and un-mirrors frames of one recording.

    Parameters
    ----------
    recording : Recording
    max_side_px : int, optional
        Longest side of the result; scaling happens in the conversion to RGB, so that large
        pictures never exist in RGB at their full size.
    for_screen : bool
        Whether to scale as a screen wants it: quickly, and also to more than the source's size.

    Attributes
    ----------
    scale : float
        Result pixels per source pixel; at most 1 unless `for_screen`.
    size_px : (width, height)
        Of the result.
    """

    def __init__(
        self, recording: Recording, max_side_px: int | None = None, *, for_screen: bool = False
    ) -> None:
        width, height = recording.size_px
        longest = max(width, height)
        self.scale = 1.0 if max_side_px is None else max_side_px / longest
        if not for_screen:
            self.scale = min(self.scale, 1.0)
        self.size_px = (max(1, round(width * self.scale)), max(1, round(height * self.scale)))
        self._turn = _TURNS.get(recording.rotation_deg)
        self._mirrored = recording.mirrored
        self._stored_px = self.size_px if recording.rotation_deg % 180 == 0 else self.size_px[::-1]
        self._interpolation = Interpolation.AREA if self.scale < 1 else Interpolation.BILINEAR
        self._convert_px, self._resize = self._stored_px, -1
        # Larger recordings are held smaller for the screen.
        held = min(1.0, MAX_SIDE_PX / longest)
        if for_screen and self.scale != held and self.scale >= _HALF * held:
            # In RGB it takes half the time, and above one half it is no worse.
            whole = round(width * held), round(height * held)
            self._convert_px = whole if recording.rotation_deg % 180 == 0 else whole[::-1]
            self._interpolation = Interpolation.BILINEAR
            self._resize = cv2.INTER_CUBIC if self.scale > held else cv2.INTER_LINEAR
        self._reformatter = VideoReformatter()

    def __call__(self, frame: VideoFrame) -> NDArray[np.uint8]:
        """Return the picture, (H, W, 3) uint8 RGB, C-contiguous and owned by the caller."""
        width, height = self._convert_px
        rgb = self._reformatter.reformat(
            frame, width, height, "rgb24", interpolation=self._interpolation, threads=1
        ).to_ndarray()
        if self._resize >= 0:
            rgb = cv2.resize(rgb, self._stored_px, interpolation=self._resize)
        if self._turn is not None:
            rgb = cv2.rotate(rgb, self._turn)
        if self._mirrored:
            rgb = cv2.flip(rgb, 1)
        return rgb.astype(np.uint8, copy=False)
