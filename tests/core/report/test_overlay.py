"""The map lies where the face is, on one fixed scale, and lets the face show through."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.face.warp import for_decoded
from core.report.colour import ACTIVATION, EVIDENCE
from core.report.overlay import crop_picture, overlay_frame

GREY = np.full((200, 300, 3), 120, np.uint8)


def similarity(side: float, angle: float, cx: float, cy: float) -> np.ndarray:
    """To the unit crop of a square of `side` px, turned by `angle`, centred at (cx, cy)."""
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]) / side
    return np.column_stack([turn, 0.5 - turn @ [cx, cy]])


def one_cell(row: int, column: int, n: int = 7, value: float = 1.0) -> np.ndarray:
    out = np.zeros((n, n), np.float32)
    out[row, column] = value
    return out


def changed(out: np.ndarray) -> np.ndarray:
    return np.abs(out.astype(int) - GREY).sum(axis=-1).astype(float)


@settings(max_examples=40, deadline=None)
@given(
    side=st.floats(60, 140),
    angle=st.floats(-1.0, 1.0),
    cx=st.floats(110, 190),
    cy=st.floats(90, 110),
    row=st.integers(2, 4),
    column=st.integers(2, 4),
)
def test_a_lit_cell_appears_at_its_place_in_the_frame(
    side: float, angle: float, cx: float, cy: float, row: int, column: int
) -> None:
    to_crop = similarity(side, angle, cx, cy)
    out = overlay_frame(GREY, one_cell(row, column), to_crop, (0.0, 1.0), 1.0, ACTIVATION)
    weight = changed(out)
    y, x = np.mgrid[:200, :300] + 0.5
    found = np.array([(x * weight).sum(), (y * weight).sum()]) / weight.sum()
    unit = (np.array([column, row]) + 0.5) / 7
    expected = np.linalg.solve(to_crop[:, :2], unit - to_crop[:, 2])
    np.testing.assert_allclose(found, expected, atol=0.02 * side)


def test_nothing_outside_the_crop_changes_and_its_border_is_soft() -> None:
    to_crop = similarity(100, 0, 150, 100)
    out = overlay_frame(GREY, np.ones((7, 7)), to_crop, (0.0, 1.0), 1.0, ACTIVATION)
    weight = changed(out)
    assert weight[:, :99].max() == 0 and weight[:, 201:].max() == 0
    assert weight[:49].max() == 0 and weight[151:].max() == 0
    row = weight[100, 100:114]
    assert (np.diff(row) >= 0).all() and row[0] < 0.05 * row[-1]
    assert weight[100, 150] == weight.max()


def test_strength_follows_the_fixed_scale_not_the_frame() -> None:
    to_crop = similarity(100, 0, 150, 100)
    weak, strong = (
        changed(overlay_frame(GREY, np.full((7, 7), v), to_crop, (0.0, 1.0), 1.0, ACTIVATION))
        for v in (0.1, 0.9)
    )
    assert weak.max() < 0.2 * strong.max()
    same = overlay_frame(GREY, np.full((7, 7), 0.0), to_crop, (0.0, 1.0), 1.0, ACTIVATION)
    assert (same == GREY).all()


def test_signs_have_their_own_colours_and_zero_is_clear() -> None:
    to_crop = similarity(100, 0, 150, 100)
    plus, zero, minus = (
        overlay_frame(GREY, np.full((7, 7), v), to_crop, (-2.0, 2.0), 1.0, EVIDENCE)[100, 150]
        for v in (2.0, 0.0, -2.0)
    )
    assert plus[0] > plus[2] + 50 and minus[2] > minus[0] + 50
    assert (zero == 120).all()


def test_opacity_zero_leaves_the_frame() -> None:
    out = overlay_frame(GREY, np.ones((7, 7)), similarity(90, 0.3, 150, 100), (0, 1), 0.0, EVIDENCE)
    assert (out == GREY).all()


@pytest.mark.parametrize(
    "to_crop",
    [
        np.full((2, 3), np.nan),
        np.zeros((2, 3)),
        similarity(50, 0, -500, 100),
        similarity(50, 0, 150, 900),
    ],
)
def test_no_face_in_the_frame_leaves_it(to_crop: np.ndarray) -> None:
    out = overlay_frame(GREY, np.ones((7, 7)), to_crop, (0.0, 1.0), 1.0, ACTIVATION)
    assert (out == GREY).all() and out is not GREY


def test_face_half_outside_the_frame() -> None:
    out = overlay_frame(GREY, np.ones((7, 7)), similarity(100, 0, 0, 0), (0, 1), 1.0, ACTIVATION)
    weight = changed(out)
    assert weight[10, 10] > 0 and weight[60:].max() == 0 and weight[:, 60:].max() == 0


def test_flat_and_missing_values_do_no_harm() -> None:
    values = np.ones((7, 7))
    values[3, 3] = np.nan
    for scale in ((0.0, 0.0), (0.0, 1.0)):
        out = overlay_frame(GREY, values, similarity(90, 0, 150, 100), scale, 0.7, ACTIVATION)
        assert out.dtype == np.uint8


def test_half_size_picture_takes_the_same_place() -> None:
    to_crop = similarity(100, 0.2, 150, 100)
    point = np.array([160.0, 90.0])
    half = for_decoded(to_crop, 0.5)
    np.testing.assert_allclose(
        half[:, :2] @ (point / 2) + half[:, 2], to_crop[:, :2] @ point + to_crop[:, 2]
    )


@pytest.mark.parametrize(("cmap", "scale"), [(ACTIVATION, (0.0, 1.0)), (EVIDENCE, (-2.0, 2.0))])
def test_picture_of_the_crop_laid_over_the_frame_is_the_overlay(cmap, scale) -> None:
    values = np.random.default_rng(2).uniform(*scale, (7, 7))
    picture = crop_picture(values, scale, cmap)
    assert (picture[..., :3] <= picture[..., 3:]).all(), "colours are multiplied by alpha"
    side = len(picture)
    frame = np.full((side, side, 3), 120, np.uint8)
    whole = np.array([[1 / side, 0, 0], [0, 1 / side, 0]])
    for opacity in (1.0, 0.4):
        alpha = opacity * picture[..., 3:] / 255
        laid = opacity * picture[..., :3] + (1 - alpha) * frame
        expected = overlay_frame(frame, values, whole, scale, opacity, cmap)
        np.testing.assert_allclose(laid, expected, atol=2)
