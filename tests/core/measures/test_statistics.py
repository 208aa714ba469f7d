from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from core.measures.statistics import median_interval, poisson_interval


def test_poisson_interval_has_the_published_values():
    # Garwood 1936, Table 1.
    assert poisson_interval(0) == pytest.approx((0.0, 3.689), abs=1e-3)
    assert poisson_interval(1) == pytest.approx((0.0253, 5.572), abs=1e-3)
    assert poisson_interval(10) == pytest.approx((4.795, 18.390), abs=1e-3)


@given(st.integers(1, 200))
def test_poisson_bounds_leave_exactly_the_tails(count):
    low, high = poisson_interval(count)
    assert poisson.sf(count - 1, low) == pytest.approx(0.025, abs=1e-9)
    assert poisson.cdf(count, high) == pytest.approx(0.025, abs=1e-9)


def test_median_interval_needs_six_values():
    assert median_interval(np.arange(5.0)) == (None, None)
    assert median_interval(np.arange(6.0)) == (0.0, 5.0)
    assert median_interval(np.zeros(0)) == (None, None)


def test_median_interval_covers_the_median_in_95_of_100_samples():
    rng = np.random.default_rng(0)
    inside = 0
    for _ in range(2000):
        low, high = median_interval(rng.exponential(size=15))
        inside += low <= np.log(2) <= high
    assert inside / 2000 >= 0.94
