"""Live quality: the analysis's own verdicts, the arrival rate, centring and sound."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from core.face.live import (
    OVAL,
    LiveQuality,
    LiveReport,
    SoundLevel,
    check_centring,
    level_dbfs,
    rate_hz,
)
from core.video import VideoReader, open_recording


@pytest.fixture(scope="module")
def face(sample_video: Path) -> NDArray[np.uint8]:
    with VideoReader(open_recording(sample_video)) as reader:
        return reader.frame(0)


def judge(rgb: NDArray[np.uint8], fps: float = 30.0, every: int = 10) -> LiveReport:
    """Let 3 s of one picture arrive, of which every tenth is looked at."""
    with LiveQuality() as live:
        for number in range(round(3 * fps)):
            live.arrived(number / fps)
            if number % every == 0:
                report = live.look(rgb, number / fps)
    return report


def test_a_good_picture_passes_though_few_are_looked_at(face: NDArray[np.uint8]) -> None:
    report = judge(face)
    assert report.status == "pass", [c for c in report.checks if c.status != "pass"]
    assert report.fps == pytest.approx(30, abs=0.5)
    assert report.looks_per_s == pytest.approx(3, abs=0.2)
    assert report.face_box is not None
    assert 0.2 < report.face_box[0] < report.face_box[2] < 0.8


@pytest.mark.parametrize(("fps", "status"), [(30, "pass"), (15, "warn"), (8, "fail")])
def test_the_rate_is_that_of_arrivals(face: NDArray[np.uint8], fps: int, status: str) -> None:
    check = judge(face, fps, every=4).check("frame_rate")
    assert (check.status, round(check.value or 0)) == (status, fps)


def test_each_light_goes_out_for_its_own_reason(face: NDArray[np.uint8]) -> None:
    dark = judge((face * 0.06).astype(np.uint8))
    assert dark.check("dark").status != "pass"
    blurred = judge(cv2.GaussianBlur(face, (0, 0), 14))
    assert blurred.check("sharpness").status == "fail"
    small = np.full((600, 800, 3), 90, np.uint8)
    small[20:140, 20:140] = cv2.resize(face, (120, 120), interpolation=cv2.INTER_AREA)
    corner = judge(small)
    assert corner.check("face_size").status == "fail"
    assert corner.check("centring").status == "fail"


def test_nobody_there(face: NDArray[np.uint8]) -> None:
    report = judge(np.full_like(face, 120))
    assert report.face_box is None
    assert report.check("face_frames").status == "fail"
    assert report.check("face_size").value is None
    assert report.check("centring").status == "fail"
    assert report.check("frame_rate").status == "pass"


def test_forgotten_pictures_do_not_count(face: NDArray[np.uint8]) -> None:
    with LiveQuality() as live:
        for number in range(60):
            live.arrived(50 + number / 30)
        live.look(np.full_like(face, 120), 52.0)
        live.forget()
        for number in range(30):
            live.arrived(51 + number / 15)
        report = live.look(face, 53.0)
    assert report.fps == pytest.approx(15, abs=0.5)
    assert report.check("face_frames").value == 100


def test_a_clock_that_starts_again_starts_all_afresh(face: NDArray[np.uint8]) -> None:
    with LiveQuality() as live:
        for time_s in (100.0, 100.1):
            live.look(np.full_like(face, 120), time_s)
        for number in range(5):
            report = live.look(face, number / 10)
    assert report.check("face_frames").value == 100


def test_centring_is_measured_in_ovals() -> None:
    half = OVAL.height * OVAL.aspect / 2 / (16 / 9)
    middle = (OVAL.x - half, OVAL.y - 0.2, OVAL.x + half, OVAL.y + 0.2)
    assert check_centring(middle, 16 / 9).value == pytest.approx(0)
    shifted = (middle[0] + half, middle[1], middle[2] + half, middle[3])
    assert check_centring(shifted, 16 / 9).value == pytest.approx(50)
    assert check_centring(shifted, 16 / 9).status == "warn"
    outside = check_centring((-0.01, 0.3, 0.99, 0.7), 16 / 9)
    assert outside.status == "fail"
    assert "outside" in outside.message


def test_a_rate_that_is_not_known_yet_is_no_failure(face: NDArray[np.uint8]) -> None:
    with LiveQuality() as live:
        live.arrived(0.0)
        check = live.look(face, 0.0).check("frame_rate")
    assert (check.status, check.value) == ("warn", None)


def test_a_rate_needs_arrivals() -> None:
    assert rate_hz([], 1.0) == rate_hz([0.9, 1.0], 1.0) == 0.0
    assert rate_hz([k / 25 for k in range(100)], 99 / 25) == pytest.approx(25)
    assert rate_hz([k / 25 for k in range(100)], 60.0) == 0.0  # all long ago


def test_levels() -> None:
    tone = np.sin(np.arange(1600) * 0.3)
    assert level_dbfs((tone * 32767).astype(np.int16)) == pytest.approx(-3.0, abs=0.1)
    assert level_dbfs((tone * 327.67).astype(np.int16)) == pytest.approx(-43.0, abs=0.2)
    assert level_dbfs(np.zeros(10, np.int16)) == level_dbfs(np.zeros(0, np.int16)) == -120


@pytest.mark.parametrize(
    ("amplitude", "status", "word"),
    [(0, "warn", "silent"), (3000, "pass", "arrives"), (32767, "warn", "too loud")],
)
def test_sound_only_ever_warns(amplitude: int, status: str, word: str) -> None:
    level = SoundLevel()
    for number in range(100):
        block = (np.sin(np.arange(800) * 0.3) * amplitude).astype(np.int16)
        level.add(block, number / 20)
    assert level.check().status == status
    assert word in level.check().message


def test_no_sound_is_said_and_old_sound_forgotten() -> None:
    level = SoundLevel()
    assert "No sound" in level.check().message
    level.add(np.full(800, 20000, np.int16), 0.0)
    level.add(np.zeros(800, np.int16), 10.0)
    assert "silent" in level.check().message
    assert level.dbfs == -120
