"""The face's regions as polygons and as coverage of a grid, on the patient's own sides.

The outlines share their edges, so that together they tile the face oval. Where a turned head
folds them over each other, the part that lies nearer the camera wins, in this order: nose, mouth,
eyes, brows, chin, forehead, cheeks. Cheeks take what is left of the oval on their side of the
midline; `outside` is everything beyond the oval, whose top is where FaceMesh ends the forehead.

- eye: lids and the skin about them, to the crow's feet.
- brow: from the lid fold to above the hair, with its half of the space between the brows.
- nose: root to base with the wings. mouth: lips with philtrum and corners.
- chin: below the lips to the edge of the jaw. forehead: from the brows to the top of the oval.
- cheek: the rest, with the temple beside the eye.
"""

from __future__ import annotations

from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from core.face.landmarks import FACE_OVAL, MIRROR, Indices
from core.types import FACIAL_REGIONS, LANDMARKS, REGIONS, Region

# fmt: off

# Halves on the patient's right; the left ones are their mirror images.
_RIGHT: dict[str, Indices] = {
    "eye": (
        35, 124, 225, 224, 223, 222, 221, 189, 244, 233, 232, 231, 230, 229, 228, 31,
    ),
    "brow": (
        156, 70, 63, 105, 66, 107, 9, 8, 168, 193, 189, 221, 222, 223, 224, 225, 124,
    ),
    "cheek": (
        162, 139, 156, 124, 35, 31, 228, 229, 230, 231, 232, 233, 244, 128, 114, 217, 126, 209,
        129, 64, 98, 165, 92, 186, 57, 43, 202, 211, 170, 149, 150, 136, 172, 58, 132, 93, 234,
        127,
    ),
}
# From the upper end of the midline down the patient's right to its lower end.
_MIDDLE: dict[Region, Indices] = {
    "nose": (168, 193, 189, 244, 128, 114, 217, 126, 209, 129, 64, 98, 97, 2),
    "mouth": (2, 97, 98, 165, 92, 186, 57, 43, 106, 182, 83, 18),
    "chin": (18, 83, 182, 106, 43, 202, 211, 170, 149, 176, 148, 152),
    "forehead": (10, 109, 67, 103, 54, 21, 162, 139, 156, 70, 63, 105, 66, 107, 9),
}
_MIDLINE: Indices = (
    10, 151, 9, 8, 168, 6, 197, 195, 5, 4, 1, 19, 94, 2, 164, 0, 11, 12, 13, 14, 15, 16, 17, 18,
    200, 199, 175, 152,
)
# fmt: on

_FINE = 512  # least side of the raster whose share in a cell is its coverage
_SUBPIXEL_BITS = 4
_FAR = 50.0  # unit crops; keeps wild points within integers


def _mirrored(indices: Indices) -> Indices:
    return tuple(MIRROR[i] for i in indices)


def _outlines() -> dict[Region, Indices]:
    outlines: dict[Region, Indices] = {"outside": FACE_OVAL}
    for name, half in _RIGHT.items():
        outlines[cast(Region, f"right_{name}")] = half
        outlines[cast(Region, f"left_{name}")] = _mirrored(half)
    for region, half in _MIDDLE.items():
        outlines[region] = half + tuple(reversed(_mirrored(half)[1:-1]))
    return {region: outlines[region] for region in REGIONS}


OUTLINES: dict[Region, Indices] = _outlines()
"""Mesh points about each region; for `outside` about the face, beyond which it lies."""

_OVAL_LEFT = FACE_OVAL[: FACE_OVAL.index(152) + 1]  # from the top down
_HALVES: dict[str, Indices] = {
    "left": (*_OVAL_LEFT, *reversed(_MIDLINE[1:-1])),
    "right": (*_mirrored(_OVAL_LEFT), *reversed(_MIDLINE[1:-1])),
}


