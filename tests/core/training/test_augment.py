from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.training import augment as module
from core.training.augment import AugmentSettings

NONE = AugmentSettings(
    flip=0, shift=0, rotation_deg=0, scale=0, brightness=0, contrast=0, gamma=0, colour=0,
    blur_chance=0, noise_chance=0, jpeg_chance=0, coarse_chance=0, sway_chance=0, light_chance=0,
    turn_chance=0, smear_chance=0,
)  # fmt: skip
QUIET = replace(
    AugmentSettings(), noise_chance=0, sway_chance=0, light_chance=0, turn_chance=0, smear_chance=0
)


def augment(clip: np.ndarray, rng: np.random.Generator, settings: AugmentSettings) -> np.ndarray:
    return module.augment(clip, rng, settings)[0]


def clip(seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 256, (5, 24, 24, 3), np.uint8)


def test_no_change_gives_the_very_clip() -> None:
    assert np.array_equal(augment(clip(), np.random.default_rng(0), NONE), clip())


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 10_000))
def test_a_still_clip_stays_still(seed: int) -> None:
    still = np.repeat(clip()[:1], 5, axis=0)
    changed = augment(still, np.random.default_rng(seed), QUIET)
    assert (changed == changed[0]).all()
    assert changed.shape == still.shape
    assert changed.dtype == np.uint8


@settings(deadline=None, max_examples=20)
@given(seed=st.integers(0, 10_000))
def test_the_same_state_gives_the_same_bytes_and_leaves_the_clip_alone(seed: int) -> None:
    original = clip()
    one = augment(original, np.random.default_rng([1, seed]), AugmentSettings())
    two = augment(original, np.random.default_rng([1, seed]), AugmentSettings())
    assert np.array_equal(one, two)
    assert np.array_equal(original, clip())


def test_a_flip_mirrors() -> None:
    flipped = augment(clip(), np.random.default_rng(0), replace(NONE, flip=1))
    assert np.array_equal(flipped, clip()[:, :, ::-1])


def test_it_does_change_something() -> None:
    draws = {
        augment(clip(), np.random.default_rng(i), AugmentSettings()).tobytes() for i in range(10)
    }
    assert len(draws) == 10


def test_noise_differs_between_frames() -> None:
    still = np.full((4, 24, 24, 3), 128, np.uint8)
    noisy = augment(
        still, np.random.default_rng(0), replace(NONE, noise_chance=1.0, noise_sd=8.0)
    ).astype(float)
    assert 0.1 < noisy.std() <= 8.5
    assert not np.array_equal(noisy[0], noisy[1])


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 10_000))
def test_the_whole_face_wanders_by_little(seed: int) -> None:
    side = 48
    spot = np.zeros((14, side, side, 3), np.uint8)
    spot[:, 22:26, 22:26] = 255
    moved = augment(spot, np.random.default_rng(seed), replace(NONE, sway_chance=1.0, sway=0.02))
    grey = moved[..., 0].astype(float)
    rows, columns = np.mgrid[:side, :side]
    ways = np.array([(rows * f).sum() / f.sum() for f in grey]) - 23.5
    assert np.abs(ways).max() < 5 * 0.02 * side
    columns_of = np.array([(columns * f).sum() / f.sum() for f in grey])
    assert np.ptp(columns_of) < 10 * 0.02 * side


def test_light_changes_all_of_a_frame_alike() -> None:
    plain = np.full((14, 8, 8, 3), 128, np.uint8)
    lit = augment(plain, np.random.default_rng(3), replace(NONE, light_chance=1.0, light=0.1))
    assert (lit == lit[:, :1, :1, :1]).all()
    assert 0 < lit[:, 0, 0, 0].astype(float).std() < 40


def test_a_coarse_clip_has_lost_its_detail_and_kept_its_colour() -> None:
    coarse = augment(
        clip(), np.random.default_rng(0), replace(NONE, coarse_chance=1.0, coarse_least=0.35)
    )
    assert coarse.shape == clip().shape
    assert coarse.astype(float).std() < clip().astype(float).std()
    assert abs(coarse.astype(float).mean() - clip().astype(float).mean()) < 3


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 10_000))
def test_the_matrix_says_where_things_went(seed: int) -> None:
    side, at = 64, np.array([40, 24])  # x, y
    spot = np.zeros((3, side, side, 3), np.uint8)
    spot[:, at[1] - 2 : at[1] + 3, at[0] - 2 : at[0] + 3] = 255
    steady = replace(AugmentSettings(), sway_chance=0, turn_chance=0, noise_chance=0, brightness=0)
    moved, matrix = module.augment(spot, np.random.default_rng(seed), steady)
    bright = moved[0, ..., 0] > 128
    found = np.argwhere(bright).mean(axis=0)[::-1]
    assert np.abs(found - (matrix[:, :2] @ at + matrix[:, 2])).max() < 0.8


def test_a_small_turn_narrows_the_face_and_leaves_its_middle() -> None:
    side = 65
    bars = np.zeros((14, side, side, 3), np.uint8)
    bars[:, :, (12, 32, 52)] = 255
    turned = augment(bars, np.random.default_rng(2), replace(NONE, turn_chance=1.0, turn=0.1))
    middle = turned[:, side // 2, :, 0].astype(float)
    columns = np.arange(side)
    left, right = columns < 22, columns > 42
    ways = [(f[right] @ columns[right]) / f[right].sum() - (f[left] @ columns[left]) / f[left].sum()
            for f in middle]  # fmt: skip
    assert np.ptp(ways) > 1
    assert (turned[:, side // 2, 31:34, 0].argmax(axis=1) == 1).all()


def test_a_smear_spreads_a_spot_and_keeps_its_light() -> None:
    spot = np.zeros((14, 49, 49, 3), np.uint8)
    spot[:, 24, 24] = 240
    smeared = augment(
        spot, np.random.default_rng(1), replace(NONE, smear_chance=1.0, smear=0.1)
    ).astype(float)
    assert np.median(smeared.max(axis=(1, 2, 3))) < 200
    assert np.abs(smeared.sum(axis=(1, 2, 3)) / spot[0].sum() - 1).max() < 0.05
    rows, columns = np.mgrid[:49, :49]
    light = smeared[..., 0].sum(axis=(1, 2))
    for grid in (rows, columns):
        assert np.abs((smeared[..., 0] * grid).sum(axis=(1, 2)) / light - 24).max() < 0.2
