from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.training.calibrate import PlattFit, choose_threshold, fit_platt
from core.training.people import Scores


def people(logit: np.ndarray, label: np.ndarray) -> Scores:
    count = len(label)
    return Scores(np.asarray(logit, float), np.asarray(label), np.arange(count), np.ones(count))


def test_a_score_means_of_one_recording_what_it_says() -> None:
    """Many noisy recordings of few people: their means would make the curve far too steep."""
    rng = np.random.default_rng(2)
    label = np.repeat([0, 1], 40)
    logit = 2 * label[:, None] - 1 + rng.normal(0, 1, (80, 25))
    person, many = np.arange(80), np.full(80 * 25, 1 / 25)
    scores = Scores(logit.ravel(), label.repeat(25), person.repeat(25), many)
    assert fit_platt(scores, 0).logit_sd < 0.2
    # Two normals, 2 standard deviations apart: 2, less by Platt's careful targets.
    assert 1.4 < fit_platt(scores, 0).slope < 2.1
    assert fit_platt(people(logit.mean(axis=1), label), 0).slope > 3


def test_finds_the_curve_that_made_the_labels() -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(0, 2, 4000)
    label = (rng.random(4000) < 1 / (1 + np.exp(-(1.5 * x)))).astype(int)
    fit = fit_platt(people(x, label), 0)
    assert fit.slope == pytest.approx(1.5, rel=0.1)
    assert fit.intercept == pytest.approx(0, abs=0.15)
    assert fit.logit_sd < 0.15


def test_probability_is_that_at_equal_prevalence() -> None:
    rng = np.random.default_rng(1)
    well, sick = rng.normal(-1, 1, 3000), rng.normal(1, 1, 300)
    fit = fit_platt(people(np.r_[well, sick], np.r_[np.zeros(3000, int), np.ones(300, int)]), 0)
    assert -fit.intercept / fit.slope == pytest.approx(0, abs=0.15)  # logit = 2x at balance


@settings(deadline=None, max_examples=10)
@given(
    gap=st.floats(0.01, 1000),
    shift=st.floats(-100, 100),
    count=st.integers(2, 12),
    seed=st.integers(0, 99),
)
def test_labels_that_do_not_overlap_give_a_bounded_curve(
    gap: float, shift: float, count: int, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    logit = np.r_[-gap - rng.random(count) * gap, gap + rng.random(count) * gap] + shift
    label = np.r_[np.zeros(count, int), np.ones(count, int)]
    fit = fit_platt(people(logit, label), 0)
    p = fit.probability(people(logit, label).logit)
    assert fit.slope > 0
    assert 0.002 < p.min() < 0.5 < p.max() < 0.998
    assert np.isfinite(fit.logit_sd)
    assert fit.logit_sd > 0.2  # a dozen people settle nothing


def test_more_people_make_it_surer() -> None:
    def sd(count: int) -> float:
        rng = np.random.default_rng(3)
        logit = np.r_[rng.normal(-1, 1, count), rng.normal(1, 1, count)]
        return fit_platt(people(logit, np.repeat([0, 1], count)), 0).logit_sd

    assert sd(8) > 2 * sd(200)


@pytest.mark.parametrize("logit", [np.array([1.0, 2, -1, -2]), np.zeros(4)])
def test_a_network_that_says_nothing_gets_a_flat_curve(logit: np.ndarray) -> None:
    fit = fit_platt(people(logit, np.array([0, 0, 1, 1])), 0)
    assert fit.slope > 0
    assert np.abs(fit.probability(logit) - 0.5).max() < 0.05


def test_thresholds() -> None:
    fit = PlattFit(1.0, 0.0, 0.1)
    some = people(np.array([-3.0, -2, -1, 2.5, 3, 4]), np.array([0, 0, 1, 1, 1, 1]))
    assert choose_threshold(some, fit, "half") == 0.5
    cut = choose_threshold(some, fit, "youden")
    p = fit.probability(some.logit)
    assert p[1] < cut < p[2]


def test_the_same_seed_gives_the_same_fit() -> None:
    rng = np.random.default_rng(5)
    some = people(rng.normal(0, 1, 30), rng.integers(0, 2, 30))
    assert fit_platt(some, 7) == fit_platt(some, 7)
