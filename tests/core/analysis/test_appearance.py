from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.analysis.appearance import appearance_arrays, appearance_ratio, describe
from core.analysis.score import ood_ratio

CLIPS, FRAMES = 3, 5


def faces(seed: int, side_px: int = 112, *, smooth: bool = False) -> NDArray[np.uint8]:
    """Clips of dark features on skin, as blobs; without the features where smooth."""
    rng = np.random.default_rng(seed)
    out = np.empty((CLIPS, FRAMES, side_px, side_px, 3), np.uint8)
    for clip in out:
        picture = np.full((112, 112, 3), rng.integers(120, 200, 3), np.float32)
        picture += rng.normal(0, 3, picture.shape)
        for x, y in ((38, 45), (74, 45), (56, 62), (56, 80)) if not smooth else ():
            x, y = x + int(rng.integers(-2, 3)), y + int(rng.integers(-2, 3))
            cv2.ellipse(picture, (x, y), (9, 4), 0, 0, 360, (60, 40, 40), -1)
        picture = np.clip(cv2.GaussianBlur(picture, (0, 0), 1.0), 0, 255)
        clip[:] = cv2.resize(picture, (side_px, side_px)).astype(np.uint8)
    return out


def means(seeds: range) -> NDArray[np.float64]:
    return np.array([describe(faces(seed)).mean(axis=0) for seed in seeds], np.float64)


@pytest.fixture(scope="module")
def reference() -> dict[str, NDArray[np.generic]]:
    return appearance_arrays(means(range(40)), means(range(100, 130)))


def test_another_face_is_usual_and_a_mask_is_not(
    reference: dict[str, NDArray[np.generic]],
) -> None:
    near = appearance_ratio(describe(faces(200)), reference)
    far = appearance_ratio(describe(faces(200, smooth=True)), reference)
    assert near is not None and far is not None
    assert near < 1.5 < far


def test_all_sizes_are_described_alike(reference: dict[str, NDArray[np.generic]]) -> None:
    assert describe(faces(3, 64)).shape == describe(faces(3)).shape == (CLIPS, 52)
    large = appearance_ratio(describe(faces(200, 224)), reference)
    assert large is not None and large < 2


@given(st.integers(0, 50), st.integers(0, 60))
@settings(max_examples=10, deadline=None)
def test_brightness_alone_hardly_counts(seed: int, less: int) -> None:
    clips = faces(seed)
    darker = np.clip(clips.astype(int) - less // 3, 0, 255).astype(np.uint8)
    assert np.abs(describe(darker) - describe(clips))[:, :50].max() < 0.5


def test_looks_enter_the_distance_and_their_absence_does_not(
    reference: dict[str, NDArray[np.generic]],
) -> None:
    embeddings = np.random.default_rng(1).normal(0, 1, (40, 8))
    group = {
        "embeddings": embeddings.astype(np.float16),
        "embedding_mean": np.zeros(8),
        "embedding_scale": np.ones(8),
        "knn_k": np.array(5),
        "loo_quantiles": np.linspace(0.5, 1.2, 101),
    }
    here = embeddings[:1].astype(np.float32)
    mask = describe(faces(200, smooth=True))
    movement = ood_ratio(here, group)
    assert movement is not None
    assert ood_ratio(here, group, looks=mask) == movement
    assert ood_ratio(here, {**group, **reference}, looks=mask) == pytest.approx(
        appearance_ratio(mask, reference)
    )
    assert appearance_ratio(mask, {}) is None
