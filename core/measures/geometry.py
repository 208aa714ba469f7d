"""The face without its head motion: landmarks in the person's own frontal frame.

A similarity transform per frame (rotation in three dimensions, scale, shift) lays the points that
expression hardly moves on the person's own mean shape, itself turned to the frontal shape of
`core.face.shape`. That takes out roll, distance, and the
foreshortening by yaw and pitch in one step. One unit is one inter-ocular distance (IOD): the
person's median distance between the iris centres. The distance of a single frame is not used as
its scale: the irises are guessed while the lids are shut, and it then errs by 5-8 %.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.face import landmarks as lm
from core.face.shape import RIGID_POINTS, RIGID_SHAPE
from core.face.similarity import fit_similarities
from core.types import FaceTrack

Floats = NDArray[np.float64]

# fmt: off
EXPRESSION: tuple[int, ...] = (
    *lm.OUTER_LIP_RING, *lm.INNER_LIP_RING,
    *lm.RIGHT_BROW_UPPER, *lm.RIGHT_BROW_LOWER, *lm.LEFT_BROW_UPPER, *lm.LEFT_BROW_LOWER,
    lm.RIGHT_CHEEK, lm.LEFT_CHEEK, lm.RIGHT_NOSE_WING, lm.LEFT_NOSE_WING, lm.CHIN_FRONT, lm.CHIN,
)
"""Points that carry expression: lips, brows, cheeks, nose wings, chin. Lids are left out, so that
blinks do not count as expression."""

USED: tuple[int, ...] = tuple(sorted({
    *RIGID_POINTS, *EXPRESSION, *lm.RIGHT_EYE_RING, *lm.LEFT_EYE_RING, lm.RIGHT_IRIS, lm.LEFT_IRIS,
}))
# fmt: on

_COLUMN = {point: column for column, point in enumerate(USED)}
_SAMPLES = 400
_ROUNDS = 3
_BLOCK = 1024
TO_UP = np.array([1.0, -1.0, -1.0])  # from picture axes (y down, z away) to y up, z nearer
_FRONTAL = RIGID_SHAPE * TO_UP


@dataclass(frozen=True, slots=True)
class HeadFrame:
    """Landmarks in the person's frontal frame.

    Attributes
    ----------
    points_iod : (T, K, 3) float32
        Of the `USED` landmarks: x towards the patient's left, y up, z towards the viewer, in IOD,
        from about the middle between the eyes. NaN where the face was not found.
    """

    points_iod: NDArray[np.float32]

    def at(self, *points: int) -> NDArray[np.float32]:
        """Return frontal positions (T, k, 2) of landmarks by FaceMesh number."""
        return self.points_iod[:, [_COLUMN[p] for p in points], :2]

    def x(self, *points: int) -> NDArray[np.float32]:
        """Return the mean x (T,) of landmarks."""
        return np.asarray(self.at(*points)[..., 0].mean(axis=1))

    def y(self, *points: int) -> NDArray[np.float32]:
        """Return the mean height y (T,) of landmarks."""
        return np.asarray(self.at(*points)[..., 1].mean(axis=1))

    def distance(self, *pairs: tuple[int, int]) -> NDArray[np.float32]:
        """Return the mean frontal distance (T,) over pairs of landmarks."""
        first, second = (self.at(*points) for points in zip(*pairs, strict=True))
        return np.asarray(np.linalg.norm(first - second, axis=2).mean(axis=1))


def to_head_frame(face: FaceTrack) -> HeadFrame:
    """Take head motion and distance out of a track.

    Parameters
    ----------
    face : FaceTrack
        Raw (unsmoothed) landmarks.

    Returns
    -------
    HeadFrame
    """
    points = np.full((len(face.valid), len(USED), 3), np.nan, np.float32)
    frames = np.flatnonzero(face.valid)
    if len(frames):
        target = own_shape(face, frames)
        for start in range(0, len(frames), _BLOCK):
            block = frames[start : start + _BLOCK]
            used = _take(face, block, USED)
            points[block] = _laid_on(used, _rigid_of(used), target)
    return HeadFrame(points)


def _take(face: FaceTrack, frames: NDArray[np.intp], points: tuple[int, ...]) -> Floats:
    picked = face.landmarks_px[np.ix_(frames, np.asarray(points))]
    return np.asarray(picked.astype(np.float64) * TO_UP)


def _rigid_of(used: Floats) -> Floats:
    return used[:, [_COLUMN[p] for p in RIGID_POINTS]]


def own_shape(face: FaceTrack, frames: NDArray[np.intp]) -> Floats:
    """Return the person's `RIGID_POINTS` (k, 3), frontal, in IOD.

    Parameters
    ----------
    face : FaceTrack
    frames : (n,) int
        At least one frame in which the face was found.

    Returns
    -------
    (k, 3) float64
        x towards the patient's left, y up, z towards the viewer (`TO_UP` from picture axes).
    """
    sample = frames[np.linspace(0, len(frames) - 1, min(len(frames), _SAMPLES)).astype(np.intp)]
    used = _take(face, sample, USED)
    rigid = _rigid_of(used)
    shape = _FRONTAL
    for _ in range(_ROUNDS):
        laid = _laid_on(used, rigid, shape)
        mean = np.median(laid, axis=0, keepdims=True)
        # Turned back to face the viewer each time: the person's shape, everyone's "frontal".
        shape = _laid_on(mean, _rigid_of(mean), _FRONTAL)[0]
        iod = np.linalg.norm(shape[_COLUMN[lm.LEFT_IRIS]] - shape[_COLUMN[lm.RIGHT_IRIS]])
        shape = _rigid_of(shape[None])[0] / iod
    return np.asarray(shape)


def _laid_on(points: Floats, rigid: Floats, target: Floats) -> Floats:
    """Move `points` (n, m, 3) by the similarity that best lays `rigid` (n, k, 3) on `target`."""
    return fit_similarities(rigid, target).apply(points)
