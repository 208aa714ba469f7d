"""A fitted mesh with what follows from it, and whether it can be a face at all."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.face.graphs import FaceBox
from core.face.landmarks import FIRST_IRIS, LEFT_IRIS, RIGHT_IRIS
from core.face.pixels import FacePixels
from core.face.shape import angles_deg, rigid_fit

# Root mean square misfit to the mean shape, in iris distances (real faces, grimacing: 0.01-0.13).
_MOST_RESIDUAL = 0.18
_LEAST_IOD_PX = 4.0
# Below this share of points inside the picture the face is leaving it.
_LEAST_INSIDE = 0.75
_MOST_TURN_DEG = 75.0


class FittedMesh(NamedTuple):
    """Points (478, 3) float32 and their box in picture pixels, with what was measured on them."""

    points: NDArray[np.float32]
    box: FaceBox
    pose_deg: tuple[float, float, float]
    residual: float
    iod_px: float
    pixels: FacePixels


def read_mesh(points: NDArray[np.float32], pixels: FacePixels) -> FittedMesh:
    """Work out box, pose, misfit to a mean face and iris distance of points in picture pixels."""
    low, high = points[:FIRST_IRIS, :2].min(0), points[:FIRST_IRIS, :2].max(0)
    rotation, _, residual = rigid_fit(points)
    return FittedMesh(
        points,
        FaceBox(float(low[0]), float(low[1]), *(float(side) for side in high - low)),
        angles_deg(rotation),
        residual,
        float(np.linalg.norm(points[LEFT_IRIS, :2] - points[RIGHT_IRIS, :2])),
        pixels,
    )


def can_be_face(mesh: FittedMesh, size_px: tuple[int, int]) -> bool:
    """Whether a mesh has a face's proportions and lies in the picture of (width, height)."""
    return (
        mesh.residual <= _MOST_RESIDUAL
        and mesh.iod_px >= _LEAST_IOD_PX
        and max(abs(mesh.pose_deg[0]), abs(mesh.pose_deg[1])) <= _MOST_TURN_DEG
        and _share_inside(mesh, size_px) >= _LEAST_INSIDE
    )


def _share_inside(mesh: FittedMesh, size_px: tuple[int, int]) -> float:
    box = mesh.box
    width, height = size_px
    if box.x >= 0 and box.y >= 0 and box.x + box.width <= width and box.y + box.height <= height:
        return 1.0
    points = mesh.points[:, :2]
    return float(((points >= 0) & (points <= np.array(size_px, np.float32))).all(1).mean())
