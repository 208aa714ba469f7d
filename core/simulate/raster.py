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
) -> Floats:
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
    (K, H, W) float32
        0 where there is no triangle.
    """
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
    # A sliver has no usable slope; it takes its middle value.
    base = np.where(inverse != 0, va - along_x * a[:, :1] - along_y * a[:, 1:], (va + vb + vc) / 3)
    pad = ((1, 0), (0, 0))
    rows, columns = np.mgrid[0 : ids.shape[0], 0 : ids.shape[1]].astype(np.float32)
    out = np.empty((attributes.shape[1], *ids.shape), dtype=np.float32)
    for k in range(attributes.shape[1]):
        slope = np.pad(np.stack([along_x[:, k], along_y[:, k], base[:, k]], axis=1), pad)
        at = slope.astype(np.float32)[ids]
        out[k] = at[..., 0] * columns + at[..., 1] * rows + at[..., 2]
    return out
