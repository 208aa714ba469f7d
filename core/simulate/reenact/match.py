"""How well the measured signals of re-enactments follow the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from core.kinematics.signals import PAIRS
from core.types import RESEARCH_USE

Floats = NDArray[np.float64]

RESAMPLES = 1000
_NEAR = np.log(1.2) * 2  # of a log variance: standard deviations within a fifth of each other
_TINY = 1e-9


@dataclass(frozen=True, slots=True)
class Agreement:
    """One signal, target against measured, over rows.

    Attributes
    ----------
    rank : float
        Spearman correlation of the variances; NaN with fewer than three rows or no spread.
    low, high : float
        95 % bootstrap interval over people.
    mean_rank : float
        Spearman correlation of the means.
    log_sd_error : float
        Median of log(measured / target standard deviation), absolute.
    short, over : int
        Rows whose standard deviation stayed more than a fifth below or above the target: beyond
        what the channels, or the tracker's noise, allow.
    """

    rank: float
    low: float
    high: float
    mean_rank: float
    log_sd_error: float
    short: int
    over: int


@dataclass(frozen=True, slots=True)
class Match:
    """All signals.

    Attributes
    ----------
    rows, people : int
    signals : dict of str to Agreement
        By the table's name of the signal.
    error_by_rating : dict of str to float
        Per signal, Spearman correlation of the table's rating with measured less wanted log
        variance: errors that go with the rating would teach it wrongly.
    mean_by_rating : dict of str to float
        The same of the rating with the measured mean: whether how the face stands tells it.
    faces_found : float
        Least share of a video's frames in which the face was found.
    """

    rows: int
    people: int
    signals: dict[str, Agreement]
    error_by_rating: dict[str, float]
    mean_by_rating: dict[str, float]
    faces_found: float

    def to_json(self, *, means: bool) -> dict[str, Any]:
        """Return all as JSON values; NaN becomes null."""
        return {
            "note": RESEARCH_USE,
            "measured_by": "FaceMesh, each frame by itself (static), detection confidence 0.7",
            "means_matched": means,
            "rows": self.rows,
            "people": self.people,
            "least_share_of_frames_with_face": self.faces_found,
            "signals": {
                name: {
                    "variance_rank_correlation": _finite(found.rank),
                    "low": _finite(found.low),
                    "high": _finite(found.high),
                    "mean_rank_correlation": _finite(found.mean_rank),
                    "median_abs_log_sd_error": found.log_sd_error,
                    "rows_below_target": found.short,
                    "rows_above_target": found.over,
                    "error_rank_correlation_with_rating": _finite(self.error_by_rating[name]),
                    "mean_rank_correlation_with_rating": _finite(self.mean_by_rating[name]),
                }
                for name, found in self.signals.items()
            },
        }

    def as_text(self) -> str:
        """Return a table to be printed."""
        lines = [
            f"{self.rows} recordings after {self.people} rated people: target against measured "
            "(rank correlation, 95 % over people)",
            f"{'signal':16} {'variance':>22} {'means':>6} {'sd error':>9} {'below':>6} "
            f"{'above':>6}",
        ]
        for name, found in self.signals.items():
            rank = f"{found.rank:.2f} ({found.low:.2f} to {found.high:.2f})"
            error = f"{100 * (np.exp(found.log_sd_error) - 1):.0f} %"
            lines.append(
                f"{name:16} {rank:>22} {found.mean_rank:6.2f} {error:>9} "
                f"{found.short:6d} {found.over:6d}"
            )
        lines.append("below, above: standard deviation a fifth or more from what was wanted")
        return "\n".join(lines)


def match(rows: Sequence[Mapping[str, Any]], *, seed: int = 0) -> Match:
    """Compare targets with what was measured.

    Parameters
    ----------
    rows : sequence of mapping
        The part ``reenacted`` of each truth file.
    seed : int
        Of the bootstrap.
    """
    people = np.array([row["participant_id"] for row in rows])
    rating = np.array([float(row["updrs_3_2"]) for row in rows])
    rng = np.random.default_rng([seed, 24])
    signals, error_by_rating, mean_by_rating = {}, {}, {}
    for name in PAIRS:
        target, measured, wanted_mean, mean = (
            np.array([row[key][name] for row in rows])
            for key in ("target_variance", "measured_variance", "target_mean", "measured_mean")
        )
        error = np.log(np.maximum(measured, _TINY)) - np.log(np.maximum(target, _TINY))
        low, high = _over_people(people, target, measured, rng)
        signals[name] = Agreement(
            rank=_rank(target, measured),
            low=low,
            high=high,
            mean_rank=_rank(wanted_mean, mean),
            log_sd_error=float(np.median(np.abs(error)) / 2),
            short=int((error < -_NEAR).sum()),
            over=int((error > _NEAR).sum()),
        )
        error_by_rating[name] = _rank(rating, error)
        mean_by_rating[name] = _rank(rating, mean)
    return Match(
        rows=len(rows),
        people=len(np.unique(people)),
        signals=signals,
        error_by_rating=error_by_rating,
        mean_by_rating=mean_by_rating,
        faces_found=min(float(row["frames_with_face"]) for row in rows),
    )


def _rank(x: Floats, y: Floats) -> float:
    if len(x) < 3 or np.ptp(x) == 0 or np.ptp(y) == 0:
        return float("nan")
    return float(spearmanr(x, y).statistic)


def _over_people(
    people: NDArray[np.str_], x: Floats, y: Floats, rng: np.random.Generator
) -> tuple[float, float]:
    """Bootstrap the rank correlation of rows, people drawn with all of their rows."""
    groups = [np.flatnonzero(people == person) for person in np.unique(people)]
    drawn = []
    for _ in range(RESAMPLES):
        use = np.concatenate([groups[k] for k in rng.integers(0, len(groups), len(groups))])
        drawn.append(_rank(x[use], y[use]))
    if not np.isfinite(drawn).any():
        return float("nan"), float("nan")
    low, high = np.nanpercentile(drawn, (2.5, 97.5)).tolist()
    return low, high


def _finite(value: float) -> float | None:
    return value if np.isfinite(value) else None
