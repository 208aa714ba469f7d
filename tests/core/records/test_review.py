"""Reviews: read back as saved, whole or not at all, refused in plain words where damaged."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import core.records.review as module
from core.errors import RecordingError, SurroundingsError, UsageError
from core.records.review import (
    Bookmark,
    Review,
    Signature,
    analysis_sha256,
    load_review,
    save_review,
)
from core.types import Visit

SCHEMA = json.loads(Path(module.__file__).with_name("review.schema.json").read_text("utf-8"))

FULL = Review(
    Visit("Ñandú 7", "Dra. Peña", "on", 1.5, "off", 2.5, 1),
    "Parpadeó poco.\n\nVuelve en marzo.",
    (Bookmark(1.25, "sonrisa"), Bookmark(4.0)),
)


def signed(folder: Path, review: Review = FULL) -> Review:
    (folder / "analysis.json").write_bytes(b"{}")
    return replace(
        review, signature=Signature("Dr. Li", "2026-01-02T03:04:05Z", analysis_sha256(folder))
    )


texts = st.text(max_size=40)
visits = st.builds(
    Visit,
    patient_id=st.none() | texts,
    examiner=st.none() | texts,
    medication=st.sampled_from([None, "on", "off"]),
    hours_since_dose=st.none() | st.floats(0, 1000),
    dbs=st.sampled_from([None, "on", "off"]),
    hoehn_yahr=st.sampled_from([None, 0.0, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0]),
    updrs_3_2=st.none() | st.integers(0, 4),
)
moments = st.floats(0, allow_nan=False, allow_infinity=False)
reviews = st.builds(
    Review,
    visit=visits,
    notes=texts,
    bookmarks=st.lists(st.builds(Bookmark, moments, texts), max_size=4).map(tuple),
)


@settings(max_examples=80, deadline=None)
@given(review=reviews, name=st.none() | texts.filter(str.strip))
def test_any_review_comes_back_and_fits_the_schema(
    tmp_path_factory: pytest.TempPathFactory, review: Review, name: str | None
) -> None:
    folder = tmp_path_factory.mktemp("any")
    if name is not None:
        unsigned = signed(folder, review)
        review = replace(unsigned, signature=replace(unsigned.signature, name=name))
    save_review(review, folder)
    assert load_review(folder) == review
    record = json.loads((folder / "review.json").read_bytes())
    jsonschema.Draft202012Validator(SCHEMA).validate(record)


def test_half_a_character_is_kept(tmp_path: Path) -> None:
    review = Review(notes="\ud800 and \x00")
    save_review(review, tmp_path)
    assert load_review(tmp_path) == review


def test_no_review_is_none(tmp_path: Path) -> None:
    assert load_review(tmp_path) is None
    assert load_review(tmp_path / "nowhere") is None


def test_a_signature_under_another_analysis_does_not_count(tmp_path: Path) -> None:
    review = signed(tmp_path)
    save_review(review, tmp_path)
    assert load_review(tmp_path) == review
    (tmp_path / "analysis.json").write_bytes(b"{ }")
    assert load_review(tmp_path) == FULL
    (tmp_path / "analysis.json").unlink()
    assert load_review(tmp_path) == FULL


def test_the_hash_is_of_the_very_bytes(tmp_path: Path) -> None:
    (tmp_path / "analysis.json").write_bytes(b"abc")
    assert analysis_sha256(tmp_path).startswith("ba7816bf8f01cfea")
    with pytest.raises(SurroundingsError, match="could not be read"):
        analysis_sha256(tmp_path / "nowhere")


def edited(folder: Path, **changes: object) -> None:
    save_review(signed(folder), folder)
    path = folder / "review.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | changes), encoding="utf-8")


HASH = "0" * 64


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"visit": {}}, "visit.patient_id"),
        ({"notes": None}, "notes"),
        ({"notes": "x" * 100_001}, "100000 characters"),
        ({"bookmarks": [{"time_s": "1", "note": ""}]}, "bookmarks.0.time_s"),
        ({"bookmarks": [{"time_s": -1, "note": ""}]}, "bookmark 1"),
        ({"bookmarks": [{"time_s": "NaN", "note": ""}]}, "bookmark 1"),
        ({"bookmarks": [{"time_s": 1, "note": ""}] * 1001}, "1000 bookmarks"),
        ({"signature": {"name": " ", "signed_utc": "", "analysis_sha256": ""}}, "name"),
        ({"signature": {"name": "A", "signed_utc": "now", "analysis_sha256": HASH}}, "time"),
        ({"signature": {"name": "A", "signed_utc": "2026-01-02T03:04:05Z",
                        "analysis_sha256": "12"}}, "hash"),
        ({"schema_version": True}, "schema_version"),
        ({"schema_version": None}, "schema_version"),
    ],
)  # fmt: skip
def test_values_that_do_not_fit(tmp_path: Path, changes: dict[str, object], word: str) -> None:
    edited(tmp_path, **changes)
    before = (tmp_path / "review.json").read_bytes()
    with pytest.raises(RecordingError, match="is damaged") as caught:
        load_review(tmp_path)
    assert word in caught.value.message and "another name" in caught.value.message
    assert (tmp_path / "review.json").read_bytes() == before
    record = json.loads(before)
    if "NaN" not in str(changes) and not isinstance(changes.get("schema_version"), bool):
        assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(record)


@pytest.mark.parametrize(
    ("field", "value"), [("updrs_3_2", 5), ("hoehn_yahr", 2.2), ("medication", "maybe")]
)
def test_visit_rules_are_those_of_the_visit_file(tmp_path: Path, field: str, value: object) -> None:
    save_review(FULL, tmp_path)
    record = json.loads((tmp_path / "review.json").read_bytes())
    record["visit"][field] = value
    (tmp_path / "review.json").write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(RecordingError, match=field):
        load_review(tmp_path)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff\xfe\x00", b"[" * 100_000])
def test_damaged_files(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "review.json").write_bytes(data)
    with pytest.raises(RecordingError, match="is damaged"):
        load_review(tmp_path)


def test_newer_format(tmp_path: Path) -> None:
    edited(tmp_path, schema_version=2)
    with pytest.raises(UsageError, match="newer Facies"):
        load_review(tmp_path)


def test_what_could_not_be_read_back_is_not_written(tmp_path: Path) -> None:
    save_review(FULL, tmp_path)
    for bad in (
        replace(FULL, visit=Visit(hoehn_yahr=2.2)),
        replace(FULL, bookmarks=(Bookmark(float("nan")),)),
        replace(FULL, signature=Signature("", "", "")),
    ):
        with pytest.raises(UsageError, match="not saved"):
            save_review(bad, tmp_path)
    assert load_review(tmp_path) == FULL


_WITH_LITTLE_ROOM = """
import resource, sys
from pathlib import Path
from core.errors import SurroundingsError
from core.records.review import Review, save_review
resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500))
try:
    save_review(Review(notes="x" * 5000), Path(sys.argv[1]))
except SurroundingsError as error:
    print(error.message)
    sys.exit(5)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX file-size limit")
def test_no_room_leaves_the_earlier_review(tmp_path: Path) -> None:
    save_review(FULL, tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", _WITH_LITTLE_ROOM, str(tmp_path)],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert done.returncode == 5, done.stderr
    assert "Could not write “review.json”" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["review.json"]
    assert load_review(tmp_path) == FULL


def test_a_folder_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "review.json").mkdir()
    with pytest.raises(SurroundingsError, match="could not be read"):
        load_review(tmp_path)
    with pytest.raises(SurroundingsError, match="Could not write"):
        save_review(FULL, tmp_path)
