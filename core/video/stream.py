"""All frames of a recording, one after another, past damaged places."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.closing import Closing
from core.errors import RecordingError
from core.progress import CancelToken
from core.types import Recording
from core.video.index import VideoIndex
from core.video.picture import Upright
from core.video.recording import index_of_recording
from core.video.seek import decode_from_start
from core.video.source import open_source


@dataclass(frozen=True, slots=True)
class DecodedFrame:
    """One frame, upright and un-mirrored.

    Attributes
    ----------
    index : int
        Into ``Recording.pts_s``.
    pts_s : float
        Presentation time in seconds from the first frame.
    rgb : (H, W, 3) uint8
    scale : float
        Decoded pixels per source pixel, in (0, 1].
    """

    index: int
    pts_s: float
    rgb: NDArray[np.uint8]
    scale: float


class FrameStream(Closing):
    """Iterator and context manager over the frames of a recording; made by `iter_frames`.

    Indexes rise but may have gaps where the file is damaged; `problems` then says so.
    """

    def __init__(
        self, recording: Recording, max_side_px: int | None, cancel: CancelToken | None
    ) -> None:
        self._recording = recording
        self._index = index_of_recording(recording)
        self._upright = Upright(recording, max_side_px)
        self._cancel = cancel
        self._delivered = np.zeros(len(self._index), np.bool_)
        self._problems = self._index.problems
        self._frames = self._decode()

    def __iter__(self) -> Iterator[DecodedFrame]:
        return self

    def __next__(self) -> DecodedFrame:
        return next(self._frames)

    @property
    def problems(self) -> tuple[str, ...]:
        """What was wrong with the file, in sentences for people; complete after the last frame."""
        return self._problems

    def close(self) -> None:
        """Stop decoding and close the file. Safe to call again."""
        self._frames.close()

    def _decode(self) -> Generator[DecodedFrame, None, None]:
        frame_of = self._index.lookup()
        pts_s = self._recording.pts_s
        last = -1
        with open_source(self._recording.path) as source:
            for tag, frame, sound in decode_from_start(source, self._index.tag_by):
                if self._cancel is not None:
                    self._cancel.raise_if_cancelled()
                index = frame_of.get(tag, -1) if tag is not None else -1
                if not sound or index <= last:
                    continue
                last = index
                self._delivered[index] = True
                rgb = self._upright(frame)
                yield DecodedFrame(index, float(pts_s[index]), rgb, self._upright.scale)
        self._finish()

    def _finish(self) -> None:
        if not self._delivered.any():
            raise RecordingError(
                f"None of the pictures in “{self._recording.path.name}” can be decoded: the file "
                "is damaged. Copy it again from the camera or phone."
            )
        self._problems += describe_gaps(self._delivered, self._index)


def iter_frames(
    recording: Recording,
    *,
    max_side_px: int | None = None,
    cancel: CancelToken | None = None,
) -> FrameStream:
    """Decode a recording from its first frame to its last.

    The decoder's own threads work ahead while the caller uses a frame; memory does not grow with
    the length of the recording.

    Parameters
    ----------
    recording : Recording
    max_side_px : int, optional
        Longest side of the frames; None keeps the size of the recording.
    cancel : CancelToken, optional
        Looked at before each frame.

    Returns
    -------
    FrameStream

    Raises
    ------
    Cancelled
        While iterating, once `cancel` is set.
    RecordingError
        If the file changed since it was opened, or nothing in it can be decoded.
    """
    return FrameStream(recording, max_side_px, cancel)


def describe_gaps(delivered: NDArray[np.bool_], index: VideoIndex) -> tuple[str, ...]:
    """Say which frames are missing: one sentence, or none where all were delivered."""
    missing = np.flatnonzero(~delivered)
    if not len(missing):
        return ()
    times = index.pts_s[missing]
    return (
        f"The file is damaged: {len(missing)} of {len(delivered)} pictures, between "
        f"{times[0]:.1f} s and {times[-1]:.1f} s, cannot be decoded and are left out.",
    )
