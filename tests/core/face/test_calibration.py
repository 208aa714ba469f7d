"""Measures anew what the limits of blur and exposure rest on: real clips, degraded by steps.

The error of the landmarks on a degraded picture, against those on the picture as it was, says
how much worse a face can be measured. `core.face.quality` quotes the numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import cv2
import numpy as np
import pytest

from core.face.graphs import Mesh
from core.face.limits import LIMITS
from core.face.pixels import measure_pixels
from core.video import VideoReader, open_recording

pytestmark = [pytest.mark.shared_data, pytest.mark.slow]

CLIPS = (
    "expressive_360p.mp4", "neutral_smile_neutral.mp4", "speech_a.mpg", "speech_b.mpg",
    "speech_d.mpg", "talk_a.mp4", "talk_b.mp4", "talk_c.mp4", "mild_smile.mp4", "grimace_a.mp4",
    "grimace_b.mp4",
)  # fmt: skip
FRAMES = (5, 25, 45, 65)
Picture = np.ndarray


class Found(NamedTuple):
    """Medians over all pictures: error in iris distances, and share of faces still found."""

    error_iod: float
    found: float
    sharpness: float
    brightness: float
    clipped: float


@pytest.fixture(scope="module")
def pictures(clips_dir):
    shown = []
    for name in CLIPS:
        reader = VideoReader(open_recording(clips_dir / name))
        shown += [np.array(reader.frame(i)) for i in FRAMES]
    return shown


@pytest.fixture(scope="module")
def degrade(pictures) -> Callable[[Callable[[Picture, float], Picture]], Found]:
    """Measure all pictures after a change that is given the picture and its iris distance."""
    mesh = Mesh()

    def fit(picture):
        mesh.forget()
        return mesh.fit(picture)

    plain = [fit(picture) for picture in pictures]

    def measure(change):
        rows = []
        for picture, before in zip(pictures, plain, strict=True):
            iod = float(np.linalg.norm((before[473] - before[468])[:2]))
            changed = change(picture, iod)
            after = fit(changed)
            if after is None:
                rows.append((np.nan,) * 4)
                continue
            error = np.linalg.norm((after - before)[:, :2], axis=1).mean() / iod
            rows.append((error, *measure_pixels(changed, after)))
        table = np.array(rows)
        error, *values = np.nanmedian(table, axis=0)
        return Found(error, float(np.isfinite(table[:, 0]).mean()), *values)

    yield measure
    mesh.close()


def blurred(sigma_iod):
    return lambda picture, iod: cv2.GaussianBlur(picture, (0, 0), sigma_iod * iod)


def lit(gain):
    rng = np.random.default_rng(0)

    def change(picture, _):
        noisy = picture * gain + rng.normal(0, 2, picture.shape)  # sensor noise stays
        return np.clip(np.round(noisy), 0, 255).astype(np.uint8)

    return change


def test_blur_limits_lie_where_the_landmarks_go(degrade):
    limit = LIMITS["sharpness"]
    steps = {sigma: degrade(blurred(sigma)) for sigma in (0.001, 0.02, 0.04, 0.06, 0.1, 0.13)}
    values = [step.sharpness for step in steps.values()]
    assert values == sorted(values, reverse=True)
    assert steps[0.001].sharpness > limit.warn_at * 1.3
    assert steps[0.02].sharpness > limit.warn_at  # error below 1.5 %: no word of it
    assert steps[0.02].error_iod < 0.015
    assert limit.fail_at < steps[0.06].sharpness < limit.warn_at
    assert 0.02 < steps[0.06].error_iod < 0.04
    assert steps[0.13].sharpness < limit.fail_at
    assert steps[0.13].error_iod > 0.05


def test_dark_limits_lie_where_the_landmarks_go(degrade):
    limit = LIMITS["dark"]
    good, warned, failed = degrade(lit(0.5)), degrade(lit(0.18)), degrade(lit(0.06))
    assert good.brightness > limit.warn_at
    assert good.error_iod < 0.015
    assert limit.fail_at < warned.brightness < limit.warn_at
    assert 0.012 < warned.error_iod < 0.035
    assert failed.brightness < limit.fail_at
    assert failed.error_iod > 0.035


def test_bright_limits_lie_where_the_landmarks_go(degrade):
    bright, clipped = LIMITS["bright"], LIMITS["clipped"]
    good, warned, failed = degrade(lit(1.5)), degrade(lit(2.0)), degrade(lit(3.0))
    assert good.brightness < bright.warn_at
    assert 100 * good.clipped < clipped.warn_at
    assert good.error_iod < 0.015
    assert bright.warn_at < warned.brightness
    assert failed.brightness > bright.fail_at
    assert 100 * failed.clipped > clipped.fail_at
    assert failed.error_iod > 2 * warned.error_iod
