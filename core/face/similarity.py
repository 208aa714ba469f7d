"""Laying many sets of points on one shape, each by its own turn, size and shift."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Similarities:
    """One similarity transform per frame, from the picture's space to that of one shape.

    Attributes
    ----------
    turn : (n, 3, 3) float64
        Rotations; a row vector is multiplied from the left.
    scale : (n,) float64
    middle : (n, 3) float64
        What is laid on `target`, in the picture's space.
    target : (3,) float64
    """

    turn: Floats
    scale: Floats
    middle: Floats
    target: Floats

    def part(self, rows: slice) -> Similarities:
        """Return those of some frames."""
        return Similarities(self.turn[rows], self.scale[rows], self.middle[rows], self.target)

    def apply(self, points: Floats) -> Floats:
        """Bring points (n, m, 3) of the picture's space into the shape's."""
        moved = (points - self.middle[:, None]) @ self.turn * self.scale[:, None, None]
        return np.asarray(moved + self.target)


def fit_similarities(points: Floats, target: Floats) -> Similarities:
    """Find the similarities that best lay `points` (n, k, 3) on `target` (k, 3).

    Least squares: Umeyama 1991, IEEE TPAMI 13:376 (as an orthogonal Procrustes problem).
    """
    middle = points.mean(axis=1)
    target_middle = target.mean(axis=0)
    centred = points - middle[:, None]
    u, s, vt = np.linalg.svd(np.einsum("nki,kj->nij", centred, target - target_middle))
    flip = np.sign(np.linalg.det(u @ vt))  # rotations only, never a mirror image
    u[:, :, 2] *= flip[:, None]
    s[:, 2] *= flip
    size = np.maximum((centred**2).sum(axis=(1, 2)), np.finfo(np.float64).tiny)
    return Similarities(u @ vt, s.sum(axis=1) / size, middle, target_middle)
