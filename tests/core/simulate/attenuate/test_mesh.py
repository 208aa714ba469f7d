from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.face.landmarks import FIRST_IRIS
from core.simulate.attenuate.mesh import Carrier, carrier, triangles
from core.simulate.attenuate.warp import sources, visible, warped
from core.simulate.face_model import face_model

SIZE = (400, 460)
BOX = (0, 0, *SIZE)


def face_px() -> np.ndarray:
    return (face_model().mean * 90 + np.array([200, 190, 0])).astype(np.float32)


def affine(mesh: Carrier, matrix: np.ndarray) -> Carrier:
    there = mesh.here_px @ matrix[:, :2].T + matrix[:, 2]
    return Carrier(mesh.here_px, there.astype(np.float32), mesh.depth_px)


def test_every_triangle_of_a_frontal_face_lies_the_same_way_round() -> None:
    mesh = carrier(face_px(), np.zeros((478, 2), np.float32))
    hidden = set(range(len(triangles()))) - set(visible(mesh).tolist())
    assert len(hidden) <= 2, "only a corner of closed lips may be folded"


def test_the_mesh_closes_eyes_and_mouth_and_ends_in_a_ring() -> None:
    edges = np.sort(triangles()[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1)
    single, count = np.unique(edges, axis=0, return_counts=True)
    rim = single[count == 1]
    assert count.max() == 2
    assert (rim >= FIRST_IRIS + 72).all(), "only the outermost ring has a free edge"
    assert len(rim) == 36


@settings(max_examples=25, deadline=None)
@example(1.0, 1.1484375, 0.0, 0.015625, 0.0, 0.0)  # the ring's lowest edge on the last row
@given(
    st.floats(0.85, 1.15), st.floats(0.85, 1.15), st.floats(-0.1, 0.1), st.floats(-0.1, 0.1),
    st.floats(-8, 8), st.floats(-8, 8),
)  # fmt: skip
def test_an_affine_move_is_carried_exactly(
    xx: float, yy: float, xy: float, yx: float, dx: float, dy: float
) -> None:
    mesh = carrier(face_px(), np.zeros((478, 2), np.float32))
    mesh = affine(mesh, np.array([[xx, xy, dx], [yx, yy, dy]]))
    places = sources(mesh, visible(mesh), mesh.here_px, BOX)
    rows, columns = np.mgrid[0 : SIZE[1], 0 : SIZE[0]] + 0.5
    back = np.linalg.inv([[xx, xy], [yx, yy]])
    wanted = np.einsum("ij,jhw->ihw", back, np.stack([columns - dx, rows - dy])) - 0.5
    inside = np.zeros(places.shape[1:], np.uint8)
    cv2.fillPoly(inside, [np.rint(mesh.there_px[-36:]).astype(np.int32)], 1)
    inside = cv2.erode(inside, np.ones((7, 7)), borderType=cv2.BORDER_CONSTANT, borderValue=0)
    inside = inside[None].repeat(2, axis=0) > 0
    off = np.abs(places - wanted)[inside]
    assert off.max() < 3, "triangles thinner than a pixel move as a whole"
    assert off.mean() < 0.01


def test_the_outermost_ring_never_moves() -> None:
    shift = np.random.default_rng(1).normal(0, 5, (478, 2)).astype(np.float32)
    mesh = carrier(face_px(), shift)
    np.testing.assert_array_equal(mesh.here_px[-36:], mesh.there_px[-36:])
    np.testing.assert_allclose(mesh.there_px[:FIRST_IRIS], mesh.here_px[:FIRST_IRIS] + shift[:468])


def test_no_move_changes_no_pixel() -> None:
    rgb = np.random.default_rng(2).integers(0, 256, (SIZE[1], SIZE[0], 3), np.uint8)
    mesh = carrier(face_px(), np.zeros((478, 2), np.float32))
    box = mesh.box(SIZE)
    np.testing.assert_array_equal(warped(rgb, mesh, box), rgb[box[1] : box[3], box[0] : box[2]])


@pytest.mark.parametrize("place", [(-300, 0), (200, 440), (1000, 1000)])
def test_a_face_that_leaves_the_picture_has_a_box_within_it(place: tuple[int, int]) -> None:
    points = face_px() + np.array([*place, 0], np.float32)
    x0, y0, x1, y1 = carrier(points, np.zeros((478, 2), np.float32)).box(SIZE)
    assert 0 <= x0 <= x1 <= SIZE[0]
    assert 0 <= y0 <= y1 <= SIZE[1]
