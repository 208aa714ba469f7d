"""Time left and fraction: honest, and never going back."""

from __future__ import annotations

import pytest

from core.progress import Progress
from gui.progress.estimate import Estimate
from gui.progress.words import left_words, stage_words


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def clock() -> Clock:
    return Clock()


def run_pass(estimate: Estimate, clock: Clock, network_lag_s: float) -> list[float]:
    """Simulate a 60 s pass over 120 s of video, 120 clips, then a freeze test of 10 s."""
    real_left = []
    clock.now_s += 4  # getting ready
    estimate.take(Progress("open", 1.0))
    for second in range(61):
        scored = max(0, int((second - network_lag_s) * 2))
        estimate.take_scores([(float(each), 0.5) for each in range(scored)])
        estimate.take(Progress("analyse", second / 60))
        if second >= 20:
            assert estimate.left_s is not None
            real_left.append(estimate.left_s / (60 - second + 10))
        clock.now_s += 1
    return real_left


def test_nothing_is_said_before_it_is_known(clock: Clock) -> None:
    estimate = Estimate(10.0, clock)
    estimate.take(Progress("open", 1.0))
    estimate.take(Progress("analyse", 0.01))
    assert estimate.left_s is None
    assert estimate.fraction == 0.0
    clock.now_s += 0.5
    estimate.take(Progress("analyse", 0.5))  # too early for a rate
    assert estimate.left_s is None


def test_the_estimate_is_near_the_truth(clock: Clock) -> None:
    ratios = run_pass(Estimate(120.0, clock), clock, network_lag_s=2)
    assert all(0.6 < ratio < 1.6 for ratio in ratios)


def test_the_fraction_never_goes_back_and_ends_near_one(clock: Clock) -> None:
    estimate = Estimate(120.0, clock)
    shown = []
    run_pass(estimate, clock, network_lag_s=5)
    shown.append(estimate.fraction)
    for step in range(11):
        estimate.take(Progress("freeze", step / 10))
        shown.append(estimate.fraction)
        clock.now_s += 3  # slower than thought
    assert shown == sorted(shown)
    assert shown[-1] > 0.95
    assert all(0.0 <= each <= 1.0 for each in shown)


@pytest.mark.parametrize(
    ("left_s", "words"),
    [
        (None, "Estimating the time left…"),
        (0.0, "A few seconds left"),
        (12.0, "About 10 s left"),
        (58.0, "About 60 s left"),
        (150.0, "About 2 min left"),
    ],
)
def test_time_is_said_no_more_exactly_than_it_is_known(left_s: float | None, words: str) -> None:
    assert left_words(left_s) == words


def test_every_stage_has_words_of_its_own() -> None:
    said = [stage_words(stage) for stage in ("", "open", "analyse", "summarise", "freeze", "new")]
    assert len(set(said)) == len(said)
