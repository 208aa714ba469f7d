"""How well scores tell clinicians' ratings apart, with intervals over people.

The units are people, as in `core.kinematics`: each of a person's n visits weighs 1 / n, and
bootstraps draw people with all of their visits. Where others play them, and play several, these are
drawn, too, by themselves: a visit then weighs as often as both of its people were drawn (Owen 2007,
Ann Appl Stat 1:386, the pigeonhole bootstrap).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from core.kinematics.performance import rank_correlation, times_drawn
from core.kinematics.table import RatedVisits
from core.study.numbers import Interval
from core.training.metrics import newcombe_auroc, wilson

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]

LEAST_PEOPLE = 8
"""On either side; with fewer no AUROC is given."""
_RESAMPLES = 2000
_RANK_RESAMPLES = 500  # ranks are found anew in every draw, which takes longer


@dataclass(frozen=True)
class Ratings:
    """Visits of rated people, and draws of the people.

    Attributes
    ----------
    visits : RatedVisits
    seed : int
    played_by : (V,) int64, optional
        Who plays each visit, from 0.
    """

    visits: RatedVisits
    seed: int = 0
    played_by: NDArray[np.int64] | None = None

    @property
    def people(self) -> int:
        """How many there are."""
        return len(np.unique(self.visits.person))

    def sides(self, least: int) -> tuple[int, int]:
        """Count people with a visit rated `least` or more, and those with one rated below."""
        high = self.visits.rating >= least
        person = self.visits.person
        return len(np.unique(person[high])), len(np.unique(person[~high]))

    def enough(self, least: int) -> bool:
        """Whether there are people enough on both sides of a rating."""
        return min(self.sides(least)) >= LEAST_PEOPLE

    def part(self, use: Mask) -> Ratings:
        """Keep some of the visits."""
        players = None if self.played_by is None else self.played_by[use]
        return Ratings(self.visits.part(use), self.seed, players)

    def share(self, hits: Mask, among: Mask) -> Interval:
        """Return the share of `hits` `among` visits, people weighing alike, with its interval."""
        weights = self._weights[:, among]
        with np.errstate(invalid="ignore", divide="ignore"):
            found = interval(weights @ hits[among] / weights.sum(axis=1))
        if found.low == found.high:  # all or none: no draw can tell otherwise
            people = len(np.unique(self.visits.person[among]))
            return Interval(found.value, *wilson(found.value, people))
        return found

    def aurocs(self, score: Floats, least: int) -> Floats:
        """Return the weighted AUROC for a rating of `least` or more, and that of every draw.

        Parameters
        ----------
        score : (V,) float64
            No NaN; higher is more hypomimic.
        least : int

        Returns
        -------
        (1 + D,) float64
            NaN where a draw has people on one side only.
        """
        high = self.visits.rating >= least
        above = np.sign(score[high][:, None] - score[~high][None, :]) / 2 + 0.5
        one, other = self._weights[:, high], self._weights[:, ~high]
        total = one.sum(axis=1) * other.sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(np.einsum("di,ij,dj->d", one, above, other, optimize=True) / total)

    def auroc(self, score: Floats, least: int) -> Interval:
        """Return the AUROC for a rating of `least` or more with its 95 % interval.

        Where all draws agree (no error among few people) the bootstrap says nothing: then it is
        Newcombe's interval. Visits whose score is not known (NaN) are left out.
        """
        if not np.isfinite(score).all():
            known, score = self._known(score)
            return known.auroc(score, least) if known.enough(least) else nothing()
        found = interval(self.aurocs(score, least))
        if found.low == found.high and np.isfinite(found.value):
            return Interval(found.value, *newcombe_auroc(found.value, *self.sides(least)))
        return found

    def rank(self, score: Floats) -> Interval:
        """Return Spearman's correlation of score and rating with its 95 % interval.

        Visits whose score is not known (NaN) are left out.
        """
        if not np.isfinite(score).all():
            known, score = self._known(score)
            return known.rank(score) if known.enough(1) or known.enough(2) else nothing()
        found = [
            rank_correlation(self.visits.rating[w > 0], score[w > 0], w[w > 0])
            for w in self._weights[: 1 + _RANK_RESAMPLES]
            if np.ptp(self.visits.rating[w > 0]) > 0 and np.ptp(score[w > 0]) > 0
        ]
        return interval(np.array(found)) if found else nothing()

    def _known(self, score: Floats) -> tuple[Ratings, Floats]:
        """Keep the visits whose score is known, and their scores."""
        known = np.isfinite(score)
        return self.part(known), score[known]

    @cached_property
    def _weights(self) -> Floats:
        """(1 + D, V): as they are, then of each draw."""
        rng = np.random.default_rng([self.seed, 31])
        visits = self.visits
        return weights_drawn(visits.weight, visits.person, self.played_by, _RESAMPLES, rng)


def weights_drawn(
    weight: Floats,
    person: NDArray[np.int64],
    played_by: NDArray[np.int64] | None,
    draws: int,
    rng: np.random.Generator,
) -> Floats:
    """Return weights (1 + draws, N): as they are, then of each draw of people and of players."""
    times = times_drawn(person, draws, rng)
    if played_by is not None:
        times = times * times_drawn(played_by, draws, rng)
    return np.concatenate([weight[None], weight * times])


@dataclass(frozen=True, slots=True)
class Kept:
    """What a score keeps of a baseline, for one rating, on the same people.

    Attributes
    ----------
    share : Interval
        (AUROC - 0.5) / (baseline's AUROC - 0.5); paired draws.
    difference : Interval
        AUROC less the baseline's.
    baseline : Interval
        The baseline's AUROC.
    """

    share: Interval
    difference: Interval
    baseline: Interval

    @property
    def telling(self) -> bool:
        """Whether the baseline can itself be told from chance: without that a share says little."""
        return self.baseline.low > 0.5


def kept(ratings: Ratings, score: Floats, baseline: Floats, least: int) -> Kept:
    """Compare a score with a baseline, people drawn for both at once."""
    own, other = ratings.aurocs(score, least), ratings.aurocs(baseline, least)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = (own - 0.5) / (other - 0.5)
    return Kept(interval(share), interval(own - other), interval(other))


def both_levels(ratings: Ratings, scores: Mapping[str, Floats]) -> dict[str, dict[str, Interval]]:
    """Judge each score: ``auroc_1``, ``auroc_2``, ``spearman``; NaN where people are too few."""
    return {
        name: {
            **{
                f"auroc_{least}": ratings.auroc(score, least)
                if ratings.enough(least)
                else nothing()
                for least in (1, 2)
            },
            "spearman": ratings.rank(score) if ratings.enough(1) else nothing(),
        }
        for name, score in scores.items()
    }


def interval(drawn: Floats) -> Interval:
    """Give a value and the 95 % interval of the draws that follow it."""
    if not np.isfinite(drawn[1:]).any():
        return Interval(float(drawn[0]), float("nan"), float("nan"))
    # A draw itself, not a value between two: shares of nothing are infinite.
    low, high = np.nanpercentile(drawn[1:], (2.5, 97.5), method="nearest").tolist()
    return Interval(float(drawn[0]), low, high)


def nothing() -> Interval:
    """Give what stands where too little is known."""
    return Interval(float("nan"), float("nan"), float("nan"))
