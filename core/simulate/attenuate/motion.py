"""Expression: how far each landmark stands from its neutral place, steadied and weighted."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.face import landmarks as lm
from core.face.landmarks import FIRST_IRIS
from core.face.shape import RIGID_POINTS
from core.simulate.attenuate.appearances import Appearance
from core.simulate.face_model import face_model, region_weights
from core.types import LANDMARKS

Floats = NDArray[np.float64]

# fmt: off
_MOVING: lm.Indices = (
    *lm.OUTER_LIP_RING, *lm.INNER_LIP_RING, *lm.RIGHT_BROW_UPPER, *lm.RIGHT_BROW_LOWER,
    *lm.LEFT_BROW_UPPER, *lm.LEFT_BROW_LOWER, lm.RIGHT_CHEEK, lm.LEFT_CHEEK, lm.RIGHT_NOSE_WING,
    lm.LEFT_NOSE_WING, lm.CHIN, lm.CHIN_FRONT, 36, 266, 205, 425, 187, 411, 207, 427, 212, 432,
    202, 422, 170, 395, 140, 369, 176, 400, 149, 378, 150, 379, 108, 337, 69, 299, 107, 336, 9,
    *lm.RIGHT_EYE_UPPER[1:-1], *lm.LEFT_EYE_UPPER[1:-1], *lm.RIGHT_EYE_LOWER[1:-1],
    *lm.LEFT_EYE_LOWER[1:-1], 27, 257, 230, 450, 119, 348,
)
# Points beside those that the head is aligned by: the top of the forehead and the sides.
_STILL: lm.Indices = (
    *RIGID_POINTS, 10, 109, 338, 67, 297, 103, 332, 54, 284, 21, 251, 162, 389, 93, 323, 122, 351,
)
# fmt: on

# A tracker's jitter is smoothed within this time to either side, among frames whose landmarks
# differ by about the jitter only: rest becomes still while quick speech keeps its speed.
_REACH_S = 0.2
_JITTER_IOD = 0.006
_BLOCK = 1024  # frames: keeps long recordings from needing several times their landmarks


def expression(
    appearance: Appearance, neutral: NDArray[np.intp]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Take the neutral face out of an appearance.

    Parameters
    ----------
    appearance : Appearance
        n frames.
    neutral : (k,) int
        Its neutral rows.

    Returns
    -------
    neutral_iod : (478, 3) float32
        The neutral face in the head's frame.
    away_iod : (n, 478, 3) float32
        Steadied displacement from it; 0 at points that expression hardly moves and at the irises
        (gaze is no facial expression).
    """
    neutral_iod = np.median(appearance.head_iod[neutral], axis=0)
    away = (appearance.head_iod - neutral_iod) * mobility()[:, None]
    for part in appearance.parts:
        away[part] = steadied(away[part], appearance.pts_s[part])
    return neutral_iod, away


@lru_cache(maxsize=1)
def mobility() -> NDArray[np.float32]:
    """How far each landmark takes part in expression: (478,) float32 in [0, 1].

    1 near lips, brows, lids, cheeks and chin; 0 near the points that hold the head's pose, so that
    altering the face leaves the head's motion as it was.
    """
    mean = face_model().mean
    moving, still = (_nearest(mean, points) for points in (_MOVING, _STILL))
    share = still**2 / (still**2 + moving**2 + 1e-9)
    share[list(_MOVING)], share[list(_STILL)], share[FIRST_IRIS:] = 1, 0, 0
    return np.asarray(share, np.float32)


def _nearest(mean: NDArray[np.float32], points: lm.Indices) -> Floats:
    away = np.linalg.norm(mean[:, None] - mean[list(points)][None], axis=2).min(axis=1)
    return np.asarray(away, np.float64)


def steadied(values: NDArray[np.float32], pts_s: Floats) -> NDArray[np.float32]:
    """Smooth landmarks over time where they rest, and hardly where they move.

    A bilateral filter (Tomasi and Manduchi 1998, ICCV) along time: neighbours weigh by their
    distance in time (tricube) and by how much the landmarks of the same region differ (Gaussian).

    Parameters
    ----------
    values : (n, 478, 3) float32
        In inter-ocular distances, without gaps.
    pts_s : (n,) float64

    Returns
    -------
    (n, 478, 3) float32
    """
    reach = _frames_within(pts_s)
    out = np.empty_like(values)
    for start in range(0, len(values), _BLOCK):
        stop = min(start + _BLOCK, len(values))
        near = slice(max(start - reach, 0), stop + reach)
        offset = start - near.start
        smooth = _steadied(values[near], pts_s[near], reach)
        out[start:stop] = smooth[offset : offset + stop - start]
    return out


def _steadied(values: NDArray[np.float32], pts_s: Floats, reach: int) -> NDArray[np.float32]:
    regions = region_weights()
    share = (regions / regions.sum(axis=1, keepdims=True)).astype(np.float32)  # (10, 478)
    total = values.copy()
    weights = np.ones((len(values), LANDMARKS), np.float32)
    for k in range(1, min(reach, len(values) - 1) + 1):
        gap = pts_s[k:] - pts_s[:-k]
        nearness = np.clip(1 - (gap / _REACH_S) ** 3, 0, None) ** 3
        apart = ((values[k:] - values[:-k]) ** 2).sum(axis=2) @ share.T  # (n - k, 10)
        alike = np.exp(-apart / (2 * _JITTER_IOD**2)) * nearness[:, None]
        weight = (alike @ regions).astype(np.float32)
        weights[k:] += weight
        weights[:-k] += weight
        total[k:] += weight[:, :, None] * values[:-k]
        total[:-k] += weight[:, :, None] * values[k:]
    return np.asarray(total / weights[:, :, None], np.float32)


def _frames_within(pts_s: Floats) -> int:
    ahead = np.searchsorted(pts_s, pts_s + _REACH_S, "left") - np.arange(len(pts_s)) - 1
    return int(ahead.max(initial=0))
