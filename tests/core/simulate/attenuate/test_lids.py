from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.simulate.attenuate.lids import blink_depth, kept_blinks, plan_lids
from core.types import Blink

FPS = 50.0
BLINKS = tuple(Blink(t - 0.08, t, t + 0.08, 0.9) for t in np.arange(1.0, 39.5, 1.0).tolist())
GAINS = st.floats(0, 1.5)


def blinking(smile: float = 0.0) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """40 s of two eyes that blink once a second and narrow by `smile` in the second half."""
    pts_s = np.arange(0, 40, 1 / FPS)
    line = np.where(pts_s > 20, 1 - smile, 1.0)
    for blink in BLINKS:
        line *= 1 - 0.9 * np.clip(1 - np.abs(pts_s - blink.peak_s) / 0.08, 0, 1)
    return np.stack([line, line]), pts_s


@given(st.integers(0, 60), GAINS, GAINS)
def test_a_blink_kept_at_one_gain_is_kept_at_every_higher_one(
    count: int, one: float, other: float
) -> None:
    blinks = BLINKS[:1] * count
    fewer, more = kept_blinks(blinks, min(one, other)), kept_blinks(blinks, max(one, other))
    assert len(fewer) == count
    assert not (fewer & ~more).any()


@given(GAINS)
def test_the_share_that_is_kept_is_the_gain(gain: float) -> None:
    share = kept_blinks(BLINKS * 5, gain).mean()
    assert share == pytest.approx(min(gain, 1.0), abs=0.02)


@pytest.mark.parametrize("gain", [0.25, 0.5, 0.75])
def test_the_variability_that_blinks_give_goes_with_the_gain(gain: float) -> None:
    aperture, pts_s = blinking()
    plan = plan_lids(aperture, pts_s, BLINKS, gain)
    rms = np.sqrt(((1 - plan.wanted[0]) ** 2).mean() / ((1 - aperture[0]) ** 2).mean())
    assert rms == pytest.approx(gain, abs=0.04)
    assert plan.wanted.min() == pytest.approx(1 - 0.9 * blink_depth(gain), abs=0.03)


def test_gain_1_leaves_every_lid_where_it_is() -> None:
    aperture, pts_s = blinking(smile=0.3)
    plan = plan_lids(aperture, pts_s, BLINKS, 1.0)
    np.testing.assert_allclose(plan.wanted, aperture, atol=1e-12)
    assert not plan.lent.any()


def test_gain_0_keeps_both_eyes_neutral() -> None:
    aperture, pts_s = blinking(smile=0.2)
    plan = plan_lids(aperture, pts_s, BLINKS, 0.0)
    np.testing.assert_allclose(plan.wanted, 1.0, atol=1e-9)
    shut = aperture[0] < 0.5
    assert (plan.lent[shut] == 1).all()
    assert (plan.donor[shut] < np.flatnonzero(shut)).all()
    assert (aperture[0, plan.donor[shut]] >= 0.75).all()


def test_no_eye_is_lent_for_long_where_it_is_only_narrow() -> None:
    aperture, pts_s = blinking(smile=0.3)
    plan = plan_lids(aperture, pts_s, (), 0.5)
    narrow = (pts_s > 20) & (aperture[0] > 0.65)
    near_blink = np.min(np.abs(pts_s[:, None] - [b.peak_s for b in BLINKS]), axis=1) < 0.14
    assert not plan.lent[narrow & ~near_blink].any()


def test_both_eyes_take_the_same_donor_after_a_wink() -> None:
    aperture, pts_s = blinking()
    aperture[1] = 1.0
    plan = plan_lids(aperture, pts_s, BLINKS, 0.0)
    assert plan.donor.shape == plan.lent.shape == pts_s.shape
    assert plan.lent[np.argmin(np.abs(pts_s - 5.0))] == 1


def test_eyes_that_never_open_are_stretched_a_little_at_most() -> None:
    pts_s = np.arange(50) / FPS
    plan = plan_lids(np.full((2, 50), 0.2), pts_s, (), 0.0)
    assert (plan.donor == -1).all()
    assert not plan.lent.any()
    assert plan.wanted.max() < 0.35
