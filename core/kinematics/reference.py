"""What smiles are compared with: aggregates over people whom clinicians rated.

``reference.json`` beside this file is written by `core.kinematics.derive` from the PARK
smile table (MIT licence, ROC-HCI; see NOTICE). It holds percentiles of groups of people, an ordinal
model and its out-of-fold performance, and no single person's values.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np

from core.kinematics.ordinal import OrdinalModel
from core.types import Rating
from models.typed_json import check_fields, from_json

SCHEMA_VERSION = 1
PATH = Path(__file__).with_name("reference.json")

_BOX = (5.0, 25.0, 50.0, 75.0, 95.0)
_TAIL = 0.025


@dataclass(frozen=True, slots=True)
class Source:
    """Where the table comes from, and what was left out of it."""

    name: str
    paper: str
    licence: str
    visits: int
    visits_left_out: int
    people: int
    median_age_years: float

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True, slots=True)
class Group:
    """People who were rated alike at a visit or more.

    Attributes
    ----------
    rating : {"0", "1", "2+"}
        Clinician's rating of facial expression, MDS-UPDRS 3.2.
    people, visits : int
    effective_people : float
        So many people of equal weight would say as much (Kish 1965): each person weighs one over
        all visits, which may lie in several groups.
    age_years : (5th, 50th, 95th percentile)
    """

    rating: Rating
    people: int
    visits: int
    effective_people: float
    age_years: tuple[float, float, float]

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True, slots=True)
class Curve:
    """A group's percentiles of a signal at `Reference.levels`, with 95 % intervals over people."""

    value: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True, slots=True)
class Signal:
    """One of the ten quantities.

    Attributes
    ----------
    low, high : float
        Range of all visits, rounded outwards.
    repeat_sd : float
        Standard deviation of one person's visits about their mean.
    tracking_rms : float
        Root mean square difference between Facies's tracking and FaceMesh run on each frame by
        itself, as the table's was, over films of photographed people who play rated ones and
        a few real clips.
    curves : dict of str to Curve
        By rating; empty for what is never shown.
    """

    low: float
    high: float
    repeat_sd: float
    tracking_rms: float
    curves: dict[str, Curve]

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True, slots=True)
class Performance:
    """How well a score tells the ratings apart, out of fold, each person weighing one.

    `metric` is an AUROC for a rating of at least 1 or 2, or the rank correlation with the rating.
    """

    score: Literal["geo10", "variances", "age"]
    metric: Literal["auroc_1", "auroc_2", "spearman"]
    value: float
    low: float
    high: float
    people: int

    def __post_init__(self) -> None:
        check_fields(self)


@dataclass(frozen=True, slots=True)
class Reference:
    """Everything in ``reference.json``."""

    schema_version: int
    research_use: str
    source: Source
    clips: int
    levels: tuple[float, ...]
    groups: tuple[Group, ...]
    signals: dict[str, Signal]
    models: dict[str, OrdinalModel]
    performance: tuple[Performance, ...]

    def __post_init__(self) -> None:
        check_fields(self)

    def performance_of(self, score: str, metric: str) -> Performance:
        """Return one figure of performance."""
        return next(p for p in self.performance if (p.score, p.metric) == (score, metric))

    def box(self, name: str, group: Group) -> tuple[float, float, float, float, float]:
        """Return the 5th, 25th, 50th, 75th and 95th percentile of a group's signal."""
        curve = self.signals[name].curves[group.rating]
        low, quarter, middle, upper, high = np.interp(_BOX, self.levels, curve.value).tolist()
        return low, quarter, middle, upper, high

    def percentile(self, name: str, group: Group, value: float) -> tuple[float, float, float]:
        """Return where a value falls among a group's people.

        Parameters
        ----------
        name : str
            A signal with curves.
        group : Group
        value : float
            Within the signal's range.

        Returns
        -------
        percentile, low, high : float
            In 0 to 100, with its 95 % interval over which people were measured: that of the
            curves, and at least the exact one of such a share of so many people (Clopper &
            Pearson 1934), since at the ends a bootstrap draws the same few over and over.
        """
        signal = self.signals[name]
        curve = signal.curves[group.rating]
        levels = (0.0, *self.levels, 100.0)

        def level(values: tuple[float, ...]) -> float:
            return float(np.interp(value, (signal.low, *values, signal.high), levels))

        at = level(curve.value)
        low, high = _exact_interval(at, group.effective_people)
        return at, min(low, level(curve.high)), max(high, level(curve.low))


def _exact_interval(percentile: float, people: float) -> tuple[float, float]:
    from scipy.stats import beta

    below = people * percentile / 100.0
    above = people - below
    low = beta.ppf(_TAIL, below, above + 1.0) if below > 0 else 0.0
    high = beta.ppf(1.0 - _TAIL, below + 1.0, above) if above > 0 else 1.0
    return 100.0 * float(low), 100.0 * float(high)


@cache
def load_reference() -> Reference:
    """Read the reference that ships, once."""
    return from_json(Reference, json.loads(PATH.read_text(encoding="utf-8")))
