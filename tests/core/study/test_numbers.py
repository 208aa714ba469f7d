"""Dose curves, shares and paired differences."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.study.numbers import Share, dose_response, holm, over_people, paired_effect

GAINS = np.array([0.0, 0.25, 0.5, 0.75, 1.0])


def test_a_score_that_falls_with_the_gain_alone() -> None:
    scores = np.tile(1 - GAINS, (6, 1))
    found = dose_response(GAINS, scores)
    assert found.spearman == pytest.approx(-1)
    assert (found.monotone.hits, found.monotone.count) == (6, 6)
    assert found.by_gain.value == pytest.approx(1)
    assert found.by_face.value == pytest.approx(0)


def test_a_score_that_knows_the_face_alone() -> None:
    scores = np.tile(np.arange(6.0)[:, None], (1, 5))
    found = dose_response(GAINS, scores)
    assert found.spearman == 0
    assert found.monotone.hits == 0
    assert found.by_face.value == pytest.approx(1)
    assert found.by_gain.value == pytest.approx(0)


@settings(deadline=None, max_examples=15)
@given(seed=st.integers(0, 10_000))
def test_shares_of_the_variance_add_to_one_at_most(seed: int) -> None:
    scores = np.random.default_rng(seed).normal(size=(5, 5))
    found = dose_response(GAINS, scores)
    assert 0 <= found.by_gain.value + found.by_face.value <= 1 + 1e-9


def test_a_step_up_ends_monotony() -> None:
    scores = np.tile(1 - GAINS, (4, 1))
    scores[0, 3] = scores[0, 2] + 0.01
    assert dose_response(GAINS, scores).monotone.hits == 3


def test_intervals_are_over_people() -> None:
    people = np.repeat([0.0, 1.0], 50)
    found = over_people(people, lambda rows: float(rows.mean()))
    assert found.value == 0.5
    assert found.low == pytest.approx(0.40, abs=0.03)
    assert found.high == pytest.approx(0.60, abs=0.03)


def test_a_difference_that_all_show_is_large_and_unlikely_by_chance() -> None:
    rng = np.random.default_rng(0)
    low = rng.normal(size=14)
    effect, p = paired_effect(low, low + 1 + 0.1 * rng.normal(size=14))
    assert effect.value > 5 and effect.low > 0
    assert p < 0.01
    none, p = paired_effect(low, low[::-1])
    assert abs(none.value) < 1
    assert p > 0.2


def test_a_share_says_how_many_of_how_many() -> None:
    assert str(Share(3, 4)) == "3 of 4 (0.30 to 0.95)"
    assert Share(0, 0).interval.high == 1.0


def test_holm_on_a_textbook_example() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_holm_lies_between_no_correction_and_bonferroni(p: list[float]) -> None:
    found = holm(p)
    for raw, corrected in zip(p, found, strict=True):
        assert raw <= corrected <= min(1.0, raw * len(p))
    order = np.argsort(p, kind="stable")
    assert (np.diff(np.array(found)[order]) >= 0).all()
