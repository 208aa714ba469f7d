"""Finding hard cuts while frames stream by.

Two pictures of one shot look alike in structure even where the head, the hand-held camera or the
light moves; across a cut neither the coarse nor the fine structure matches. Compared to what the
last second of the same shot showed, a cut stands out (the adaptive threshold of Yeo and Liu,
"Rapid scene analysis on compressed video", IEEE Trans. CSVT 5(6), 1995).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

_SIDE = 64
_COLOUR_LEVELS = 8
# Details smaller than a sixteenth of the picture; what light does to a picture is coarser.
_DETAIL_SIGMA = _SIDE / 16
# Below this spread of luma there is nothing to see: black, white, covered lens.
_FLAT_LUMA_SD = 4.0
_MEMORY_S = 1.0
_MEMORY_FRAMES = 240
# Limits on change = 1 - correlation, set on real clips: quick head motion before a hand-held
# camera reaches 0.37 with 92 % of the colours kept; cuts between similar talking heads start at
# 0.28 with at most 78 % of the colours.
_CHANGE_ALONE = 0.5
_CHANGE_WITH_COLOUR = 0.2
_COLOURS_KEPT = 0.85
_TIMES_USUAL = 4.0


@dataclass(frozen=True, slots=True)
class _Look:
    """Luma and its detail, each of mean 0 and length 1, and how often each colour occurs."""

    luma: NDArray[np.float32]
    detail: NDArray[np.float32]
    colours: NDArray[np.float32]


class CutDetector:
    """Tells of each frame whether a new shot begins with it; memory does not grow.

    Light that flickers, fades or is switched, and single black frames, are no cuts. A jump within
    the same scene (same person, same background) cannot be seen this way and is none either.
    """

    def __init__(self) -> None:
        self._before: _Look | None = None
        self._changes: deque[tuple[float, float]] = deque(maxlen=_MEMORY_FRAMES)

    def push(self, rgb: NDArray[np.uint8], pts_s: float) -> bool:
        """Look at the next frame.

        Parameters
        ----------
        rgb : (H, W, 3) uint8
            Any size, the same for all.
        pts_s : float
            Presentation time in seconds.

        Returns
        -------
        bool
            True where a new shot begins with this frame.
        """
        look = _look(rgb)
        if look is None:
            return False
        before, self._before = self._before, look
        if before is None:
            return False
        change = 1 - max(float(before.luma @ look.luma), float(before.detail @ look.detail))
        kept = float(np.minimum(before.colours, look.colours).sum())
        allowed = _TIMES_USUAL * self._usual(pts_s)
        if change > _CHANGE_ALONE + allowed or (
            change > _CHANGE_WITH_COLOUR + allowed and kept < _COLOURS_KEPT
        ):
            self._changes.clear()
            return True
        self._changes.append((pts_s, change))
        return False

    def _usual(self, now_s: float) -> float:
        while self._changes and self._changes[0][0] < now_s - _MEMORY_S:
            self._changes.popleft()
        return median(change for _, change in self._changes) if self._changes else 0.0


def _look(rgb: NDArray[np.uint8]) -> _Look | None:
    """Return what is compared, or None where the picture is flat."""
    step = max(1, min(rgb.shape[:2]) // (2 * _SIDE))
    coarse = np.ascontiguousarray(rgb[::step, ::step])
    small = cv2.resize(coarse, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
    luma = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32)
    if cv2.meanStdDev(luma)[1].item() < _FLAT_LUMA_SD:
        return None
    detail = luma - cv2.GaussianBlur(luma, (0, 0), _DETAIL_SIGMA)
    bins, ranges = [_COLOUR_LEVELS] * 3, [0, 256] * 3
    colours = cv2.calcHist([small], [0, 1, 2], None, bins, ranges).ravel() / _SIDE**2
    return _Look(_unit(luma), _unit(detail), colours.astype(np.float32))


def _unit(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the values in a row, shifted and scaled so that products are correlations."""
    centred = values.ravel() - cv2.mean(values)[0]
    length = np.sqrt(centred @ centred)
    return np.asarray(centred / length if length > 0 else centred, np.float32)
