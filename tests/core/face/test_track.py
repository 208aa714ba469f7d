from __future__ import annotations

import numpy as np
import pytest

from core.face import FaceObservation, FaceTrackBuilder


def test_observations_come_back_in_source_pixels(placed, seen):
    builder = FaceTrackBuilder(4)
    points = placed(40, (160, 120))
    builder.add(2, seen(points, other_faces=1, pose_deg=(5.0, -3.0, 1.0)), scale=0.5)
    builder.add(1, seen(None, other_faces=2))
    track = builder.build()
    assert track.valid.tolist() == [False, False, True, False]
    assert track.landmarks_px[2] == pytest.approx(points * 2)
    assert track.iod_px[2] == pytest.approx(80, abs=0.1)
    assert track.pose_deg[2].tolist() == [5, -3, 1]
    assert track.other_faces.tolist() == [0, 2, 1, 0]
    assert np.isnan(track.landmarks_px[[0, 1, 3]]).all()
    assert np.isnan(track.sharpness[[0, 1, 3]]).all()


def test_no_frames_at_all():
    assert len(FaceTrackBuilder(0).build().valid) == 0


def test_an_observation_is_whole(placed):
    with pytest.raises(ValueError, match="landmarks_px"):
        FaceObservation(found=True)
    with pytest.raises(ValueError, match="landmarks_px"):
        FaceObservation(found=False, landmarks_px=placed())
    with pytest.raises(ValueError, match="expected shape"):
        FaceObservation(found=True, landmarks_px=placed()[:468])
