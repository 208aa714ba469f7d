"""The face laid out flat on one canonical shape, where skin stays in place whatever it does."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from core.simulate.attenuate.mesh import Carrier, carrier
from core.simulate.attenuate.warp import spread, visible
from core.simulate.expressions import UNITS, unit_displacements
from core.simulate.face_model import face_model
from core.video.rewrite import Picture

Floats = NDArray[np.float32]

SIDE = 128
"""Of a flat face, in pixels."""
IOD_PX = 50.0
"""Its inter-ocular distance."""
_MIDDLE = (SIDE / 2, SIDE * 0.36)  # between the eyes
_APART = 0.4  # of a fully opened jaw


def flat(rgb: Picture, landmarks_px: Floats) -> Picture:
    """Lay a face out on the canonical shape: (SIDE, SIDE, 3) uint8, black beyond it."""
    iod_px = float(np.linalg.norm(landmarks_px[468, :2] - landmarks_px[473, :2]))
    fold = max(int(iod_px / IOD_PX), 1)
    mesh = carrier(landmarks_px, np.zeros((len(landmarks_px), 2), np.float32))
    x0, y0, x1, y1 = mesh.box((rgb.shape[1], rgb.shape[0]))
    if x1 - x0 < fold or y1 - y0 < fold:
        return np.zeros((SIDE, SIDE, 3), np.uint8)
    size = ((x1 - x0) // fold, (y1 - y0) // fold)
    part = rgb[y0 : y0 + size[1] * fold, x0 : x0 + size[0] * fold]
    small = cv2.resize(part, size, interpolation=cv2.INTER_AREA) if fold > 1 else part
    places = (mesh.here_px - np.array([x0, y0], np.float32)) / fold - np.float32(0.5)
    laid, order = canonical()
    across, down = spread(laid, order, places, (0, 0, SIDE, SIDE))
    found = cv2.remap(small, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    found[(across == 0) & (down == 0)] = 0
    return np.asarray(found, np.uint8)


@lru_cache(maxsize=1)
def canonical() -> tuple[Carrier, NDArray[np.intp]]:
    """Return the mesh on the canonical shape and its visible triangles, hindmost first."""
    # Lips apart, or what shows between them would have no place.
    mean = face_model().mean + np.float32(_APART) * unit_displacements()[UNITS.index("jaw_open")]
    placed = mean * np.float32(IOD_PX) + np.array([*_MIDDLE, 0], np.float32)
    mesh = carrier(placed, np.zeros((len(placed), 2), np.float32))
    return mesh, visible(mesh)
