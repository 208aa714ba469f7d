from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from core.cli.main import main
from tests.support.photographed_people import draw_photographs

RENDER = ("phantom", "render")
SMALL = ("--size", "64", "--fps", "10", "--duration", "1", "--progress", "none")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(draw_photographs(tmp_path_factory.mktemp("photographs")))


def test_one_video_of_a_named_person(
    folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "face.mp4"
    who = ("--photographs", folder, "--identity", "d2", "--age", "70", "--gain", "0.3")
    assert main([*RENDER, "--out", str(out), *SMALL, *who]) == 0
    assert "no real person" not in capsys.readouterr().out
    truth = json.loads((tmp_path / "face.truth.json").read_text(encoding="utf-8"))
    assert truth["spec"]["identity"]["person"] == truth["pictures"]["person"] == "d2"
    assert truth["spec"]["identity"]["apparent_age_years"] == 70
    assert set(truth["region_gain"].values()) == {0.3}
    assert out.is_file()


def test_a_truth_file_refilms_the_same_person(folder: str, tmp_path: Path) -> None:
    first, again = tmp_path / "first.mp4", tmp_path / "again.mp4"
    who = ("--photographs", folder, "--identity", "d1")
    assert main([*RENDER, "--out", str(first), *SMALL, *who]) == 0
    spec = str(tmp_path / "first.truth.json")
    assert main([*RENDER, "--out", str(again), "--spec", spec, "--progress", "none"]) == 0
    for suffix in (".truth.json", ".truth.npz"):
        one, other = (p.with_suffix(suffix).read_bytes() for p in (first, again))
        assert one == other


def test_a_set_of_everybody(folder: str, tmp_path: Path) -> None:
    options = ("--photographs", folder, "--set", "4", "--size", "64", "--duration", "1")
    assert main([*RENDER, "--out", str(tmp_path / "set"), *options, "--gains", "groups"]) == 0
    rows = list(csv.DictReader((tmp_path / "set" / "manifest.csv").open(encoding="utf-8")))
    assert {row["subject_id"] for row in rows} == {"d1", "d2"}
    assert all((tmp_path / "set" / row["path"]).is_file() for row in rows)


def test_a_set_among_some_asks_for_no_more_people_than_there_are(
    folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ("--photographs", folder, "--set", "2", "--size", "64", "--duration", "1")
    out = ("--out", str(tmp_path / "set"), "--among", "training")
    assert main([*RENDER, *out, *given, "--subjects", "2"]) == 2
    assert "The folder holds 1 such people" in capsys.readouterr().err
    assert main([*RENDER, *out, *given]) == 0
    rows = list(csv.DictReader((tmp_path / "set" / "manifest.csv").open(encoding="utf-8")))
    assert [row["subject_id"] for row in rows] == ["d1", "d1"]


def test_a_set_among_nobody_is_said(
    folder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for end in ("neutral", "smile"):
        name = f"d1_{end}.jpg"
        (tmp_path / name).write_bytes((Path(folder) / name).read_bytes())
    given = ("--photographs", str(tmp_path), "--set", "2", "--among", "held-back")
    assert main([*RENDER, "--out", str(tmp_path / "set"), *given]) == 2
    assert "nobody to choose among “held-back”" in capsys.readouterr().err
    assert not (tmp_path / "set").exists()


@pytest.mark.parametrize(
    "options",
    [
        ("--identity", "d1"),
        ("--age", "70"),
        ("--gains", "groups"),
        ("--photographs", "nowhere"),
        ("--photographs", "{folder}", "--identity", "nobody"),
        ("--photographs", "{folder}", "--identity", "../d1"),
        ("--photographs", "{folder}", "--age", "300"),
        ("--photographs", "{folder}", "--gains", "groups"),
        ("--photographs", "{folder}", "--set", "3", "--subjects", "3"),
        ("--photographs", "{folder}", "--set", "3", "--identity", "d1"),
        ("--photographs", "."),
    ],
)
def test_wrong_usage_is_code_2_and_leaves_nothing(
    options: tuple[str, ...],
    folder: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    out = "set" if "--set" in options else "x.mp4"
    given = [option.replace("{folder}", folder) for option in options]
    assert main([*RENDER, "--out", out, *given]) == 2
    said = capsys.readouterr().err
    assert said
    assert "Traceback" not in said
    assert not list(tmp_path.iterdir())
