"""The plain rival: an ordinal model of the clinician's rating on the geometry signals.

One score, two thresholds: P(rating >= k) = logistic(score - threshold_k), fitted for both at once
(the all-threshold loss of Rennie & Srebro 2005; with logistic loss, McCullagh's proportional odds
by another road). It is kept as plain numbers.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.kinematics.quantities import GEO10
from models.typed_json import check_fields

Floats = NDArray[np.float64]

RATINGS_FROM = (1, 2)
"""The thresholds stand below these ratings."""
_FREE = 100.0  # scale of the thresholds' columns, so that the penalty does not reach them


@dataclass(frozen=True, slots=True)
class OrdinalModel:
    """Weights on standardised signals.

    Attributes
    ----------
    signals : tuple of str
        Of `GEO10`.
    mean, sd, weights : tuple of float
        One for each signal.
    thresholds : (float, float)
        Rising, on the scale of the score.
    """

    signals: tuple[str, ...]
    mean: tuple[float, ...]
    sd: tuple[float, ...]
    weights: tuple[float, ...]
    thresholds: tuple[float, ...]

    def __post_init__(self) -> None:
        check_fields(self)
        if not set(self.signals) <= set(GEO10):
            raise ValueError("signals must be of the ten")
        if {len(self.mean), len(self.sd), len(self.weights)} != {len(self.signals)}:
            raise ValueError("weights must be one for each signal")
        if len(self.thresholds) != len(RATINGS_FROM) or self.thresholds[0] > self.thresholds[1]:
            raise ValueError("thresholds must be two that rise")

    def score(self, values: Floats) -> Floats:
        """Return scores (...) of values (..., 10) in the order of `GEO10`; higher, more hypomimic.

        A score of ratings of movement, not a probability of any disease.
        """
        z = (values[..., columns(self.signals)] - np.array(self.mean)) / np.array(self.sd)
        return np.asarray(z @ np.array(self.weights))


def columns(signals: tuple[str, ...]) -> list[int]:
    """Return where signals stand in `GEO10`."""
    return [GEO10.index(name) for name in signals]


def fit(
    values: Floats,
    rating: NDArray[np.int64],
    weight: Floats,
    signals: tuple[str, ...],
    penalty: float = 1.0,
) -> OrdinalModel:
    """Fit the model.

    Parameters
    ----------
    values : (V, 10) float64
        In the order of `GEO10`.
    rating : (V,) int64
        0 and up; those from 2 on count alike.
    weight : (V,) float64
        Of each row.
    signals : tuple of str
        Which of the ten enter.
    penalty : float
        Of the squared weights, on standardised signals.

    Returns
    -------
    OrdinalModel
    """
    from sklearn.linear_model import LogisticRegression

    used = values[:, columns(signals)]
    mean = np.average(used, axis=0, weights=weight)
    sd = np.sqrt(np.average((used - mean) ** 2, axis=0, weights=weight))
    z = (used - mean) / sd
    steps = len(RATINGS_FROM)
    step = np.repeat(np.eye(steps), len(z), axis=0)
    stacked = np.hstack([np.tile(z, (steps, 1)), -_FREE * step])
    reached = np.concatenate([rating >= least for least in RATINGS_FROM])
    found = LogisticRegression(C=1.0 / penalty, fit_intercept=False, max_iter=10_000, tol=1e-8)
    found.fit(stacked, reached, sample_weight=np.tile(weight, steps))
    weights, thresholds = found.coef_[0, :-steps], _FREE * found.coef_[0, -steps:]
    return OrdinalModel(
        signals,
        *(tuple(float(v) for v in part) for part in (mean, sd, weights, np.sort(thresholds))),
    )
