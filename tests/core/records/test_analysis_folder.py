"""Analysis folders: nothing is lost, nothing is half-written, damage is told plainly."""

from __future__ import annotations

import dataclasses
import json
import math
import os
import subprocess
import sys
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import core.records.analysis_folder as module
from core.errors import RecordingError, SurroundingsError, UsageError
from core.records import load_analysis, save_analysis
from core.types import RESEARCH_USE, Analysis, Blink, Measure, Visit
from tests.support.analysis_factory import make_analysis

SCHEMA = json.loads(
    (Path(module.__file__).with_name("analysis.schema.json")).read_text(encoding="utf-8")
)


def assert_same(one: object, two: object) -> None:
    """Equal in type, structure and every bit of every number."""
    assert type(one) is type(two)
    if isinstance(one, np.ndarray):
        assert one.dtype == two.dtype and one.shape == two.shape
        assert one.tobytes() == two.tobytes()
        assert not two.flags.writeable
    elif dataclasses.is_dataclass(one):
        for field in dataclasses.fields(one):
            assert_same(getattr(one, field.name), getattr(two, field.name))
    elif isinstance(one, dict):
        assert list(one) == list(two)
        for key in one:
            assert_same(one[key], two[key])
    elif isinstance(one, tuple):
        assert len(one) == len(two)
        for a, b in zip(one, two, strict=True):
            assert_same(a, b)
    elif isinstance(one, float) and math.isnan(one):
        assert math.isnan(two)
    else:
        assert one == two


@pytest.mark.parametrize("refused", [False, True])
def test_round_trip(tmp_path: Path, refused: bool) -> None:
    analysis = make_analysis(refused=refused, n_frames=120)
    save_analysis(analysis, tmp_path / "out")
    assert_same(analysis, load_analysis(tmp_path / "out"))
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "analysis.json", "arrays.npz", "regions.csv", "timeline.csv",
    ]  # fmt: skip


numbers = st.floats(width=64)
texts = st.text(max_size=20)
maybe = st.none() | numbers


