"""Calibration and agreement, on numbers whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.study.calibration import Judged, calibration, calibration_section, reliability_points
from core.study.retest import icc


def judged(slope: float, people: int = 2000, seed: int = 0) -> Judged:
    """Labels that are as likely as the logit says, seen through another slope."""
    rng = np.random.default_rng(seed)
    logit = rng.normal(0, 1.5, people)
    label = rng.random(people) < 1 / (1 + np.exp(-logit))
    return Judged(logit / slope, label, np.arange(people), np.ones(people))


@pytest.mark.parametrize("slope", [0.5, 1.0, 2.0])
def test_the_slope_is_found(slope: float) -> None:
    found = calibration(judged(slope))
    assert found.slope.value == pytest.approx(slope, rel=0.12)
    assert found.slope.low < slope < found.slope.high
    assert found.intercept.value == pytest.approx(0, abs=0.15)
    assert not found.apart


def test_brier_of_a_score_that_knows_nothing() -> None:
    even = Judged(np.zeros(40), np.arange(40) % 2 == 0, np.arange(40), np.ones(40))
    assert calibration(even).brier.value == pytest.approx(0.25)


def test_labels_that_do_not_overlap_are_said_to() -> None:
    people = np.repeat(np.arange(8), 2)
    label = np.tile([True, False], 8)
    apart = Judged(np.where(label, 2.0, -2.0), label, people, np.ones(16))
    assert calibration(apart).apart
    section = calibration_section({"attenuated": apart})
    assert "no upper bound" in section.text("report")
    assert "reliability" in section.plots


def test_too_few_people_are_said_to_be() -> None:
    label = np.array([True, False, True, False])
    few = Judged(np.arange(4.0), label, np.array([0, 0, 1, 1]), np.ones(4))
    section = calibration_section({"attenuated": few})
    assert "too few" in section.text("report")
    assert not section.plots


def test_reliability_of_a_calibrated_score_lies_on_the_line() -> None:
    points = list(reliability_points(judged(1.0)))
    assert len(points) == 5
    for score, share, people in points:
        assert share.low <= share.value <= share.high
        assert share.value == pytest.approx(score, abs=0.05)
        assert people == 400


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000), st.floats(0.1, 5.0), st.floats(-3, 3))
def test_icc_is_the_share_of_the_targets(seed: int, scale: float, shift: float) -> None:
    rng = np.random.default_rng(seed)
    target = rng.normal(0, 2.0, (3000, 1))
    twice = target + rng.normal(0, 1.0, (3000, 2))
    assert icc(twice) == pytest.approx(0.8, abs=0.03)
    assert icc(scale * twice + shift) == pytest.approx(icc(twice))


def test_icc_asks_for_the_same_value_not_the_same_order() -> None:
    target = np.arange(10.0)[:, None]
    assert icc(np.hstack([target, target])) == pytest.approx(1)
    assert icc(np.hstack([target, target + 20])) < 0.2
