"""Damaged files: good frames before and after the fault, a plain word, never a wrong picture."""

from __future__ import annotations

import random
from pathlib import Path

import av
import numpy as np
import pytest

from core.errors import RecordingError
from core.video import VideoReader, iter_frames, open_recording
from tests.support.video_maker import Recipe, make_video, read_number

_GOP = 12


def _spoil(made, tmp_path: Path, packet_number: int) -> Path:
    """Copy a video with the second half of one picture overwritten."""
    with av.open(str(made.path)) as container:
        spans = [(p.pos, p.size) for p in container.demux(video=0) if p.size]
    at, size = spans[packet_number]
    data = bytearray(made.path.read_bytes())
    data[at + size // 2 : at + size] = random.Random(1).randbytes(size - size // 2)
    path = tmp_path / made.path.name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("packet_number", [27, 28, 31, 36])
@pytest.mark.parametrize("name", ["phone", "long_gop", "edited", "portrait", "open_gop"])
def test_frames_before_and_after_the_fault_are_right(
    made, tmp_path: Path, name: str, packet_number: int
) -> None:
    recording = open_recording(_spoil(made[name], tmp_path, packet_number))
    with iter_frames(recording) as frames:
        seen = [(frame.index, read_number(frame.rgb)) for frame in frames]
    assert [pair for pair in seen if pair[0] != pair[1]] == []
    assert 20 < len(seen) < len(recording.pts_s)
    (problem,) = frames.problems
    assert "damaged" in problem and "left out" in problem
    missing = len(recording.pts_s) - len(seen)
    assert f"{missing} of {len(recording.pts_s)}" in problem


def test_decoding_goes_on_at_the_next_key_frame(tmp_path: Path) -> None:
    path = tmp_path / "groups.mp4"
    recipe = Recipe("groups", ".mp4", "libx264", {"sc_threshold": "0"}, gop=_GOP, b_frames=2)
    make_video(path, recipe)
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 30] = bytes(30)
    path.write_bytes(data)
    recording = open_recording(path)
    with iter_frames(recording) as frames:
        seen = [frame.index for frame in frames]
    missing = sorted(set(range(60)) - set(seen))
    assert missing and missing[-1] - missing[0] < 2 * _GOP
    assert missing[-1] % _GOP == _GOP - 1
    assert seen[-1] == 59


def test_random_access_agrees_with_the_stream(made, tmp_path: Path) -> None:
    recording = open_recording(_spoil(made["long_gop"], tmp_path, 144))
    with iter_frames(recording) as frames:
        good = {frame.index for frame in frames}
    with VideoReader(recording) as reader:
        for index in random.Random(2).sample(range(len(recording.pts_s)), 40):
            if index in good:
                assert read_number(reader.frame(index)) == index
            else:
                with pytest.raises(RecordingError, match="cannot be shown"):
                    reader.frame(index)


@pytest.mark.parametrize("name", ["hevc_vfr", "vp9", "mjpeg_avi", "broadcast"])
def test_a_copy_that_was_cut_off_gives_what_is_there(made, tmp_path: Path, name: str) -> None:
    video = made[name]
    data = video.path.read_bytes()
    path = tmp_path / video.path.name
    path.write_bytes(data[: len(data) * 6 // 10])
    recording = open_recording(path)
    assert 0 < len(recording.pts_s) < len(video.times_s)
    with iter_frames(recording) as frames:
        seen = [(frame.index, frame.pts_s, read_number(frame.rgb)) for frame in frames]
    assert len(seen) > 5
    for _, pts_s, number in seen[:-1]:  # half of the last picture may be missing unnoticed
        assert number is not None
        assert pts_s == pytest.approx(video.times_s[number], abs=2e-3)


def test_a_lost_end_is_told(tmp_path: Path) -> None:
    path = tmp_path / "interview.mkv"
    make_video(path, Recipe("interview", ".mkv", "libx264", n_frames=250))
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with iter_frames(open_recording(path)) as frames:
        for _ in frames:
            pass
    assert "should hold 10.0 s" in frames.problems[0]
    assert "cut off" in frames.problems[0]


def test_nothing_decodable_is_refused(made, tmp_path: Path) -> None:
    path = tmp_path / "zeros.mp4"
    data = bytearray(made["phone"].path.read_bytes())
    begin, end = data.index(b"mdat") + 4, data.index(b"moov") - 4
    data[begin:end] = bytes(end - begin)
    path.write_bytes(data)
    with pytest.raises(RecordingError, match="damaged"):
        open_recording(path)


@pytest.mark.parametrize("seed", range(12))
def test_random_damage_never_raises_anything_but_a_sentence(
    made, tmp_path: Path, seed: int
) -> None:
    rng = random.Random(seed)
    video = made[rng.choice(sorted(made))]
    data = bytearray(video.path.read_bytes())
    for _ in range(rng.randint(1, 6)):
        at = rng.randrange(len(data))
        data[at : at + rng.randint(1, 300)] = rng.randbytes(rng.randint(1, 300))
    path = tmp_path / video.path.name
    path.write_bytes(data)
    try:
        recording = open_recording(path)
        with iter_frames(recording) as frames:
            indexes = [frame.index for frame in frames]
    except RecordingError as error:
        assert path.name in error.message
    else:
        assert np.all(np.diff(indexes) > 0)
