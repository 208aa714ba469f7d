"""The face as numbers: mean mesh, ways in which people differ, a mean smile, and its triangles.

``face_model.npz`` beside this file holds averages over the 80 adults of DeBruine & Jones, Face
Research Lab London Set, CC BY 4.0, doi 10.6084/m9.figshare.5047666.v5, measured by
`core.simulate.derive`. No picture and no single person's face is in it.

Model coordinates: unit = distance between the iris centres; origin midway between them; x towards
the face's own left (right in an un-mirrored picture), y down, z away from the camera.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.types import LANDMARKS, REGIONS, Region

MODEL_PATH = Path(__file__).with_name("face_model.npz")

# FaceMesh point numbers. Rings run corner to corner: upper and lower lists pair up by position,
# from the outer to the inner corner of an eye, from the face's right to its left at the mouth.
RIGHT_UPPER_LID = (246, 161, 160, 159, 158, 157, 173)
RIGHT_LOWER_LID = (7, 163, 144, 145, 153, 154, 155)
RIGHT_CORNERS = (33, 133)
LEFT_UPPER_LID = (466, 388, 387, 386, 385, 384, 398)
LEFT_LOWER_LID = (249, 390, 373, 374, 380, 381, 382)
LEFT_CORNERS = (263, 362)
INNER_UPPER_LIP = (191, 80, 81, 82, 13, 312, 311, 310, 415)
INNER_LOWER_LIP = (95, 88, 178, 87, 14, 317, 402, 318, 324)
INNER_LIP_CORNERS = (78, 308)
OUTER_UPPER_LIP = (185, 40, 39, 37, 0, 267, 269, 270, 409)
OUTER_LOWER_LIP = (146, 91, 181, 84, 17, 314, 405, 321, 375)
OUTER_LIP_CORNERS = (61, 291)
# Rows of the upper and of the lower lip from outer to inner edge without their ends; then the ends.
LIP_ROWS = (
    (
        OUTER_UPPER_LIP,
        (184, 74, 73, 72, 11, 302, 303, 304, 408),
        (183, 42, 41, 38, 12, 268, 271, 272, 407),
        INNER_UPPER_LIP,
    ),
    (
        OUTER_LOWER_LIP,
        (77, 90, 180, 85, 16, 315, 404, 320, 307),
        (96, 89, 179, 86, 15, 316, 403, 319, 325),
        INNER_LOWER_LIP,
    ),
    (OUTER_LIP_CORNERS, (76, 306), (62, 292), INNER_LIP_CORNERS),
)
RIGHT_BROW = (70, 63, 105, 66, 107, 55, 65, 52, 53, 46)
LEFT_BROW = (300, 293, 334, 296, 336, 285, 295, 282, 283, 276)
OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
RIGHT_IRIS = (468, 469, 470, 471, 472)
LEFT_IRIS = (473, 474, 475, 476, 477)

# Points that stand for each region; every other point belongs to those near it.
_ANCHORS: dict[Region, tuple[int, ...]] = {
    "right_eye": (*RIGHT_UPPER_LID, *RIGHT_LOWER_LID, *RIGHT_CORNERS, 27, 23, 110, 130, 243, 29),
    "left_eye": (*LEFT_UPPER_LID, *LEFT_LOWER_LID, *LEFT_CORNERS, 257, 253, 339, 359, 463, 259),
    "right_brow": RIGHT_BROW,
    "left_brow": LEFT_BROW,
    "nose": (168, 6, 197, 195, 5, 4, 1, 2, 98, 327, 129, 358, 48, 278, 64, 294, 219, 439),
    "mouth": (
        *OUTER_UPPER_LIP, *OUTER_LOWER_LIP, *INNER_UPPER_LIP, *INNER_LOWER_LIP,
        *OUTER_LIP_CORNERS, 57, 287, 165, 391, 18, 164,
    ),
    "right_cheek": (50, 101, 117, 118, 123, 187, 205, 207, 147, 213, 192, 36, 216, 212, 214, 116),
    "left_cheek": (280, 330, 346, 347, 352, 411, 425, 427, 376, 433, 416, 266, 436, 432, 434, 345),
    "forehead": (9, 151, 10, 108, 337, 69, 299, 104, 333, 67, 297, 103, 332, 54, 284, 8),
    "chin": (152, 175, 199, 200, 171, 396, 148, 377, 140, 369, 176, 400, 149, 378, 32, 262),
}  # fmt: skip
_SOFTNESS_IOD = 0.07


@dataclass(frozen=True, slots=True)
class FaceModel:
    """Aggregate face numbers; see the module's docstring for coordinates and source.

    Attributes
    ----------
    mean : (478, 3) float32
    smile : (478, 3) float32
        Mean displacement of a posed smile.
    modes : (K, 478, 3) float32
        How people differ, one standard deviation each, widest first.
    mirror : (478,) int16
        Index of each point's partner on the other side.
    """

    mean: NDArray[np.float32]
    smile: NDArray[np.float32]
    modes: NDArray[np.float32]
    mirror: NDArray[np.int16]


@lru_cache(maxsize=1)
def face_model() -> FaceModel:
    """Load the shipped numbers (once)."""
    with np.load(MODEL_PATH, allow_pickle=False) as stored:
        return FaceModel(
            mean=stored["mean"],
            smile=stored["smile"],
            modes=stored["modes"].astype(np.float32),
            mirror=stored["mirror"],
        )


@lru_cache(maxsize=1)
def region_weights() -> NDArray[np.float32]:
    """How much each facial region owns each point.

    Returns
    -------
    (10, 478) float32
        In the order of `core.types.REGIONS` without ``"outside"``; each column sums to 1.
    """
    mean = face_model().mean
    nearness = np.empty((len(REGIONS) - 1, LANDMARKS))
    for row, region in enumerate(REGIONS[:-1]):
        anchors = mean[list(_ANCHORS[region])]
        distance = np.linalg.norm(mean[:, None] - anchors[None], axis=2).min(axis=1)
        nearness[row] = -((distance / _SOFTNESS_IOD) ** 2) / 2
    weights = np.exp(nearness - nearness.max(axis=0))
    return np.asarray(weights / weights.sum(axis=0), dtype=np.float32)


def side_weight() -> NDArray[np.float32]:
    """Share of the face's left half in each point: (478,) float32, 0.5 on the midline."""
    x = face_model().mean[:, 0]
    return np.asarray(1 / (1 + np.exp(-x / 0.06)), dtype=np.float32)
