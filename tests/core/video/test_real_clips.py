"""Real clips: what the index says is what decoding gives."""

from __future__ import annotations

import random
from pathlib import Path

import av
import numpy as np
import pytest

from core.video import VideoReader, iter_frames, open_recording

pytestmark = pytest.mark.shared_data


@pytest.fixture(scope="module")
def clips(shared_data: Path) -> list[Path]:
    videos = {".mp4", ".mov", ".mpg"}
    return sorted(p for p in (shared_data / "clips").iterdir() if p.suffix in videos)


def test_index_is_what_decoding_yields(clips: list[Path]) -> None:
    for path in clips:
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            stream.thread_type = "AUTO"
            base = float(stream.time_base)
            pts = np.array([frame.pts for frame in container.decode(stream)])
        recording = open_recording(path)
        np.testing.assert_allclose(recording.pts_s, (pts - pts[0]) * base, atol=1e-9)


def test_the_clip_with_discarded_packets_has_95_frames(clips: list[Path]) -> None:
    (path,) = (p for p in clips if p.name == "no_face_cartoon.mp4")
    with av.open(str(path)) as container:
        assert sum(packet.is_discard for packet in container.demux(video=0)) == 3
    assert len(open_recording(path).pts_s) == 95


def test_random_access_equals_sequential_decoding(clips: list[Path]) -> None:
    rng = random.Random(8)
    for path in clips:
        recording = open_recording(path)
        wanted = set(rng.sample(range(len(recording.pts_s)), 4))
        with iter_frames(recording) as frames:
            pictures = {f.index: f.rgb for f in frames if f.index in wanted}
            assert frames.problems == ()
        with VideoReader(recording, cache_mb=1) as reader:
            for index in rng.sample(sorted(wanted), 4):
                np.testing.assert_array_equal(reader.frame(index), pictures[index])


def test_oblong_pixels_are_made_square(clips: list[Path]) -> None:
    sizes = {p.name: open_recording(p).size_px for p in clips}
    assert sizes["grimace_b.mp4"] == (512, 512)  # stored as 512 x 480
    assert sizes["talk_c.mp4"] == (720, 1280)
