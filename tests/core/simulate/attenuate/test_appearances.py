from __future__ import annotations

import numpy as np

from core.simulate.attenuate import Watched
from core.simulate.attenuate.appearances import find_appearances
from core.types import FaceTrack

PTS_S = np.arange(102) / 25


def losing(face: FaceTrack, lost: slice) -> FaceTrack:
    """The same track with the face not found for a while."""
    valid = face.valid.copy()
    valid[lost] = False
    points = face.landmarks_px.copy()
    points[lost] = np.nan
    return FaceTrack(
        points, valid, face.iod_px, face.pose_deg, face.other_faces, face.sharpness, face.brightness
    )


def test_a_short_loss_is_bridged_by_a_straight_line(watched: Watched) -> None:
    (whole,) = find_appearances(watched.face, PTS_S, ())
    (found,) = find_appearances(losing(watched.face, slice(40, 44)), PTS_S, ())
    assert found.frames.tolist() == list(range(102))
    assert len(found.parts) == 1
    before, after = whole.landmarks_px[39], whole.landmarks_px[44]
    np.testing.assert_allclose(found.landmarks_px[41], before + 0.4 * (after - before), rtol=1e-4)


def test_a_longer_loss_leaves_its_frames_out(watched: Watched) -> None:
    (found,) = find_appearances(losing(watched.face, slice(40, 55)), PTS_S, ())
    assert found.frames.tolist() == [*range(40), *range(55, 102)]
    assert [len(part) for part in found.parts] == [40, 47]


def test_after_a_long_loss_or_a_cut_it_may_be_somebody_else(watched: Watched) -> None:
    lost = find_appearances(losing(watched.face, slice(40, 70)), PTS_S, ())
    assert [len(a.frames) for a in lost] == [40, 32]
    cut = find_appearances(watched.face, PTS_S, (50,))
    assert [len(a.frames) for a in cut] == [50, 52]


def test_a_glimpse_is_no_appearance(watched: Watched) -> None:
    assert len(find_appearances(watched.face, PTS_S, (5,))) == 1


def test_a_shift_in_the_head_and_one_in_the_picture_are_the_same(watched: Watched) -> None:
    (found,) = find_appearances(watched.face, PTS_S, ())
    for row in (0, 60, 101):
        shift = found.head_iod[row] - found.head_iod[0]
        back = found.landmarks_px[row, :, :2] - found.to_picture(row, shift)
        # The first frame's shape in this frame's pose: rigid points lie where the head is.
        nose = np.linalg.norm(back[6] - found.landmarks_px[row, 6, :2])
        assert nose < 0.03 * np.nanmedian(watched.face.iod_px)
    assert not found.to_picture(0, np.zeros((478, 3), np.float32)).any()
