from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import RecordingError, UsageError
from core.simulate.reenact.deal import Role, deal
from core.simulate.split import is_held_back
from tests.support.rated_table import write_rated_table

PEOPLE = [(f"p{number}", rating) for number, rating in enumerate([0] * 60 + [1] * 30 + [2, 3] * 20)]
PEOPLE += [(f"p{number}", rating) for number, rating in enumerate([0, 2] * 12, 50)]


@pytest.fixture
def faces(tmp_path: Path) -> Path:
    """A folder that names twelve people; nobody looks at their pictures here."""
    for number in range(12):
        for end in ("neutral", "smile"):
            (tmp_path / f"f{number}_{end}.jpg").touch()
    return tmp_path


@pytest.fixture
def roles(faces: Path) -> list[Role]:
    return deal(write_rated_table(faces / "table.csv", PEOPLE), faces)


def test_every_face_and_setting_is_dealt_evenly_over_ratings(roles: list[Role]) -> None:
    highest: dict[str, int] = {}
    for role in roles:
        highest[role.participant_id] = max(role.rating, highest.get(role.participant_id, 0))
    for apart in (False, True):
        mine = [role for role in roles if role.held_back == apart]
        cast = {role.participant_id: role.identity for role in mine}
        for ratings in ((0,), (1,), (2, 3)):
            some = [role for role in mine if role.rating in ratings]
            people = [person for person in cast if highest[person] in ratings]
            for everything, here in (
                (set(cast.values()), Counter(cast[person] for person in people)),
                ({r.spec.scene for r in mine}, Counter(r.spec.scene for r in some)),
            ):
                counts = [here[one] for one in everything]
                assert max(counts) - min(counts) <= 1


def test_a_rated_person_is_always_played_by_the_same_one(roles: list[Role]) -> None:
    cast = {(role.participant_id, role.identity) for role in roles}
    assert len(cast) == len(dict(PEOPLE)) < len(roles)


def test_held_back_people_are_only_played_by_held_back_people(roles: list[Role]) -> None:
    assert {role.held_back for role in roles} == {False, True}
    for role in roles:
        assert is_held_back(role.participant_id) == is_held_back(role.identity) == role.held_back


def test_all_films_are_alike_in_length_rate_and_size(roles: list[Role]) -> None:
    assert len({(r.spec.fps, r.spec.size_px, r.spec.frames, r.spec.script) for r in roles}) == 1


def test_a_setting_comes_whole(roles: list[Role]) -> None:
    for one in roles:
        for other in roles:
            if one.spec.scene == other.spec.scene:
                heads = (replace(r.spec.head, seed=0) for r in (one, other))
                assert len(set(heads)) == 1
    assert len({r.spec.movement.seed for r in roles}) == len(roles)


def test_a_part_of_the_rows_has_the_same_roles(roles: list[Role], faces: Path) -> None:
    some = deal(faces / "table.csv", faces, rows=9)
    assert Counter(min(role.rating, 2) for role in some) == {0: 3, 1: 3, 2: 3}
    everybody = {role.line: role for role in roles}
    assert all(everybody[role.line] == role for role in some)
    assert deal(faces / "table.csv", faces, seed=1) != roles
    held_back = deal(faces / "table.csv", faces, among="held-back")
    training = deal(faces / "table.csv", faces, among="training")
    assert held_back == [role for role in roles if role.held_back]
    assert training == [role for role in roles if not role.held_back]
    few = deal(faces / "table.csv", faces, among="held-back", rows=6)
    assert Counter(min(role.rating, 2) for role in few) == {0: 2, 1: 2, 2: 2}
    assert all(everybody[role.line] == role for role in few)


def test_those_who_are_named_play_and_nobody_else(faces: Path, tmp_path: Path) -> None:
    table = write_rated_table(tmp_path / "table.csv", PEOPLE)
    roles = deal(table, faces, among="held-back", players=["f1", "f2", "f3"])
    assert all(role.held_back for role in roles)
    assert {role.identity for role in roles} == {"f1", "f2", "f3"}


def test_a_table_that_no_training_saw_is_all_held_back(faces: Path, tmp_path: Path) -> None:
    table = write_rated_table(tmp_path / "table.csv", PEOPLE)
    roles = deal(table, faces, among="held-back", untrained=True)
    assert len(roles) == len(PEOPLE) and all(role.held_back for role in roles)
    assert all(is_held_back(role.identity) for role in roles), "nobody whom training saw plays"
    with pytest.raises(UsageError, match="nobody to choose"):
        deal(table, faces, among="training", untrained=True)


def test_what_cannot_be_dealt_is_refused(faces: Path, tmp_path: Path) -> None:
    table = write_rated_table(tmp_path / "table.csv", PEOPLE)
    with pytest.raises(UsageError, match="1 or larger"):
        deal(table, faces, rows=0)
    with pytest.raises(RecordingError):
        deal(tmp_path / "missing.csv", faces)
    open_only = [(name, rating) for name, rating in PEOPLE if not is_held_back(name)]
    with pytest.raises(UsageError, match="nobody to choose"):
        deal(write_rated_table(tmp_path / "open.csv", open_only), faces, among="held-back")
    few = tmp_path / "few"
    few.mkdir()
    open_face = next(f"f{n}" for n in range(12) if not is_held_back(f"f{n}"))
    for end in ("neutral", "smile"):
        (few / f"{open_face}_{end}.jpg").touch()
    with pytest.raises(UsageError, match="held back"):
        deal(table, few)
    assert {role.identity for role in deal(table, few, among="training")} == {open_face}
