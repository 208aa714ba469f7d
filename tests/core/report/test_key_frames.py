"""Key frames: the right moments, the right picture, the map at its place."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.errors import Cancelled
from core.progress import CancelToken
from core.report.key_frames import key_frames
from core.report.moments import SIDE_PX, face_view
from core.types import Alignment, Analysis
from core.video import VideoReader
from tests.support.analysis_factory import FACE_PX, face_centre_px, make_analysis


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    return make_analysis(video=tmp_path_factory.mktemp("source") / "v.mp4")


def test_highest_median_and_lowest(analysis: Analysis) -> None:
    found = key_frames(analysis, analysis.maps)
    assert [f.label for f in found.frames] == ["Highest score", "Median score", "Lowest score"]
    scores = [f.clip_score for f in found.frames]
    everything = analysis.prediction.clip_score
    assert scores[0] == everything.max() and scores[2] == everything.min()
    assert scores[0] > scores[1] > scores[2]
    for frame in found.frames:
        assert frame.time_s == analysis.recording.pts_s[frame.frame]
        assert len(frame.pictures) == 1 + len(analysis.maps)
        for data in frame.pictures:
            assert Image.open(io.BytesIO(data)).size == (SIDE_PX, SIDE_PX)


def test_frames_without_an_aligned_face_are_not_chosen(analysis: Analysis) -> None:
    first = key_frames(analysis, analysis.maps).frames[0].frame
    valid = analysis.alignment.valid.copy()
    valid[first] = False
    hidden = replace(analysis, alignment=Alignment(analysis.alignment.to_crop, valid))
    assert first not in [f.frame for f in key_frames(hidden, hidden.maps).frames]
    nowhere = replace(analysis, alignment=Alignment(analysis.alignment.to_crop, valid & False))
    assert "No clip was judged" in key_frames(nowhere, nowhere.maps).missing


def test_refused_recording_has_none() -> None:
    assert "No clip was judged" in key_frames(make_analysis(refused=True), ()).missing


def test_damaged_source_is_told(tmp_path: Path) -> None:
    analysis = make_analysis(video=tmp_path / "v.mp4", n_frames=120)
    (tmp_path / "v.mp4").unlink()
    assert "not found" in key_frames(analysis, analysis.maps).missing


def test_cancel(analysis: Analysis) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        key_frames(analysis, analysis.maps, token)


@pytest.mark.parametrize("index", [0, 37, 200])
def test_view_shows_the_face_in_its_middle(analysis: Analysis, index: int) -> None:
    with VideoReader(analysis.recording) as reader:
        rgb = reader.frame(index)
    view, to_crop = face_view(rgb, analysis.alignment.to_crop[index])
    bright = view.mean(axis=-1) > 100
    y, x = np.nonzero(bright)
    centre = np.array([x.mean() + 0.5, y.mean() + 0.5])
    np.testing.assert_allclose(centre, SIDE_PX / 2, atol=3)
    np.testing.assert_allclose(to_crop[:, :2] @ centre + to_crop[:, 2], 0.5, atol=0.02)
    assert face_centre_px(np.array([index / 30])).shape == (1, 2)
    scale = 1.24 * FACE_PX / SIDE_PX
    np.testing.assert_allclose(to_crop[0, 0], scale / FACE_PX, rtol=1e-3)
