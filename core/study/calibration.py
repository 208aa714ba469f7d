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
from core.study.ratings import interval, weights_drawn
from core.study.series import Take
from core.training.metrics import labels_apart

Floats = NDArray[np.float64]

_ATTENUATED, _EXPRESSIVE = 0.25, 0.75  # gains up to, and from, which a state counts
_RESAMPLES = 500
_BINS = 5
_SLOPE_PRIOR_SD = 5.0  # weak: it decides only where the two states do not overlap
_LEAST = 4  # people on either side
_QUOTED = (0.2, 0.5, 0.8)  # scores of which it is said what they mean
_MEASURED = (
    "brier", "brier_of_share", "brier_less_share", "in_the_large", "slope", "intercept",
    *(f"at_{score}" for score in _QUOTED),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Judged:
    """Log odds with labels, by person.

    Attributes
    ----------
    logit, weight : (N,) float64
    label : (N,) bool
    person : (N,) int64
        0 to P - 1; a person's entries are drawn together.
    played_by : (N,) int64, optional
        Who plays each entry, from 0: drawn by themselves, as in `core.study.ratings`.
    means : str
        What it means to bear the label, to follow “such faces”.
    about : str
        Sentences on where scores and labels come from.
    """

    logit: Floats
    label: NDArray[np.bool_]
    person: NDArray[np.int64]
    weight: Floats
    played_by: NDArray[np.int64] | None = None
    means: str = "bear the label"
    about: str = ""

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
        means="are attenuated ones",
        about=f"Videos of one person at gain {_ATTENUATED:g} and below (labelled attenuated) "
        f"against those of the same person at gain {_EXPRESSIVE:g} and above; the log odds of the "
        "videos of a side are averaged, so a person counts once on either side. Gains between, "
        "such as half, are left out. That is an easier question than a clinic's: nobody lies near "
        "the border, and half of the faces are attenuated by design.",
    )


def re_enacted(found: Scored) -> Judged:
    """Label re-enacted visits by a rating of 1 or more; a person's visits weigh one together."""
    visits = found.ratings.visits
    return Judged(
        found.scores["network"],
        visits.rating >= 1,
        visits.person,
        visits.weight,
        found.ratings.played_by,
        means="are rated 1 or more by a clinician",
        about="Films of others who move as much as people did whom clinicians rated, against that "
        "rating; a person's visits weigh one together.",
    )


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
        "clinic's. The two rivals are amounts of movement and say no chance: fitted to these very "
        "labels to be given one, they would flatter themselves."
    )
    rows: list[list[object]] = []
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
        section.facts[name] = asdict(found)
        points[name] = list(reliability_points(judged))
    section.table(
        ["label", "labelled so", "Brier", "Brier of always saying the share",
         "mean score less share", "slope", "intercept"],
        rows,
    )  # fmt: skip
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
