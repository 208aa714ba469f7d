from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np
import pytest

from core.cli.main import main
from core.video import open_recording
from tests.support.face_videos import mapped, write


@pytest.fixture(scope="module")
def short(sample_video: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("short") / "a face 🙂.mp4"
    return mapped(sample_video, path, lambda frame: frame, 24)


def test_a_recording_with_less_motion_and_its_truth(
    short: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = hashlib.sha256(short.read_bytes()).hexdigest()
    out = tmp_path / "less é.mp4"
    assert main(["phantom", "attenuate", str(short), "--gain", "0.5", "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "altered by software" in said
    assert "Research use only" in said
    assert sorted(p.name for p in tmp_path.iterdir()) == ["less é.mp4", "less é.truth.json"]
    truth = json.loads((tmp_path / "less é.truth.json").read_text(encoding="utf-8"))
    assert truth["gain"] == 0.5
    assert truth["source"] == {"sha256": before, "frames": 24, "duration_s": pytest.approx(0.96)}
    assert short.name not in json.dumps(truth), "names can tell who a patient is"
    assert len(open_recording(out).pts_s) == 24
    assert hashlib.sha256(short.read_bytes()).hexdigest() == before


def test_progress_as_json(short: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ("--gain", "1", "--out", str(tmp_path / "same.mp4"), "--progress", "json")
    assert main(["phantom", "attenuate", str(short), *options]) == 0
    stages = [json.loads(line)["stage"] for line in capsys.readouterr().out.splitlines()]
    assert stages == ["analyse", "render", "done"]


@pytest.mark.parametrize(
    "options",
    [
        ("--gain", "0.5"),
        ("--out", "x.mp4"),
        ("--gain", "0.5", "--out", "x.avi"),
        ("--gain", "-0.1", "--out", "x.mp4"),
        ("--gain", "1.6", "--out", "x.mp4"),
        ("--gain", "nan", "--out", "x.mp4"),
        ("--gain", "half", "--out", "x.mp4"),
    ],
)
def test_wrong_usage_is_code_2_and_leaves_nothing(
    options: tuple[str, ...],
    short: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["phantom", "attenuate", str(short), *options]) == 2
    said = capsys.readouterr().err
    assert said
    assert "Traceback" not in said
    assert not list(tmp_path.iterdir())


def test_the_source_is_never_replaced(
    short: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = short.read_bytes()
    link = tmp_path / "link.mp4"
    link.symlink_to(short)
    for out in (short, link):
        assert main(["phantom", "attenuate", str(short), "--gain", "0", "--out", str(out)]) == 2
        assert "recording itself" in capsys.readouterr().err
    assert short.read_bytes() == before


def test_what_shows_no_face_is_code_3_and_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (120, 160, 3), np.uint8)
    bare = write(tmp_path / "noise.mp4", [noise] * 20)
    out = tmp_path / "out" / "x.mp4"
    for video in (bare, tmp_path / "missing.mp4"):
        assert main(["phantom", "attenuate", str(video), "--gain", "0", "--out", str(out)]) == 3
        assert capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["noise.mp4"]


def test_no_video_without_its_truth(short: Path, tmp_path: Path) -> None:
    (tmp_path / "x.truth.json").mkdir()
    out = str(tmp_path / "x.mp4")
    assert main(["phantom", "attenuate", str(short), "--gain", "0", "--out", out]) == 5
    assert [p.name for p in tmp_path.iterdir()] == ["x.truth.json"]
