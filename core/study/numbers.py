"""What the study reckons with: dose curves, shares and differences, with intervals over people."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from core.training.metrics import wilson

Table = NDArray[np.float64]

_RESAMPLES = 2000


@dataclass(frozen=True, slots=True)
class Interval:
    """A number with its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.2f} ({self.low:.2f} to {self.high:.2f})"


@dataclass(frozen=True, slots=True)
class Share:
    """`hits` of `count`, with Wilson's 95 % interval."""

    hits: int
    count: int

    @property
    def interval(self) -> Interval:
        """The share itself."""
        if not self.count:
            return Interval(float("nan"), 0.0, 1.0)
        return Interval(self.hits / self.count, *wilson(self.hits / self.count, self.count))

    def __str__(self) -> str:
        found = self.interval
        return f"{self.hits} of {self.count} ({found.low:.2f} to {found.high:.2f})"


@dataclass(frozen=True, slots=True)
class DoseResponse:
    """How a score goes with the gain of the movement, over series of one face at many gains.

    Attributes
    ----------
    spearman : float
        Of gain and mean curve; -1 where the score falls at every step.
    monotone : Share
        Series whose score falls at every step of the gain.
    rank : Interval
        Mean over series of each one's own Spearman correlation.
    by_gain, by_face : Interval
        Share of the scores' variance that goes with the gain, and with whose face it is (two-way
        analysis of variance without interaction, eta squared).
    """

    spearman: float
    monotone: Share
    rank: Interval
    by_gain: Interval
    by_face: Interval


def dose_response(gains: Table, scores: Table, seed: int = 0) -> DoseResponse:
    """Describe scores over gains.

    Parameters
    ----------
    gains : (G,) float64
        Rising.
    scores : (S, G) float64
        One row a series, no NaN; at least 2.
    seed : int
        For the bootstrap over series.
    """
    own = np.array([spearman(gains, row) for row in scores])
    falls = np.diff(scores, axis=1) < 0
    return DoseResponse(
        spearman=spearman(gains, scores.mean(axis=0)),
        monotone=Share(int(falls.all(axis=1).sum()), len(scores)),
        rank=over_people(own, lambda rows: float(rows.mean()), seed),
        by_gain=over_people(scores, lambda rows: _eta_squared(rows)[0], seed),
        by_face=over_people(scores, lambda rows: _eta_squared(rows)[1], seed),
    )


def over_people(rows: Table, measure: Callable[[Table], float], seed: int = 0) -> Interval:
    """Bootstrap a measure over the first axis, which are people (percentiles of 2000 draws)."""
    rng = np.random.default_rng([seed, 8])
    value = measure(rows)
    drawn = [measure(rows[rng.integers(0, len(rows), len(rows))]) for _ in range(_RESAMPLES)]
    low, high = np.nanpercentile(drawn, (2.5, 97.5))
    return Interval(value, float(low), float(high))


def pooled_share(counts: Sequence[tuple[int, int]]) -> Interval:
    """Return the share of all hits, people drawn with all that was counted of them.

    Parameters
    ----------
    counts : sequence of (int, int)
        Hits, and of how many, by person; nobody without any.
    """
    rows = np.array(counts, np.float64)
    return over_people(rows, lambda drawn: float(drawn[:, 0].sum() / drawn[:, 1].sum()))


def paired_effect(low: Table, high: Table, seed: int = 0) -> tuple[Interval, float]:
    """Compare a measure of the same people in two states.

    Parameters
    ----------
    low, high : (P,) float64

    Returns
    -------
    effect : Interval
        Mean difference, high - low, in standard deviations of the differences (Cohen's d_z).
    p : float
        Of a permutation test that swaps the two states of each person, two-sided.
    """
    change = high - low

    def effect(rows: Table) -> float:
        spread = float(rows.std(ddof=1))
        return float(rows.mean()) / spread if spread > 0 else float("nan")

    rng = np.random.default_rng([seed, 9])
    signs = rng.choice((-1.0, 1.0), (_RESAMPLES, len(change)))
    chance = np.abs((signs * change).mean(axis=1)) >= abs(change.mean()) - 1e-12
    return over_people(change, effect, seed), float((1 + chance.sum()) / (1 + _RESAMPLES))


def spearman(x: Table, y: Table) -> float:
    """Return the rank correlation; 0 where either is constant."""
    if np.ptp(y) == 0 or np.ptp(x) == 0:
        return 0.0
    return float(spearmanr(x, y).statistic)


def _eta_squared(scores: Table) -> tuple[float, float]:
    """Shares of the variance that go with the column and with the row."""
    total = float(((scores - scores.mean()) ** 2).sum())
    if total == 0:
        return 0.0, 0.0
    columns = len(scores) * float(((scores.mean(axis=0) - scores.mean()) ** 2).sum())
    rows = scores.shape[1] * float(((scores.mean(axis=1) - scores.mean()) ** 2).sum())
    return columns / total, rows / total


def holm(p: Sequence[float]) -> list[float]:
    """Correct p values of tests made together, so that chance alone rarely passes any of them.

    Parameters
    ----------
    p : sequence of float
        In any order.

    Returns
    -------
    list of float
        In the same order (Holm 1979, Scand J Stat 6:65).
    """
    given = np.asarray(p, np.float64)
    order = np.argsort(given, kind="stable")
    steps = given[order] * np.arange(len(given), 0, -1)
    out = np.empty_like(given)
    out[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return [float(value) for value in out]


def json_values(value: Any) -> Any:
    """Give values that JSON knows: what is not finite becomes null."""
    if isinstance(value, dict):
        return {str(name): json_values(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [json_values(item) for item in value]
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    return value
