from __future__ import annotations

import pytest

from core.bench.timing import Timing, interleave
from core.errors import Cancelled
from core.progress import CancelToken, Progress


def test_jobs_take_turns_and_the_order_turns_round() -> None:
    order: list[str] = []

    def job(name: str, seconds: float) -> dict[str, float]:
        order.append(name)
        return {name: seconds + len(order)}

    timings = interleave([lambda: job("a", 0.0), lambda: job("b", 10.0)], repeats=3)
    assert order == ["a", "b", "b", "a", "a", "b"]
    assert timings["a"].runs_s == (1.0, 4.0, 5.0)
    assert timings["a"].median_s == 4.0
    assert list(timings) == ["a", "b"]


def test_one_job_may_time_two_things() -> None:
    timings = interleave([lambda: {"main pass": 2.0, "freeze test": 1.0}], repeats=2)
    assert timings == {
        "main pass": Timing("main pass", (2.0, 2.0)),
        "freeze test": Timing("freeze test", (1.0, 1.0)),
    }


def test_progress_ends_at_one() -> None:
    told: list[Progress] = []
    interleave([lambda: {"a": 1.0}] * 2, 2, told.append)
    assert [step.fraction for step in told] == [0.25, 0.5, 0.75, 1.0]


def test_cancel_stops_between_jobs() -> None:
    token = CancelToken()
    runs = []

    def job() -> dict[str, float]:
        runs.append(1)
        token.cancel()
        return {"a": 1.0}

    with pytest.raises(Cancelled):
        interleave([job, job], 5, cancel=token)
    assert len(runs) == 1
