from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import UsageError
from core.training.manifest_row import PARTS, ManifestRow
from core.training.split import SplitShares, split_people

Row = Callable[..., ManifestRow]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    expressive=st.integers(4, 40),
    attenuated=st.integers(4, 40),
    both=st.integers(0, 10),
    takes=st.integers(1, 3),
    seed=st.integers(0, 1000),
)
def test_every_part_holds_both_labels_and_the_order_of_rows_does_not_matter(
    row: Row, expressive: int, attenuated: int, both: int, takes: int, seed: int
) -> None:
    people = [(f"e{i}", (0,)) for i in range(expressive)]
    people += [(f"a{i}", (1,)) for i in range(attenuated)]
    people += [(f"b{i}", (0, 1)) for i in range(both)]
    rows = [
        row(n, subject, label)
        for n, (subject, label) in enumerate(
            (s, label) for s, labels in people for label in labels for _ in range(takes)
        )
    ]
    parts = split_people(rows, seed)
    shuffled = [rows[i] for i in np.random.default_rng(seed).permutation(len(rows))]
    assert split_people(shuffled, seed) == parts
    assert set(parts) == {subject for subject, _ in people}
    for part in PARTS:
        mine = {r.label for r in rows if parts[r.subject_id] == part}
        assert mine == {0, 1}


def test_no_person_is_in_two_parts_and_shares_hold(row: Row) -> None:
    rows = [row(n, f"p{n % 100}", (n % 100) % 2) for n in range(300)]
    parts = split_people(rows, 3)
    recordings = {
        part: {r.recording_id for r in rows if parts[r.subject_id] == part} for part in PARTS
    }
    people = {part: {r.subject_id for r in rows if parts[r.subject_id] == part} for part in PARTS}
    assert sum(map(len, recordings.values())) == 300
    assert sum(map(len, people.values())) == 100  # disjoint, or they would add up to more
    shares = SplitShares()
    for part in PARTS[1:]:  # rounded within each of the two labels; training has the rest
        assert len(people[part]) == pytest.approx(100 * shares.of(part), abs=1)
    assert 52 <= len(people["train"]) <= 58
    assert sum(shares.of(part) for part in PARTS) == pytest.approx(1)


def test_the_seed_chooses(row: Row) -> None:
    rows = [row(n, f"p{n}", n % 2) for n in range(60)]
    assert split_people(rows, 1) != split_people(rows, 2)


def test_too_few_people_are_refused(row: Row) -> None:
    rows = [row(n, f"p{n % 7}", (n % 7) % 2) for n in range(70)]  # four people and three
    with pytest.raises(UsageError, match="too few people"):
        split_people(rows, 0)


def test_who_has_a_part_stays_there_and_the_others_are_dealt_out(row: Row) -> None:
    rows = [row(n, f"p{n % 60}", n // 60) for n in range(120)]
    told = {f"p{n}": PARTS[n % 4] for n in range(0, 60, 3)}
    rows = [replace(r, part=told[r.subject_id]) if r.subject_id in told else r for r in rows]
    parts = split_people(rows, 5)
    assert {subject: parts[subject] for subject in told} == told
    assert len(parts) == 60
    others = [part for subject, part in parts.items() if subject not in told]
    assert sorted(set(others)) == sorted(PARTS)
    alone = split_people([r for r in rows if r.part is None], 5)
    assert alone == {s: part for s, part in parts.items() if s not in told}


def test_parts_that_leave_one_without_a_label_are_refused(row: Row) -> None:
    rows = [replace(row(n, f"p{n}", n % 2), part="train") for n in range(60)]
    with pytest.raises(UsageError, match="too few people"):
        split_people(rows, 0)
