"""The sound of a file as blocks with their times, as a microphone would deliver it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av.error
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler
from numpy.typing import NDArray

from core.video.index import index_of
from core.video.source import Source, open_source

RATE_HZ = 48_000
_BLOCK = RATE_HZ // 50


def sound_blocks(path: Path) -> Iterator[tuple[NDArray[np.int16], float]]:
    """Yield the first sound track as mono int16 blocks of 20 ms at `RATE_HZ`.

    Damaged stretches are left out. Nothing comes where there is no sound.

    Yields
    ------
    block : (n,) int16
    time_s : float
        Of its first sample, in seconds from the first picture.

    Raises
    ------
    RecordingError, SurroundingsError
        As `core.video.source.open_source`.
    """
    index = index_of(path)
    start_s = float(int(index.ticks[0]) * index.time_base)
    with open_source(path) as source:
        if not source.has_audio:
            return
        resampler = AudioResampler("s16", "mono", RATE_HZ, frame_size=_BLOCK)
        for frame in _frames(source):
            for piece in resampler.resample(frame):
                if piece.time is not None and piece.time >= start_s:
                    yield piece.to_ndarray().reshape(-1).astype(np.int16), piece.time - start_s


def _frames(source: Source) -> Iterator[AudioFrame]:
    track = source.container.streams.audio[0]
    packets = source.container.demux(track)
    while True:
        try:
            packet = next(packets)
        except (StopIteration, av.error.FFmpegError, OSError):
            return
        try:
            yield from track.decode(packet)
        except (av.error.FFmpegError, EOFError):
            continue
