"""Derive the kinematic reference. Run once, by hand, where the table and the clips lie.

``python -m core.kinematics.derive TABLE CLIPS`` reads the table of rated smile videos
(``park_smile_updrs32.csv``) and the clips of a folder, and writes
`core.kinematics.reference.PATH`. What ships was made with clips whose terms allow it: every eighth
film of ``facies phantom reenact --among training``, 18 of them, and three real ones under the MIT
licence. Only aggregates over people are kept. People are the
units: each weighs one, and bootstraps draw people. Diagnosis is not read.

Percentiles are the means of 2000 bootstrap draws (to which Harrell & Davis 1982, Biometrika 69:635,
converges) and their intervals 1.96 standard deviations of those draws: none is one person's value.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.atomic import write_text
from core.errors import UsageError
from core.kinematics import ordinal
from core.kinematics.performance import MODELS, people_drawn, performances
from core.kinematics.quantities import GEO10, SHOWN, is_variability
from core.kinematics.reference import (
    PATH,
    SCHEMA_VERSION,
    Curve,
    Group,
    Reference,
    Signal,
    Source,
)
from core.kinematics.table import RatedVisits, read_table
from core.types import RATINGS, RESEARCH_USE, Rating
from models.typed_json import to_json

Floats = NDArray[np.float64]

SEED = 20
RESAMPLES = 2000
LEVELS: tuple[float, ...] = tuple(np.arange(2.5, 100.0, 2.5).tolist())
_STEPS = {"mean": 0.01, "log_var": 0.05}  # to which ranges are rounded outwards
_Z = 1.96
_DIGITS = 4
_VIDEOS = (".mp4", ".mov", ".mpg")


def derive(
    visits: RatedVisits, difference: Floats, resamples: int = RESAMPLES, seed: int = SEED
) -> Reference:
    """Aggregate the table.

    Parameters
    ----------
    visits : RatedVisits
    difference : (N, 10) float64
        Tracked less static, from `core.kinematics.agreement`.
    resamples, seed : int
        Of the bootstraps.

    Returns
    -------
    Reference
    """
    draws = people_drawn(visits, resamples, np.random.default_rng([seed, 0]))
    repeat_sd = repeatability(visits)
    tracking_rms = np.sqrt((difference**2).mean(axis=0))
    signals = {}
    for column, name in enumerate(GEO10):
        values = visits.values[:, column]
        low, high = outward_range(name, values)
        signals[name] = Signal(
            low=low,
            high=high,
            repeat_sd=float(repeat_sd[column]),
            tracking_rms=float(tracking_rms[column]),
            curves={
                rating: percentile_curve(values, in_group(visits, rating), draws, (low, high))
                for rating in (RATINGS if name in SHOWN else ())
            },
        )
    return Reference(
        schema_version=SCHEMA_VERSION,
        research_use=RESEARCH_USE,
        source=_source(visits),
        clips=len(difference),
        levels=LEVELS,
        groups=tuple(describe_group(visits, rating) for rating in RATINGS),
        signals=signals,
        models={
            name: ordinal.fit(visits.values, visits.rating, visits.weight, used)
            for name, used in MODELS.items()
        },
        performance=performances(visits, resamples, seed),
    )


def in_group(visits: RatedVisits, rating: Rating) -> NDArray[np.bool_]:
    """Return which visits (V,) were rated so."""
    return np.asarray(np.minimum(visits.rating, 2) == RATINGS.index(rating))


def describe_group(visits: RatedVisits, rating: Rating) -> Group:
    """Count a group's people and their ages."""
    inside = in_group(visits, rating)
    weight = np.bincount(visits.person[inside], visits.weight[inside])
    ages, age_weight = visits.age_years[inside], visits.weight[inside]
    known = np.isfinite(ages)
    return Group(
        rating=rating,
        people=int((weight > 0).sum()),
        visits=int(inside.sum()),
        effective_people=float(weight.sum() ** 2 / (weight**2).sum()),
        age_years=tuple(weighted_percentiles(ages[known], age_weight[known], (5, 50, 95))),  # type: ignore[arg-type]
    )


