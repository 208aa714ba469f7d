"""Whatever is given to ``facies analyze``: the right exit code, a sentence, and no debris."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from core.cli import main
from tests.support import face_videos


@pytest.fixture
def analyze(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str]]:
    """Run the verb in this process; check what must hold for every run; give code and words."""
    logs = tmp_path / "logs"
    monkeypatch.setenv("FACIES_LOG_DIR", str(logs))

    def run(video: Path, *options: str, out: Path | None = None) -> tuple[int, str]:
        folder = out or tmp_path / "out"
        before = _fingerprint(video)
        code = main(["analyze", str(video), "--out", str(folder), "--no-freeze", *options])
        captured = capfd.readouterr()
        said = captured.out + captured.err
        assert _fingerprint(video) == before, "the source was touched"
        assert "Traceback" not in said
        assert not list(tmp_path.rglob(".facies-*")), "debris was left"
        assert not logs.exists() or code == 4
        return code, said

    return run


def _fingerprint(path: Path) -> str:
    if not path.is_file():
        return ""
    return hashlib.sha256(path.read_bytes()).hexdigest() + str(path.stat().st_mtime_ns)


def nothing_written(folder: Path) -> bool:
    return not folder.exists() or not any(folder.iterdir())


def test_unreadable_files_are_refused_with_a_sentence(
    tmp_path: Path, analyze: Callable[..., tuple[int, str]], sample_video: Path
) -> None:
    whole = sample_video.read_bytes()
    cases: dict[str, bytes | None] = {
        "missing.mp4": None,
        "empty.mp4": b"",
        "text.mp4": b"This is a letter, not a video.\n" * 40,
        "head.mp4": whole[: len(whole) // 40],
        "noise.mp4": np.random.default_rng(0).bytes(200_000),
    }
    for name, data in cases.items():
        path = tmp_path / name
        if data is not None:
            path.write_bytes(data)
        code, said = analyze(path)
        assert code == 3, (name, said)
        assert len(said.strip()) > 30
        assert nothing_written(tmp_path / "out")


def test_a_folder_sound_alone_and_a_still_are_refused(
    tmp_path: Path, analyze: Callable[..., tuple[int, str]], sample_video: Path
) -> None:
    import cv2

    still = tmp_path / "still.jpg"
    cv2.imwrite(str(still), face_videos.pictures(sample_video, count=1)[0])
    tone = face_videos.tone_only(tmp_path / "tone.m4a")
    for path in (tmp_path, still, tone):
        code, said = analyze(path)
        assert code == 3, said


def test_a_picture_of_one_pixel_is_refused(
    tmp_path: Path, analyze: Callable[..., tuple[int, str]]
) -> None:
    tiny = face_videos.write(tmp_path / "tiny.mp4", [np.zeros((2, 2, 3), np.uint8)] * 60)
    code, said = analyze(tiny)
    assert code == 3, said


@pytest.mark.parametrize("kind", ["no face", "dark", "short", "slow", "crowd", "face leaves"])
def test_a_failed_gate_gives_no_score_and_says_why(
    kind: str, tmp_path: Path, analyze: Callable[..., tuple[int, str]], sample_video: Path
) -> None:
    path = tmp_path / f"{kind}.mp4"
    blank = np.full((240, 320, 3), 120, np.uint8)
    if kind == "no face":
        face_videos.write(path, [blank] * 60)
    elif kind == "dark":
        face_videos.mapped(sample_video, path, lambda f: (f * 0.04).astype(np.uint8), 60)
    elif kind == "short":
        face_videos.write(path, face_videos.pictures(sample_video, count=12))
    elif kind == "slow":
        face_videos.write(path, face_videos.pictures(sample_video, step=5), fps=5)
    elif kind == "crowd":
        face_videos.crowd(sample_video, path, patient_first=False)
    else:
        frames = face_videos.pictures(sample_video, count=100)
        empty = np.full_like(frames[0], 120)
        face_videos.write(path, frames[:40] + [empty] * 60)
    code, said = analyze(path)
    assert code == 3, said
    record = json.loads((tmp_path / "out" / "analysis.json").read_text())
    assert record["score"] is None
    failed = [c for c in record["quality"]["checks"] if c["status"] == "fail"]
    assert failed
    assert failed[0]["message"] in said
    assert (tmp_path / "out" / "report.pdf").exists()


def test_one_clear_patient_among_five_is_analysed_with_a_warning(
    tmp_path: Path, analyze: Callable[..., tuple[int, str]], sample_video: Path
) -> None:
    path = face_videos.crowd(sample_video, tmp_path / "five.mp4", patient_first=True)
    code, said = analyze(path)
    assert code == 0, said
    record = json.loads((tmp_path / "out" / "analysis.json").read_text())
    status = {c["name"]: c["status"] for c in record["quality"]["checks"]}
    assert status["other_faces"] == "warn"


def test_damage_in_the_middle_keeps_what_is_usable(
    tmp_path: Path, analyze: Callable[..., tuple[int, str]], sample_video: Path
) -> None:
    source = face_videos.write(
        tmp_path / "whole.mp4", face_videos.pictures(sample_video, count=200), gop=250
    )
    code, said = analyze(face_videos.corrupt_middle(source, tmp_path / "damaged.mp4"))
    assert code == 0, said
    record = json.loads((tmp_path / "out" / "analysis.json").read_text())
    assert record["score"] is not None
    assert record["warnings"]


def test_a_name_with_spaces_emoji_and_accents(
    tmp_path: Path, analyze: Callable[..., tuple[int, str]], sample_video: Path
) -> None:
    folder = tmp_path / "señal nº 1 😀"
    folder.mkdir()
    path = folder / "paciente é 👩‍⚕️.mp4"
    face_videos.write(path, face_videos.pictures(sample_video, count=60))
    code, said = analyze(path, out=folder / "salida é")
    assert code == 0, said
    assert (folder / "salida é" / "report.pdf").exists()


@pytest.mark.slow
def test_8k_is_analysed_in_bounded_memory(
    tmp_path: Path, analyze: Callable[..., tuple[int, str]], sample_video: Path
) -> None:
    import cv2

    big = [cv2.resize(f, (7680, 4320)) for f in face_videos.pictures(sample_video, count=45)]
    code, said = analyze(face_videos.write(tmp_path / "8k.mp4", big))
    assert code == 0, said


def test_wrong_usage(
    tmp_path: Path, analyze: Callable[..., tuple[int, str]], sample_video: Path
) -> None:
    segments = tmp_path / "segments.json"
    segments.write_text('[{"task": "dance", "start_s": 0, "end_s": 3}]')
    for options in (
        ["--model", "no-such-model"],
        ["--layer", "Conv9"],
        ["--segments", str(segments)],
        ["--segments", str(tmp_path / "none.json")],
        ["--unknown"],
        ["--device", "tpu"],
        ["--rotate", "45"],
    ):
        code, said = analyze(sample_video, *options)
        assert code == 2, (options, said)
        assert nothing_written(tmp_path / "out")


def test_a_device_that_this_machine_lacks(
    tmp_path: Path, analyze: Callable[..., tuple[int, str]], sample_video: Path
) -> None:
    import torch

    missing = "mps" if torch.cuda.is_available() else "cuda"
    code, said = analyze(sample_video, "--device", missing)
    assert code == 2, said


def test_tampered_and_wrong_bundles(
    tmp_path: Path, analyze: Callable[..., tuple[int, str]], sample_video: Path
) -> None:
    from core.inference import resolve_bundle

    shipped = resolve_bundle(None).path
    tampered = tmp_path / "tampered"
    shutil.copytree(shipped, tampered)
    weights = tampered / "weights.safetensors"
    data = bytearray(weights.read_bytes())
    data[-100] ^= 1
    weights.write_bytes(bytes(data))
    wrong = tmp_path / "wrong.facies"
    wrong.write_bytes(b"PK not a bundle")
    for path in (tampered, wrong):
        code, said = analyze(sample_video, "--model", str(path))
        assert code == 5, said
        assert nothing_written(tmp_path / "out")


def test_a_file_where_the_folder_should_be(
    tmp_path: Path, analyze: Callable[..., tuple[int, str]], sample_video: Path
) -> None:
    blocked = tmp_path / "out"
    blocked.write_text("mine")
    code, said = analyze(sample_video, out=blocked)
    assert code == 5, said
    assert blocked.read_text() == "mine"


def test_results_never_replace_the_recording(
    tmp_path: Path, analyze: Callable[..., tuple[int, str]], sample_video: Path
) -> None:
    video = face_videos.write(
        tmp_path / "overlay.mp4", face_videos.pictures(sample_video, count=12)
    )
    for options in ([], ["--overlay"]):
        code, said = analyze(video, *options, out=tmp_path)
        assert code == 2, said
        assert "the recording itself" in said
    assert [p.name for p in tmp_path.iterdir()] == ["overlay.mp4"]


def test_two_recordings_are_not_mixed_in_one_folder(
    tmp_path: Path, analyze: Callable[..., tuple[int, str]], sample_video: Path
) -> None:
    pictures = face_videos.pictures(sample_video, count=14)
    one = face_videos.write(tmp_path / "one.mp4", pictures[:12])
    two = face_videos.write(tmp_path / "two.mp4", pictures)
    out = tmp_path / "out"
    assert analyze(one)[0] == 3
    code, said = analyze(two)
    assert code == 2, said
    assert "another recording" in said
    assert json.loads((out / "analysis.json").read_text())["recording"]["path"] == str(one)
    assert analyze(one, "--no-report")[0] == 3
    assert not (out / "report.pdf").exists(), "the report of an earlier run stayed"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 KiB; needs root."""
    place = tmp_path / "disk"
    place.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place)], capture_output=True
    )
    if done.returncode:
        pytest.skip("mounting a small disk needs root")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk(
    small_disk: Path, analyze: Callable[..., tuple[int, str]], tmp_path: Path, sample_video: Path
) -> None:
    short = face_videos.write(tmp_path / "s.mp4", face_videos.pictures(sample_video, count=60))
    code, said = analyze(short, out=small_disk / "out")
    assert code == 5, said
    assert "full" in said
    assert not list(small_disk.rglob("*"))


