from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from core.bench.looped import loop_video
from core.errors import RecordingError

FPS = 25
FRAMES = 30


def shades(path: Path) -> tuple[list[float], list[int]]:
    """Times and mean brightness of a video's frames, as shown."""
    with av.open(str(path)) as opened:
        frames = list(opened.decode(video=0))
    return [float(f.time or 0) for f in frames], [
        round(float(f.to_ndarray().mean())) for f in frames
    ]


@pytest.fixture
def short_video(tmp_path: Path) -> Path:
    """1.2 s of H.264 with B-frames, each frame a shade of its own."""
    path = tmp_path / "short.mp4"
    with av.open(str(path), "w") as written:
        stream = written.add_stream("libx264", rate=FPS)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "gray"
        stream.options = {"bf": "2", "qp": "0"}
        for number in range(FRAMES):
            picture = np.full((48, 64), 20 + 7 * number, np.uint8)
            for packet in stream.encode(av.VideoFrame.from_ndarray(picture, "gray")):
                written.mux(packet)
        for packet in stream.encode(None):
            written.mux(packet)
    return path


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_repeats_every_frame_in_even_time(short_video: Path, tmp_path: Path, suffix: str) -> None:
    longer = tmp_path / f"longer{suffix}"
    loop_video(short_video, longer, 5.0)
    times, levels = shades(longer)
    _, once = shades(short_video)
    assert len(levels) % FRAMES == 0
    assert levels == once * (len(levels) // FRAMES)
    assert times[-1] - times[0] >= 5.0 - 1.5 / FPS
    steps = [later - earlier for earlier, later in pairwise(times)]
    np.testing.assert_allclose(steps, 1 / FPS, atol=2e-3)  # MKV keeps milliseconds


def test_sound_alone_cannot_be_repeated(tmp_path: Path) -> None:
    path = tmp_path / "sound.wav"
    with av.open(str(path), "w") as written:
        stream = written.add_stream("pcm_s16le", rate=8000)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), "s16", "mono")
        frame.sample_rate = 8000
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            written.mux(packet)
    with pytest.raises(RecordingError):
        loop_video(path, tmp_path / "longer.mkv", 5.0)
    assert not (tmp_path / "longer.mkv").exists()
