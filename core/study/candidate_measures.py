"""How well models do on recordings of one source, and how far they are apart, over people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.kinematics.performance import auroc, rank_correlation, times_drawn
from core.study.numbers import Interval
from core.study.ratings import LEAST_PEOPLE, interval
from core.training.manifest_row import ManifestRow
from core.training.metrics import log_loss, newcombe_auroc

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Measure = Callable[[Floats], float]

_RESAMPLES = 1000

MEASURES = {
    "auroc": "AUROC, label",
    "log_loss": "log loss, label (lower is better)",
    "degree": "rank correlation, degree",
    "rating": "rank correlation, MDS-UPDRS 3.2",
    "regions": "rank correlation over regions, true movement",
}
"""What is measured, and the words for it.

``degree`` and ``rating`` are of the mean clip logit and what the manifest says; ``regions`` is the
mean of each recording's correlation, over regions of the face, of evidence against hypomimia and
true movement (simulated recordings). A person weighs one, however often filmed; for AUROC and log
loss one with each label.
"""


@dataclass(frozen=True, slots=True)
class Judged:
    """What a model said of a recording.

    Attributes
    ----------
    logit : float
        Mean clip logit.
    score : float
        Calibrated.
    regions : float
        How well its evidence map goes with the true movement; NaN where that is not known.
    """

    logit: float
    score: float
    regions: float


@dataclass(frozen=True, slots=True)
class Measured:
    """`MEASURES` of each model.

    Attributes
    ----------
    found : dict of str to dict of str to Interval
        By model and measure, with 95 % intervals over people; measures of too few people are left
        out.
    less : dict of str to dict of str to Interval
        The same less the first model's, people drawn for both at once.
    """

    found: dict[str, dict[str, Interval]]
    less: dict[str, dict[str, Interval]]

    def verdict(self, model: str, measure: str) -> str:
        """Say ``"better"`` or ``"worse"`` than the first where the difference leaves 0 out."""
        one = self.less.get(model, {}).get(measure)
        if one is None or not (one.low > 0 or one.high < 0) or one.low == one.high:
            return ""
        return "better" if (one.low > 0) != (measure == "log_loss") else "worse"


def measured(
    rows: Sequence[ManifestRow], judged: Mapping[str, Sequence[Judged]], seed: int
) -> Measured:
    """Measure what models said of recordings.

    Parameters
    ----------
    rows : sequence of ManifestRow
    judged : mapping of str to sequence of Judged
        By model, in the order of `rows`.
    seed : int
    """
    _, person = np.unique([row.subject_id for row in rows], return_inverse=True)
    times = times_drawn(person, _RESAMPLES, np.random.default_rng([seed, 41]))
    drawn = np.concatenate([np.ones((1, len(rows))), times])
    draws = {model: _draws(rows, its, person, drawn) for model, its in judged.items()}
    first, *others = draws
    return Measured(
        {
            model: {name: _interval(name, v, rows) for name, v in its.items()}
            for model, its in draws.items()
        },
        {
            model: {name: interval(v - draws[first][name]) for name, v in draws[model].items()}
            for model in others
        },
    )


def _draws(
    rows: Sequence[ManifestRow],
    judged: Sequence[Judged],
    person: NDArray[np.int64],
    drawn: Floats,
) -> dict[str, Floats]:
    """Return each measure (1 + draws,). Which there are depends on `rows` and truth alone."""
    label = np.array([row.label for row in rows], np.int64)
    logit = np.array([one.logit for one in judged])
    score = np.array([one.score for one in judged])
    regions = np.array([one.regions for one in judged])
    degree = np.array([row.degree if row.graded else np.nan for row in rows])
    rating = np.array([np.nan if (r := row.visit.updrs_3_2) is None else r for row in rows])
    found: dict[str, Floats] = {}

    def add(name: str, among: Mask, group: Sequence[object], measure: Measure) -> None:
        if len(np.unique(person[among])) >= LEAST_PEOPLE:
            times = Counter(one for one, use in zip(group, among, strict=True) if use)
            weight = among / np.array([max(times[one], 1) for one in group])
            found[name] = np.array([measure(weight * one) for one in drawn])

    if min(len(np.unique(person[label == side])) for side in (0, 1)) >= LEAST_PEOPLE:
        everywhere, both = np.ones(len(rows), np.bool_), list(zip(person, label, strict=True))
        add("auroc", everywhere, both, _of_both(label, lambda w: auroc(label == 1, logit, w)))
        add("log_loss", everywhere, both, _of_both(label, lambda w: log_loss(label, score, w)))
    people = person.tolist()
    add("degree", np.isfinite(degree), people, _rank(degree, logit))
    add("rating", np.isfinite(rating), people, _rank(rating, logit))
    known = np.isfinite(regions)
    add("regions", known, people, lambda w: _mean(regions[known], w[known]))
    return found


def _of_both(label: NDArray[np.int64], measure: Measure) -> Measure:
    """NaN where a draw has people of one label alone."""

    def of(weight: Floats) -> float:
        return measure(weight) if len(np.unique(label[weight > 0])) == 2 else float("nan")

    return of


def _rank(values: Floats, logit: Floats) -> Measure:
    """Rank correlation; 0 of a model that says the same of everything, NaN of equal values."""

    def of(weight: Floats) -> float:
        there = weight > 0
        if not there.any() or not np.ptp(values[there]):
            return float("nan")
        if not np.ptp(logit[there]):
            return 0.0
        return rank_correlation(values[there], logit[there], weight[there])

    return of


def _mean(values: Floats, weight: Floats) -> float:
    return float(np.average(values, weights=weight)) if weight.any() else float("nan")


def _interval(name: str, drawn: Floats, rows: Sequence[ManifestRow]) -> Interval:
    found = interval(drawn)
    if name == "auroc" and found.low == found.high != 0.5:  # no error: no draw has one
        ones, zeros = (len({r.subject_id for r in rows if r.label == side}) for side in (1, 0))
        return Interval(found.value, *newcombe_auroc(found.value, ones, zeros))
    return found
