"""From clips to people: the unit on which everything is judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.training.manifest import ManifestRow


@dataclass(frozen=True, slots=True)
class PersonScores:
    """One evidence logit for each person and label.

    Someone filmed in both states counts once in each; resampling keeps the two together.

    Attributes
    ----------
    logit : (P,) float64
        Mean over the person's recordings of the recordings' mean clip logit.
    label : (P,) int64
        0 or 1.
    person : (P,) int64
        Which entries are the same person.
    """

    logit: NDArray[np.float64]
    label: NDArray[np.int64]
    person: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.logit)


def person_scores(rows: Sequence[ManifestRow], logits: Sequence[float]) -> PersonScores:
    """Average the recordings' logits of each person and label.

    Parameters
    ----------
    rows : sequence of ManifestRow
    logits : sequence of float
        Mean clip logit of each recording.
    """
    groups: dict[tuple[str, int], list[float]] = {}
    for row, logit in zip(rows, logits, strict=True):
        groups.setdefault((row.subject_id, row.label), []).append(float(logit))
    keys = sorted(groups)
    number = {subject: i for i, subject in enumerate(sorted({subject for subject, _ in keys}))}
    return PersonScores(
        logit=np.array([np.mean(groups[key]) for key in keys], np.float64),
        label=np.array([label for _, label in keys], np.int64),
        person=np.array([number[subject] for subject, _ in keys], np.int64),
    )


def resamples(
    scores: PersonScores, count: int, rng: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    """Draw people with replacement, within each group of people that carry the same labels.

    Yields
    ------
    (P,) int64
        Indices into `scores`, `count` times. Every label that is there stays there.
    """
    entries: dict[int, list[int]] = {}
    for index, person in enumerate(scores.person):
        entries.setdefault(int(person), []).append(index)
    strata: dict[tuple[int, ...], list[list[int]]] = {}
    for mine in entries.values():
        strata.setdefault(tuple(sorted(int(scores.label[i]) for i in mine)), []).append(mine)
    # All people of a group have as many entries: one row each.
    groups = [np.array(strata[key], np.int64) for key in sorted(strata)]
    for _ in range(count):
        drawn = [group[rng.integers(0, len(group), len(group))].ravel() for group in groups]
        yield np.concatenate(drawn)
