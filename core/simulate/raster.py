"""Triangles to pixels: visibility by painter's order, attributes by affine interpolation."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

_SHIFT = 4  # fixed-point bits of vertex positions
_THIN_PX = 0.8


def triangle_map(
    xy: Floats, triangles: NDArray[np.int32], order: NDArray[np.intp], size: tuple[int, int]
) -> NDArray[np.int32]:
    """Find the triangle seen in each pixel.

    Parameters
    ----------
    xy : (V, 2) float32
        Vertex positions in pixels.
    triangles : (M, 3) int32
    order : (K,) intp
        The triangles to draw, hindmost first.
    size : (height, width)

    Returns
    -------
    (height, width) int32
        Triangle number + 1; 0 where there is none.
    """
    ids = np.zeros(size, dtype=np.int32)
    corners = np.rint(xy[triangles] * (1 << _SHIFT)).astype(np.int32)
    fill = cv2.fillConvexPoly
    for number in order.tolist():
        fill(ids, corners[number], number + 1, lineType=8, shift=_SHIFT)
    return ids


def interpolate(
    xy: Floats, triangles: NDArray[np.int32], attributes: Floats, ids: NDArray[np.int32]
) -> tuple[NDArray[np.intp], Floats]:
    """Interpolate vertex attributes over the visible triangles.

    Parameters
    ----------
    xy : (V, 2) float32
    triangles : (M, 3) int32
    attributes : (V, K) float32
    ids : (H, W) int32
        From `triangle_map`.

    Returns
    -------
    where : (P,) intp
        Flat numbers of the covered pixels.
    values : (K, P) float32
    """
    where = np.flatnonzero(ids)
    planes = _planes(xy, triangles, attributes)[ids.ravel()[where] - 1]
    rows, columns = np.divmod(where, ids.shape[1])
    values = planes[..., 0] * columns.astype(np.float32)[:, None]
    values += planes[..., 1] * rows.astype(np.float32)[:, None]
    values += planes[..., 2]
    return where, np.ascontiguousarray(values.T)


def _planes(xy: Floats, triangles: NDArray[np.int32], attributes: Floats) -> Floats:
    """Each attribute as slope along x, slope along y and value at 0, 0: (M, K, 3)."""
    a, b, c = (xy[triangles[:, k]] for k in range(3))
    va, vb, vc = (attributes[triangles[:, k]] for k in range(3))
    ab, ac = b - a, c - a
    area = ab[:, 0] * ac[:, 1] - ab[:, 1] * ac[:, 0]
    longest = np.sqrt(np.maximum.reduce([(e * e).sum(axis=1) for e in (ab, ac, ac - ab)]))
    # Thinner than this, a pixel's middle may lie far outside and the slope carries it away.
    thin = np.abs(area) < _THIN_PX * np.maximum(longest, 1e-6)
    inverse = np.where(thin, 0, 1 / np.where(area == 0, 1, area))[:, None]
    db, dc = vb - va, vc - va
    along_x = (db * ac[:, 1:] - dc * ab[:, 1:]) * inverse
    along_y = (dc * ab[:, :1] - db * ac[:, :1]) * inverse
    base = np.where(inverse != 0, va - along_x * a[:, :1] - along_y * a[:, 1:], (va + vb + vc) / 3)
    return np.asarray(np.stack([along_x, along_y, base], axis=-1), dtype=np.float32)
