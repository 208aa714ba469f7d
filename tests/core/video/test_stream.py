from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest

from core.errors import Cancelled, RecordingError
from core.progress import CancelToken
from core.video import iter_frames, open_recording
from tests.support.video_maker import Recipe, make_video, read_number


def test_every_frame_comes_once_under_its_own_index(video) -> None:
    recording = open_recording(video.path)
    with iter_frames(recording) as frames:
        seen = [(frame.index, read_number(frame.rgb), frame.pts_s) for frame in frames]
        assert frames.problems == ()
    assert [index for index, _, _ in seen] == list(range(len(video.times_s)))
    assert [number for _, number, _ in seen] == list(range(len(video.times_s)))
    np.testing.assert_allclose([pts_s for *_, pts_s in seen], video.times_s, atol=1e-6)


def test_frames_are_upright_and_of_the_recordings_size(video) -> None:
    recording = open_recording(video.path)
    with iter_frames(recording) as frames:
        rgb = next(frames).rgb
    assert rgb.dtype == np.uint8 and rgb.flags.c_contiguous
    assert rgb.shape == (recording.size_px[1], recording.size_px[0], 3)


@pytest.mark.parametrize("name", ["phone", "portrait", "hevc_phone"])
def test_scaled_frames_are_the_same_frames(made, name: str) -> None:
    recording = open_recording(made[name].path)
    with iter_frames(recording, max_side_px=64) as frames:
        for frame in frames:
            assert max(frame.rgb.shape[:2]) == 64
            assert frame.scale == 0.5
            assert read_number(frame.rgb) == frame.index


def test_scaling_never_enlarges(made) -> None:
    with iter_frames(open_recording(made["phone"].path), max_side_px=4000) as frames:
        frame = next(frames)
    assert frame.scale == 1.0 and frame.rgb.shape == (96, 128, 3)


def test_a_mirrored_recording_is_flipped_where_it_is_decoded(made) -> None:
    path = made["portrait"].path
    with iter_frames(open_recording(path)) as frames:
        plain = next(frames).rgb
    with iter_frames(open_recording(path, mirrored=True)) as frames:
        np.testing.assert_array_equal(next(frames).rgb, plain[:, ::-1])


@pytest.mark.parametrize("turn_deg", [90, 180, 270])
def test_a_turn_by_hand_comes_on_top_of_the_files_own(made, turn_deg: int) -> None:
    path = made["portrait"].path
    with iter_frames(open_recording(path)) as frames:
        plain = next(frames).rgb
    recording = open_recording(path, extra_rotation_deg=turn_deg)
    with iter_frames(recording) as frames:
        np.testing.assert_array_equal(next(frames).rgb, np.rot90(plain, -turn_deg // 90))
    assert recording.rotation_deg == (90 + turn_deg) % 360


def test_cancelling_stops_at_the_next_frame(made) -> None:
    cancel = CancelToken()
    seen = 0
    with (
        pytest.raises(Cancelled),
        iter_frames(open_recording(made["long_gop"].path), cancel=cancel) as frames,
    ):
        for _ in frames:
            seen += 1
            if seen == 5:
                cancel.cancel()
    assert seen == 5


def test_closing_early_leaves_no_thread_and_no_open_file(made) -> None:
    path = made["long_gop"].path
    before = threading.active_count()
    stream = iter_frames(open_recording(path))
    next(stream)
    stream.close()
    stream.close()
    assert threading.active_count() == before
    assert str(path) not in {str(p.resolve()) for p in Path("/proc/self/fd").glob("*")}
    assert list(stream) == []


def test_a_file_that_changed_since_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "swapped.mp4"
    make_video(path, Recipe("a", ".mp4", "libx264", n_frames=20))
    recording = open_recording(path)
    make_video(path, Recipe("b", ".mp4", "libx264", n_frames=30))
    with pytest.raises(RecordingError, match="no longer the file"):
        iter_frames(recording)
