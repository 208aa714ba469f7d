from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from core.errors import UsageError
from core.training.manifest import manifest_names, read_manifests

LABELS = ("expressive", "attenuated")


def write(folder: Path, text: str) -> Path:
    for name in ("a.mp4", "b ü.mp4", "sub/c.mp4"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(b"x")
    path = folder / "manifest.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_reads_all_columns_and_resolves_paths_beside_the_file(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "\ufeffpath, subject_id ,label,recording_id,task,hy_stage,updrs_3_2,medication,"
        "hours_since_dose,dbs,age,sex,site,date,shoe\n"
        "a.mp4,p1,1,r1,smile,2.5,3,ON,1.5,off,71,f,x,2024-01-02,42\n"
        '"b ü.mp4",p2,Expressive,,,,,,,,,,,,\n'
        "\n"
        "sub/c.mp4,p2,0,,talk,,,,,,,,,,\n",
    )
    manifest = read_manifests([path], LABELS)
    first, second, third = manifest.rows
    assert first.path == (tmp_path / "a.mp4").resolve()
    assert (first.label, first.recording_id, first.task, first.age) == (1, "r1", "smile", 71.0)
    assert (first.visit.hoehn_yahr, first.visit.updrs_3_2) == (2.5, 3)
    assert (first.visit.medication, first.visit.dbs) == ("on", "off")
    assert (second.label, second.task, second.recording_id) == (0, "unknown", "b ü.mp4")
    assert second.visit.updrs_3_2 is None
    assert third.path == (tmp_path / "sub/c.mp4").resolve()
    assert manifest.ignored_columns == ("shoe",)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("missing.mp4,p1,1,,,", "line 3: there is no file “missing.mp4”"),
        ("a.mp4,,1,,,", "line 3: “subject_id” is empty"),
        ("a.mp4,p1,sick,,,", "line 3: label “sick” is neither"),
        ("a.mp4,p1,1,sing,,", "line 3: “task” is “sing”"),
        ("a.mp4,p1,1,,5,", "line 3: “updrs_3_2” is 5, outside 0 to 4"),
        ("a.mp4,p1,1,,2.5,", "line 3: “updrs_3_2” must be a whole number"),
        ("a.mp4,p1,1,,x,", "line 3: “updrs_3_2” is “x”, which is no number"),
        ("a.mp4,p1,1,,,nan", "line 3: “age” is nan, outside"),
        ("b ü.mp4,p1,1,,,", "line 3: the same file as line 2"),
        ("a.mp4,p1", "line 3: “label” is empty"),
    ],
)
def test_names_the_line_of_what_is_wrong(tmp_path: Path, row: str, complaint: str) -> None:
    path = write(tmp_path, f"path,subject_id,label,task,updrs_3_2,age\nb ü.mp4,p0,0,,,\n{row}\n")
    with pytest.raises(UsageError, match=complaint):
        read_manifests([path], LABELS)


def test_a_degree_stands_beside_the_label(tmp_path: Path) -> None:
    header = "path,subject_id,label,degree\n"
    path = write(tmp_path, f"{header}a.mp4,p0,0,0.25\nb ü.mp4,p1,1,\n")
    assert [row.degree for row in read_manifests([path], LABELS).rows] == [0.25, 1.0]
    path = write(tmp_path, f"{header}a.mp4,p0,0,0.75\n")
    with pytest.raises(UsageError, match=r"line 2: “degree” 0\.75 lies on the other side"):
        read_manifests([path], LABELS)
    path = write(tmp_path, f"{header}a.mp4,p0,0,1.5\n")
    with pytest.raises(UsageError, match=r"line 2: “degree” is 1\.5, outside 0 to 1"):
        read_manifests([path], LABELS)


def test_names_every_wrong_line_but_not_hundreds(tmp_path: Path) -> None:
    rows = "".join(f"no{i}.mp4,p,1\n" for i in range(300))
    with pytest.raises(UsageError) as caught:
        read_manifests([write(tmp_path, f"path,subject_id,label\n{rows}")], LABELS)
    assert "line 2:" in caught.value.message
    assert "line 3:" in caught.value.message
    assert "and 292 more" in caught.value.message
    assert len(caught.value.message) < 1000


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"path,label\na.mp4,1\n", "lacks the column “subject_id”"),
        (b"", "lacks the column"),
        (b"path,subject_id,label\n", "no recordings"),
        (b"\xff\xfe\x00path", "not a CSV file in UTF-8"),
        (b'path,subject_id,label\n"a.mp4,p,1\n', "not a CSV file"),
    ],
)
def test_refuses_what_is_no_manifest(tmp_path: Path, data: bytes, complaint: str) -> None:
    path = tmp_path / "m.csv"
    path.write_bytes(data)
    with pytest.raises(UsageError, match=complaint):
        read_manifests([path], LABELS)


