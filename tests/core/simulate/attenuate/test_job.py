from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from core.errors import Cancelled, RecordingError, UsageError
from core.face.landmarks import FACE_OVAL
from core.measures.geometry import to_head_frame
from core.measures.signals import make_signals
from core.measures.timeline import stretches
from core.progress import CancelToken
from core.simulate.attenuate import Watched, attenuate, watch, write_truth
from core.simulate.attenuate.film import Painter
from core.simulate.attenuate.plan import plan_face
from core.simulated import truth_path
from core.types import FaceTrack
from core.video import iter_frames, open_recording
from tests.support.face_videos import pictures, write


def measured(face: FaceTrack, pts_s: NDArray[np.float64]) -> dict[str, float]:
    """How much the face varies, head motion taken out."""
    signals = make_signals(to_head_frame(face), pts_s, (), stretches(face.valid, pts_s))
    names = ("mouth_width_iod", "smile_amplitude_iod", "eye_opening_left_iod")
    return {name: float(np.nanstd(signals[name])) for name in names}


@pytest.mark.parametrize(("gain", "low", "high"), [(0.0, 0.0, 0.2), (0.5, 0.35, 0.65)])
def test_motion_measured_again_goes_with_the_gain(
    gain: float, low: float, high: float, watched: Watched, tmp_path: Path
) -> None:
    path = tmp_path / "less.mp4"
    attenuate(watched, gain, path)
    again = watch(open_recording(path))
    pts_s = watched.recording.pts_s
    before, after = measured(watched.face, pts_s), measured(again.face, pts_s)
    for name in ("mouth_width_iod", "smile_amplitude_iod"):
        assert low <= after[name] / before[name] <= high, name
    # Its one blink goes at gain 0, and is kept at 0.5 with 0.71 of its depth.
    assert after["eye_opening_left_iod"] < (0.5 + 0.8 * gain) * before["eye_opening_left_iod"]
    turn = again.face.pose_deg - watched.face.pose_deg
    assert np.abs(turn).mean() < 0.6, "the head moves as it did"


def test_gain_1_changes_no_pixel(watched: Watched) -> None:
    painter = Painter(plan_face(watched.appearances[0], 1.0))
    with iter_frames(watched.recording) as stream:
        for frame in stream:
            painted = painter.paint(frame.index, frame.rgb)
            np.testing.assert_array_equal(painted, frame.rgb)


def test_nothing_changes_beyond_the_head(watched: Watched) -> None:
    painter = Painter(plan_face(watched.appearances[0], 0.0))
    changed = 0
    with iter_frames(watched.recording) as stream:
        for frame in stream:
            painted = painter.paint(frame.index, frame.rgb)
            differs = (painted != frame.rgb).any(axis=2)
            oval = watched.face.landmarks_px[frame.index][list(FACE_OVAL), :2]
            middle = oval.mean(axis=0)
            reach = 1.45 * np.abs(oval - middle).max(axis=0)
            rows, columns = np.nonzero(differs)
            assert (np.abs(columns - middle[0]) <= reach[0]).all()
            assert (np.abs(rows - middle[1]) <= reach[1]).all()
            changed += int(differs.any())
    assert changed > 50


def test_times_size_and_truth(watched: Watched, tmp_path: Path) -> None:
    path = tmp_path / "stronger.mp4"
    plans = attenuate(watched, 1.5, path)
    write_truth(watched.recording, 1.5, plans, path)
    written = open_recording(path)
    assert written.size_px == watched.recording.size_px
    np.testing.assert_allclose(written.pts_s, watched.recording.pts_s, atol=1e-5)
    truth = json.loads(truth_path(path).read_text(encoding="utf-8"))
    assert truth["gain"] == 1.5
    assert truth["source"]["sha256"] == watched.recording.sha256
    assert "Research use only" in truth["note"]
    assert "altered" in truth["note"]
    (appearance,) = truth["appearances"]
    # The drawn face rests at first; its smile begins at 1.2 s.
    assert np.median(appearance["neutral_frames"]) < 40
    assert [round(b["peak_s"], 1) for b in appearance["blinks"]] == [2.8]
    assert truth["untouched_frames"] == 0


def test_a_cut_begins_another_neutral(sample_video: Path, tmp_path: Path) -> None:
    def nearer(frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
        part = np.ascontiguousarray(frame[30:430, 20:420])
        return cv2.flip(cv2.resize(part, (480, 480)), 1) // 2

    first = pictures(sample_video, count=24)
    second = [nearer(frame) for frame in pictures(sample_video, start=60, count=24)]
    watched = watch(open_recording(write(tmp_path / "cut.mp4", [*first, *second])))
    assert [a.frames.tolist() for a in watched.appearances] == [
        list(range(24)), list(range(24, 48)),
    ]  # fmt: skip
    plans = attenuate(watched, 0.0, tmp_path / "out.mp4")
    assert np.abs(plans[0].neutral_iod - plans[1].neutral_iod).max() > 0.02


def test_no_face_is_a_fault_of_the_recording(tmp_path: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (240, 320, 3), np.uint8)
    path = write(tmp_path / "noise.mp4", [noise] * 30)
    with pytest.raises(RecordingError, match="No face"):
        watch(open_recording(path))


@pytest.mark.parametrize("gain", [-0.1, 1.6, float("nan"), float("inf")])
def test_a_gain_out_of_range_writes_nothing(gain: float, watched: Watched, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="gain"):
        attenuate(watched, gain, tmp_path / "x.mp4")
    assert not list(tmp_path.iterdir())


def test_cancelling_leaves_nothing(watched: Watched, tmp_path: Path) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        attenuate(watched, 0.5, tmp_path / "x.mp4", cancel=cancel)
    assert not list(tmp_path.iterdir())
