"""Random access: no request ever shows another frame."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from core.video import VideoReader, iter_frames, open_recording
from tests.support.video_maker import read_number

_REQUESTS = 500


def test_500_random_requests_over_the_set_never_show_another_frame(made) -> None:
    rng = random.Random(20)
    readers = [VideoReader(open_recording(m.path), cache_mb=0.2) for m in made.values()]
    try:
        shown = []
        for _ in range(_REQUESTS):
            reader = rng.choice(readers)
            wanted = rng.randrange(len(reader))
            shown.append((wanted, read_number(reader.frame(wanted))))
    finally:
        for reader in readers:
            reader.close()
    assert [pair for pair in shown if pair[0] != pair[1]] == []


def test_every_frame_backwards(video) -> None:
    recording = open_recording(video.path)
    last = len(recording.pts_s) - 1
    with VideoReader(recording, cache_mb=1.5) as reader:
        for index in range(last, max(0, last - 70), -1):
            assert read_number(reader.frame(index)) == index


def test_random_access_shows_the_pixels_of_sequential_decoding(video) -> None:
    recording = open_recording(video.path)
    with iter_frames(recording) as frames:
        sequential = [frame.rgb for frame in frames]
    order = random.Random(4).sample(range(len(sequential)), 25)
    with VideoReader(recording, cache_mb=0.001) as reader:
        for index in order:
            np.testing.assert_array_equal(reader.frame(index), sequential[index])


def test_turned_mirrored_and_scaled_like_the_stream(made) -> None:
    recording = open_recording(made["portrait"].path, mirrored=True, extra_rotation_deg=90)
    with iter_frames(recording, max_side_px=64) as frames:
        sequential = [frame.rgb for frame in frames]
    with VideoReader(recording, max_side_px=64) as reader:
        assert reader.scale == 0.5
        np.testing.assert_array_equal(reader.frame(31), sequential[31])


def test_memory_stays_below_its_limit(made) -> None:
    recording = open_recording(made["long_gop"].path)
    one = 96 * 128 * 3
    with VideoReader(recording, cache_mb=5 * one / 1e6) as reader:
        for index in (0, 100, 279, 140, 3):
            reader.frame(index)
            assert reader._cache._used <= 5 * one
            assert sum(f.nbytes for f in reader._cache._frames.values()) == reader._cache._used


def test_a_cached_frame_is_handed_out_again(made) -> None:
    with VideoReader(open_recording(made["phone"].path)) as reader:
        assert reader.frame(30) is reader.frame(30)


def test_frames_cannot_be_drawn_upon(made) -> None:
    with VideoReader(open_recording(made["phone"].path)) as reader:
        frame = reader.frame(0)
        with pytest.raises(ValueError, match="read-only"):
            frame[0, 0] = 0


@pytest.mark.parametrize("index", [-1, 60])
def test_there_is_no_frame_outside_the_recording(made, index: int) -> None:
    with (
        VideoReader(open_recording(made["phone"].path)) as reader,
        pytest.raises(IndexError, match="of 60"),
    ):
        reader.frame(index)


def test_several_threads_may_ask(made) -> None:
    recording = open_recording(made["open_gop"].path)
    wanted = random.Random(1).choices(range(60), k=80)
    with VideoReader(recording, cache_mb=0.2) as reader, ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(lambda i: read_number(reader.frame(i)), wanted))
    assert numbers == wanted


def test_a_closed_reader_opens_again_when_asked(made) -> None:
    reader = VideoReader(open_recording(made["vp9"].path))
    reader.frame(10)
    reader.close()
    assert read_number(reader.frame(40)) == 40
    reader.close()