def test_refuses_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Could not read the manifest"):
        read_manifests([tmp_path / "none.csv"], LABELS)


def test_one_recording_id_stands_for_one_recording(tmp_path: Path) -> None:
    path = write(tmp_path, "path,subject_id,label,recording_id\na.mp4,p,1,r\nsub/c.mp4,q,0,r\n")
    with pytest.raises(UsageError, match="line 3: the same recording_id as line 2"):
        read_manifests([path], LABELS)


def test_several_manifests_are_one_body_of_people(tmp_path: Path) -> None:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
    head = "path,subject_id,label,recording_id,part,gain\n"
    old = write(tmp_path / "old", head + "a.mp4,p1,0,r1,test,1\n")
    new = write(tmp_path / "new", head + "a.mp4,p1,1,r1,,0.2\nsub/c.mp4,p2,1,r2,,0.2\n")
    both = read_manifests([old, new], LABELS)
    assert [row.subject_id for row in both.rows] == ["p1", "p1", "p2"]
    assert [row.path.parent.name for row in both.rows] == ["old", "new", "sub"]
    assert both.names == ("old/manifest.csv", "new/manifest.csv")
    assert both.ignored_columns == ("gain",)
    assert both.sha256 == tuple(hashlib.sha256(p.read_bytes()).hexdigest() for p in (old, new))


def test_one_manifest_given_twice_is_said_in_so_many_words(tmp_path: Path) -> None:
    path = write(tmp_path, "path,subject_id,label\na.mp4,p1,0\n")
    with pytest.raises(UsageError, match=r"“manifest\.csv” is given twice"):
        read_manifests([path, tmp_path / "sub" / ".." / "manifest.csv"], LABELS)


def test_manifests_in_folders_of_one_name_are_told_apart() -> None:
    paths = [Path(folder) / "x" / "m.csv" for folder in "abc"]
    assert manifest_names(paths) == ("x/m.csv", "x/m.csv (2)", "x/m.csv (3)")


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (
            "../old/a.mp4,p2,1,r9,",
            "line 2 of “new/manifest.csv”: the same file as line 2 of “old/manifest.csv”",
        ),
        (
            "a.mp4,p1,1,r9,train",
            "line 2 of “new/manifest.csv”: “p1” is in the part train here and in test on line 2 of "
            "“old/manifest.csv”",
        ),
        (
            "a.mp4,p1,5,r9,",
            "“new/manifest.csv” cannot be used.*line 2 of “new/manifest.csv”: label",
        ),
    ],
)
def test_names_the_manifest_of_what_is_wrong(tmp_path: Path, row: str, complaint: str) -> None:
    for name in ("old", "new"):
        (tmp_path / name).mkdir()
    head = "path,subject_id,label,recording_id,part\n"
    old = write(tmp_path / "old", head + "a.mp4,p1,0,r1,test\n")
    new = write(tmp_path / "new", f"{head}{row}\n")
    with pytest.raises(UsageError, match=complaint):
        read_manifests([old, new], LABELS)


def test_regions_may_have_degrees_of_their_own(tmp_path: Path) -> None:
    header = "path,subject_id,label,degree_mouth,degree_left_eye,degree_tail\n"
    path = write(tmp_path, header + "a.mp4,p1,0,0.25,,7\n")
    manifest = read_manifests([path], LABELS)
    assert manifest.rows[0].region_degree == {"mouth": 0.25}
    assert manifest.ignored_columns == ("degree_tail",)
    path = write(tmp_path, header + "a.mp4,p1,0,-0.1,,\n")
    with pytest.raises(UsageError, match=r"line 2: “degree_mouth” is -0\.1, outside 0 to 1"):
        read_manifests([path], LABELS)


def test_people_may_have_their_part_and_only_one(tmp_path: Path) -> None:
    head = "path,subject_id,label,part\n"
    rows = "a.mp4,p1,0,Test\nb ü.mp4,p1,1,\nsub/c.mp4,p2,0,\n"
    assert [r.part for r in read_manifests([write(tmp_path, head + rows)], LABELS).rows] == [
        "test", None, None,
    ]  # fmt: skip
    for second, complaint in (("train", "line 3: “p1” is in the part train here and in test on "
                               "line 2"), ("left", "line 3: “part” is “left”")):  # fmt: skip
        path = write(tmp_path, head + f"a.mp4,p1,0,test\nb ü.mp4,p1,1,{second}\n")
        with pytest.raises(UsageError, match=complaint):
            read_manifests([path], LABELS)
