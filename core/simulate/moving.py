"""What drawn and photographed phantoms share: units by region, head pose, a frame's truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.simulate.expressions import UNITS
from core.simulate.face_model import region_weights, side_weight
from core.simulate.parts import Movement
from core.simulate.timeline import Timeline
from core.types import FACIAL_REGIONS

Floats = NDArray[np.float32]

PIVOT = np.array([0.0, 1.0, 1.1], dtype=np.float32)  # where the skull sits on the neck


@dataclass(frozen=True, slots=True)
class FrameTruth:
    """What is exactly true of one frame.

    Attributes
    ----------
    pts_s : float
    landmarks_px : (478, 2) float32
        Every FaceMesh point as drawn: x right, y down; the centre of the first pixel is 0, 0.
    script : (8,) float32
        Amount of each of `core.simulate.expressions.UNITS` asked for, before any gain.
    amounts : (8, 10) float32
        The same by facial region, after gain and speed.
    closure : (left, right)
        Share of the eye opening that a blink takes.
    pose_deg : (yaw, pitch, roll)
        Yaw + towards the face's left, pitch + up, roll + clockwise in the picture.
    """

    pts_s: float
    landmarks_px: Floats
    script: Floats
    amounts: Floats
    closure: tuple[float, float]
    pose_deg: tuple[float, float, float]


def truth_at(line: Timeline, index: int, landmarks_px: Floats) -> FrameTruth:
    """Gather what is true of one frame of a timeline."""
    yaw, pitch, roll = line.pose_deg[index].tolist()
    left, right = line.closure[index].tolist()
    return FrameTruth(
        pts_s=float(line.pts_s[index]),
        landmarks_px=landmarks_px,
        script=line.script[index].astype(np.float32),
        amounts=line.amounts[index].astype(np.float32),
        closure=(left, right),
        pose_deg=(yaw, pitch, roll),
    )


def side_gains(movement: Movement) -> Floats:
    """How far each point follows because of its side, region by region: (10, 478, 1) float32."""
    sides = side_weight()[:, None]
    side_gain = movement.left_gain * sides + movement.right_gain * (1 - sides)
    tilt = np.array([movement.region_asymmetry.get(r, 0.0) for r in FACIAL_REGIONS], np.float32)
    return np.asarray(side_gain * (1 + tilt[:, None, None] * (2 * sides - 1)), dtype=np.float32)


def movement_basis(displacements: Floats, movement: Movement) -> Floats:
    """Displacement of the mesh by each unit in each region at amount 1.

    Parameters
    ----------
    displacements : (8, 478, 3) float32
        Of each unit, in all regions alike.
    movement : Movement

    Returns
    -------
    (80, 1434) float32
        Rows in the order of a flattened row of `Timeline.amounts`, columns of flattened points.
    """
    weighted = displacements[:, None] * region_weights()[None, :, :, None] * side_gains(movement)
    return np.asarray(weighted.reshape(len(UNITS) * len(FACIAL_REGIONS), -1))


def rotation(pose_deg: NDArray[np.float64]) -> Floats:
    """Rotation of model axes for yaw + to the face's left, pitch + up, roll + clockwise."""
    yaw, pitch, roll = np.deg2rad(pose_deg)
    # x right, y down, z away: the nose (-z) goes to +x with yaw and to -y with pitch.
    about_y = [[np.cos(yaw), 0, -np.sin(yaw)], [0, 1, 0], [np.sin(yaw), 0, np.cos(yaw)]]
    about_x = [[1, 0, 0], [0, np.cos(pitch), np.sin(pitch)], [0, -np.sin(pitch), np.cos(pitch)]]
    about_z = [[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]]
    return np.asarray(np.array(about_z) @ np.array(about_y) @ np.array(about_x), dtype=np.float32)