def outward_range(name: str, values: Floats) -> tuple[float, float]:
    """Return the range of a quantity, rounded outwards so that it is no one's value."""
    step = _STEPS["log_var" if is_variability(name) else "mean"]
    return (
        math.floor(float(values.min()) / step) * step,
        math.ceil(float(values.max()) / step) * step,
    )


def percentile_curve(
    values: Floats,
    inside: NDArray[np.bool_],
    draws: Sequence[Floats],
    within: tuple[float, float],
) -> Curve:
    """Return a group's percentiles at `LEVELS`, smoothed and with intervals by the draws.

    The intervals end at the ends of the range `within`.
    """
    drawn = np.array(
        [weighted_percentiles(values[inside], weight[inside], LEVELS) for weight in draws]
    )
    middle, half = drawn.mean(axis=0), _Z * drawn.std(axis=0)
    low = np.minimum.accumulate((middle - half)[::-1])[::-1]  # a curve that never falls
    high = np.maximum.accumulate(middle + half)
    parts = (middle, np.clip(low, *within), np.clip(high, *within))
    return Curve(*(tuple(part.tolist()) for part in parts))


def weighted_percentiles(values: Floats, weight: Floats, levels: Sequence[float]) -> list[float]:
    """Return percentiles of weighted values, straight between the middles of their steps."""
    order = np.argsort(values)
    order = order[weight[order] > 0]
    mass = np.cumsum(weight[order])
    middle = 100.0 * (mass - weight[order] / 2.0) / mass[-1]
    return [float(v) for v in np.interp(levels, middle, values[order])]


def repeatability(visits: RatedVisits) -> Floats:
    """Return the standard deviation (10,) of a person's visits about that person's mean."""
    count = np.bincount(visits.person)
    squares = np.zeros(visits.values.shape[1])
    for person in np.flatnonzero(count > 1):
        mine = visits.values[visits.person == person]
        squares += ((mine - mine.mean(axis=0)) ** 2).sum(axis=0)
    return np.asarray(np.sqrt(squares / (count - 1).sum()))


def _source(visits: RatedVisits) -> Source:
    known = np.isfinite(visits.age_years)
    middle = weighted_percentiles(visits.age_years[known], visits.weight[known], (50,))
    return Source(
        name="PARK smile videos with clinicians' ratings of facial expression (ROC-HCI)",
        paper="Adnan et al. 2023, arXiv:2308.02588",
        licence="MIT",
        visits=len(visits.rating),
        visits_left_out=visits.left_out,
        people=len(np.unique(visits.person)),
        median_age_years=middle[0],
    )


def as_text(reference: Reference) -> str:
    """Write the reference as JSON with few digits and one line for each list of numbers."""
    text = json.dumps(_rounded(to_json(reference)), indent=1)
    return re.sub(r"\[[^\[\]{}\"]*\]", lambda found: " ".join(found[0].split()), text) + "\n"


def _rounded(value: object) -> object:
    if isinstance(value, float):
        return round(value, _DIGITS)
    if isinstance(value, list):
        return [_rounded(item) for item in value]
    if isinstance(value, dict):
        return {name: _rounded(item) for name, item in value.items()}
    return value


def main(arguments: list[str]) -> None:
    """Write the reference from the table and the folder of clips named in `arguments`."""
    if len(arguments) != 2:
        raise UsageError(
            "Name the table and a folder of clips: python -m core.kinematics.derive TABLE CLIPS"
        )
    from core.kinematics.agreement import tracking_difference

    table, folder = (Path(name) for name in arguments)
    visits = read_table(table)
    clips = sorted(path for path in folder.iterdir() if path.suffix in _VIDEOS)
    write_text(PATH, as_text(derive(visits, tracking_difference(clips))))


if __name__ == "__main__":
    main(sys.argv[1:])
