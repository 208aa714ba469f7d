from __future__ import annotations

import numpy as np

from core.face import landmarks
from core.face.landmarks import FACE_OVAL, LEFT_IRIS, MIRROR, RIGHT_IRIS
from core.types import LANDMARKS


def test_mirror_is_its_own_inverse():
    table = np.array(MIRROR)
    assert len(table) == LANDMARKS
    assert (table[table] == np.arange(LANDMARKS)).all()


def test_mirror_agrees_with_the_mean_face(mean_mesh):
    flipped = mean_mesh[list(MIRROR)] * [-1, 1, 1]
    assert np.abs(flipped - mean_mesh).max() < 0.03


def test_left_names_mirror_right_names():
    names = [name for name in vars(landmarks) if name.startswith("RIGHT_")]
    assert len(names) > 10
    for name in names:
        right = np.atleast_1d(getattr(landmarks, name))
        left = np.atleast_1d(getattr(landmarks, name.replace("RIGHT_", "LEFT_")))
        assert [MIRROR[i] for i in right] == left.tolist(), name


def test_the_patients_right_lies_left_in_the_picture(mean_mesh):
    assert mean_mesh[RIGHT_IRIS, 0] < mean_mesh[LEFT_IRIS, 0]


def test_the_oval_runs_from_the_top_down_the_patients_left(mean_mesh):
    ring = mean_mesh[list(FACE_OVAL), :2]
    assert ring[:, 1].argmin() == 0
    assert (ring[1:18, 0] > 0).all()
    assert (ring[19:, 0] < 0).all()
