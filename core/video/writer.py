"""Writing pictures as a video with their exact times, whole or not at all."""

from __future__ import annotations

import sys
from contextlib import ExitStack, suppress
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Self

import av
import av.error
import numpy as np
from av.container import OutputContainer
from av.video.stream import VideoStream
from numpy.typing import NDArray

from core.atomic import atomic_path
from core.types import Recording
from core.video.audio import AudioCopy
from core.video.yuv import even_yuv, tag_colours

# A multiple of 24000, 30000, 60000 and 1000, of which camera times are made.
_TIME_BASE = Fraction(1, 360_000)
_USUAL_INTERVAL_S = 1 / 30
_DEFAULT_CRF = 20


class VideoWriter:
    """H.264 in MP4 with variable frame rate; a context manager.

    The file appears under its name only when the ``with`` block ends without an error.

    Parameters
    ----------
    path : Path
        Ends in ``.mp4``.
    size_px : (width, height)
        Of the pictures. An odd side is padded by one pixel that repeats the edge.
    crf : int
        x264's constant quality, [0, 51]; lower is better and larger.
    audio_from : Recording, optional
        Its sound goes along, in step with its own frame times.

    Raises
    ------
    SurroundingsError
        By the ``with`` statement, if the file cannot be written.
    ValueError
        At the end of the ``with`` block, if no picture was written: a fault of the caller.
    """

    def __init__(
        self,
        path: Path,
        size_px: tuple[int, int],
        *,
        crf: int = _DEFAULT_CRF,
        audio_from: Recording | None = None,
    ) -> None:
        self._path = path
        self._size_px = size_px
        self._crf = crf
        self._audio_from = audio_from
        self._cleanup = ExitStack()
        self._audio: AudioCopy | None = None
        self._last_ticks = -1
        self._interval_s = _USUAL_INTERVAL_S

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            temporary = stack.enter_context(atomic_path(self._path))
            # FFmpeg's own file output hides a failure of the last bytes; Python's does not.
            file = stack.enter_context(temporary.open("wb"))
            self._container = av.open(file, "w", format="mp4")
            stack.push(self._abandon)
            self._stream = _video_stream(self._container, self._size_px, self._crf)
            if self._audio_from is not None and self._audio_from.has_audio:
                self._audio = AudioCopy(self._audio_from, self._container)
                stack.callback(self._audio.close)
            self._cleanup = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is None:
            try:
                self._finish()
            except BaseException:
                self._cleanup.__exit__(*sys.exc_info())
                raise
        self._cleanup.__exit__(kind, error, traceback)

    def write(self, rgb: NDArray[np.uint8], pts_s: float) -> None:
        """Add a picture.

        Parameters
        ----------
        rgb : (H, W, 3) uint8
            Of the size given at the beginning.
        pts_s : float
            Presentation time in seconds; later than that of the picture before. The first should
            be 0 where there is sound.

        Raises
        ------
        ValueError
            If the picture or time does not fit: a fault of the caller.
        SurroundingsError
            By way of the ``with`` statement, if the disk is full or fails.
        """
        width, height = self._size_px
        ticks = round(pts_s / _TIME_BASE)
        if rgb.shape != (height, width, 3) or rgb.dtype != np.uint8:
            raise ValueError(f"expected {(height, width, 3)} uint8, got {rgb.shape} {rgb.dtype}")
        if ticks <= self._last_ticks:
            raise ValueError(f"picture times must rise; got {pts_s} s")
        if self._last_ticks >= 0:
            self._interval_s = float((ticks - self._last_ticks) * _TIME_BASE)
        self._last_ticks = ticks
        frame = even_yuv(rgb)
        frame.pts, frame.time_base = ticks, _TIME_BASE
        self._container.mux(self._stream.encode(frame))
        if self._audio is not None:
            self._audio.copy_until(pts_s)

    def _finish(self) -> None:
        if self._last_ticks < 0:
            raise ValueError("a video with no picture in it was to be written")
        end_s = float(self._last_ticks * _TIME_BASE) + self._interval_s
        for packet in self._stream.encode(None):
            # Else the last picture is shown for the encoder's nominal interval.
            packet.duration = round(self._interval_s / packet.time_base)
            self._container.mux(packet)
        if self._audio is not None:
            self._audio.copy_until(end_s)
        self._container.close()

    def _abandon(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close what is left of the container after an error that is already on its way."""
        if error is not None:
            with suppress(av.error.FFmpegError, OSError):
                self._container.close()


def _video_stream(container: OutputContainer, size_px: tuple[int, int], crf: int) -> VideoStream:
    stream = container.add_stream(
        "libx264", rate=30, options={"preset": "veryfast", "crf": str(crf)}
    )
    stream.width, stream.height = (side + side % 2 for side in size_px)
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.time_base = _TIME_BASE
    tag_colours(context)
    return stream
