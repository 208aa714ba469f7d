"""Calibration: whether a score of 0.8 is right eight times in ten."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from core.analysis.score import sigmoid
from core.progress import CancelToken
from core.study.judging import Judge
from core.study.numbers import Interval, Share
from core.study.page import Section
from core.study.pictures import reliability
from core.study.rated import Scored
from core.study.ratings import interval
from core.study.series import Take

Floats = NDArray[np.float64]

_ATTENUATED, _EXPRESSIVE = 0.25, 0.75  # gains up to, and from, which a state counts
_RESAMPLES = 500
_BINS = 5
_SLOPE_PRIOR_SD = 5.0  # weak: it decides only where the two states do not overlap
_LEAST = 4  # people on either side


@dataclass(frozen=True, slots=True)
class Judged:
    """Log odds with labels, by person.

    Attributes
    ----------
    logit, weight : (N,) float64
    label : (N,) bool
    person : (N,) int64
        0 to P - 1; a person's entries are drawn together.
    """

    logit: Floats
    label: NDArray[np.bool_]
    person: NDArray[np.int64]
    weight: Floats

    @property
    def enough(self) -> bool:
        """Whether there are people enough with either label."""
        sides = (self.person[self.label], self.person[~self.label])
        return min(len(np.unique(side)) for side in sides) >= _LEAST


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well scores are calibrated.

    Attributes
    ----------
    brier : Interval
        Mean squared distance of score and label; 0.25 for a score that is always 0.5.
    slope, intercept : Interval
        Of the label's log odds over the score's: 1 and 0 at best. Below 1: too sure of itself.
    apart : bool
        Whether the labels do not overlap at all, so that the slope has no upper bound.
    """

    brier: Interval
    slope: Interval
    intercept: Interval
    apart: bool


def photographed(takes: Sequence[Take], judge: Judge, cancel: CancelToken | None = None) -> Judged:
    """Label people attenuated at small gains, and expressive at large ones: one value for each.

    Parameters
    ----------
    takes : sequence of Take
        Each face at every gain.
    judge : Judge
    cancel : CancelToken, optional
    """
    found: dict[tuple[str, bool], list[float]] = {}
    for take in takes:
        if _ATTENUATED < take.gain < _EXPRESSIVE:
            continue
        verdict = judge.verdict(take.video, cancel=cancel)
        if verdict.usable:
            found.setdefault((take.face, take.gain <= _ATTENUATED), []).append(verdict.logit)
    _, person = np.unique([face for face, _ in found], return_inverse=True)
    return Judged(
        logit=np.array([np.mean(values) for values in found.values()], np.float64),
        label=np.array([label for _, label in found], np.bool_),
        person=person.astype(np.int64),
        weight=np.ones(len(found)),
    )


def re_enacted(found: Scored) -> Judged:
    """Label re-enacted visits by a rating of 1 or more; a person's visits weigh one together."""
    visits = found.ratings.visits
    return Judged(found.scores["network"], visits.rating >= 1, visits.person, visits.weight)


def calibration(judged: Judged, seed: int = 0) -> Calibration:
    """Measure calibration with 95 % intervals: people drawn with all of their entries."""
    rng = np.random.default_rng([seed, 33])
    people = int(judged.person.max()) + 1
    drawn = rng.multinomial(people, np.full(people, 1 / people), size=_RESAMPLES)
    weights = [judged.weight, *(judged.weight * times[judged.person] for times in drawn)]
    rows = [_measured(judged, w) for w in weights if _both(judged.label, w)]
    brier, slope, intercept = np.array(rows).T
    high, low = judged.logit[judged.label], judged.logit[~judged.label]
    return Calibration(
        interval(brier), interval(slope), interval(intercept), bool(high.min() > low.max())
    )


def calibration_section(given: dict[str, Judged]) -> Section:
    """Describe the calibration of each set of people.

    Parameters
    ----------
    given : dict of str to Judged
        By what the label is, for people to read.
    """
    section = Section("calibration", "Calibration")
    section.lines.append(
        "A calibrated score has slope 1 and intercept 0 (log odds of the label over those of the "
        "score); a slope below 1 is too sure of itself. Brier: mean squared error, 0.25 for a "
        "score that always says 0.5. The scores stand as they are: labels are not equally common."
    )
    rows: list[list[object]] = []
    points = {}
    for name, judged in given.items():
        sizes = f"{int(judged.label.sum())} of {len(judged.label)}"
        if not judged.enough:
            rows.append([name, sizes, "too few", "", ""])
            continue
        found = calibration(judged)
        slope = f"{found.slope} (no overlap: no upper bound)" if found.apart else found.slope
        rows.append([name, sizes, found.brier, slope, found.intercept])
        section.facts[name] = asdict(found)
        points[name] = list(reliability_points(judged))
    section.table(["label", "labelled so", "Brier", "slope", "intercept"], rows)
    if points:
        section.plot(
            "reliability",
            "Observed share of the label over the mean score, in up to five equal groups, with "
            "Wilson's 95 % intervals; dashed: perfect calibration.",
            reliability(points, "Reliability"),
        )
    return section


def reliability_points(judged: Judged) -> Iterator[tuple[float, Interval, int]]:
    """Give each group of like scores its mean score, share of the label, and number of people."""
    order = np.argsort(judged.logit, kind="stable")
    for part in np.array_split(order, min(_BINS, len(order))):
        weight, label = judged.weight[part], judged.label[part]
        people = len(np.unique(judged.person[part]))
        value = float(np.average(label, weights=weight))
        around = Share(round(value * people), people).interval
        share = Interval(value, min(around.low, value), max(around.high, value))
        score = float(np.average(sigmoid(judged.logit[part]), weights=weight))
        yield score, share, people


def _measured(judged: Judged, weight: Floats) -> tuple[float, float, float]:
    from sklearn.linear_model import LogisticRegression

    use = weight > 0
    label, logit, weight = judged.label[use], judged.logit[use], weight[use]
    brier = float(np.average((sigmoid(logit) - label) ** 2, weights=weight))
    model = LogisticRegression(C=_SLOPE_PRIOR_SD**2, max_iter=1000)
    model.fit(logit[:, None], label, sample_weight=weight)
    return brier, float(model.coef_[0, 0]), float(model.intercept_[0])


def _both(label: NDArray[np.bool_], weight: Floats) -> bool:
    return bool((weight[label] > 0).any() and (weight[~label] > 0).any())
