"""From evidence logits to probabilities: Platt scaling on people the network never saw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.analysis.score import sigmoid
from core.training.metrics import labels_apart
from core.training.people import Scores, resamples

ThresholdRule = Literal["half", "youden"]

_RESAMPLES = 500
_STEPS = 100
# Prior on the slope per standard deviation of the logits: normal, this wide. Wide enough to
# leave a real signal alone; it decides only where the logits say nothing, or too much.
_SLOPE_PRIOR_SD = 5.0
_LEAST_SLOPE = 1e-3


@dataclass(frozen=True, slots=True)
class PlattFit:
    """p = sigmoid(slope · logit + intercept), for labels that are equally common.

    `logit_sd` is the calibration's own standard deviation on the calibrated logit: the median,
    over the calibration people, of the larger of the bootstrap's and the Laplace estimate.
    """

    slope: float
    intercept: float
    logit_sd: float

    def probability(self, logit: NDArray[np.float64]) -> NDArray[np.float64]:
        """Map evidence logits (N,) to probabilities (N,) in [0, 1]."""
        return sigmoid(self.slope * logit + self.intercept)


def fit_platt(scores: Scores, seed: int) -> PlattFit:
    """Fit a slope and an intercept on single recordings, as users will have their scores.

    Targets are Platt's (1999, section 2.2): (n1 + 1) / (n1 + 2) and 1 / (n0 + 2) instead of 1 and
    0, with n1 and n0 people, which bounds the slope where the two labels do not overlap. Both
    labels weigh the same, so the probability is that at equal prevalence; so do people, however
    many their recordings. A curve through people's means would be too steep for what is shown: a
    mean is surer than one recording.

    Parameters
    ----------
    scores : Scores
        Both labels present.
    seed : int
        For the bootstrap over people.

    Returns
    -------
    PlattFit
        The slope is above 0: a network whose logits point the wrong way gets a flat curve.
    """
    weights, covariance = _fit(scores)
    rng = np.random.default_rng([seed, 3])
    draws = [_fit(scores.drawn(index))[0] for index in resamples(scores, _RESAMPLES, rng)]
    design = _design(scores.logit)
    bootstrap_sd = (design @ np.array(draws).T).std(axis=1, ddof=1)
    # Where labels overlap, recordings of one person bring news each; where they do not, draws of
    # people hardly differ, and only the number of people says how little is known.
    news = (
        1.0 if labels_apart(scores.label == 1, scores.logit) else scores.weight.sum() / len(scores)
    )
    laplace_sd = np.sqrt(news * np.einsum("ni,ij,nj->n", design, covariance, design))
    logit_sd = float(np.median(np.maximum(bootstrap_sd, laplace_sd)))
    return PlattFit(float(weights[0]), float(weights[1]), logit_sd)


def choose_threshold(scores: Scores, fit: PlattFit, rule: ThresholdRule) -> float:
    """Choose the probability that parts the labels.

    Parameters
    ----------
    scores : Scores
        Of the calibration people.
    fit : PlattFit
    rule : {"half", "youden"}
        0.5, or the middle of the gap where sensitivity + specificity is largest (ties: nearest
        to 0.5), kept within [0.05, 0.95].
    """
    if rule == "half":
        return 0.5
    p = fit.probability(scores.logit)
    levels = np.unique(p)
    candidates = (levels[:-1] + levels[1:]) / 2 if len(levels) > 1 else np.array([0.5])
    high, low = ((p[its], scores.weight[its]) for its in (scores.label == 1, scores.label == 0))
    youden = [
        np.average(high[0] > c, weights=high[1]) + np.average(low[0] <= c, weights=low[1])
        for c in candidates
    ]
    best = candidates[np.isclose(youden, np.max(youden))]
    return float(np.clip(best[np.argmin(np.abs(best - 0.5))], 0.05, 0.95))


def _design(logit: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.stack([logit, np.ones_like(logit)], axis=1)


def _fit(scores: Scores) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Newton steps to the posterior mode; return (slope, intercept) and their covariance."""
    logit, label = scores.logit, scores.label
    ones, zeros = (float(scores.weight[label == side].sum()) for side in (1, 0))  # people
    target = np.where(label == 1, (ones + 1) / (ones + 2), 1 / (zeros + 2))
    weight = scores.weight * (ones + zeros) / 2 / np.maximum(np.where(label == 1, ones, zeros), 1)
    mean = np.average(logit, weights=weight)
    scale = max(float(np.sqrt(np.average((logit - mean) ** 2, weights=weight))), 1e-6)
    design = _design((logit - mean) / scale)
    prior = np.diag([_SLOPE_PRIOR_SD**-2, 1e-6])
    at = np.zeros(2)
    for _ in range(_STEPS):
        p = sigmoid(design @ at)
        gradient = design.T @ (weight * (p - target)) + prior @ at
        curvature = (design * (weight * p * (1 - p))[:, None]).T @ design + prior
        step = np.linalg.solve(curvature, gradient)
        at = at - step / max(1.0, float(np.abs(step).max()))
        if np.abs(step).max() < 1e-10:
            break
    covariance = np.linalg.inv(curvature)
    back = np.array([[1 / scale, 0.0], [-mean / scale, 1.0]])
    at, covariance = back @ at, back @ covariance @ back.T
    if at[0] < _LEAST_SLOPE:
        at = np.array([_LEAST_SLOPE, -_LEAST_SLOPE * mean])
    return at, covariance