def region_polygons(landmarks: NDArray[np.float32]) -> dict[Region, NDArray[np.float32]]:
    """Return each region's outline.

    Parameters
    ----------
    landmarks : (478, 2 or 3) float
        In any coordinates.

    Returns
    -------
    dict of Region to (k, 2) float32
        Closed polygons in the same coordinates, in the order of `core.types.REGIONS`; that of
        ``"outside"`` is the face oval, beyond which it lies.
    """
    points = _checked(landmarks)
    return {region: points[list(outline)] for region, outline in OUTLINES.items()}


def region_masks(landmarks_unit: NDArray[np.float32], size: int) -> NDArray[np.float32]:
    """Return how much of each grid cell every region covers.

    Parameters
    ----------
    landmarks_unit : (478, 2 or 3) float
        In the unit crop.
    size : int
        Cells along a side of the crop.

    Returns
    -------
    (11, size, size) float32
        Coverage in [0, 1], in the order of `core.types.REGIONS`; the sum over regions is 1 in
        every cell.

    Raises
    ------
    ValueError
        If the landmarks have another shape or are not finite, or `size` is below 1.
    """
    if size < 1:
        raise ValueError(f"size: at least 1, not {size}")
    points = _checked(landmarks_unit)
    fold = -(-_FINE // size)
    labels = _painted(points, size * fold)
    cells = labels.reshape(size, fold, size, fold)
    return np.stack(
        [(cells == label).mean(axis=(1, 3), dtype=np.float32) for label in range(len(REGIONS))]
    )


def density_by_region(
    values: NDArray[np.floating[Any]], landmarks_unit: NDArray[np.float32]
) -> dict[Region, float]:
    """Return the mean of a map in each facial region, by area and over clips.

    Parameters
    ----------
    values : (N, side, side) float
    landmarks_unit : (N, 478, 2) float32
        Of each clip, in the unit crop.

    Returns
    -------
    dict of Region to float
        Regions that cover nothing are left out.
    """
    places = np.stack([region_masks(points, values.shape[-1]) for points in landmarks_unit])
    mass = np.einsum("nrij,nij->r", places, values, dtype=np.float64)
    area = places.sum(axis=(0, 2, 3))
    return {
        region: float(mass[number] / area[number])
        for number, region in enumerate(REGIONS)
        if region in FACIAL_REGIONS and area[number] > 0
    }


def _painted(points: NDArray[np.float32], side: int) -> NDArray[np.uint8]:
    """Label every pixel of a (side, side) raster of the unit crop with its region."""
    outside = REGIONS.index("outside")
    labels = np.full((side, side), outside, np.uint8)
    near = np.clip(points, -_FAR, _FAR)
    # Pixel centres lie half a pixel in.
    fixed = np.round((near * side - 0.5) * (1 << _SUBPIXEL_BITS)).astype(np.int32)

    def paint(region: str, outline: Indices) -> None:
        number = REGIONS.index(cast(Region, region))
        cv2.fillPoly(labels, [fixed[list(outline)]], number, shift=_SUBPIXEL_BITS)

    # The side that is turned away shows less, and is painted over by the other.
    sides = sorted(_HALVES, key=lambda half: cv2.contourArea(near[list(_HALVES[half])]))
    for half in sides:
        paint(f"{half}_cheek", _HALVES[half])
    beyond = labels == outside
    paired = [f"{half}_{part}" for part in ("brow", "eye") for half in sides]
    for region in ("forehead", "chin", *paired, "mouth", "nose"):
        paint(region, OUTLINES[cast(Region, region)])
    labels[beyond] = outside
    return labels


def _checked(landmarks: NDArray[np.float32]) -> NDArray[np.float32]:
    points = np.asarray(landmarks, np.float32)
    if points.ndim != 2 or points.shape[0] != LANDMARKS or points.shape[1] not in (2, 3):
        raise ValueError(f"landmarks: expected (478, 2), got {points.shape}")
    if not np.isfinite(points).all():
        raise ValueError("landmarks: not finite")
    return points[:, :2]
