"""Units of facial movement as displacements of the mesh, and the expressions they add up to."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from core.simulate.face_model import (
    INNER_LIP_CORNERS,
    INNER_LOWER_LIP,
    INNER_UPPER_LIP,
    LEFT_LOWER_LID,
    LEFT_UPPER_LID,
    OUTER_LIP_CORNERS,
    OUTER_LOWER_LIP,
    OUTER_UPPER_LIP,
    RIGHT_LOWER_LID,
    RIGHT_UPPER_LID,
    face_model,
)
from core.types import LANDMARKS

Floats = NDArray[np.float32]

Unit = Literal[
    "smile", "jaw_open", "pucker", "brow_raise", "brow_lower", "lid_raise", "lid_squint",
    "nose_wrinkle",
]  # fmt: skip
UNITS: tuple[Unit, ...] = (
    "smile", "jaw_open", "pucker", "brow_raise", "brow_lower", "lid_raise", "lid_squint",
    "nose_wrinkle",
)  # fmt: skip

# Each expression at full strength, as amounts of its units. Talk is driven syllable by syllable.
EXPRESSIONS: dict[str, dict[Unit, float]] = {
    "smile": {"smile": 1.25, "lid_squint": 0.45},
    "disgust": {"nose_wrinkle": 1.0, "brow_lower": 0.9, "lid_squint": 0.8, "jaw_open": 0.08},
    "surprise": {"brow_raise": 1.0, "lid_raise": 1.0, "jaw_open": 0.55},
}

_HINGE_YZ = np.array([0.42, 0.85])  # the jaw's joint, just before the ear
_JAW_RAD = np.deg2rad(13.0)
_MOUTH_Y = 1.09
_UPPER_LIP = (*INNER_UPPER_LIP, *OUTER_UPPER_LIP)
_LOWER_LIP = (*INNER_LOWER_LIP, *OUTER_LOWER_LIP)


@lru_cache(maxsize=1)
def unit_displacements() -> Floats:
    """Displacement of every mesh point by each unit at amount 1.

    Returns
    -------
    (8, 478, 3) float32
        In the order of `UNITS`, in inter-iris distances. The irises do not move.
    """
    mean = face_model().mean
    stacked = np.stack(
        [
            face_model().smile,
            _jaw_open(mean),
            _pucker(mean),
            _brow_raise(mean),
            _brow_lower(mean),
            _lid_raise(mean),
            _lid_squint(mean),
            _nose_wrinkle(mean),
        ]
    ).astype(np.float32)
    stacked[:, 468:] = 0
    return stacked


def close_lids(points: Floats, left: float, right: float) -> Floats:
    """Close the lids of a face by shares of their present opening.

    Parameters
    ----------
    points : (478, 3) float32
    left, right : float
        0 leaves the eye as it is, 1 closes it.

    Returns
    -------
    (478, 3) float32
    """
    out = points.copy()
    for amount, upper, lower, fold in (
        (right, RIGHT_UPPER_LID, RIGHT_LOWER_LID, (247, 30, 29, 27, 28, 56, 190)),
        (left, LEFT_UPPER_LID, LEFT_LOWER_LID, (467, 260, 259, 257, 258, 286, 414)),
    ):
        if amount <= 0:
            continue
        gap = points[list(lower)] - points[list(upper)]
        out[list(upper)] += 0.92 * amount * gap
        out[list(lower)] -= 0.06 * amount * gap
        out[list(fold)] += 0.38 * amount * gap
    return out


def _smoothstep(value: NDArray[np.floating[Any]], low: float, high: float) -> NDArray[np.float64]:
    t = np.clip((np.asarray(value, dtype=np.float64) - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t))


def _jaw_share(mean: Floats) -> NDArray[np.float64]:
    """How far each point goes along with the jaw: (478,) in [0, 1]."""
    x, y = np.abs(mean[:, 0]), mean[:, 1]
    reach = np.clip(x / 1.05, 0, 1)
    line = _MOUTH_Y + (_HINGE_YZ[0] + 0.1 - _MOUTH_Y) * reach**1.5
    share = _smoothstep(y - line, -0.28, 0.32)
    corner = abs(float(mean[OUTER_LIP_CORNERS[0], 0]))
    between = x < corner * 1.02
    above = between & (y < _MOUTH_Y + 0.02)
    share[above] *= np.clip(x[above] / corner, 0, 1) ** 3
    share[list(_UPPER_LIP)] = 0.32 * np.clip(x[list(_UPPER_LIP)] / corner, 0, 1) ** 3
    low = list(_LOWER_LIP)
    share[low] = 1 - 0.62 * np.clip(x[low] / corner, 0, 1) ** 3
    below = between & (y > _MOUTH_Y + 0.12)
    below[low] = False
    share[below] = np.maximum(share[below], 1 - 0.5 * (x[below] / corner) ** 3)
    share[[*INNER_LIP_CORNERS, *OUTER_LIP_CORNERS]] = 0.36
    return share


def _jaw_open(mean: Floats) -> NDArray[np.float64]:
    angle = _JAW_RAD * _jaw_share(mean)
    offset = mean[:, 1:] - _HINGE_YZ
    out = np.zeros((LANDMARKS, 3))
    out[:, 1] = offset[:, 0] * (np.cos(angle) - 1) - offset[:, 1] * np.sin(angle)
    out[:, 2] = offset[:, 0] * np.sin(angle) + offset[:, 1] * (np.cos(angle) - 1)
    return out


def _pucker(mean: Floats) -> NDArray[np.float64]:
    x, y = mean[:, 0], mean[:, 1]
    near = np.exp(-((x / 0.42) ** 4) - ((y - _MOUTH_Y) / 0.26) ** 4)
    out = np.zeros((LANDMARKS, 3))
    out[:, 0] = -0.34 * x * near
    out[:, 1] = -0.10 * (y - _MOUTH_Y) * near
    out[:, 2] = -0.11 * near * np.exp(-((x / 0.25) ** 2))
    return out


def _brow_raise(mean: Floats) -> NDArray[np.float64]:
    x, y = np.abs(mean[:, 0]), mean[:, 1]
    height = np.where(y < -0.32, _smoothstep(-y, 0.80, 0.34), _smoothstep(-y, 0.10, 0.34))
    out = np.zeros((LANDMARKS, 3))
    out[:, 1] = -0.135 * height * _smoothstep(x, 0.98, 0.62)
    return out


def _brow_lower(mean: Floats) -> NDArray[np.float64]:
    x, y = mean[:, 0], mean[:, 1]
    near = np.exp(-(((np.abs(x) - 0.28) / 0.30) ** 2) - ((y + 0.30) / 0.20) ** 2)
    out = np.zeros((LANDMARKS, 3))
    out[:, 0] = -0.16 * np.clip(x, -0.25, 0.25) * near
    out[:, 1] = 0.075 * near
    out[:, 2] = -0.02 * near
    return out


def _lid_raise(mean: Floats) -> NDArray[np.float64]:
    out = np.zeros((LANDMARKS, 3))
    for upper, fold in (
        (RIGHT_UPPER_LID, (247, 30, 29, 27, 28, 56, 190)),
        (LEFT_UPPER_LID, (467, 260, 259, 257, 258, 286, 414)),
    ):
        arch = np.sin(np.linspace(0.15, np.pi - 0.15, len(upper)))
        out[list(upper), 1] = -0.050 * arch
        out[list(fold), 1] = -0.040 * arch
    return out


def _lid_squint(mean: Floats) -> NDArray[np.float64]:
    out = np.zeros((LANDMARKS, 3))
    for lower, below, upper in (
        (RIGHT_LOWER_LID, (25, 110, 24, 23, 22, 26, 112), RIGHT_UPPER_LID),
        (LEFT_LOWER_LID, (255, 339, 254, 253, 252, 256, 341), LEFT_UPPER_LID),
    ):
        arch = np.sin(np.linspace(0.15, np.pi - 0.15, len(lower)))
        out[list(lower), 1] = -0.040 * arch
        out[list(below), 1] = -0.030 * arch
        out[list(upper), 1] = 0.022 * arch
    return out


def _nose_wrinkle(mean: Floats) -> NDArray[np.float64]:
    x, y = mean[:, 0], mean[:, 1]
    wings = np.exp(-(((np.abs(x) - 0.2) / 0.16) ** 2) - ((y - 0.62) / 0.26) ** 2)
    out = np.zeros((LANDMARKS, 3))
    out[:, 1] = -0.070 * wings
    out[:, 0] = 0.02 * np.sign(x) * wings
    cheek = np.exp(-(((np.abs(x) - 0.45) / 0.22) ** 2) - ((y - 0.50) / 0.25) ** 2)
    out[:, 1] -= 0.045 * cheek
    out[:, 2] -= 0.030 * cheek
    lip = np.exp(-((x / 0.30) ** 4) - ((y - 0.98) / 0.13) ** 2)
    lip[list(_LOWER_LIP)] = 0
    lip[y > _MOUTH_Y + 0.03] = 0
    out[:, 1] -= 0.085 * lip
    return out
