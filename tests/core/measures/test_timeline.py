from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.measures.timeline import rolling_quantile, slope, stretches, usable_time_s


def test_stretches_end_at_cuts_and_long_losses_only():
    t = np.arange(60) / 30
    usable = np.ones(60, np.bool_)
    usable[10:12] = False  # two frames: stepped over
    usable[30:40] = False
    parts = stretches(usable, t, cuts=(50,))
    assert [(p[0], p[-1]) for p in parts] == [(0, 29), (40, 49), (50, 59)]
    assert 10 not in parts[0]
    assert stretches(np.zeros(5, np.bool_), t[:5]) == ()


def test_usable_time_is_cut_to_the_segment():
    t = np.arange(300) / 30
    usable = np.ones(300, np.bool_)
    usable[150:210] = False
    parts = stretches(usable, t)
    assert usable_time_s(parts, t, 0, 100) == pytest.approx(149 / 30 + 89 / 30)
    assert usable_time_s(parts, t, 2, 3) == pytest.approx(1)
    assert usable_time_s(parts, t, 5.2, 6.8) == 0


@given(
    st.lists(st.floats(0.01, 0.09), min_size=3, max_size=60),
    st.floats(-5, 5),
    st.floats(-100, 100),
)
def test_slope_of_a_line_is_exact_at_any_frame_times(intervals, rate, offset):
    t = np.cumsum(intervals)
    x = np.stack([offset + rate * t, -3 * rate * t], axis=1)
    found = slope(x, t, (np.arange(len(t)),))
    assert found == pytest.approx(np.broadcast_to([rate, -3 * rate], x.shape), abs=1e-6)


def test_slope_sees_nothing_across_a_break_and_is_nan_outside():
    t = np.arange(20) / 30
    x = np.where(np.arange(20) < 10, 0.0, 5.0)
    found = slope(x, t, (np.arange(10), np.arange(10, 18)))
    assert np.all(found[:18] == 0)
    assert np.isnan(found[18:]).all()


def test_rolling_quantile_follows_slowly_and_ignores_gaps():
    t = np.arange(0, 100, 0.1)
    x = np.where(t < 50, 1.0, 2.0)
    x[::3] = np.nan
    level = rolling_quantile(x, t, 0.5, 5.0)
    assert level[(t > 1) & (t < 44)] == pytest.approx(1.0)
    assert level[(t > 56) & (t < 98)] == pytest.approx(2.0)
    assert np.isnan(rolling_quantile(np.full(4, np.nan), t[:4], 0.5, 5.0)).all()


def test_rolling_quantile_steps_over_a_hole_of_years():
    t = np.arange(0, 20, 1 / 30)
    later = np.where(t < 10, t, t + 1e10)
    x = np.where(t < 10, 1.0, 3.0)
    level = rolling_quantile(x, later, 0.5, 5.0)
    assert set(level.tolist()) == {1.0, 3.0}
    assert np.array_equal(level, x)
