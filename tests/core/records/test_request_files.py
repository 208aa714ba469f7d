"""Segments and visit files: read exactly, refused with the entry's number."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.errors import UsageError
from core.records.request_files import load_segments, load_visit, segments_beside
from core.types import Segment, Visit


def test_segments_are_read(tmp_path: Path) -> None:
    path = tmp_path / "segments.json"
    path.write_text(json.dumps([{"task": "smile", "start_s": 1, "end_s": 4.5}]))
    assert load_segments(path) == (Segment("smile", 1.0, 4.5),)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("{", "not valid JSON"),
        ("{}", "must hold a JSON list"),
        ('[{"task": "dance", "start_s": 0, "end_s": 1}]', "must be one of"),
        ('[{"task": "smile", "start_s": 0}]', "Segment 1"),
        ('[{"task": "smile", "start_s": "0", "end_s": 1}]', "numbers of seconds"),
        ('[{"task": "smile", "start_s": NaN, "end_s": 1}]', "numbers of seconds"),
        ("[3]", "Segment 1"),
    ],
)
def test_malformed_segments_are_refused(tmp_path: Path, text: str, word: str) -> None:
    path = tmp_path / "segments.json"
    path.write_text(text)
    with pytest.raises(UsageError, match=word):
        load_segments(path)


def test_a_missing_segments_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        load_segments(tmp_path / "none.json")


def test_visit_facts_are_read(tmp_path: Path) -> None:
    path = tmp_path / "visit.json"
    path.write_text(json.dumps({"medication": "on", "hoehn_yahr": 2.5, "patient_id": "Ñandú 7"}))
    assert load_visit(path) == Visit(patient_id="Ñandú 7", medication="on", hoehn_yahr=2.5)


@pytest.mark.parametrize(
    "fields",
    [
        {"medication": "maybe"},
        {"updrs_3_2": 5},
        {"updrs_3_2": True},
        {"hoehn_yahr": 2.2},
        {"hours_since_dose": -1},
        {"patient_id": 7},
        {"mood": "fine"},
    ],
)
def test_impossible_visit_facts_are_refused(tmp_path: Path, fields: dict[str, object]) -> None:
    path = tmp_path / "visit.json"
    path.write_text(json.dumps(fields))
    with pytest.raises(UsageError, match=next(iter(fields))):
        load_visit(path)


def test_segments_travel_beside_their_recording(tmp_path: Path) -> None:
    video = tmp_path / "visit 1.mp4"
    assert segments_beside(video) is None
    beside = tmp_path / "visit 1.segments.json"
    beside.write_text("[]")
    assert segments_beside(video) == beside


def test_numbers_beyond_any_float_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    huge = "9" * 400
    path.write_text(f'[{{"task": "smile", "start_s": 0, "end_s": {huge}}}]')
    with pytest.raises(UsageError, match="numbers of seconds"):
        load_segments(path)
    path.write_text(f'{{"hours_since_dose": {huge}}}')
    with pytest.raises(UsageError, match="hours from 0 to 1000"):
        load_visit(path)


@pytest.mark.parametrize("name", ["", ".", "/", "..", "b" * 250 + ".mp4", "n" * 300])
def test_no_name_of_a_recording_is_too_odd_to_look_beside(name: str) -> None:
    assert segments_beside(Path(name)) is None
