from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import numpy as np
import pytest

from core.types import (
    REGIONS,
    TASKS,
    ActivationMap,
    Alignment,
    ClipTable,
    FaceTrack,
    Prediction,
    QualityCheck,
    QualityReport,
    Recording,
    Status,
)


def face_track(frames: int, **changes: object) -> FaceTrack:
    fields: dict[str, object] = {
        "landmarks_px": np.zeros((frames, 478, 3), np.float32),
        "valid": np.ones(frames, bool),
        "iod_px": np.ones(frames, np.float32),
        "pose_deg": np.zeros((frames, 3), np.float32),
        "other_faces": np.zeros(frames, np.int16),
        "sharpness": np.ones(frames, np.float32),
        "brightness": np.ones(frames, np.float32),
    }
    return FaceTrack(**{**fields, **changes})  # type: ignore[arg-type]


def check(status: Status) -> QualityCheck:
    return QualityCheck("light", status, 1.0, "", None, None, "")


@pytest.mark.parametrize(
    ("statuses", "worst"),
    [
        ((), "pass"),
        (("pass", "warn"), "warn"),
        (("warn", "fail", "pass"), "fail"),
        (("pass", "pass"), "pass"),
    ],
)
def test_quality_is_as_bad_as_its_worst_check(statuses: tuple[Status, ...], worst: Status) -> None:
    assert QualityReport(tuple(check(status) for status in statuses)).status == worst


@pytest.mark.parametrize(
    "changes",
    [
        {"landmarks_px": np.zeros((4, 468, 3), np.float32)},
        {"iod_px": np.ones(5, np.float32)},
        {"pose_deg": np.zeros((4, 2), np.float32)},
    ],
)
def test_face_track_refuses_arrays_that_do_not_fit(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="expected shape"):
        face_track(4, **changes)


def test_results_cannot_be_changed() -> None:
    track = face_track(4)
    with pytest.raises(ValueError, match="read-only"):
        track.valid[0] = False
    with pytest.raises(FrozenInstanceError):
        track.valid = np.zeros(4, bool)  # type: ignore[misc]


def test_recording_refuses_a_time_table_of_another_kind() -> None:
    with pytest.raises(ValueError, match="pts_s"):
        Recording(Path("a.mp4"), "", np.zeros((2, 2)), (4, 4), 0, False, 1.0, 25.0, "h264", False)


def test_alignment_prediction_and_clips_check_their_lengths() -> None:
    with pytest.raises(ValueError, match="to_crop"):
        Alignment(np.zeros((3, 2, 3), np.float32), np.ones(4, bool))
    with pytest.raises(ValueError, match="clip_score"):
        Prediction(np.zeros(3, np.float32), np.zeros(2, np.float32), np.zeros((3, 8), np.float32))
    table = ClipTable(np.zeros((5, 14), np.int32), np.zeros(5), np.ones(5), np.zeros(5, np.int16))
    assert len(table) == 5


@pytest.mark.parametrize(
    ("kind", "signed"), [("activation", False), ("evidence", True), ("hirescam", True)]
)
def test_maps_know_whether_below_zero_means_something(kind: str, signed: bool) -> None:
    values = np.zeros((2, 7, 4, 4), np.float16)
    times = np.zeros((2, 7))
    assert ActivationMap("Mixed_4f", kind, values, times, (0.0, 1.0)).signed is signed  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="time_s"):
        ActivationMap("Mixed_4f", kind, values, times[:, :3], (0.0, 1.0))  # type: ignore[arg-type]


def test_names_are_those_of_the_contract() -> None:
    assert len(set(REGIONS)) == 11
    assert REGIONS[-1] == "outside"
    assert TASKS == ("rest", "smile", "disgust", "surprise", "talk", "read", "free", "unknown")
