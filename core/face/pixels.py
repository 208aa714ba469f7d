"""How sharp and how well lit a face is, whatever its size in the picture.

The face is resampled to the same scale first (`PATCH_IOD_PX` between the iris centres, about what
the network sees), so that a large soft face and a small crisp one are judged alike; too small a
face is the business of the size gate.
"""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from core.face.landmarks import LEFT_IRIS, RIGHT_IRIS

PATCH_IOD_PX = 40
# Half the width, then up and down from between the eyes, in iris distances.
_ASIDE, _UP, _DOWN = 1.1, 0.7, 1.6
_MIDDLE = (_ASIDE * PATCH_IOD_PX, _UP * PATCH_IOD_PX)
_SIZE = (round(2 * _ASIDE * PATCH_IOD_PX), round((_UP + _DOWN) * PATCH_IOD_PX))
FINE_IOD, COARSE_IOD = 0.02, 0.06
_BLACK, _WHITE = 8, 247


class FacePixels(NamedTuple):
    """`sharpness` (see `measure_pixels`), median luma [0, 255], clipped share [0, 1]."""

    sharpness: float
    brightness: float
    clipped: float


def measure_pixels(rgb: NDArray[np.uint8], landmarks_px: NDArray[np.float32]) -> FacePixels:
    """Measure sharpness and exposure of the face.

    Sharpness is the gradient energy of the patch seen finely over that seen coarsely (Gaussians
    of `FINE_IOD` and `COARSE_IOD`), across and down, the lower of both since motion blurs one
    direction alone. It tends to 1 for a face that is blurred beyond the coarse scale, and does
    not depend on contrast or brightness. The limits in `core.face.limits` were measured with it.

    Parameters
    ----------
    rgb : (H, W, 3) uint8
        With the face no larger than in a `core.face.window.Window`'s view, or it would alias.
    landmarks_px : (478, 3) float32
        In pixels of `rgb`.

    Returns
    -------
    FacePixels
        NaN in all three if the eyes lie outside the picture.
    """
    patch = _patch(rgb, landmarks_px)
    if patch is None:
        return FacePixels(np.nan, np.nan, np.nan)
    counts = np.bincount(patch.ravel(), minlength=256)
    total = int(counts.sum())
    median = int(np.searchsorted(np.cumsum(counts), (total + 1) // 2))
    clipped = (counts[:_BLACK].sum() + counts[_WHITE + 1 :].sum()) / total
    return FacePixels(_sharpness(patch), float(median), float(clipped))


def _patch(rgb: NDArray[np.uint8], landmarks_px: NDArray[np.float32]) -> NDArray[np.uint8] | None:
    right, left = landmarks_px[RIGHT_IRIS], landmarks_px[LEFT_IRIS]
    x, y = ((right + left) / 2)[:2]
    px = float(np.linalg.norm(left - right)) / PATCH_IOD_PX  # of the picture per patch pixel
    height, width = rgb.shape[:2]
    if px <= 0 or not (0 <= x < width and 0 <= y < height):
        return None
    to_picture = np.array([[px, 0, x - px * _MIDDLE[0]], [0, px, y - px * _MIDDLE[1]]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    small = cv2.warpAffine(rgb, to_picture, _SIZE, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.uint8)


def _sharpness(gray: NDArray[np.uint8]) -> float:
    luma = gray.astype(np.float32)
    fine = _gradient_energy(cv2.GaussianBlur(luma, (0, 0), FINE_IOD * PATCH_IOD_PX))
    coarse = _gradient_energy(cv2.GaussianBlur(luma, (0, 0), COARSE_IOD * PATCH_IOD_PX))
    # A picture without any gradient counts as wholly blurred.
    return min((f / c if c > 0 else 1.0) for f, c in zip(fine, coarse, strict=True))


def _gradient_energy(luma: NDArray[np.float32]) -> tuple[float, float]:
    """Return the summed squared differences of neighbours, across and down."""
    across = cv2.norm(luma[:, 1:], luma[:, :-1], cv2.NORM_L2SQR)
    down = cv2.norm(luma[1:], luma[:-1], cv2.NORM_L2SQR)
    return float(across), float(down)
