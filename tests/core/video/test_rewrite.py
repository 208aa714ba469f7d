from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.errors import Cancelled
from core.progress import CancelToken, Progress
from core.video import iter_frames, open_recording
from core.video.rewrite import Picture, rewrite
from tests.support.video_maker import Recipe, make_video, read_number

RECIPE = Recipe("plain", ".mp4", "libx264", n_frames=30, fps=25, audio="aac")


def same(rgb: Picture, _time_s: float, _index: int) -> Picture:
    return rgb


def shown(path: Path) -> tuple[list[int | None], NDArray[np.float64]]:
    recording = open_recording(path)
    with iter_frames(recording) as stream:
        return [read_number(frame.rgb) for frame in stream], recording.pts_s


@pytest.fixture
def source(tmp_path: Path) -> Path:
    make_video(tmp_path / "source.mp4", RECIPE)
    return tmp_path / "source.mp4"


def test_every_frame_is_changed_once_at_its_own_time(source: Path, tmp_path: Path) -> None:
    seen: list[tuple[float, int]] = []

    def mark(rgb: Picture, time_s: float, index: int) -> Picture:
        seen.append((time_s, index))
        return rgb

    told: list[Progress] = []
    recording = open_recording(source)
    rewrite(recording, tmp_path / "out.mp4", mark, progress=told.append)
    numbers, pts_s = shown(tmp_path / "out.mp4")
    assert numbers == list(range(30))
    np.testing.assert_allclose(pts_s, recording.pts_s, atol=1e-5)
    assert [index for _, index in seen] == list(range(30))
    assert open_recording(tmp_path / "out.mp4").has_audio
    assert told[-1].fraction == 1


def test_uneven_times_are_kept(tmp_path: Path) -> None:
    make_video(tmp_path / "uneven.mp4", Recipe("vfr", ".mp4", "libx264", n_frames=30, vfr=True))
    recording = open_recording(tmp_path / "uneven.mp4")
    rewrite(recording, tmp_path / "out.mp4", same)
    np.testing.assert_allclose(shown(tmp_path / "out.mp4")[1], recording.pts_s, atol=1e-5)


@pytest.mark.parametrize("rate_hz", [10.0, 25.0, 60.0])
def test_another_rate_shows_what_was_last_seen(
    rate_hz: float, source: Path, tmp_path: Path
) -> None:
    rewrite(open_recording(source), tmp_path / "out.mp4", same, rate_hz=rate_hz)
    numbers, pts_s = shown(tmp_path / "out.mp4")
    np.testing.assert_allclose(pts_s, np.arange(len(pts_s)) / rate_hz, atol=1e-5)
    assert len(pts_s) == int(np.ceil(30 / 25 * rate_hz - 1e-6))
    assert numbers == [int(t * 25 + 1e-3) for t in pts_s]


def test_pictures_may_have_another_size(source: Path, tmp_path: Path) -> None:
    rewrite(open_recording(source), tmp_path / "out.mp4", lambda rgb, *_: rgb[:48, :64])
    assert open_recording(tmp_path / "out.mp4").size_px == (64, 48)


def test_cancelling_leaves_nothing(source: Path, tmp_path: Path) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        rewrite(open_recording(source), tmp_path / "out.mp4", same, cancel=cancel)
    assert [p.name for p in tmp_path.iterdir()] == ["source.mp4"]
