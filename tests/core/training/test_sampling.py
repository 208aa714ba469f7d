from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.training.sampling import epoch_order


@settings(deadline=None, max_examples=40)
@given(
    clips=st.lists(st.integers(1, 9), min_size=2, max_size=12),
    length=st.integers(2, 200),
    seed=st.integers(0, 99),
)
def test_labels_people_and_clips_come_equally_often(
    clips: list[int], length: int, seed: int
) -> None:
    subjects = [f"p{i}" for i, n in enumerate(clips) for _ in range(n)]
    labels = [i % 2 for i, n in enumerate(clips) for _ in range(n)]
    order = epoch_order(labels, subjects, length, seed, epoch=0)
    assert len(order) == length
    of_label = Counter(labels[i] for i in order)
    assert abs(of_label[0] - of_label[1]) <= 1
    for label in (0, 1):
        people = Counter({s: 0 for s, x in zip(subjects, labels, strict=True) if x == label})
        people.update(subjects[i] for i in order if labels[i] == label)
        assert max(people.values()) - min(people.values()) <= 1
    for subject in set(subjects):
        shown = Counter({i: 0 for i, s in enumerate(subjects) if s == subject})
        shown.update(int(i) for i in order if subjects[i] == subject)
        assert max(shown.values()) - min(shown.values()) <= 1


def test_order_follows_from_seed_and_epoch_alone() -> None:
    subjects, labels = [f"p{i // 3}" for i in range(30)], [(i // 3) % 2 for i in range(30)]
    first = epoch_order(labels, subjects, 24, 1, 0)
    assert np.array_equal(first, epoch_order(labels, subjects, 24, 1, 0))
    assert not np.array_equal(first, epoch_order(labels, subjects, 24, 1, 1))
    assert not np.array_equal(first, epoch_order(labels, subjects, 24, 2, 0))
