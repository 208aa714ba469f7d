"""Calibration: whether a score of 0.8 is right eight times in ten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from core.analysis.score import sigmoid
from core.study.beside import MEASURES
from core.study.labelled import Judged
from core.study.numbers import Interval, Share
from core.study.page import Section
from core.study.pictures import reliability
from core.study.ratings import interval, weights_drawn
from core.study.recalibrated import refitted_brier
from core.training.metrics import labels_apart

Floats = NDArray[np.float64]

_RESAMPLES = 500
_BINS = 5
_SLOPE_PRIOR_SD = 5.0  # weak: it decides only where the two states do not overlap
_QUOTED = (0.2, 0.5, 0.8)  # scores of which it is said what they mean
_MEASURED = (
    "brier", "brier_of_share", "brier_less_share", "in_the_large", "slope", "intercept",
    *(f"at_{score}" for score in _QUOTED),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well scores are calibrated.

    Attributes
    ----------
    brier : Interval
        Mean squared distance of score and label; 0.25 for a score that is always 0.5.
    brier_of_share : Interval
        The same for a score that always says the label's share: p (1 - p).
    brier_less_share : Interval
        `brier` less `brier_of_share`, drawn together: below 0 the score helps.
    in_the_large : Interval
        Mean score less the label's share: 0 at best, above 0 where scores are too high on average.
    slope, intercept : Interval
        Of the label's log odds over the score's, fitted together: 1 and 0 at best. A slope below
        1: too sure of itself.
    at : tuple of Interval
        Share of the label that this fit gives at scores of 0.2, 0.5 and 0.8.
    apart : bool
        Whether the labels do not overlap at all, so that the slope has no upper bound.
    """

    brier: Interval
    brier_of_share: Interval
    brier_less_share: Interval
    in_the_large: Interval
    slope: Interval
    intercept: Interval
    at: tuple[Interval, ...]
    apart: bool


def calibration(judged: Judged, seed: int = 0) -> Calibration:
    """Measure calibration with 95 % intervals: people drawn with all of their entries."""
    rng = np.random.default_rng([seed, 33])
    weights = weights_drawn(judged.weight, judged.person, judged.played_by, _RESAMPLES, rng)
    rows = [_measured(judged, w) for w in weights if _both(judged.label, w)]
    columns = dict(zip(_MEASURED, map(interval, np.array(rows).T), strict=True))
    at = tuple(columns.pop(f"at_{score}") for score in _QUOTED)
    return Calibration(**columns, at=at, apart=labels_apart(judged.label, judged.logit))


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
        "score, fitted together); a slope below 1 is too sure of itself. Brier: mean squared error "
        "of the score, 0 at best; beside it that of always saying the label's share, whatever the "
        "face. Mean score less share (calibration-in-the-large): above 0, scores are too high on "
        "average. The scores stand as they are, and the label's share is this study's, not a "
        "clinic's. The two rivals are amounts of movement and say no chance of themselves: beside "
        "the network they stand in the second table, where each measure is given its chance by a "
        "fit to the labels of all other people here, the network's log odds, too."
    )
    rows: list[list[object]] = []
    refitted: list[list[object]] = []
    said: list[str] = []
    points = {}
    for name, judged in given.items():
        sizes = f"{int(judged.label.sum())} of {len(judged.label)}"
        if not judged.enough:
            rows.append([name, sizes, "too few", "", "", "", ""])
            continue
        found = calibration(judged)
        slope = f"{found.slope} (no overlap: no upper bound)" if found.apart else found.slope
        rows.append(
            [name, sizes, found.brier, f"{found.brier_of_share.value:.2f}", found.in_the_large,
             slope, found.intercept]
        )  # fmt: skip
        said.append(_reading(name, judged, found))
        fitted = refitted_brier(judged)
        section.facts[name] = asdict(found) | {
            "refitted": {m: asdict(v) for m, v in fitted.items()}
        }
        refitted.append([name, *fitted.values()])
        points[name] = list(reliability_points(judged))
    section.table(
        ["label", "labelled so", "Brier", "Brier of always saying the share",
         "mean score less share", "slope", "intercept"],
        rows,
    )  # fmt: skip
    if refitted:
        section.table(["Brier after a fit to the other people", *MEASURES.values()], refitted)
    section.lines += said
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


def _reading(name: str, judged: Judged, found: Calibration) -> str:
    """Say what the labels are, what a high score means, and whether it beats saying the share."""
    parts = (judged.about, _meaning(judged.means, found), _worth(found))
    return f"{name[:1].upper()}{name[1:]}. " + " ".join(part for part in parts if part)


def _meaning(means: str, found: Calibration) -> str:
    if found.apart:
        return "The two sides do not overlap, so what a score means as a share cannot be told."
    off, slope = found.in_the_large, found.slope
    shift = "not clearly too high or too low"
    if off.low > 0 or off.high < 0:
        shift = f"{abs(off.value):.2f} too {'high' if off.value > 0 else 'low'}"
    sure = "whether they are too sure or too unsure of themselves cannot be told"
    if not slope.low <= 1 <= slope.high:
        sure = f"they are too {'sure' if slope.high < 1 else 'unsure'} of themselves"
    shares = "; ".join(
        f"{score:g}: {share.value * 100:.0f} % ({share.low * 100:.0f} to {share.high * 100:.0f} %)"
        for score, share in zip(_QUOTED, found.at, strict=True)
    )
    return (
        f"On average the scores of these faces are {shift}; {sure}. How many faces of a score "
        f"{means}, by the fit: {shares}."
    )


def _worth(found: Calibration) -> str:
    less = found.brier_less_share
    if less.high < 0:
        word = "smaller than"
    elif less.low > 0:
        word = "larger than"
    else:
        word = "not clearly different from"
    return (
        f"Its Brier is {word} that of always saying the share (difference {less}; below 0 the "
        "score helps)."
    )


def _measured(judged: Judged, weight: Floats) -> tuple[float, ...]:
    """Give the values of `_MEASURED`."""
    from sklearn.linear_model import LogisticRegression

    use = weight > 0
    label, logit, weight = judged.label[use], judged.logit[use], weight[use]
    score, share = sigmoid(logit), float(np.average(label, weights=weight))
    brier = float(np.average((score - label) ** 2, weights=weight))
    always = share * (1 - share)
    large = float(np.average(score, weights=weight)) - share
    model = LogisticRegression(C=_SLOPE_PRIOR_SD**2, max_iter=1000)
    model.fit(logit[:, None], label, sample_weight=weight)
    slope, intercept = float(model.coef_[0, 0]), float(model.intercept_[0])
    odds = np.log(_QUOTED) - np.log1p(-np.array(_QUOTED))
    shares = sigmoid(intercept + slope * odds).tolist()
    return brier, always, brier - always, large, slope, intercept, *shares


def _both(label: NDArray[np.bool_], weight: Floats) -> bool:
    return bool((weight[label] > 0).any() and (weight[~label] > 0).any())
