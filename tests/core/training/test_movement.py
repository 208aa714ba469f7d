"""Movement of the parts of a face, from landmarks."""

from __future__ import annotations

import numpy as np
import pytest

from core.face import landmarks as lm
from core.training.movement import PARTS, clip_movement
from core.types import LANDMARKS, Alignment, ClipTable, FaceTrack

FRAMES = 20
LIPS = 3


def track(points_px: np.ndarray, valid: np.ndarray) -> FaceTrack:
    nan = np.full(len(valid), np.nan, np.float32)
    return FaceTrack(
        landmarks_px=points_px.astype(np.float32),
        valid=valid,
        iod_px=nan,
        pose_deg=np.full((len(valid), 3), np.nan, np.float32),
        other_faces=np.zeros(len(valid), np.int16),
        sharpness=nan,
        brightness=nan,
    )


@pytest.fixture
def still_px() -> np.ndarray:
    points = np.random.default_rng(0).uniform(100, 300, (LANDMARKS, 3))
    return np.repeat(points[None], FRAMES, axis=0)


def measured(points_px: np.ndarray, shift_px: np.ndarray, valid: np.ndarray) -> np.ndarray:
    """Movement in one clip of all frames, where the crop follows the head's shift."""
    to_crop = np.zeros((FRAMES, 2, 3), np.float32)
    to_crop[:, 0, 0] = to_crop[:, 1, 1] = 1 / 400
    to_crop[:, :, 2] = -shift_px / 400
    moved = points_px.copy()
    moved[:, :, :2] += shift_px[:, None]
    table = ClipTable(
        np.arange(FRAMES, dtype=np.int32)[None], np.zeros(1), np.ones(1), np.zeros(1, np.int16)
    )
    return clip_movement(track(moved, valid), Alignment(to_crop, valid), table)[0]


def test_a_still_face_on_a_moving_head_does_not_move(still_px: np.ndarray) -> None:
    shift = np.cumsum(np.random.default_rng(1).normal(0, 2, (FRAMES, 2)), axis=0)
    got = measured(still_px, shift, np.ones(FRAMES, bool))
    assert np.allclose(got, np.log(1e-3))


def test_moving_lips_move_the_lips_alone_and_by_their_size(still_px: np.ndarray) -> None:
    lips = list({*lm.OUTER_LIP_RING, *lm.INNER_LIP_RING})
    wave = 8 * np.sin(np.arange(FRAMES))
    still_px[:, lips, 1] += wave[:, None]
    got = measured(still_px, np.zeros((FRAMES, 2)), np.ones(FRAMES, bool))
    assert got[LIPS] == pytest.approx(np.log(wave.std() / 400), abs=1e-3)
    others = [i for i in range(len(PARTS)) if i != LIPS]
    assert np.allclose(got[others], np.log(1e-3))


def test_frames_without_a_face_do_not_count(still_px: np.ndarray) -> None:
    valid = np.arange(FRAMES) % 3 > 0
    still_px[~valid] = np.nan
    got = measured(still_px, np.zeros((FRAMES, 2)), valid)
    assert np.allclose(got, np.log(1e-3))
    assert np.isfinite(measured(still_px, np.zeros((FRAMES, 2)), np.zeros(FRAMES, bool))).all()
