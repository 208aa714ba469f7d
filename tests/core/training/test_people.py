from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.training.manifest_row import ManifestRow
from core.training.people import Scores, person_scores, recording_scores, resamples

Row = Callable[..., ManifestRow]


def test_recordings_are_averaged_per_person_and_label(row: Row) -> None:
    rows = [row(0, "b", 1), row(1, "a", 0), row(2, "b", 1), row(3, "b", 0)]
    people = person_scores(rows, [1.0, 5.0, 3.0, -4.0])
    assert people.logit.tolist() == [5.0, -4.0, 2.0]
    assert people.label.tolist() == [0, 0, 1]
    assert people.person.tolist() == [0, 1, 1]
    assert people.weight.tolist() == [1, 1, 1]
    single = recording_scores(rows, [1.0, 5.0, 3.0, -4.0])
    assert single.logit.tolist() == [1.0, 5.0, 3.0, -4.0]
    assert single.label.tolist() == [1, 0, 1, 0]
    assert single.person.tolist() == [1, 0, 1, 1]
    assert single.weight.tolist() == [0.5, 1, 0.5, 1]
    assert [single.people(label) for label in (0, 1)] == [2, 1]


def test_resampling_keeps_people_whole_and_groups_as_large() -> None:
    label = np.array([0] * 5 + [1] * 3 + [0, 1] * 2)
    person = np.array([0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 9, 9])
    people = Scores(np.arange(12.0), label, person, np.ones(12))
    rng = np.random.default_rng(0)
    for index in resamples(people, 50, rng):
        assert len(index) == 12
        assert (label[index] == 1).sum() == 5
        drawn = person[index].tolist()
        assert drawn.count(8) % 2 == 0
        assert sum(p < 5 for p in drawn) == 5


def test_resampling_keeps_all_recordings_of_a_person_together() -> None:
    person = np.array([0, 0, 0, 1, 2, 2, 3])
    label = np.array([0, 0, 0, 0, 1, 1, 1])
    scores = Scores(np.zeros(7), label, person, np.ones(7))
    rng = np.random.default_rng(0)
    for index in resamples(scores, 50, rng):
        drawn = person[index].tolist()
        assert drawn.count(0) % 3 == 0 and drawn.count(2) % 2 == 0
        assert drawn.count(0) // 3 + drawn.count(1) == 2
