"""Who bears a label that a score should tell: photographed people turned down, rated people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from core.progress import CancelToken
from core.study.beside import MEASURES, RIVALS
from core.study.dose import measured
from core.study.judging import Judge
from core.study.rated import Scored
from core.study.series import Take

Floats = NDArray[np.float64]

_ATTENUATED, _EXPRESSIVE = 0.25, 0.75  # gains up to, and from, which a state counts
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
    played_by : (N,) int64, optional
        Who plays each entry, from 0: drawn by themselves, as in `core.study.ratings`.
    means : str
        What it means to bear the label, to follow “such faces”.
    about : str
        Sentences on where scores and labels come from.
    rivals : dict of str to (N,) float64
        The same entries by each rival of `core.study.beside.MEASURES`.
    """

    logit: Floats
    label: NDArray[np.bool_]
    person: NDArray[np.int64]
    weight: Floats
    played_by: NDArray[np.int64] | None = None
    means: str = "bear the label"
    about: str = ""
    rivals: Mapping[str, Floats] = field(default_factory=dict)

    @property
    def enough(self) -> bool:
        """Whether there are people enough with either label."""
        sides = (self.person[self.label], self.person[~self.label])
        return min(len(np.unique(side)) for side in sides) >= _LEAST


def photographed(takes: Sequence[Take], judge: Judge, cancel: CancelToken | None = None) -> Judged:
    """Label people attenuated at small gains, and expressive at large ones: one value for each.

    Parameters
    ----------
    takes : sequence of Take
        Each face at every gain.
    judge : Judge
    cancel : CancelToken, optional
    """
    found: dict[tuple[str, bool], list[list[float]]] = {}
    for take in takes:
        if _ATTENUATED < take.gain < _EXPRESSIVE:
            continue
        verdict = judge.verdict(take.video, cancel=cancel)
        if verdict.usable:
            values = [measured(verdict, name) for name in MEASURES]
            found.setdefault((take.face, take.gain <= _ATTENUATED), []).append(values)
    means = np.array([np.mean(values, axis=0) for values in found.values()], np.float64)
    logit, *rivals = means.reshape(-1, len(MEASURES)).T
    _, person = np.unique([face for face, _ in found], return_inverse=True)
    return Judged(
        logit=logit,
        label=np.array([label for _, label in found], np.bool_),
        person=person.astype(np.int64),
        weight=np.ones(len(found)),
        means="are attenuated ones",
        about=f"Videos of one person at gain {_ATTENUATED:g} and below (labelled attenuated) "
        f"against those of the same person at gain {_EXPRESSIVE:g} and above; the log odds of the "
        "videos of a side are averaged, so a person counts once on either side. Gains between, "
        "such as half, are left out. That is an easier question than a clinic's: nobody lies near "
        "the border, and half of the faces are attenuated by design.",
        rivals=dict(zip(RIVALS, rivals, strict=True)),
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
        rivals={name: found.scores[name] for name in RIVALS},
    )
