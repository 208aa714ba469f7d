"""Making pictures smaller."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def shrunk(rgb: NDArray[np.uint8], max_side_px: int) -> NDArray[np.uint8]:
    """Shrink a picture by area until no side is longer than asked; smaller ones stay as they are.

    Parameters
    ----------
    rgb : (H, W, 3) uint8
    max_side_px : int

    Returns
    -------
    (h, w, 3) uint8
    """
    side = max(rgb.shape[:2])
    if side <= max_side_px:
        return rgb
    scale = max_side_px / side
    size = (max(round(rgb.shape[1] * scale), 1), max(round(rgb.shape[0] * scale), 1))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
