from __future__ import annotations

import numpy as np
import pytest

from core.analysis.clip_landmarks import clip_landmarks
from core.types import LANDMARKS, Alignment, ClipTable, FaceTrack


def track(valid):
    """A face whose points all lie at (10 i, 20) px in frame i."""
    count = len(valid)
    points = np.zeros((count, LANDMARKS, 3), np.float32)
    points[..., 0] = 10.0 * np.arange(count)[:, None]
    points[..., 1] = 20.0
    points[~valid] = np.nan
    one = np.where(valid, 1.0, np.nan).astype(np.float32)
    zeros = np.zeros(count, np.int16)
    return FaceTrack(points, valid, one, np.stack([one] * 3, 1), zeros, one, one)


def alignment(count):
    to_crop = np.zeros((count, 2, 3), np.float32)
    to_crop[:, 0, 0] = to_crop[:, 1, 1] = 0.01
    to_crop[:, 0, 2] = 0.5
    return Alignment(to_crop, np.ones(count, np.bool_))


def table(rows):
    n = len(rows)
    return ClipTable(np.array(rows, np.int32), np.zeros(n), np.ones(n), np.zeros(n, np.int16))


def test_each_clip_has_the_median_of_its_seen_frames_in_the_unit_crop():
    valid = np.array([True, True, True, False, True])
    found = clip_landmarks(track(valid), alignment(5), table([[0, 1, 2], [2, 3, 4]]))
    assert found.shape == (2, LANDMARKS, 2)
    assert found[0, :, 0] == pytest.approx(0.01 * 10 + 0.5)
    assert found[1, :, 0] == pytest.approx(0.01 * 30 + 0.5)
    assert found[:, :, 1] == pytest.approx(0.2)


def test_a_clip_in_which_the_face_was_never_seen_is_an_error():
    valid = np.array([True, False, False])
    with pytest.raises(ValueError, match="clip 1"):
        clip_landmarks(track(valid), alignment(3), table([[0, 1], [1, 2]]))