@settings(max_examples=25, deadline=None)
@given(
    path=st.text(min_size=1, max_size=20).filter(lambda s: "\0" not in s),
    visit=st.builds(
        Visit,
        patient_id=st.none() | texts,
        examiner=st.none() | texts,
        medication=st.sampled_from([None, "on", "off"]),
        hours_since_dose=maybe,
        updrs_3_2=st.none() | st.integers(),
    ),
    measure=st.builds(
        Measure, name=texts, label=texts, value=maybe, unit=texts, low=maybe, high=maybe, note=texts
    ),
    blinks=st.lists(st.builds(Blink, numbers, numbers, numbers, numbers), max_size=3),
    motion=hnp.arrays(np.float32, 6, elements=st.floats(width=32)),
    versions=st.dictionaries(texts, texts, max_size=3),
    timings_s=st.dictionaries(texts, numbers, max_size=3),
)
def test_round_trip_of_any_values(
    tmp_path_factory: pytest.TempPathFactory, path: str, visit: Visit, measure: Measure,
    blinks: list[Blink], motion: np.ndarray, versions: dict[str, str], timings_s: dict[str, float],
) -> None:  # fmt: skip
    analysis = make_analysis(n_frames=6, refused=True)
    rows = dataclasses.replace(analysis.measures.segments[0], measures=(measure,))
    analysis = dataclasses.replace(
        analysis,
        recording=dataclasses.replace(analysis.recording, path=Path(path)),
        visit=visit,
        measures=dataclasses.replace(
            analysis.measures,
            segments=(rows,),
            blinks=tuple(blinks),
            signals={"facial_motion_iod_s": motion},
        ),
        versions=versions,
        timings_s=timings_s,
    )
    folder = tmp_path_factory.mktemp("any")
    save_analysis(analysis, folder)
    assert_same(analysis, load_analysis(folder))
    record = json.loads((folder / "analysis.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(SCHEMA).validate(record)


@pytest.mark.parametrize("kind", ["scored", "inconclusive", "refused"])
def test_json_matches_the_schema_and_the_agreed_names(tmp_path: Path, kind: str) -> None:
    analysis = make_analysis(
        refused=kind == "refused",
        decision="inconclusive" if kind == "inconclusive" else "above",
        visit=Visit(patient_id="Íñigo", medication="on", hours_since_dose=1.5, hoehn_yahr=2.5),
    )
    save_analysis(analysis, tmp_path)
    record = json.loads((tmp_path / "analysis.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.Draft202012Validator(SCHEMA).validate(record)
    assert record["schema_version"] == 2
    assert record["research_use"] == RESEARCH_USE
    assert record["quality"]["status"] == ("fail" if kind == "refused" else "warn")
    assert (record["score"] is None) is (kind == "refused")
    if kind != "refused":
        assert {"value", "low", "high", "threshold", "decision", "reasons"} <= set(record["score"])


def test_schema_refuses_what_the_contract_forbids(tmp_path: Path) -> None:
    save_analysis(make_analysis(n_frames=90), tmp_path)
    record = json.loads((tmp_path / "analysis.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(SCHEMA)
    for change in (
        {"schema_version": 3},
        {"score": {**record["score"], "decision": "certain"}},
        {"score": {**record["score"], "value": 1.2}},
        {"visit": {**record["visit"], "medication": "maybe"}},
        {"segments": [{"task": "juggle", "start_s": 0, "end_s": 1}]},
        {"unheard_of": 1},
    ):
        assert not validator.is_valid(record | change), change


def test_numpy_reads_the_arrays(tmp_path: Path) -> None:
    analysis = make_analysis(n_frames=60)
    save_analysis(analysis, tmp_path)
    with np.load(tmp_path / "arrays.npz", allow_pickle=False) as arrays:
        np.testing.assert_array_equal(arrays["recording.pts_s"], analysis.recording.pts_s)
        np.testing.assert_array_equal(arrays["maps.0.values"], analysis.maps[0].values)


def test_saving_twice_writes_the_same_bytes(tmp_path: Path) -> None:
    for name in "ab":
        save_analysis(make_analysis(n_frames=60), tmp_path / name)
    for name in ("analysis.json", "arrays.npz", "timeline.csv", "regions.csv"):
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="names are Unicode there")
def test_file_name_that_is_not_unicode(tmp_path: Path) -> None:
    analysis = make_analysis(n_frames=30, refused=True)
    odd = Path(os.fsdecode(b"visita-\xff.mp4"))
    analysis = dataclasses.replace(
        analysis, recording=dataclasses.replace(analysis.recording, path=odd)
    )
    save_analysis(analysis, tmp_path)
    assert load_analysis(tmp_path).recording.path == odd


def _saved(folder: Path) -> Analysis:
    analysis = make_analysis(n_frames=60)
    save_analysis(analysis, folder)
    return analysis


def _edit(folder: Path, **changes: object) -> None:
    path = folder / "analysis.json"
    record = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(record | changes), encoding="utf-8")


def test_not_an_analysis_folder(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not an analysis folder"):
        load_analysis(tmp_path)
    with pytest.raises(UsageError, match="not an analysis folder"):
        load_analysis(tmp_path / "nowhere")
    (tmp_path / "analysis.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError, match="not written by Facies"):
        load_analysis(tmp_path)


def test_newer_format(tmp_path: Path) -> None:
    _saved(tmp_path)
    _edit(tmp_path, schema_version=3)
    with pytest.raises(UsageError, match="newer Facies"):
        load_analysis(tmp_path)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"score": {"value": "high"}}, "score.value"),
        ({"score": 3}, "“score” is not an object"),
        ({"segments": [{"task": "juggle", "start_s": 0, "end_s": 1}]}, "segments.0.task"),
        ({"segments": None}, "“segments” is empty"),
        ({"arrays": {}}, "“arrays” is missing"),
        ({"cuts": [1.5]}, "cuts.0"),
        ({"segments": [{"task": "rest", "start_s": 0, "end_s": "NaN"}]}, "segments.0"),
        ({"maps": []}, "“spread” does not have 0 maps"),
        ({"regions": []}, "“regions” does not have"),
        ({"visit": {}}, "visit.patient_id"),
        ({"schema_version": "1"}, "schema_version"),
    ],
)
def test_wrong_values(tmp_path: Path, changes: dict[str, object], sentence: str) -> None:
    _saved(tmp_path)
    _edit(tmp_path, **changes)
    with pytest.raises(RecordingError) as caught:
        load_analysis(tmp_path)
    assert sentence in caught.value.message and "Analyse the recording again" in str(caught.value)


@pytest.mark.parametrize(
    ("part", "changes", "sentence"),
    [
        ("score", {"value": 7.0}, "“score” does not lie"),
        ("score", {"low": "NaN"}, "“score” does not lie"),
        ("score", {"threshold": 0}, "score.threshold"),
        ("score", {"decision": "above", "low": 0.0, "threshold": 0.5}, "score.decision"),
        ("score", {"value": 10**400}, "score.value"),
        ("recording", {"path": "a\0b"}, "recording.path"),
        ("recording", {"size_px": [0, 0]}, "recording.size_px"),
        ("recording", {"duration_s": "Infinity"}, "recording.duration_s"),
        ("recording", {"measured_fps": 0}, "recording.measured_fps"),
    ],
)
def test_numbers_that_no_analysis_can_say(
    tmp_path: Path, part: str, changes: dict[str, object], sentence: str
) -> None:
    """The JSON has no hash: what a hand or a disk has changed in it must not end in a report."""
    _saved(tmp_path)
    record = json.loads((tmp_path / "analysis.json").read_text(encoding="utf-8"))
    _edit(tmp_path, **{part: record[part] | changes})
    with pytest.raises(RecordingError, match=sentence):
        load_analysis(tmp_path)


@pytest.mark.parametrize(
    ("where", "changes", "sentence"),
    [
        ((0,), {"end_s": 0}, "measures.smiles.0"),
        ((0,), {"reasons": ["none"]}, "reasons and signals"),
        ((0,), {"signals": []}, "reasons and signals"),
        ((0, "signals", 1), {"name": "diagnosis"}, "is not one of"),
        ((0, "signals", 1), {"low": 0.0}, "within its interval"),
        ((0, "signals", 1), {"groups": []}, "every group"),
        ((0, "signals", 0, "groups", 2), {"percentile": 101}, "from 0 to 100"),
        ((0, "signals", 0, "groups", 2), {"high": -1}, "from 0 to 100"),
        ((0, "signals", 0, "groups", 0), {"box": [0, 1, 3, 2, 4]}, "does not rise"),
        ((0, "signals", 0, "groups", 0), {"box": [0, 1, 2, 3, "Infinity"]}, "does not rise"),
        ((0, "signals", 0, "groups", 0), {"people": 0}, "no group of people"),
    ],
)
def test_comparisons_that_no_analysis_can_make(
    tmp_path: Path, where: tuple[str | int, ...], changes: dict[str, object], sentence: str
) -> None:
    _saved(tmp_path)
    record = json.loads((tmp_path / "analysis.json").read_text(encoding="utf-8"))
    part = record["measures"]["smiles"]
    for step in where:
        part = part[step]
    part |= changes
    _edit(tmp_path, measures=record["measures"])
    with pytest.raises(RecordingError, match=sentence):
        load_analysis(tmp_path)


def test_version_1_is_read(tmp_path: Path) -> None:
    """It had no comparison of smiles, and is otherwise the same."""
    _saved(tmp_path)
    now = load_analysis(tmp_path)
    record = json.loads((tmp_path / "analysis.json").read_text(encoding="utf-8"))
    del record["measures"]["smiles"]
    _edit(tmp_path, schema_version=1, measures=record["measures"])
    measures = dataclasses.replace(now.measures, smiles=None)
    assert_same(load_analysis(tmp_path), dataclasses.replace(now, measures=measures))
    _edit(tmp_path, schema_version=2)
    with pytest.raises(RecordingError, match=r"measures\.smiles"):
        load_analysis(tmp_path)


@pytest.mark.parametrize("name", ["analysis.json", "arrays.npz"])
@pytest.mark.parametrize("damage", ["truncate", "garbage", "empty", "flip"])
def test_damaged_files(tmp_path: Path, name: str, damage: str) -> None:
    _saved(tmp_path)
    path = tmp_path / name
    data = path.read_bytes()
    middle = len(data) // 2
    path.write_bytes(
        {
            "truncate": data[:middle],
            "garbage": b"\x89garbage" * 9,
            "empty": b"",
            "flip": data[:middle] + b"\x00\x01\x02" + data[middle + 3 :],
        }[damage]
    )
    with pytest.raises(RecordingError, match="is damaged"):
        load_analysis(tmp_path)


def test_arrays_of_another_analysis(tmp_path: Path) -> None:
    _saved(tmp_path / "a")
    save_analysis(make_analysis(n_frames=60, seed=2), tmp_path / "b")
    (tmp_path / "b" / "arrays.npz").replace(tmp_path / "a" / "arrays.npz")
    with pytest.raises(RecordingError, match="does not belong"):
        load_analysis(tmp_path / "a")
    (tmp_path / "a" / "arrays.npz").unlink()
    with pytest.raises(RecordingError, match=r"“arrays\.npz” is missing"):
        load_analysis(tmp_path / "a")


_SAVE_WITH_LITTLE_ROOM = """
import resource, sys
from pathlib import Path
from core.errors import SurroundingsError
from core.records import save_analysis
from tests.support.analysis_factory import make_analysis
analysis = make_analysis(n_frames=200, seed=5)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    save_analysis(analysis, Path(sys.argv[1]))
except SurroundingsError as error:
    print(error.message)
    sys.exit(5)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX file-size limit")
@pytest.mark.parametrize("room", [1000, 200_000])
def test_no_room_leaves_the_earlier_analysis_whole(tmp_path: Path, room: int) -> None:
    earlier = _saved(tmp_path / "out")
    before = {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()}
    for folder in (tmp_path / "out", tmp_path / "fresh"):
        done = subprocess.run(
            [sys.executable, "-c", _SAVE_WITH_LITTLE_ROOM, str(folder), str(room)],
            capture_output=True, text=True, check=False, cwd=Path(__file__).parents[3],
        )  # fmt: skip
        assert done.returncode == 5, done.stderr
        assert "Could not write" in done.stdout
    assert not (tmp_path / "fresh").exists()
    assert {p.name: p.read_bytes() for p in (tmp_path / "out").iterdir()} == before
    assert_same(earlier, load_analysis(tmp_path / "out"))


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x", encoding="utf-8")
    with pytest.raises(SurroundingsError, match="Could not write"):
        save_analysis(make_analysis(n_frames=30), tmp_path / "out")
    assert (tmp_path / "out").read_text(encoding="utf-8") == "x"
