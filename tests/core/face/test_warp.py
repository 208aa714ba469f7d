from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.face import crop, invert
from core.face.layout import to_transform
from core.face.warp import apply


@given(st.floats(3, 8), st.floats(-3, 3), st.floats(-500, 2000), st.floats(-500, 2000))
def test_invert_takes_points_back(log_side, roll, x, y):
    to_crop = to_transform(np.array([log_side, roll, x, y]))
    points = np.array([[0.0, 0.0], [1.0, 0.0], [0.3, 0.8]], np.float32)
    there = apply(invert(to_crop), points)
    assert apply(to_crop, there) == pytest.approx(points, abs=2e-3)


def test_crop_at_its_own_size_is_the_picture():
    rng = np.random.default_rng(0)
    picture = rng.integers(0, 255, (64, 64, 3)).astype(np.uint8)
    to_crop = np.array([[1 / 64, 0, 0], [0, 1 / 64, 0]], np.float32)
    assert np.array_equal(crop(picture, to_crop, 64), picture)


@pytest.mark.parametrize("fold", [2, 3, 4])
def test_crop_averages_the_area_it_covers(fold):
    rng = np.random.default_rng(1)
    side = 32 * fold
    picture = rng.integers(0, 255, (side, side, 3)).astype(np.uint8)
    to_crop = np.array([[1 / side, 0, 0], [0, 1 / side, 0]], np.float32)
    wanted = picture.reshape(32, fold, 32, fold, 3).mean((1, 3))
    assert np.abs(crop(picture, to_crop, 32) - wanted).max() <= 1


def test_crop_shows_what_the_transform_says():
    picture = np.zeros((200, 300, 3), np.uint8)
    picture[118:123, 178:183] = 255  # about (180.5, 120.5)
    to_crop = to_transform(np.array([np.log(100.0), 0.5, 170.0, 110.0]))
    bright = np.argwhere(crop(picture, to_crop, 128)[..., 0] > 127).mean(0)[::-1] + 0.5
    spot = np.array([[180.5, 120.5]], np.float32)
    assert bright / 128 == pytest.approx(apply(to_crop, spot)[0], abs=0.004)


def test_beyond_the_picture_is_black():
    picture = np.full((50, 50, 3), 200, np.uint8)
    out = crop(picture, to_transform(np.array([np.log(100.0), 0.0, 0.0, 0.0])), 64)
    assert out[0, 0].tolist() == [0, 0, 0]
    assert out[40, 40].tolist() == [200, 200, 200]
