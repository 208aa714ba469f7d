"""Reading the PARK smile table of rated visits.

One row is a visit; a person may have several, with ratings that differ. Each person weighs one:
each of n visits 1 / n. The columns of diagnosis and of the OpenFace action units are not read.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import RecordingError
from core.kinematics.signals import PAIRS, geo10

Floats = NDArray[np.float64]

MIN_FRAMES = 45
"""Rows measured on fewer (3 s at the table's 15 frames a second) are failures of tracking."""
_UNKNOWN = {"", "na", "n/a", "nan"}


@dataclass(frozen=True, slots=True)
class RatedVisits:
    """The rows that can be used.

    Attributes
    ----------
    values : (V, 10) float64
        In the order of `core.kinematics.signals.GEO10`.
    rating : (V,) int64
        Clinician's rating of facial expression, 0 to 4.
    age_years : (V,) float64
        NaN where not known.
    person : (V,) int64
        0 to P - 1.
    weight : (V,) float64
        Sums to one for each person.
    left_out : int
        Rows with too few frames or no rating.
    """

    values: Floats
    rating: NDArray[np.int64]
    age_years: Floats
    person: NDArray[np.int64]
    weight: Floats
    left_out: int

    def part(self, use: NDArray[np.bool_]) -> RatedVisits:
        """Keep some visits, `use` (V,); each person who is left weighs one again."""
        _, person, count = np.unique(self.person[use], return_inverse=True, return_counts=True)
        return replace(
            self,
            values=self.values[use],
            rating=self.rating[use],
            age_years=self.age_years[use],
            person=person.astype(np.int64),
            weight=1.0 / count[person],
            left_out=self.left_out + int((~use).sum()),
        )


@dataclass(frozen=True, slots=True)
class RatedRows:
    """The rows that can be used, signal by signal.

    Attributes
    ----------
    line : (V,) int64
        Place of the row in the table, from 0.
    participant_id : (V,) str
    rating : (V,) int64
        Clinician's rating of facial expression, 0 to 4.
    age_years : (V,) float64
        NaN where not known.
    mean, variance : dict of str to (V,) float64
        By the table's name of the signal; population variances.
    left_out : int
        Rows with too few frames or no rating.
    """

    line: NDArray[np.int64]
    participant_id: NDArray[np.str_]
    rating: NDArray[np.int64]
    age_years: Floats
    mean: dict[str, Floats]
    variance: dict[str, Floats]
    left_out: int


def read_rows(path: Path) -> RatedRows:
    """Read ``park_smile_updrs32.csv``.

    Raises
    ------
    RecordingError
        If it is missing, empty, or lacks a column other than that of ages.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        if not rows:
            raise ValueError("no rows")
        # The table's "entropy" is the logarithm of the number of frames, to within a hair.
        frames = np.exp(_column(rows, "jaw-open", "entropy"))
        keep = np.round(frames) >= MIN_FRAMES
        rating = np.array([_number(row["facial_expression_score"]) for row in rows])
        keep &= np.isfinite(rating)
        age = np.array([_number(row.get("age")) for row in rows])
        return RatedRows(
            line=np.flatnonzero(keep),
            participant_id=np.array([row["participant_id"] for row in rows])[keep],
            rating=rating[keep].astype(np.int64),
            age_years=age[keep],
            mean={name: _column(rows, name, "mean")[keep] for name in PAIRS},
            variance={name: _column(rows, name, "var")[keep] for name in PAIRS},
            left_out=int((~keep).sum()),
        )
    except (OSError, KeyError, ValueError, IndexError) as error:
        raise RecordingError(
            f"“{path.name}” is not the table of rated smile videos ({error}). Name that table."
        ) from error


def read_table(path: Path) -> RatedVisits:
    """Read ``park_smile_updrs32.csv`` as the ten quantities of each visit.

    Raises
    ------
    RecordingError
        If it is missing or lacks a column.
    """
    rows = read_rows(path)
    _, number, visits = np.unique(rows.participant_id, return_inverse=True, return_counts=True)
    return RatedVisits(
        values=geo10(rows.mean, rows.variance),
        rating=rows.rating,
        age_years=rows.age_years,
        person=number.astype(np.int64),
        weight=1.0 / visits[number],
        left_out=rows.left_out,
    )


def _number(cell: str | None) -> float:
    """Read a cell; NaN where it is empty or says that nothing is known."""
    return math.nan if cell is None or cell.strip().lower() in _UNKNOWN else float(cell)


def _column(rows: list[dict[str, str]], signal: str, statistic: str) -> Floats:
    return np.array([float(row[f"smile_{signal}_{statistic}"]) for row in rows])
