"""One recording written anew with every picture changed, at its own or at other times."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from core.progress import CancelToken, Progress, ProgressFn, silent
from core.types import Recording
from core.video.stream import DecodedFrame, iter_frames
from core.video.writer import VideoWriter

Picture: TypeAlias = NDArray[np.uint8]
Change: TypeAlias = Callable[[Picture, float, int], Picture]
"""From a picture (H, W, 3), its time in seconds and its source frame to the one in its place."""

# Finer than a usual recording, so that what was changed is seen and not the second encoder.
REWRITE_CRF = 18

_TOLD_EVERY = 15  # frames
_TINY_S = 1e-6


def rewrite(
    recording: Recording,
    path: Path,
    change: Change,
    *,
    rate_hz: float | None = None,
    crf: int = REWRITE_CRF,
    progress: ProgressFn = silent,
    cancel: CancelToken | None = None,
) -> None:
    """Write a recording with changed pictures and its own sound, frame by frame.

    Parameters
    ----------
    recording : Recording
    path : Path
        Ends in ``.mp4``; written atomically.
    change : callable
        Gives pictures of one size, which may differ from the recording's.
    rate_hz : float, optional
        Frames a second of the result. Each moment shows the frame that was last to be seen in the
        recording, so frames are left out or repeated, never mixed. None keeps all times.
    crf : int
        x264's constant quality, [0, 51].
    progress : callable
        Told stage ``"render"``.
    cancel : CancelToken, optional

    Raises
    ------
    RecordingError
        If nothing in the file can be decoded.
    SurroundingsError
        If the result cannot be written.
    Cancelled
    """
    total = len(recording.pts_s)
    with iter_frames(recording, cancel=cancel) as stream:
        first = next(stream)  # a recording without any frame raises here
        shown = _at_rate(first, stream, rate_hz, recording.duration_s)
        frame, pts_s = next(shown)
        picture = change(frame.rgb, pts_s, frame.index)
        size_px = (picture.shape[1], picture.shape[0])
        with VideoWriter(path, size_px, crf=crf, audio_from=recording) as writer:
            writer.write(picture, pts_s)
            for frame, pts_s in shown:
                writer.write(change(frame.rgb, pts_s, frame.index), pts_s)
                if frame.index % _TOLD_EVERY == 0:
                    progress(Progress("render", frame.index / total))
    progress(Progress("render", 1.0))


def _at_rate(
    first: DecodedFrame, rest: Iterator[DecodedFrame], rate_hz: float | None, end_s: float
) -> Iterator[tuple[DecodedFrame, float]]:
    """Yield the frame to be shown at each moment, with the moment."""
    if rate_hz is None:
        yield first, first.pts_s
        for frame in rest:
            yield frame, frame.pts_s
        return
    seen, moment = first, 0
    for frame in rest:
        while moment / rate_hz < frame.pts_s - _TINY_S:
            yield seen, moment / rate_hz
            moment += 1
        seen = frame
    while moment / rate_hz < end_s - _TINY_S:
        yield seen, moment / rate_hz
        moment += 1
