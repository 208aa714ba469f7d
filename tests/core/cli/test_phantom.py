from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from core.cli.main import main

RENDER = ("phantom", "render")
SMALL = ("--size", "64", "--fps", "10", "--duration", "1")


def test_one_video_with_its_truth(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "a face 🙂.mp4"
    options = ("--gain", "0.5", "--region-gain", "mouth=0.2", "--script", "smile,rest")
    assert main([*RENDER, "--out", str(out), *SMALL, *options]) == 0
    assert "no real person" in capsys.readouterr().out
    truth = json.loads((tmp_path / "a face 🙂.truth.json").read_text(encoding="utf-8"))
    assert truth["region_gain"]["mouth"] == 0.2
    assert truth["region_gain"]["nose"] == 0.5
    assert [s["task"] for s in truth["segments"]] == ["smile", "rest"]
    assert len(truth["frames"]["pts_s"]) == 10
    assert {p.suffix for p in tmp_path.iterdir()} == {".mp4", ".json", ".npz"}


def test_a_truth_file_redraws_the_same_video(tmp_path: Path) -> None:
    first, again = tmp_path / "first.mp4", tmp_path / "again.mp4"
    assert main([*RENDER, "--out", str(first), "--seed", "5", *SMALL]) == 0
    truth = str(tmp_path / "first.truth.json")
    assert main([*RENDER, "--out", str(again), "--spec", truth]) == 0
    for suffix in (".truth.json", ".truth.npz"):
        first_truth, again_truth = (p.with_suffix(suffix).read_bytes() for p in (first, again))
        assert first_truth == again_truth


def test_no_video_without_its_truth(tmp_path: Path) -> None:
    (tmp_path / "face.truth.json").mkdir()
    assert main([*RENDER, "--out", str(tmp_path / "face.mp4"), *SMALL]) == 5
    assert [p.name for p in tmp_path.iterdir()] == ["face.truth.json"]


def test_a_set_with_its_manifest(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--set", "2", "--size", "64", "--duration", "1", "--progress", "json")
    assert main([*RENDER, "--out", str(tmp_path / "set"), *options]) == 0
    assert json.loads(capsys.readouterr().out)["stage"] == "render"
    rows = list(csv.DictReader((tmp_path / "set" / "manifest.csv").open(encoding="utf-8")))
    assert [row["label"] for row in rows] == ["0", "1"]
    assert all((tmp_path / "set" / row["path"]).is_file() for row in rows)


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--out", "x.avi"),
        ("--out", "x.mp4", "--seed", "-1"),
        ("--out", "x.mp4", "--seed", "one"),
        ("--out", "x.mp4", "--gain", "5"),
        ("--out", "x.mp4", "--gain", "nan"),
        ("--out", "x.mp4", "--region-gain", "mouth"),
        ("--out", "x.mp4", "--region-gain", "ear=1"),
        ("--out", "x.mp4", "--region-gain", "outside=1"),
        ("--out", "x.mp4", "--script", "sing"),
        ("--out", "x.mp4", "--script", ""),
        ("--out", "x.mp4", "--duration", "0"),
        ("--out", "x.mp4", "--duration", "-3"),
        ("--out", "x.mp4", "--fps", "1"),
        ("--out", "x.mp4", "--size", "63"),
        ("--out", "x.mp4", "--blink-rate", "900"),
        ("--out", "x.mp4", "--spec", "missing.json"),
        ("--out", "x.mp4", "--subjects", "2"),
        ("--out", "set", "--set", "0"),
        ("--out", "set", "--set", "2", "--subjects", "3"),
        ("--out", "set", "--set", "2", "--gain", "1"),
        ("--out", "set", "--set", "2", "--jobs", "0"),
        ("--out", "set", "--set", "2", "--duration", "0"),
        ("--out", "set", "--set", "2", "--size", "63"),
    ],
)
def test_wrong_usage_is_code_2_and_leaves_nothing(
    options: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([*RENDER, *options]) == 2
    said = capsys.readouterr().err
    assert said
    assert "Traceback" not in said
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", ["", "{", "[]", '{"schema_version": 1, "fps": 1}', "\udcff"])
def test_a_malformed_description_is_code_2(content: str, tmp_path: Path) -> None:
    spec = tmp_path / "spec.json"
    spec.write_bytes(content.encode("utf-8", "surrogateescape"))
    assert main([*RENDER, "--out", str(tmp_path / "x.mp4"), "--spec", str(spec)]) == 2
    assert [p.name for p in tmp_path.iterdir()] == ["spec.json"]


def test_an_unwritable_folder_is_code_5(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "taken").write_text("mine")
    for options in (("--out", "taken/x.mp4", *SMALL), ("--out", "taken/set", "--set", "1")):
        out = str(tmp_path / options[1])
        assert main([*RENDER, "--out", out, *options[2:]]) == 5
        assert "Could not write" in capsys.readouterr().err
    assert (tmp_path / "taken").read_text() == "mine"
    assert [p.name for p in tmp_path.iterdir()] == ["taken"]
