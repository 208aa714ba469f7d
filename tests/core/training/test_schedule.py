from __future__ import annotations

from itertools import pairwise

import pytest

from core.training.schedule import learning_rate


def test_rises_to_the_peak_then_falls_to_nothing() -> None:
    rates = [learning_rate(step, 200, 0.1) for step in range(200)]
    assert rates[0] == pytest.approx(0.01)
    assert max(rates) == pytest.approx(0.1) == pytest.approx(rates[9])
    assert all(a < b for a, b in pairwise(rates[:10]))
    assert all(a >= b for a, b in pairwise(rates[10:]))
    assert 0 < rates[-1] < 1e-4
    assert learning_rate(104, 200, 0.1) == pytest.approx(0.05, rel=0.02)


def test_one_step_runs_learn_too() -> None:
    assert learning_rate(0, 1, 0.1) == pytest.approx(0.1)
