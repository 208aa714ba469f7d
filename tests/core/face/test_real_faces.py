from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from core.face import FaceTracker, QualityMeter
from core.video import iter_frames, open_recording

pytestmark = pytest.mark.shared_data
SPAN_S = 0.5
TALKING = (
    "expressive_360p.mp4", "neutral_smile_neutral.mp4", "speech_a.mpg", "speech_b.mpg",
    "speech_c.mpg", "speech_d.mpg", "speech_e.mpg", "talk_a.mp4", "talk_b.mp4", "talk_c.mp4",
    "mild_smile.mp4", "grimace_a.mp4", "grimace_b.mp4",
)  # fmt: skip


@lru_cache(maxsize=4)
def watch(path: Path, most: int = 10_000):
    """Follow the face through a file; returns what was found in each frame, and the gates."""
    recording = open_recording(path)
    meter, found = QualityMeter(SPAN_S), []
    with FaceTracker() as tracker, iter_frames(recording, max_side_px=1920) as stream:
        for frame, _ in zip(stream, range(most), strict=False):
            observation = tracker.process(frame.rgb, frame.pts_s)
            meter.add(observation, frame.pts_s, frame.scale)
            found.append(observation)
    report = meter.report(recording, (), n_clips=1)
    return found, {check.name: check for check in report.checks}


@pytest.mark.parametrize("name", TALKING)
def test_faces_are_followed_and_pass_blur_and_light(clips_dir, name):
    found, checks = watch(clips_dir / name, 60)
    assert all(one.found for one in found)
    for gate in ("sharpness", "dark", "bright", "clipped", "face_frames"):
        assert checks[gate].status == "pass", checks[gate]
    assert checks["other_faces"].status == "pass"
    assert checks["yaw"].status == "pass"
    assert checks["frame_rate"].status == "pass"


def test_a_cartoon_has_no_patient(clips_dir):
    _, checks = watch(clips_dir / "no_face_cartoon.mp4")
    assert checks["face_frames"].status == "fail"
    assert checks["face_frames"].value < 3
    assert checks["usable_length"].status == "fail"


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [("face_then_noface_hevc.mov", 0, 71), ("noface_then_face_hevc.mov", 97, 167)],
)
def test_a_face_that_leaves_or_arrives_is_found_where_it_is(clips_dir, name, first, last):
    found, checks = watch(clips_dir / name)
    where = np.flatnonzero([one.found for one in found])
    assert where[0] == pytest.approx(first, abs=3)
    assert where[-1] == pytest.approx(last, abs=1)
    assert len(where) == where[-1] - where[0] + 1
    assert checks["face_frames"].status == "fail"
    assert checks["usable_length"].value == pytest.approx(len(where) / 26.5, abs=0.4)


def test_five_people_cannot_be_told_apart(clips_dir):
    picture = cv2.imread(str(clips_dir / "five_people.jpg"))[..., ::-1]
    meter, at = QualityMeter(SPAN_S), []
    with FaceTracker() as tracker:
        for i in range(75):
            sway = np.array([[1.2, 0, 12 * np.sin(i / 9) - 60], [0, 1.2, 5 * np.cos(i / 7) - 40]])
            moved = cv2.warpAffine(np.ascontiguousarray(picture), sway, (1200, 800))
            seen = tracker.process(moved, i / 25)
            meter.add(seen, i / 25)
            at.append(seen.landmarks_px[:, 0].mean() - 12 * np.sin(i / 9) if seen.found else np.nan)
    checks = {check.name: check for check in meter.live(3).checks}
    assert checks["other_faces"].status == "warn"
    assert checks["main_face"].status == "fail"
    assert "alone" in checks["main_face"].message
    assert checks["face_frames"].status == "pass"
    assert np.nanmax(at) - np.nanmin(at) < 40  # one and the same person throughout
