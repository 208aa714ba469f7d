from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.face.landmarks import MIRROR
from core.face.shape import RIGID_POINTS, RIGID_SHAPE, angles_deg, rigid_fit
from core.types import LANDMARKS


def test_signs_of_the_angles(turned):
    nose = np.array([0.0, 0.0, -1.0])
    assert (turned(20, 0, 0) @ nose)[0] > 0  # to the patient's left: right in the picture
    assert (turned(0, 20, 0) @ nose)[1] < 0  # up
    assert (turned(0, 0, 20) @ [1.0, 0.0, 0.0])[1] > 0  # the left eye sinks: clockwise


@given(st.floats(-60, 60), st.floats(-60, 60), st.floats(-80, 80), st.floats(5, 500))
def test_pose_of_a_turned_shape_is_found(turned, yaw, pitch, roll, size):
    points = np.zeros((LANDMARKS, 3), np.float32)
    points[list(RIGID_POINTS)] = RIGID_SHAPE @ turned(yaw, pitch, roll).T * size + [300, 200, 5]
    rotation, scale, residual = rigid_fit(points)
    assert angles_deg(rotation) == pytest.approx((yaw, pitch, roll), abs=0.05)
    assert scale == pytest.approx(size, rel=1e-3)
    assert residual < 0.01


def test_mirroring_flips_yaw_and_roll(placed, turned):
    points = placed(rotation=turned(15, 8, -10))
    straight = angles_deg(rigid_fit(points)[0])
    mirrored = points[list(MIRROR)] * np.float32([-1, 1, 1])
    yaw, pitch, roll = angles_deg(rigid_fit(mirrored)[0])
    assert (-yaw, pitch, -roll) == pytest.approx(straight, abs=0.5)


def test_the_mean_face_is_frontal(placed):
    # Which pitch is level is a convention; the phantom's differs by 3.5 degrees.
    assert angles_deg(rigid_fit(placed())[0]) == pytest.approx((0, 0, 0), abs=4)


def test_points_that_are_no_face_misfit(placed):
    scrambled = placed()
    scrambled[list(RIGID_POINTS)] = scrambled[list(RIGID_POINTS)][::-1]
    assert rigid_fit(scrambled)[2] > 0.3
    assert rigid_fit(placed())[2] < 0.1


def test_a_mesh_that_shrank_to_a_point_misfits():
    assert rigid_fit(np.zeros((LANDMARKS, 3), np.float32))[2] > 1
