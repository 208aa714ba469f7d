"""FaceMesh point numbers by name, on the patient's own sides.

The refined MediaPipe mesh has 478 points: 0-467 the face, 468-472 the right and 473-477 the left
iris (centre first). "Right" is the patient's right, which lies on the left of an un-mirrored
picture. Paired sequences run in the same anatomical order on both sides (eyes and brows from the
temple to the nose), so that index k of a right one mirrors index k of its left one.

Topology: Kartynnik et al. 2019, arXiv:1907.06724; refined lids, lips and irises: Grishchenko et al.
2020, arXiv:2006.10962.
"""

from __future__ import annotations

from core.types import LANDMARKS

Indices = tuple[int, ...]

# fmt: off

# Eyes
RIGHT_IRIS, LEFT_IRIS = 468, 473
RIGHT_IRIS_RING: Indices = (469, 470, 471, 472)
LEFT_IRIS_RING: Indices = (476, 475, 474, 477)
RIGHT_EYE_OUTER, LEFT_EYE_OUTER = 33, 263
RIGHT_EYE_INNER, LEFT_EYE_INNER = 133, 362
# Lids between the corners, from the temple to the nose; upper k stands above lower k.
RIGHT_EYE_UPPER: Indices = (246, 161, 160, 159, 158, 157, 173)
RIGHT_EYE_LOWER: Indices = (7, 163, 144, 145, 153, 154, 155)
LEFT_EYE_UPPER: Indices = (466, 388, 387, 386, 385, 384, 398)
LEFT_EYE_LOWER: Indices = (249, 390, 373, 374, 380, 381, 382)
RIGHT_EYE_RING: Indices = (33, *RIGHT_EYE_UPPER, 133, *reversed(RIGHT_EYE_LOWER))
LEFT_EYE_RING: Indices = (263, *LEFT_EYE_UPPER, 362, *reversed(LEFT_EYE_LOWER))

# Brows, from the temple to the nose
RIGHT_BROW_UPPER: Indices = (70, 63, 105, 66, 107)
RIGHT_BROW_LOWER: Indices = (46, 53, 52, 65, 55)
LEFT_BROW_UPPER: Indices = (300, 293, 334, 296, 336)
LEFT_BROW_LOWER: Indices = (276, 283, 282, 295, 285)

# Nose
RIGHT_NOSE_WING, LEFT_NOSE_WING = 64, 294

# Mouth
RIGHT_MOUTH_CORNER, LEFT_MOUTH_CORNER = 61, 291
MOUTH_CORNERS: Indices = (RIGHT_MOUTH_CORNER, LEFT_MOUTH_CORNER)
UPPER_LIP_TOP, UPPER_LIP_BOTTOM = 0, 13
LOWER_LIP_TOP, LOWER_LIP_BOTTOM = 14, 17
# Rings: from the right corner over the upper lip to the left corner and back below.
OUTER_LIP_RING: Indices = (
    61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146,
)
INNER_LIP_RING: Indices = (
    78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95,
)

# Outline, from the top of the forehead down the patient's left side and up the right
FACE_OVAL: Indices = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)
CHIN = 152
CHIN_FRONT = 199
RIGHT_CHEEK, LEFT_CHEEK = 50, 280

# Points on the plane of symmetry. Of the rest, the right half takes the free numbers below 248 and
# the left half 248-467 in the same order.
MIDLINE: Indices = (
    0, 1, 2, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
    94, 151, 152, 164, 168, 175, 195, 197, 199, 200,
)

# fmt: on

FIRST_LEFT = 248
FIRST_IRIS = 468


def _mirror() -> Indices:
    table = list(range(LANDMARKS))
    right = [i for i in range(FIRST_LEFT) if i not in MIDLINE]
    right += [RIGHT_IRIS, *RIGHT_IRIS_RING]
    left = [*range(FIRST_LEFT, FIRST_IRIS), LEFT_IRIS, *LEFT_IRIS_RING]
    for a, b in zip(right, left, strict=True):
        table[a], table[b] = b, a
    return tuple(table)


MIRROR: Indices = _mirror()
"""The point that takes each point's place when the face is mirrored (its own inverse)."""
