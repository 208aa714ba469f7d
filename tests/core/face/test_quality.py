from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.face import QualityMeter
from core.face.limits import LIMITS
from core.face.quality import stretches_s
from core.types import Recording

SPAN_S = 0.5


def recording(times):
    return Recording(
        path=Path("a.mp4"), sha256="0" * 64, pts_s=times, size_px=(640, 480), rotation_deg=0,
        mirrored=False, duration_s=float(times[-1]), codec="h264", has_audio=False,
        measured_fps=float(1 / np.median(np.diff(times))),
    )  # fmt: skip


def judge(observations, fps=30.0, cuts=(), n_clips=10, scale=1.0):
    times = np.arange(len(observations)) / fps
    meter = QualityMeter(SPAN_S)
    for observation, time in zip(observations, times, strict=True):
        meter.add(observation, time, scale)
    report = meter.report(recording(times), cuts, n_clips)
    return report, {check.name: check for check in report.checks}


@pytest.fixture
def good(placed, seen):
    return seen(placed())


def test_a_good_recording_passes_every_gate(good):
    report, checks = judge([good] * 300)
    assert report.status == "pass"
    assert list(checks) == list(LIMITS)
    assert all(check.message.endswith(".") for check in report.checks)


@pytest.mark.parametrize(
    ("changes", "name", "status"),
    [
        ({"pose_deg": (25.0, 0.0, 0.0)}, "yaw", "warn"),
        ({"pose_deg": (-45.0, 0.0, 0.0)}, "yaw", "fail"),
        ({"pose_deg": (0.0, -25.0, 0.0)}, "pitch", "warn"),
        ({"pose_deg": (0.0, 41.0, 0.0)}, "pitch", "fail"),
        ({"iod_px": 59.0}, "face_size", "warn"),
        ({"iod_px": 29.0}, "face_size", "fail"),
        ({"sharpness": 1.5}, "sharpness", "warn"),
        ({"sharpness": 1.1}, "sharpness", "fail"),
        ({"brightness": 25.0}, "dark", "warn"),
        ({"brightness": 8.0}, "dark", "fail"),
        ({"brightness": 240.0}, "bright", "warn"),
        ({"brightness": 254.0}, "bright", "fail"),
        ({"clipped": 0.4}, "clipped", "warn"),
        ({"clipped": 0.8}, "clipped", "fail"),
        ({"other_faces": 1}, "other_faces", "warn"),
        ({"other_faces": 1, "ambiguous": True}, "main_face", "fail"),
    ],
)
def test_each_gate_tells_its_trouble(placed, seen, changes, name, status):
    report, checks = judge([seen(placed(), **changes)] * 300)
    assert checks[name].status == status
    assert report.status == status
    assert LIMITS[name].advice in checks[name].message
    others = [n for n, check in checks.items() if check.status != "pass" and n != name]
    assert others in ([], ["other_faces"])


@pytest.mark.parametrize(("share", "status"), [(0.92, "pass"), (0.8, "warn"), (0.6, "fail")])
def test_frames_with_the_face(good, seen, share, status):
    found = round(300 * share)
    _, checks = judge([good] * found + [seen(None)] * (300 - found))
    assert checks["face_frames"].status == status
    assert checks["face_frames"].value == pytest.approx(100 * share)


@pytest.mark.parametrize(
    ("fps", "status"), [(30, "pass"), (24000 / 1001, "pass"), (20, "warn"), (5, "fail")]
)
def test_frame_rate(good, fps, status):
    _, checks = judge([good] * round(10 * fps), fps=fps)
    assert checks["frame_rate"].status == status


def test_size_is_judged_in_the_source(placed, seen):
    _, checks = judge([seen(placed(40))] * 300, scale=0.5)
    assert checks["face_size"].status == "pass"
    assert checks["face_size"].value == pytest.approx(80, abs=0.5)


@pytest.mark.parametrize(("frames", "status"), [(151, "pass"), (90, "warn"), (12, "fail")])
def test_usable_length(good, frames, status):
    _, checks = judge([good] * frames)
    assert checks["usable_length"].status == status
    assert checks["usable_length"].fail_at == SPAN_S


def test_scraps_shorter_than_a_clip_do_not_add_up(good, seen):
    _, checks = judge(([good] * 10 + [seen(None)] * 12) * 20)
    assert checks["usable_length"].value == 0
    assert checks["usable_length"].status == "fail"


def test_a_recording_shorter_than_a_clip_is_told_so(good):
    _, checks = judge([good] * 12, n_clips=0)
    assert checks["usable_length"].message.startswith("Not one clip of")


def test_no_clip_at_all_is_no_recording(good):
    _, checks = judge([good] * 300, n_clips=0)
    assert checks["usable_length"].status == "fail"
    assert checks["cuts"].status == "pass"


def test_cuts_warn_and_fail_only_without_a_clip(good):
    assert judge([good] * 300, cuts=(100, 200))[1]["cuts"].status == "warn"
    assert judge([good] * 300, cuts=(100, 200), n_clips=0)[1]["cuts"].status == "fail"


def test_without_any_face_nothing_passes_unmeasured(seen):
    report, checks = judge([seen(None)] * 60, n_clips=0)
    assert report.status == "fail"
    assert checks["face_frames"].value == 0
    for name in ("face_size", "yaw", "sharpness", "dark", "main_face"):
        assert checks[name].value is None
        assert checks[name].status == "fail"


def test_live_judges_the_last_seconds_with_the_same_limits(good, placed, seen):
    meter = QualityMeter(SPAN_S, keep_s=5)
    blurred = seen(placed(), sharpness=1.1)
    for i in range(600):
        meter.add(good if i < 400 else blurred, i / 30)
    checks = {check.name: check for check in meter.live(3).checks}
    assert checks["sharpness"].status == "fail"
    assert checks["frame_rate"].value == pytest.approx(30)
    whole = judge([blurred] * 90)[1]
    for name in checks.keys() - {"frame_rate"}:
        assert checks[name] == whole[name]


def test_live_memory_is_bounded(good):
    meter = QualityMeter(SPAN_S, keep_s=2)
    held = []
    for i in range(3000):
        meter.add(good, i / 30)
        held.append(len(meter._cells))
    assert max(held) <= 10 * (2 * 2 * 30 + 2)


def test_live_before_the_first_frame(seen):
    assert QualityMeter(SPAN_S).live().status == "fail"


@given(st.lists(st.booleans(), min_size=2, max_size=80), st.sets(st.integers(1, 79), max_size=4))
def test_stretches_hold_all_found_time_and_no_more(found, cuts):
    times = np.arange(len(found)) / 30
    lengths = stretches_s(times, np.array(found), np.array(sorted(cuts)) / 30)
    assert lengths.sum() <= len(found) / 30 + 1e-9
    assert lengths.sum() >= sum(found) / 30 - 1e-9
    assert (lengths > 0).all()
