"""How hypomimic re-enacted movement counts in training: by what clinicians say of such movement.

One visit's rating says little of how much the face moved in that visit. What is asked of a network
that sees movement alone is therefore what an ordinal model of the variances, fitted on many rated
people, says of the movement in the finished video (a soft target in place of a noisy label, as in
Hinton, Vinyals & Dean 2015, "Distilling the knowledge in a neural network"). People who are held
back have no part in that model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.kinematics import ordinal
from core.kinematics.performance import MODELS
from core.kinematics.signals import geo10
from core.kinematics.table import RatedVisits, read_rows, read_table
from core.simulate.split import is_held_back

LEAST_PEOPLE = 10
"""Who are rated 0, and 1 or more, so that a model of the variances is fitted."""
BY_RATING = (0.25, 0.6, 0.8, 0.9, 0.9)
"""Degrees by rating, where there are fewer: soft, for a rating tells but roughly.

The last counts for all ratings above, too.
"""
_STEEPNESS = 2.0  # spreads the degrees over what sets of simulated people use


def not_held_back(table: Path) -> RatedVisits:
    """Return the table's visits of people who are not held back.

    Raises
    ------
    RecordingError
        If the table cannot be read.
    """
    names = read_rows(table).participant_id.tolist()
    return read_table(table).part(np.array([not is_held_back(name) for name in names], dtype=bool))


def degrees(played: Sequence[Mapping[str, Any]], visits: RatedVisits) -> list[float]:
    """Return how hypomimic each re-enacted recording counts, 0 to 1.

    Half where movement like that in the video makes a rating of 1 or more as likely as not.

    Parameters
    ----------
    played : sequence of dict
        ``reenacted`` of each truth file.
    visits : RatedVisits
        Of people who are not held back.
    """
    if not people_suffice(visits):
        return [BY_RATING[min(one["updrs_3_2"], len(BY_RATING) - 1)] for one in played]
    model = ordinal.fit(visits.values, visits.rating, visits.weight, MODELS["variances"])
    seen = np.stack([geo10(one["measured_mean"], one["measured_variance"]) for one in played])
    odds = np.exp(-_STEEPNESS * (model.score(seen) - model.thresholds[0]))
    return [round(float(value), 4) for value in 1.0 / (1.0 + odds)]


def people_suffice(visits: RatedVisits) -> bool:
    """Whether a model of the variances is fitted on so many people."""

    def people(use: NDArray[np.bool_]) -> int:
        return len(np.unique(visits.person[use]))

    rated = visits.rating >= 1
    return min(people(rated), people(~rated)) >= LEAST_PEOPLE
