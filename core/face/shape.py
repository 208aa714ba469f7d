"""The rigid part of a frontal face, and how a mesh is turned against it.

The mean shape is that of MediaPipe meshes of 80 neutral adults (DeBruine & Jones, Face Research
Lab London Set, doi 10.6084/m9.figshare.5047666.v5, CC BY 4.0), superimposed and made symmetric.
Unit: distance between the iris centres. Origin: the mean of the four eye corners. x right, y down
in the picture, z away from the camera.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

# point: x, y, z. Only what expression hardly moves: no lids, brows, mouth or jaw.
_RIGID = {
    33: (-0.699, -0.012, 0.042),  # eye corners
    133: (-0.266, 0.012, -0.042),
    362: (0.266, 0.012, -0.042),
    263: (0.699, -0.012, 0.042),
    168: (0.0, -0.092, -0.303),  # bridge of the nose, downwards
    6: (0.0, 0.020, -0.377),
    197: (0.0, 0.127, -0.462),
    195: (0.0, 0.229, -0.553),
    5: (0.0, 0.340, -0.647),
    4: (0.0, 0.475, -0.691),
    127: (-1.108, 0.101, 0.839),  # before the ears
    356: (1.108, 0.101, 0.839),
    234: (-1.097, 0.334, 0.897),
    454: (1.097, 0.334, 0.897),
}
RIGID_POINTS = tuple(_RIGID)
_POINTS = list(_RIGID)
RIGID_SHAPE: NDArray[np.float64] = np.array(list(_RIGID.values()))
_CENTRED = RIGID_SHAPE - RIGID_SHAPE.mean(0)
_SPREAD = float((_CENTRED**2).sum())


def rigid_fit(landmarks_px: NDArray[np.float32]) -> tuple[NDArray[np.float64], float, float]:
    """Turn and scale the mean shape onto a mesh (Kabsch; Umeyama 1991, IEEE PAMI 13:376).

    Parameters
    ----------
    landmarks_px : (478, 3) float32

    Returns
    -------
    rotation : (3, 3) float64
        From the frontal shape to the picture's axes.
    scale : float
        Pixels per iris distance, free of foreshortening.
    residual : float
        Root mean square misfit in iris distances: large for a mesh that is not a face.
    """
    points = landmarks_px[_POINTS].astype(np.float64)
    points -= points.sum(0) / len(_POINTS)
    left, stretch, right = np.linalg.svd(points.T @ _CENTRED)
    if np.linalg.det(left @ right) < 0:  # a rotation, never a reflection
        stretch[2] = -stretch[2]
        left[:, 2] = -left[:, 2]
    scale = float(stretch.sum()) / _SPREAD
    if scale <= 0:
        return left @ right, 0.0, float("inf")
    misfit = float(np.vdot(points, points)) / scale**2 - _SPREAD
    return left @ right, scale, math.sqrt(max(misfit, 0.0) / len(_POINTS))


def angles_deg(rotation: NDArray[np.float64]) -> tuple[float, float, float]:
    """Yaw, pitch and roll in degrees of a rotation from `rigid_fit`.

    Yaw + towards the patient's left, pitch + up, roll + clockwise in the picture. The frontal face
    is pitched first, then yawed, then rolled.
    """
    side, forward = rotation[:, 0], -rotation[:, 2]  # to the patient's left; where the nose points
    roll = math.atan2(side[1], side[0])
    cos, sin = math.cos(roll), math.sin(roll)
    across, down = cos * forward[0] + sin * forward[1], cos * forward[1] - sin * forward[0]
    yaw = math.atan2(across, -forward[2])
    pitch = math.atan2(-down, math.hypot(across, forward[2]))
    return math.degrees(yaw), math.degrees(pitch), math.degrees(roll)
