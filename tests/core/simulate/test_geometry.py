from __future__ import annotations

import numpy as np
import pytest

from core.simulate.expressions import unit_displacements
from core.simulate.face_model import INNER_LOWER_LIP, INNER_UPPER_LIP, face_model
from core.simulate.geometry import FACE_POINTS, person_vertices, topology
from core.simulate.likeness import resting_face
from core.simulate.parts import Identity


def test_every_vertex_has_a_place_in_the_atlas() -> None:
    mesh = topology()
    assert mesh.triangles.max() == len(mesh.uv) - 1 == len(mesh.follow) - 1
    assert mesh.uv.min() > 0
    assert mesh.uv.max() < 1
    assert set(np.unique(mesh.triangles)) == set(range(len(mesh.uv)))


@pytest.mark.parametrize("long_hair", [True, False])
def test_the_placed_person_fits_the_triangles(long_hair: bool) -> None:
    placed = person_vertices(face_model().mean, 0.1, long_hair, 1.0)
    assert placed.shape == (len(topology().uv), 3)
    assert np.isfinite(placed).all()


def test_an_open_mouth_is_a_hole() -> None:
    for triangle in topology().triangles:
        upper = np.isin(triangle, INNER_UPPER_LIP[1:-1])  # next to the corners lips do meet
        lower = np.isin(triangle, INNER_LOWER_LIP[1:-1])
        assert not (upper.any() and lower.any())


def test_the_face_is_turned_to_the_camera() -> None:
    face = face_model().mean + 0.5 * unit_displacements()[1]
    triangles = topology().triangles
    triangles = triangles[(triangles < FACE_POINTS).all(axis=1)]
    a, b, c = (face[triangles[:, k], :2] for k in range(3))
    area = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
    assert area[area > 0].sum() > 0.97 * np.abs(area).sum()


def test_age_lowers_the_jowls_and_leaves_the_eyes() -> None:
    young, old = resting_face(Identity(age_years=25)), resting_face(Identity(age_years=85))
    assert old[135, 1] > young[135, 1] + 0.01
    np.testing.assert_array_equal(old[468:, 1], young[468:, 1])
