"""Cutting the aligned face out of a picture, and the way back."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray


def crop(rgb: NDArray[np.uint8], to_crop: NDArray[np.float32], size_px: int) -> NDArray[np.uint8]:
    """Resample the unit crop of a picture.

    Parameters
    ----------
    rgb : (H, W, 3) uint8
    to_crop : (2, 3) float32
        Similarity transform from pixels of `rgb` to the unit crop.
    size_px : int
        Side S of the result.

    Returns
    -------
    (S, S, 3) uint8
        Black beyond the picture. Where the picture is larger than the crop, every crop pixel is
        the mean of the area that it covers, so that fine detail does not flicker.
    """
    shrink = 1 / (float(np.linalg.norm(to_crop[:, 0])) * size_px)
    fold = max(math.ceil(shrink - 0.01), 1)
    side = size_px * fold
    matrix = to_crop.astype(np.float64) * side
    # Transforms speak of pixel edges; OpenCV of pixel centres, half a pixel further on.
    matrix[:, 2] += matrix[:, :2].sum(1) / 2 - 0.5
    large = cv2.warpAffine(rgb, matrix, (side, side), flags=cv2.INTER_LINEAR)
    if fold > 1:
        large = cv2.resize(large, (size_px, size_px), interpolation=cv2.INTER_AREA)
    return np.asarray(large, np.uint8)


def for_decoded(to_crop: NDArray[np.float32], scale: float) -> NDArray[np.float32]:
    """Adapt `to_crop` of the source picture to one decoded at `scale` pixels per source pixel."""
    out = to_crop.copy()
    out[:, :2] /= scale
    return out


def invert(to_crop: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the transform (2, 3) float32 from the unit crop back to the picture's pixels."""
    linear = np.linalg.inv(to_crop[:, :2].astype(np.float64))
    return np.column_stack([linear, -linear @ to_crop[:, 2]]).astype(np.float32)


def apply(transform: NDArray[np.float32], points: NDArray[np.float32]) -> NDArray[np.float32]:
    """Apply a transform (2, 3) to the x and y of points (..., 2 or more); returns (..., 2)."""
    return np.asarray(points[..., :2] @ transform[:, :2].T + transform[:, 2], np.float32)
