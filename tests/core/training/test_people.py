from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.training.manifest import ManifestRow
from core.training.people import PersonScores, person_scores, resamples

Row = Callable[..., ManifestRow]


def test_recordings_are_averaged_per_person_and_label(row: Row) -> None:
    rows = [row(0, "b", 1), row(1, "a", 0), row(2, "b", 1), row(3, "b", 0)]
    people = person_scores(rows, [1.0, 5.0, 3.0, -4.0])
    assert people.logit.tolist() == [5.0, -4.0, 2.0]
    assert people.label.tolist() == [0, 0, 1]
    assert people.person.tolist() == [0, 1, 1]


def test_resampling_keeps_people_whole_and_groups_as_large() -> None:
    label = np.array([0] * 5 + [1] * 3 + [0, 1] * 2)
    person = np.array([0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 9, 9])
    people = PersonScores(np.arange(12.0), label, person)
    rng = np.random.default_rng(0)
    for index in resamples(people, 50, rng):
        assert len(index) == 12
        assert (label[index] == 1).sum() == 5
        drawn = person[index].tolist()
        assert drawn.count(8) % 2 == 0
        assert sum(p < 5 for p in drawn) == 5
