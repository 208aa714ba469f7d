"""The file that a recording under way is written to: readable up to its last half second.

Matroska in short clusters, each on its way to the disk as soon as it is full. A file that ends
anywhere, since Facies or the computer stopped, can be played up to there.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import av.error
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import OutputContainer
from av.video.frame import PictureType
from av.video.stream import VideoStream
from numpy.typing import NDArray

from core.errors import SurroundingsError
from core.video.yuv import even_yuv, tag_colours

_TIME_BASE = Fraction(1, 1000)  # what Matroska keeps
_KEY_EVERY_S = 1.0
_CLUSTER_MS = 400
# A track that is silent for so long does not hold the other one back.
_WAIT_FOR_OTHER_US = 200_000
_ENCODER = {"preset": "veryfast", "tune": "zerolatency", "crf": "19", "forced-idr": "1"}
# Beyond this a block's own time is believed, within it the count of samples.
_SOUND_SLIP_S = 0.1


@dataclass(frozen=True, slots=True)
class SoundFormat:
    """How sound blocks look: int16 of shape (n,) or (n, channels)."""

    rate_hz: int
    channels: int = 1


class CaptureFile:
    """Encodes pictures and sound into a file that survives a crash. For one thread.

    Parameters
    ----------
    path : Path
        Must not exist.
    sound : SoundFormat, optional

    Raises
    ------
    OSError
        If the file cannot be made; by all methods, if the disk is full or fails.
    """

    def __init__(self, path: Path, sound: SoundFormat | None = None) -> None:
        # FFmpeg's own file output hides failures; Python's does not.
        self._file = path.open("xb", buffering=0)
        self._sound = sound
        self._container: OutputContainer | None = None
        self._video: VideoStream | None = None
        self._audio: AudioStream | None = None
        self._zero_s = 0.0
        self._last_ms = -1
        self._key_ms = 0
        self._samples = 0  # on the sound's own clock, gaps included

    @property
    def descriptor(self) -> int:
        """Of the open file."""
        return self._file.fileno()

    @property
    def zero_s(self) -> float | None:
        """Time of the first picture, None before it came."""
        return self._zero_s if self._container is not None else None

    @property
    def last_s(self) -> float:
        """Time of the last picture since the first, in seconds."""
        return max(self._last_ms, 0) / 1000

    def add_picture(self, rgb: NDArray[np.uint8], time_s: float) -> bool:
        """Encode an RGB picture (H, W, 3) that arrived at `time_s`; False if it came too early.

        Raises
        ------
        SurroundingsError
            If it has another size than the first one.
        """
        if self._container is None:
            self._begin(rgb, time_s)
        video, container = self._video, self._container
        assert video is not None and container is not None
        self._check_size(rgb, video)
        now_ms = round((time_s - self._zero_s) * 1000)
        if now_ms <= self._last_ms:
            return False
        frame = even_yuv(rgb)
        frame.pts, frame.time_base = now_ms, _TIME_BASE
        if self._last_ms < 0 or now_ms - self._key_ms >= _KEY_EVERY_S * 1000:
            frame.pict_type = PictureType.I
            self._key_ms = now_ms
        self._last_ms = now_ms
        container.mux(video.encode(frame))
        return True

    def add_sound(self, block: NDArray[np.int16], time_s: float) -> None:
        """Add a block of sound whose first sample was heard at `time_s`.

        What was heard before the first picture is left out.
        """
        if self._container is None or self._audio is None or self._sound is None:
            return
        rate = self._sound.rate_hz
        block = block.reshape(-1, self._sound.channels)
        at = round((time_s - self._zero_s) * rate)
        if abs(at - self._samples) > _SOUND_SLIP_S * rate:
            early = max(self._samples - at, 0)
            block, self._samples = block[early:], max(at, self._samples)
        if not len(block):
            return
        layout = self._audio.codec_context.layout
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(block.reshape(1, -1)), "s16", layout)
        frame.sample_rate, frame.pts = rate, self._samples
        frame.time_base = Fraction(1, rate)
        self._samples += len(block)
        self._container.mux(self._audio.encode(frame))

    def sync(self) -> None:
        """Wait until what was written is on the disk."""
        os.fsync(self._file.fileno())

    def finish(self) -> None:
        """Write what the encoder holds, the duration and the places of the key frames; close."""
        container, self._container = self._container, None
        try:
            if container is not None and self._video is not None:
                container.mux(self._video.encode(None))
                container.close()
            self.sync()
        finally:
            self._file.close()

    def abandon(self) -> None:
        """Close after a failure: the file stays as it is."""
        container, self._container = self._container, None
        if container is not None:
            with suppress(av.error.FFmpegError, OSError):
                container.close()
        with suppress(OSError):
            self._file.close()

    def _begin(self, rgb: NDArray[np.uint8], time_s: float) -> None:
        self._zero_s = time_s
        container = av.open(
            self._file,
            "w",
            format="matroska",
            container_options={
                "cluster_time_limit": str(_CLUSTER_MS),
                "max_interleave_delta": str(_WAIT_FOR_OTHER_US),
                "fflags": "+flush_packets",
            },
        )
        video = container.add_stream("libx264", rate=30, options=dict(_ENCODER))
        video.height, video.width = (side + side % 2 for side in rgb.shape[:2])
        video.pix_fmt = "yuv420p"
        video.codec_context.time_base = _TIME_BASE
        tag_colours(video.codec_context)
        if self._sound is not None:
            self._audio = container.add_stream("pcm_s16le", rate=self._sound.rate_hz)
            self._audio.codec_context.layout = "mono" if self._sound.channels == 1 else "stereo"
        self._container, self._video = container, video

    def _check_size(self, rgb: NDArray[np.uint8], video: VideoStream) -> None:
        height, width = (side + side % 2 for side in rgb.shape[:2])
        if (width, height) != (video.width, video.height):
            raise SurroundingsError(
                "The camera changed the size of its pictures, so the recording was ended there. "
                "What came before is kept."
            )
