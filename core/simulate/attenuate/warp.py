"""Moving pixels as a triangle mesh moves (piecewise affine)."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from core.simulate.attenuate.mesh import Carrier, triangles
from core.simulate.raster import interpolate, triangle_map
from core.video.rewrite import Picture

Floats = NDArray[np.float32]
Box = tuple[int, int, int, int]

_EYES_PX = 110  # between the outer eye corners: so fine a picture of shifts is enough
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
    # The middle of a pixel at an edge may lie outside: nothing is more than at any vertex.
    out[:, where] = np.clip(found.T, values.min(axis=0), values.max(axis=0)).T
    return out.reshape(-1, *ids.shape)


def sources(mesh: Carrier, order: NDArray[np.intp], from_px: Floats, box: Box) -> Floats:
    """Find from where each pixel of a box is fetched.

    Parameters
    ----------
    mesh : Carrier
    order : (k,) int
        From `visible`.
    from_px : (V, 2) float32
        Where each vertex lies in the picture that is fetched from.
    box : (x0, y0, x1, y1)

    Returns
    -------
    (2, y1 - y0, x1 - x0) float32
        Columns and rows, as OpenCV counts them; the pixel's own where no triangle lies, and
        exactly so where a vertex stays.
    """
    return _from_own_place(spread(mesh, order, from_px - mesh.there_px, box), box)


def fetched(rgb: Picture, places: Floats) -> Picture:
    """Fetch colours (h, w, 3) uint8 from `places` (2, h, w) in a picture (H, W, 3) uint8."""
    border = cv2.BORDER_REPLICATE
    found = cv2.remap(rgb, places[0], places[1], cv2.INTER_CUBIC, borderMode=border)
    return np.asarray(found, np.uint8)


def warped(rgb: Picture, mesh: Carrier, box: Box) -> Picture:
    """Return the pixels of a box, moved with the mesh; unmoved ones are exactly as they were."""
    x0, y0, x1, y1 = box
    # A large face's shifts are as smooth as a small one's, and take as little time.
    fold = max(int(mesh.eye_distance_px / _EYES_PX), 1)
    small = mesh.reduced((x0, y0), fold)
    area = (0, 0, -(-(x1 - x0) // fold), -(-(y1 - y0) // fold))
    shift = spread(small, visible(small), mesh.here_px - mesh.there_px, area)
    shift = enlarged(shift.transpose(1, 2, 0), fold, (y1 - y0, x1 - x0)).transpose(2, 0, 1)
    return fetched(rgb, _from_own_place(shift, box))


def _from_own_place(shift: Floats, box: Box) -> Floats:
    x0, y0, x1, y1 = box
    across = np.arange(x0, x1, dtype=np.float32)[None, :]
    down = np.arange(y0, y1, dtype=np.float32)[:, None]
    return np.stack([shift[0] + across, shift[1] + down])


def enlarged(values: Floats, fold: int, shape: tuple[int, ...]) -> Floats:
    """Enlarge values (h, w) or (h, w, K) `fold` times, cut to the first two sides of `shape`."""
    if fold > 1:
        size = (values.shape[1] * fold, values.shape[0] * fold)
        values = cv2.resize(values, size, interpolation=cv2.INTER_LINEAR)
    return values[: shape[0], : shape[1]]
