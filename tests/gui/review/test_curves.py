"""Curves of the time lines, as numbers."""

from __future__ import annotations

import numpy as np
import pytest

from gui.review.curves import joined, live_row, nice_top, row_facts
from tests.support.analysis_factory import make_analysis


def test_clips_far_apart_are_not_joined() -> None:
    time_s, values = joined(np.array([0.0, 1.0, 2.0, 5.0, 6.0]), np.arange(5.0))
    assert np.flatnonzero(np.isnan(values)).tolist() == [3]
    assert time_s[3] == 2.0
    assert values[np.isfinite(values)].tolist() == [0, 1, 2, 3, 4]


def test_one_clip_is_no_curve_but_no_error() -> None:
    time_s, values = joined(np.array([1.0]), np.array([0.3]))
    assert (time_s.tolist(), values.tolist()) == ([1.0], [0.3])


@pytest.mark.parametrize(
    ("values", "top"), [([0.0, 0.17], 0.2), ([0.4], 0.4), ([3.2, np.nan], 4.0), ([np.nan], 1.0)]
)
def test_axes_end_at_round_numbers(values, top) -> None:
    assert nice_top([np.array(values)]) == pytest.approx(top)


def test_values_at_a_moment_are_those_of_the_nearest_point() -> None:
    row = live_row([(1.0, 0.5), (0.0, 0.25)])
    assert row.at(0.1) == "0.25"
    assert row.at(0.9) == "0.50"
    assert row.at(99.0) == "0.50"


def test_no_score_no_score_row() -> None:
    keys = [row.key for row in row_facts(make_analysis(refused=True), None)]
    assert "score" not in keys and "spread" not in keys
