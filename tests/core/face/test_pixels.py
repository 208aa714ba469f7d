from __future__ import annotations

import cv2
import numpy as np
import pytest

from core.face.pixels import measure_pixels


def textured(size=480, seed=0):
    """Grey noise with as much contrast at every scale, as pictures have."""
    rng = np.random.default_rng(seed)
    layers = []
    for n in (6, 12, 24, 48, 96, 192):
        layer = rng.normal(0, 1, (n, n)).astype(np.float32)
        layers.append(cv2.resize(layer, (size, size), interpolation=cv2.INTER_CUBIC))
    gray = np.clip(128 + 25 * sum(layers), 1, 254).astype(np.uint8)
    return np.repeat(gray[:, :, None], 3, axis=2)


@pytest.fixture(scope="module")
def face(placed):
    return placed(80, (240, 200))


def test_sharpness_falls_with_blur_towards_one(face):
    picture = textured()
    values = [
        measure_pixels(cv2.GaussianBlur(picture, (0, 0), 80 * sigma), face).sharpness
        for sigma in (0.005, 0.02, 0.04, 0.08, 0.16)
    ]
    assert values == sorted(values, reverse=True)
    assert 1 < values[-1] < 1.3 < 2 < values[0]


def test_motion_blur_counts_in_either_direction(face):
    picture = textured()
    sharp = measure_pixels(picture, face).sharpness
    for kernel in ((25, 1), (1, 25)):
        assert measure_pixels(cv2.blur(picture, kernel), face).sharpness < 0.7 * sharp


def test_sharpness_does_not_depend_on_light_or_size(face):
    picture = textured()
    plain = measure_pixels(picture, face).sharpness
    dim = measure_pixels((picture * 0.5 + 10).astype(np.uint8), face).sharpness
    half = cv2.resize(picture, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    assert dim == pytest.approx(plain, rel=0.05)
    assert measure_pixels(half, face / 2).sharpness == pytest.approx(plain, rel=0.15)


def test_brightness_and_clipping(face):
    picture = np.full((480, 480, 3), 90, np.uint8)
    assert measure_pixels(picture, face)[1:] == (90, 0)
    picture[:, 240:] = 255
    assert measure_pixels(picture, face).clipped == pytest.approx(0.5, abs=0.02)
    picture[:, :240] = 0
    assert measure_pixels(picture, face).clipped == 1


def test_a_flat_picture_counts_as_blurred(face):
    assert measure_pixels(np.full((480, 480, 3), 90, np.uint8), face).sharpness == 1


def test_a_face_outside_the_picture_has_no_values(face):
    assert np.isnan(measure_pixels(textured(), face + np.float32([900, 0, 0]))).all()
