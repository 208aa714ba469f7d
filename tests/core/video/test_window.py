"""Frames about a position: the right ones, in bounded memory, ready before they are asked for."""

from __future__ import annotations

import random

import av
import numpy as np
import pytest

from core.video import VideoReader, open_recording
from core.video.window import FrameWindow
from tests.support.video_maker import read_number


def fetched(window: FrameWindow, index: int) -> np.ndarray | None:
    window.move(index)
    while window.fetch(index):
        pass
    return window.picture(index)


def rest(window: FrameWindow, *, playing: bool = False, steps: int = 2000) -> None:
    for _ in range(steps):
        if not window.prepare(playing=playing):
            return
    pytest.fail("prepares without end")


def test_random_frames_with_preparing_in_between_are_the_right_ones(video) -> None:
    rng = random.Random(3)
    with FrameWindow(open_recording(video.path), room_mb=0.4) as window:
        at = 0
        for _ in range(60):
            stride = rng.choice([1, -1, 25, -25, rng.randrange(len(window))])
            at = min(max(at + stride, 0), len(window) - 1)
            picture = fetched(window, at)
            assert picture is not None and read_number(picture) == at
            for _ in range(rng.randrange(30)):
                window.prepare()


def test_pixels_are_those_of_the_reader(made) -> None:
    recording = open_recording(made["portrait"].path, mirrored=True)
    with FrameWindow(recording) as window, VideoReader(recording) as reader:
        for index in (0, 31, 17):
            np.testing.assert_array_equal(fetched(window, index), reader.frame(index))


def test_given_out_at_the_size_that_fits_larger_or_smaller(made) -> None:
    with FrameWindow(open_recording(made["portrait"].path)) as window:
        for longest in (64, 300):
            window.fit(longest)
            picture = fetched(window, 20)
            assert picture.shape == (longest, round(longest * 96 / 128), 3)
            assert read_number(picture) == 20


def test_large_recordings_are_held_smaller(made) -> None:
    recording = open_recording(made["portrait"].path)
    with FrameWindow(recording, max_side_px=64) as window:
        assert read_number(fetched(window, 9)) == 9
        assert {(f.width, f.height) for f in window._hold.frames.values()} == {(64, 48)}


@pytest.mark.parametrize("room_mb", [0.01, 0.1, 0.5])
def test_memory_stays_below_its_limit_and_resting_ends(made, room_mb: float) -> None:
    with FrameWindow(open_recording(made["long_gop"].path), room_mb=room_mb) as window:
        for at in (0, 200, 199, 174, 149, 270):
            fetched(window, at)
            rest(window)
            assert at in window._hold.frames
            held = [sum(p.buffer_size for p in f.planes) for f in window._hold.frames.values()]
            assert sum(held) == window._hold._used <= max(room_mb * 1e6, 2 * max(held))


def test_after_a_rest_steps_of_either_width_are_there_already(made) -> None:
    with FrameWindow(open_recording(made["long_gop"].path)) as window:
        fetched(window, 200)
        rest(window)
        ready = window._hold.frames
        assert {199, 198, 190, 201, 210, 175, 225} <= ready.keys()


def test_second_steps_back_are_fetched_in_one_sweep(made) -> None:
    with FrameWindow(open_recording(made["long_gop"].path)) as window:
        fetched(window, 225)
        rest(window)
        fetched(window, 200)
        rest(window)
        assert {175, 150, 125, 100, 75, 50} <= window._hold.frames.keys()


def test_playing_decodes_ahead_before_anything_else(made) -> None:
    with FrameWindow(open_recording(made["long_gop"].path)) as window:
        fetched(window, 200)
        window.move(60)
        window.fetch(60)
        for _ in range(3):
            window.prepare()
        fetched(window, 100)
        rest(window, playing=True, steps=40)
        assert set(range(100, 131)) <= window._hold.frames.keys()


def test_closed_window_holds_nothing(made) -> None:
    window = FrameWindow(open_recording(made["phone"].path))
    fetched(window, 5)
    window.close()
    window.close()
    assert not window._hold.frames


def test_damaged_frames_are_found_out_once_and_the_others_shown(made, tmp_path) -> None:
    data = bytearray(made["long_gop"].path.read_bytes())
    with av.open(str(made["long_gop"].path)) as container:
        spans = [(p.pos, p.size) for p in container.demux(video=0) if p.size]
    at, size = spans[120]
    data[at + size // 2 : at + size] = random.Random(1).randbytes(size - size // 2)
    (tmp_path / "v.mp4").write_bytes(data)
    with FrameWindow(open_recording(tmp_path / "v.mp4")) as window:
        for index in (200, 100, 260, 30, 140):
            picture = fetched(window, index)
            rest(window)
            assert (picture is None) == window.is_damaged(index)
            assert picture is None or read_number(picture) == index
        assert window.is_damaged(200) and not window.is_damaged(100)
        window.move(201)
        assert not window.fetch(201), "its neighbour's fault is known already"
