"""Protocols: what is written is read back, and what does not fit is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import UsageError
from core.resources import protocols_folder
from core.types import TASKS
from gui.record.protocol import (
    MOST_BYTES,
    Protocol,
    Step,
    dump_protocol,
    load_protocol,
    parse_protocol,
    say,
)
from gui.record.protocol_files import copy_for_editing, find_protocols, own_folder

_text = (
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=60)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
_words = st.one_of(
    st.builds(lambda text: {"": text}, _text),
    st.dictionaries(st.sampled_from(["en", "de", "fr", "no", "pt_BR"]), _text, min_size=1),
)
_steps = st.builds(
    Step,
    task=st.sampled_from(TASKS),
    seconds=st.floats(1, 600),
    prompt=_words,
    repeats=st.integers(1, 20),
    pause_s=st.floats(0, 60),
)
_protocols = st.builds(
    Protocol, name=_words, steps=st.lists(_steps, min_size=1, max_size=6).map(tuple)
)


@settings(deadline=None)
@given(_protocols)
def test_what_is_written_is_read_back(protocol: Protocol) -> None:
    assert parse_protocol(dump_protocol(protocol)) == protocol


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_a_protocol_or_is_refused_with_a_sentence(text: str) -> None:
    try:
        parse_protocol(text)
    except UsageError as error:
        assert error.message.endswith(".")


_GOOD = "name: x\nsteps:\n  - {task: rest, seconds: 5, prompt: y}\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("- 1", "name and steps"),
        (_GOOD + "more: 1", "Unknown field: more"),
        ("name: x\nsteps: []", "list of 1 to"),
        (_GOOD.replace("rest", "frown"), "Step 1: task must be one of rest, smile"),
        (_GOOD.replace("5", "0"), "Step 1: seconds must be a number from 1 to 600"),
        (_GOOD.replace("5", ".nan"), "Step 1: seconds"),
        (_GOOD.replace("5", "true"), "Step 1: seconds"),
        (_GOOD.replace("5", "5, repeats: 1.5"), "repeats must be a whole number"),
        (_GOOD.replace("5", "5, pause: 3"), "Step 1 has unknown fields: pause"),
        (_GOOD.replace("y}", "{en: 3}}"), "Step 1: prompt"),
        (_GOOD.replace("y}", "''}"), "Step 1: prompt"),
        ("name: [x\nsteps: 1", "not valid YAML in line 2"),
        ("!!python/object/apply:os.system ['true']", "not valid YAML"),
    ],
)
def test_what_does_not_fit_is_told(text: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        parse_protocol(text)


def test_files_are_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    for data, told in (
        (b"\xff\xfe", "UTF-8"), (b"a" * (MOST_BYTES + 1), "too large"), (b"3", "does not fit"),
    ):  # fmt: skip
        path.write_bytes(data)
        with pytest.raises(UsageError, match=rf"mine\.yaml.*{told}"):
            load_protocol(path)
    with pytest.raises(UsageError, match="cannot be read"):
        load_protocol(tmp_path / "none.yaml")


def test_those_that_ship_are_whole_in_every_language() -> None:
    found = [load_protocol(path) for path in sorted(protocols_folder().glob("*.yaml"))]
    short, full = found
    assert [(step.task, step.repeats) for step in short.steps] == [
        ("rest", 1), ("smile", 3), ("talk", 1),
    ]  # fmt: skip
    assert [(step.task, step.repeats) for step in full.steps] == [
        ("rest", 1), ("smile", 3), ("disgust", 3), ("surprise", 3), ("read", 1), ("talk", 1),
    ]  # fmt: skip
    for protocol in found:
        assert protocol.languages == ("de", "en", "es", "fr")
        assert set(protocol.name) == set(protocol.languages)


def test_words_fall_back_to_what_there_is() -> None:
    assert say({"de": "a", "en": "b"}, "de_CH") == "a"
    assert say({"de": "a", "en": "b"}, "fr") == "b"
    assert say({"": "c"}, "fr") == "c"
    assert say({"it": "d"}, "fr") == "d"


def test_own_copies_take_the_place_of_those_that_ship(data_folder: Path) -> None:
    shipped = find_protocols()
    assert len(shipped) == 2
    folder = copy_for_editing()
    assert folder == own_folder() == data_folder / "protocols"
    mine = folder / shipped[0].path.name
    mine.write_text(_GOOD)
    (folder / "own.yml").write_text(_GOOD)
    (folder / "bad.yaml").write_text("3")
    copy_for_editing()
    assert mine.read_text() == _GOOD
    found = {each.path.name: each for each in find_protocols()}
    assert found[mine.name].protocol == found["own.yml"].protocol == parse_protocol(_GOOD)
    assert found["bad.yaml"].protocol is None
    assert "bad.yaml" in found["bad.yaml"].problem
    assert len(found) == 4
