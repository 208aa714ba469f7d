"""Moving pixels as a triangle mesh moves (piecewise affine)."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from core.simulate.attenuate.mesh import Carrier, triangles
from core.simulate.raster import interpolate, triangle_map

Floats = NDArray[np.float32]
Picture = NDArray[np.uint8]
Box = tuple[int, int, int, int]

_HALF = np.float32(0.5)  # landmarks speak of pixel edges, OpenCV of pixel centres


def visible(mesh: Carrier, which: NDArray[np.intp] | None = None) -> NDArray[np.intp]:
    """Return the triangles that face the camera where they shall go, hindmost first.

    Parameters
    ----------
    mesh : Carrier
    which : (k,) int, optional
        Among these only.
    """
    chosen = np.arange(len(triangles())) if which is None else which
    corners = triangles()[chosen]
    a, b, c = (mesh.there_px[corners[:, k]] for k in range(3))
    area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    depth = mesh.depth_px[corners].mean(axis=1)
    front = np.flatnonzero(area > 0)
    return np.asarray(chosen[front[np.argsort(-depth[front], kind="stable")]])


def spread(mesh: Carrier, order: NDArray[np.intp], values: Floats, box: Box) -> Floats:
    """Interpolate vertex values over the pixels of a box where the mesh shall lie.

    Parameters
    ----------
    mesh : Carrier
    order : (k,) int
        From `visible`.
    values : (V, K) float32
    box : (x0, y0, x1, y1)

    Returns
    -------
    (K, y1 - y0, x1 - x0) float32
        0 where no triangle lies.
    """
    x0, y0, x1, y1 = box
    xy = mesh.there_px - np.array([x0, y0], np.float32) - _HALF
    ids = triangle_map(xy, triangles(), order, (y1 - y0, x1 - x0))
    where, found = interpolate(xy, triangles(), values, ids)
    out = np.zeros((values.shape[1], ids.size), np.float32)
    out[:, where] = found
    return out.reshape(-1, *ids.shape)


def moved(rgb: Picture, shift: Floats, box: Box) -> Picture:
    """Fetch each pixel of a box from where `shift` says.

    Parameters
    ----------
    rgb : (H, W, 3) uint8
    shift : (2, h, w) float32
        From each pixel of the box to where its colour lies, in pixels. Where it is 0 the pixel
        stays exactly as it is.
    box : (x0, y0, x1, y1)

    Returns
    -------
    (h, w, 3) uint8
    """
    x0, y0, x1, y1 = box
    across = np.arange(x0, x1, dtype=np.float32)[None, :] + shift[0]
    down = np.arange(y0, y1, dtype=np.float32)[:, None] + shift[1]
    out = cv2.remap(rgb, across, down, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(out, np.uint8)