def test_a_read_only_folder(
    small_disk: Path, analyze: Callable[..., tuple[int, str]], sample_video: Path
) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    code, said = analyze(sample_video, out=small_disk / "out")
    assert code == 5, said
    assert "read-only" in said


def test_an_unforeseen_fault_is_logged_without_the_patients_path(
    tmp_path: Path, sample_video: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    import core.analysis.analyse as job

    def broken(*_: object) -> None:
        raise RuntimeError(f"cannot open {sample_video}")

    monkeypatch.setenv("FACIES_LOG_DIR", str(tmp_path / "logs"))
    monkeypatch.setattr(job, "resolve_segments", broken)
    assert main(["analyze", str(sample_video), "--out", str(tmp_path / "out")]) == 4
    (log,) = (tmp_path / "logs").iterdir()
    assert str(log) in capsys.readouterr().err
    text = log.read_text()
    assert "RuntimeError" in text
    assert "sample.mp4" not in text
    assert nothing_written(tmp_path / "out")


@pytest.mark.parametrize("after_s", [1.0, 5.0])
def test_ctrl_c_stops_quickly_and_leaves_nothing(
    after_s: float, tmp_path: Path, root: Path, sample_video: Path
) -> None:
    command = [sys.executable, "-m", "gui.main", "analyze", str(sample_video)]
    out = tmp_path / "out"
    process = subprocess.Popen(
        [*command, "--out", str(out), "--overlay", "--progress", "none"],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "FACIES_LOG_DIR": str(tmp_path / "logs")},
    )
    time.sleep(after_s)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 130, said
    assert "Traceback" not in said
    assert nothing_written(out)
