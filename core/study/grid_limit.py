"""What a map's few cells leave of the true movement: a yardstick for where it is found."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.face.layout import placement, to_transform
from core.face.regions import region_masks
from core.simulate.face_model import face_model
from core.simulate.region_motion import motion_of
from core.types import FACIAL_REGIONS, Region


def true_movement(truth: Path, cells: int) -> dict[Region, float]:
    """Return each region's share of the true movement, after a map's grid has blurred it.

    A cell holds the movement of the regions that it shows, by the area of each; a region is given
    the mean of its cells, as of any other map. The face is the average one, head on.

    Parameters
    ----------
    truth : Path
        Of a simulated video.
    cells : int
        Of the map, a side.

    Returns
    -------
    dict of Region to float
        In inter-iris distances (standard deviation over the whole video); empty where the truth
        does not say how the face moves.
    """
    motion = motion_of(truth)
    if motion is None:
        return {}
    cover = _cover(cells)
    moved = motion.between(0.0, np.inf)
    seen = cover @ (cover.T @ moved) / cover.sum(axis=1)
    return dict(zip(FACIAL_REGIONS, seen.tolist(), strict=True))


@lru_cache(maxsize=4)
def _cover(cells: int) -> NDArray[np.float64]:
    """(10, cells * cells): how much of each cell every facial region of the average face covers."""
    points = face_model().mean
    to_crop = to_transform(placement(points))
    unit = points[:, :2] @ to_crop[:, :2].T + to_crop[:, 2]
    places = region_masks(np.asarray(unit, np.float32), cells)[: len(FACIAL_REGIONS)]
    return places.reshape(len(FACIAL_REGIONS), -1).astype(np.float64)
