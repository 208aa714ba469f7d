"""Where plain motion and landmarks say that a face moves: rivals of the network's maps."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from core.analysis.control_maps import MOTION_LAYER, luma_change
from core.analysis.layers import MapRequest, to_map
from core.analysis.spread import summarise_map
from core.clips import ClipPixels
from core.face import landmarks as lm
from core.measures.geometry import EXPRESSION, to_head_frame
from core.types import FACIAL_REGIONS, Analysis, Region, Spread

_GRID = 28
_POINTS: dict[Region, tuple[int, ...]] = {
    "mouth": (*lm.OUTER_LIP_RING, *lm.INNER_LIP_RING),
    "left_brow": (*lm.LEFT_BROW_UPPER, *lm.LEFT_BROW_LOWER),
    "right_brow": (*lm.RIGHT_BROW_UPPER, *lm.RIGHT_BROW_LOWER),
    "left_eye": tuple(lm.LEFT_EYE_RING),
    "right_eye": tuple(lm.RIGHT_EYE_RING),
    "left_cheek": (lm.LEFT_CHEEK,),
    "right_cheek": (lm.RIGHT_CHEEK,),
    "nose": (lm.LEFT_NOSE_WING, lm.RIGHT_NOSE_WING),
    "chin": (lm.CHIN_FRONT, lm.CHIN),
}
"""Landmarks by region; the forehead has none that moves by itself."""


class MotionMeter:
    """Collects the plain motion map while clips stream by."""

    def __init__(self) -> None:
        self._values: list[NDArray[np.float16]] = []
        self._places: list[NDArray[np.float32]] = []

    def add(self, clip: ClipPixels) -> None:
        """Take the next clip."""
        self._values.append(luma_change(clip.pixels, _GRID))
        self._places.append(clip.landmarks_unit)

    def finish(self, analysis: Analysis) -> tuple[dict[Region, float], dict[str, float]]:
        """Return the motion map's density by facial region, and its spread, as of any other map.

        Parameters
        ----------
        analysis : Analysis
            Whose clips were added, in order.
        """
        if not self._values:
            return {}, {}
        request = MapRequest(MOTION_LAYER, "motion")
        motion = to_map(request, np.stack(self._values), analysis.clips, analysis.recording.pts_s)
        spread, rows = summarise_map(motion, np.stack(self._places), analysis.clips)
        density = {row.region: row.density for row in rows if row.region in FACIAL_REGIONS}
        return density, by_measure(spread)


def by_measure(spread: Spread) -> dict[str, float]:
    """Name the measures of a map's spread ``layer.measure``."""
    return {
        f"{spread.layer}.{name}": float(value)
        for name, value in asdict(spread).items()
        if name != "layer"
    }


def landmark_speed(analysis: Analysis) -> dict[Region, float]:
    """Return how fast each region's landmarks go in the head's own frame, IOD per second."""
    frame = to_head_frame(analysis.face)
    step_s = np.diff(analysis.recording.pts_s)
    out: dict[Region, float] = {}
    for region, points in _POINTS.items():
        away = np.linalg.norm(np.diff(frame.at(*points), axis=0), axis=2).mean(axis=1)
        speed = (away / step_s)[np.isfinite(away)]
        out[region] = float(speed.mean()) if len(speed) else float("nan")
    return out


def movement_iod(analysis: Analysis) -> float:
    """Return how far the expressive landmarks stray from where they mostly are.

    Returns
    -------
    float
        Root mean square distance of `core.measures.geometry.EXPRESSION` from their medians over
        time, in the head's own frame, in inter-ocular distances. Slow and fast movement count
        alike, unlike in the landmark velocity. NaN without a face.
    """
    points = to_head_frame(analysis.face).at(*EXPRESSION)[analysis.face.valid]
    if not len(points):
        return float("nan")
    away = points - np.median(points, axis=0)
    return float(np.sqrt((away**2).sum(axis=2).mean()))
