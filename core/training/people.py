"""From clips to people: whoever was filmed more often weighs no more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.training.manifest_row import ManifestRow


@dataclass(frozen=True, slots=True)
class Scores:
    """Evidence logits with labels, each of somebody.

    Attributes
    ----------
    logit : (N,) float64
    label : (N,) int64
        0 or 1.
    person : (N,) int64
        Which entries are the same person: resampling keeps them together.
    weight : (N,) float64
        Sums to 1 over a person's entries with one label.
    """

    logit: NDArray[np.float64]
    label: NDArray[np.int64]
    person: NDArray[np.int64]
    weight: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.logit)

    def drawn(self, index: NDArray[np.int64]) -> Scores:
        """Take entries, some perhaps more than once."""
        return Scores(self.logit[index], self.label[index], self.person[index], self.weight[index])

    def people(self, label: int) -> int:
        """Count people with an entry of that label."""
        return len(np.unique(self.person[self.label == label]))


def recording_scores(rows: Sequence[ManifestRow], logits: Sequence[float]) -> Scores:
    """Make an entry of every recording: what is shown to a user is the score of one.

    Parameters
    ----------
    rows : sequence of ManifestRow
    logits : sequence of float
        Mean clip logit of each recording.
    """
    times = Counter((row.subject_id, row.label) for row in rows)
    return Scores(
        logit=np.array(logits, np.float64),
        label=np.array([row.label for row in rows], np.int64),
        person=_numbers([row.subject_id for row in rows]),
        weight=np.array([1 / times[row.subject_id, row.label] for row in rows]),
    )


def person_scores(rows: Sequence[ManifestRow], logits: Sequence[float]) -> Scores:
    """Average the recordings' logits of each person and label; arguments as `recording_scores`."""
    groups: dict[tuple[str, int], list[float]] = {}
    for row, logit in zip(rows, logits, strict=True):
        groups.setdefault((row.subject_id, row.label), []).append(float(logit))
    keys = sorted(groups)
    return Scores(
        logit=np.array([np.mean(groups[key]) for key in keys], np.float64),
        label=np.array([label for _, label in keys], np.int64),
        person=_numbers([subject for subject, _ in keys]),
        weight=np.ones(len(keys)),
    )


def _numbers(subjects: Sequence[str]) -> NDArray[np.int64]:
    number = {subject: i for i, subject in enumerate(sorted(set(subjects)))}
    return np.array([number[subject] for subject in subjects], np.int64)


def resamples(scores: Scores, count: int, rng: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    """Draw people with replacement, within each group of people that carry the same labels.

    Yields
    ------
    (M,) int64
        Indices into `scores`, `count` times. Every label that is there stays there.
    """
    entries: dict[int, list[int]] = {}
    for index, person in enumerate(scores.person):
        entries.setdefault(int(person), []).append(index)
    strata: dict[tuple[int, ...], list[NDArray[np.int64]]] = {}
    for mine in entries.values():
        labels = tuple(sorted({int(scores.label[i]) for i in mine}))
        strata.setdefault(labels, []).append(np.array(mine, np.int64))
    groups = [strata[key] for key in sorted(strata)]
    for _ in range(count):
        drawn = [group[i] for group in groups for i in rng.integers(0, len(group), len(group))]
        yield np.concatenate(drawn)
