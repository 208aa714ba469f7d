"""How well labels are told apart, each number with its interval over people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from core.kinematics.performance import auroc
from core.training.people import Scores, resamples

_RESAMPLES = 2000
_Z = 1.959964
_SAME = 1e-12  # apart by rounding alone

Labels = NDArray[np.int64]
Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with its 95 % interval and how that was found."""

    value: float
    low: float
    high: float
    method: str


def log_loss(label: Labels, p: Values, weight: Values | None = None) -> float:
    """Mean negative log-likelihood in nats; p clipped to [1e-6, 1 - 1e-6]."""
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return float(-np.average(np.where(label == 1, np.log(p), np.log1p(-p)), weights=weight))


def labels_apart(label: NDArray[np.bool_], score: Values) -> bool:
    """Whether all of the label lie above all without, so that a slope has no upper bound."""
    return bool(score[label].min() > score[~label].max())


def evaluate(scores: Scores, p: Values, threshold: float, seed: int) -> dict[str, Estimate]:
    """Judge calibrated scores.

    Parameters
    ----------
    scores : Scores
        Both labels present.
    p : (N,) float64
        Their calibrated probabilities.
    threshold : float
    seed : int
        For the bootstrap, stratified, over people (2000 draws, percentiles).

    Returns
    -------
    dict of str to Estimate
        ``auroc``, ``accuracy``, ``sensitivity``, ``specificity``, ``brier``, ``log_loss``. Where
        every draw gives the same value (no error among few people) the bootstrap says nothing;
        shares then get Wilson's interval and AUROC Newcombe's (2006, method 5), of so many people.
    """

    def share(right: NDArray[np.bool_], weight: Values, among: NDArray[np.bool_]) -> float:
        return float(np.average(right[among], weights=weight[among]))

    measures: dict[str, Callable[[Labels, Values, Values], float]] = {
        "auroc": lambda y, q, w: auroc(y == 1, q, w),
        "accuracy": lambda y, q, w: float(np.average((q > threshold) == (y == 1), weights=w)),
        "sensitivity": lambda y, q, w: share(q > threshold, w, y == 1),
        "specificity": lambda y, q, w: share(q <= threshold, w, y == 0),
        "brier": lambda y, q, w: float(np.average((q - y) ** 2, weights=w)),
        "log_loss": log_loss,
    }
    rng = np.random.default_rng([seed, 4])
    draws = list(resamples(scores, _RESAMPLES, rng))
    label, weight = scores.label, scores.weight
    ones, zeros = scores.people(1), scores.people(0)
    counts = {"accuracy": ones + zeros, "sensitivity": ones, "specificity": zeros}
    found = {}
    for name, measure in measures.items():
        value = measure(label, p, weight)
        drawn = np.array([measure(label[i], p[i], weight[i]) for i in draws])
        interval = _bootstrap_interval(value, drawn)
        same = np.ptp(drawn) < _SAME
        if same and name in counts:
            interval = Estimate(value, *wilson(value, counts[name]), "Wilson")
        elif same and name == "auroc":
            interval = Estimate(value, *newcombe_auroc(value, ones, zeros), "Newcombe")
        found[name] = interval
    return found


def _bootstrap_interval(value: float, drawn: Values) -> Estimate:
    low, high = np.percentile(drawn, (2.5, 97.5))
    return Estimate(value, min(float(low), value), max(float(high), value), "bootstrap")


def wilson(share: float, count: int) -> tuple[float, float]:
    """Wilson's 95 % score interval of a share among `count`."""
    middle = share + _Z**2 / (2 * count)
    half = _Z * np.sqrt(share * (1 - share) / count + _Z**2 / (4 * count**2))
    below = 1 + _Z**2 / count
    return float(max(0.0, (middle - half) / below)), float(min(1.0, (middle + half) / below))


def newcombe_auroc(value: float, ones: int, zeros: int) -> tuple[float, float]:
    """95 % score interval of an AUROC (Newcombe 2006, Stat Med 25:559, method 5).

    The limits are the values whose Hanley-McNeil variance just makes `value` 1.96 sd away.
    """
    star = (ones + zeros) / 2 - 1

    def away(limit: float) -> float:
        spread = 1 + star * ((1 - limit) / (2 - limit) + limit / (1 + limit))
        return abs(value - limit) - _Z * float(
            np.sqrt(limit * (1 - limit) * spread / (ones * zeros))
        )

    # At the very ends the variance is nothing, and so is the distance: stay just beside them.
    tiny = 1e-9
    low = 0.0 if value <= tiny else float(brentq(away, tiny, value - tiny))
    high = 1.0 if value >= 1 - tiny else float(brentq(away, value + tiny, 1 - tiny))
    return low, high
