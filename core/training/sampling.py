"""Which clips an epoch shows, and in which order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray


def epoch_order(
    labels: Sequence[int], subjects: Sequence[str], length: int, seed: int, epoch: int
) -> NDArray[np.int64]:
    """Draw the clips of one epoch, balanced over labels and, within a label, over people.

    Someone with many clips weighs no more than someone with few, and no clip of a person comes
    again before all of that person's have been shown.

    Parameters
    ----------
    labels, subjects : sequences of length N
        Of each clip.
    length : int
        Clips to draw.
    seed, epoch : int
        The order depends on these alone, so a resumed run sees the same.

    Returns
    -------
    (length,) int64
        Indices of clips, labels taking turns in random order.
    """
    rng = np.random.default_rng([seed, 2, epoch])
    dealers = [
        _deal(_clips_by_person(labels, subjects, label), rng) for label in sorted(set(labels))
    ]
    order = [next(dealers[i % len(dealers)]) for i in range(length)]
    return np.array([order[i] for i in rng.permutation(length)], np.int64)


def _clips_by_person(
    labels: Sequence[int], subjects: Sequence[str], label: int
) -> list[NDArray[np.int64]]:
    mine: dict[str, list[int]] = {}
    for index, (its_label, subject) in enumerate(zip(labels, subjects, strict=True)):
        if its_label == label:
            mine.setdefault(subject, []).append(index)
    return [np.array(mine[subject], np.int64) for subject in sorted(mine)]


def _deal(people: list[NDArray[np.int64]], rng: np.random.Generator) -> Iterator[int]:
    """Yield one clip of each person in turn, for ever, in fresh random orders."""
    hands: list[list[int]] = [[] for _ in people]
    while True:
        for person in rng.permutation(len(people)):
            if not hands[person]:
                hands[person] = [int(i) for i in rng.permutation(people[person])]
            yield hands[person].pop()
