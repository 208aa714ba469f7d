"""Smooth displacement fields: from moved landmarks to every place, and back again.

A field lives on a lattice over the resting face, in model coordinates. Landmarks' displacements
spread over it by radial basis functions of compact support (Wendland 1995, psi 3,1), so that
nothing moves beyond `_REACH_IOD` from the face. Pictures need the way back, from a place in the
moved face to where it rests, which a few Newton steps find on a coarse grid.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

Floats = NDArray[np.float32]

_REACH_IOD = 0.55
_STIFF = 5e-3  # added to the kernel's diagonal: neighbours that disagree meet half-way
_NEWTON_STEPS = 5
_LONGEST_STEP_IOD = 0.12
_LEAST_DETERMINANT = 0.15


@dataclass(frozen=True, slots=True)
class Lattice:
    """Evenly spaced nodes over the model plane.

    Attributes
    ----------
    left, top : float
        Place of the first node.
    step : float
        In inter-iris distances.
    columns, rows : int
    """

    left: float
    top: float
    step: float
    columns: int
    rows: int

    def nodes(self) -> Floats:
        """Places of all nodes: (rows, columns, 2) float32."""
        x = self.left + self.step * np.arange(self.columns, dtype=np.float32)
        y = self.top + self.step * np.arange(self.rows, dtype=np.float32)
        return np.stack(np.meshgrid(x, y), axis=-1)

    def sample(self, field: Floats, places: Floats) -> Floats:
        """Read a field (rows, columns, C) at places (..., 2), linearly; beyond: its edge."""
        flat = places.reshape(places.shape[0], -1, 2)
        column = (flat[..., 0] - self.left) / self.step
        row = (flat[..., 1] - self.top) / self.step
        found = cv2.remap(field, column, row, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        return np.asarray(found.reshape(*places.shape[:-1], *field.shape[2:]), dtype=np.float32)

    def within(self, left: float, top: float, right: float, bottom: float) -> tuple[slice, slice]:
        """Rows and columns of the nodes in a box."""
        columns = slice(
            max(0, int(np.ceil((left - self.left) / self.step))),
            min(self.columns, int((right - self.left) / self.step) + 1),
        )
        rows = slice(
            max(0, int(np.ceil((top - self.top) / self.step))),
            min(self.rows, int((bottom - self.top) / self.step) + 1),
        )
        return rows, columns


class Spread:
    """Spreads values at landmarks over a lattice.

    Parameters
    ----------
    points : (N, 2) float32
        Where the landmarks rest.
    lattice : Lattice
    """

    def __init__(self, points: Floats, lattice: Lattice) -> None:
        low, high = points.min(axis=0) - _REACH_IOD, points.max(axis=0) + _REACH_IOD
        self._window = lattice.within(*low.tolist(), *high.tolist())
        self._shape = (lattice.rows, lattice.columns)
        nodes = lattice.nodes()[self._window].reshape(-1, 2)
        kernel = _wendland(cdist(points, points)) + _STIFF * np.eye(len(points), dtype=np.float32)
        solved = np.linalg.solve(kernel, _wendland(cdist(points, nodes)))
        self._weights = np.ascontiguousarray(solved.T)

    def __call__(self, values: Floats) -> Floats:
        """Spread values (N, C) over the lattice: (rows, columns, C) float32."""
        rows, columns = self._window
        out = np.zeros((*self._shape, values.shape[1]), dtype=np.float32)
        spread = self._weights @ values
        out[self._window] = spread.reshape(rows.stop - rows.start, columns.stop - columns.start, -1)
        return out


def _wendland(distance: NDArray[np.float64]) -> Floats:
    r = np.minimum(distance.astype(np.float32) / np.float32(_REACH_IOD), 1)
    left = (1 - r) ** 2
    return np.asarray(left * left * (4 * r + 1))


def rest_of(places: Floats, moved: Floats, lattice: Lattice) -> Floats:
    """Find where that what is now at `places` rests.

    Parameters
    ----------
    places : (H, W, 2) float32
        In the moved face's plane.
    moved : (rows, columns, 2) float32
        Displacement of the lattice's nodes.
    lattice : Lattice

    Returns
    -------
    (H, W, 2) float32
        Resting places.
    """
    gradient = np.empty((*moved.shape[:2], 4), dtype=np.float32)
    for axis in (0, 1):  # d/dx, then d/dy, of both components
        gradient[:, 1:-1, axis] = (moved[:, 2:, axis] - moved[:, :-2, axis]) / (2 * lattice.step)
        gradient[1:-1, :, 2 + axis] = (moved[2:, :, axis] - moved[:-2, :, axis]) / (
            2 * lattice.step
        )
    gradient[:, [0, -1], :2] = 0
    gradient[[0, -1], :, 2:] = 0
    rest = places - lattice.sample(moved, places)
    for _ in range(_NEWTON_STEPS):
        miss = rest + lattice.sample(moved, rest) - places
        slope = lattice.sample(gradient, rest)
        a, b = 1 + slope[..., 0], slope[..., 2]
        c, d = slope[..., 1], 1 + slope[..., 3]
        determinant = np.maximum(a * d - b * c, _LEAST_DETERMINANT)
        step_x = (d * miss[..., 0] - b * miss[..., 1]) / determinant
        step_y = (a * miss[..., 1] - c * miss[..., 0]) / determinant
        rest[..., 0] -= np.clip(step_x, -_LONGEST_STEP_IOD, _LONGEST_STEP_IOD)
        rest[..., 1] -= np.clip(step_y, -_LONGEST_STEP_IOD, _LONGEST_STEP_IOD)
    return rest
