"""Which map belongs to a moment of the recording."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.types import ActivationMap, ClipTable

_EDGE = 0.05  # least weight of a covering clip, so that the first and last moments have a map


class MapTimeline:
    """Looks up a layer's map at any time.

    Inside a clip, neighbouring map steps are joined linearly. Where clips overlap, each counts by
    how near the moment is to its middle, so that maps pass smoothly from clip to clip.

    Parameters
    ----------
    activation : ActivationMap
    clips : ClipTable
    """

    def __init__(self, activation: ActivationMap, clips: ClipTable) -> None:
        self._activation = activation
        self._start_s = clips.start_s
        self._end_s = clips.end_s

    def at(self, time_s: float) -> NDArray[np.float32] | None:
        """Map at a presentation time.

        Parameters
        ----------
        time_s : float

        Returns
        -------
        (h, w) float32 or None
            Unscaled values; None where no clip covers the moment.
        """
        tolerance_s = 1e-6
        covering = np.flatnonzero(
            (self._start_s <= time_s + tolerance_s) & (time_s - tolerance_s <= self._end_s)
        )
        if not len(covering):
            return None
        half_s = np.maximum((self._end_s[covering] - self._start_s[covering]) / 2, tolerance_s)
        middle_s = (self._end_s[covering] + self._start_s[covering]) / 2
        weight = np.maximum(1 - np.abs(time_s - middle_s) / half_s, _EDGE)
        weight /= weight.sum()
        maps = [w * self._in_clip(i, time_s) for i, w in zip(covering, weight, strict=True)]
        return np.asarray(np.sum(maps, axis=0), np.float32)

    def _in_clip(self, clip: int, time_s: float) -> NDArray[np.float32]:
        steps_s = self._activation.time_s[clip]
        place = float(np.interp(time_s, steps_s, np.arange(len(steps_s))))
        low = int(place)
        high = min(low + 1, len(steps_s) - 1)
        values = self._activation.values[clip][[low, high]].astype(np.float32)
        share = np.float32(place - low)
        return np.asarray((1 - share) * values[0] + share * values[1], np.float32)
