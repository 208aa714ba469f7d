"""Walking through a recording's frames from a key frame onwards, never losing count."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import NamedTuple

import numpy as np
from av.video.frame import VideoFrame

from core.closing import Closing
from core.types import Recording
from core.video.decode import Decoded
from core.video.recording import index_of_recording
from core.video.seek import decode_from_mark, decode_from_start
from core.video.source import Source, open_source

# Seeking throws away what the decoder has ahead; so near a frame is reached sooner without.
_NEAR_FRAMES = 12


class Step(NamedTuple):
    """What came out of the decoder next.

    Attributes
    ----------
    at : int
        Index of the frame; -1 where it belongs to none.
    frame : VideoFrame or None
        None where the decoder has passed here but what it shows is not to be trusted.
    """

    at: int
    frame: VideoFrame | None


class FrameWalk(Closing):
    """One decoder and where it stands. Not to be used by two threads at once.

    Parameters
    ----------
    recording : Recording

    Raises
    ------
    RecordingError
        If the file is missing or is no longer the one that the recording describes.

    Attributes
    ----------
    last : int
        Index of the frame that came last; -1 at a new beginning.
    """

    def __init__(self, recording: Recording) -> None:
        self._path = recording.path
        self._index = index_of_recording(recording)
        self._frame_of = self._index.lookup()
        self._open = ExitStack()
        self._source: Source | None = None
        self._decoder: Iterator[Decoded] = iter(())
        self.last = -1

    def __len__(self) -> int:
        return len(self._index)

    def starts(self, index: int) -> list[int]:
        """Key frames from which to look for a frame, nearest first.

        A file may flag pictures as key frames that are not quite, or seeking may land late; one
        key frame earlier, or the beginning, then shows the frame.
        """
        keys = self._index.keys
        at = int(np.searchsorted(keys, index, side="right")) - 1
        return list(dict.fromkeys([int(keys[at]), int(keys[max(0, at - 1)]), 0]))

    def group_of(self, index: int) -> tuple[int, int]:
        """Key frame before (or at) a frame, and the one after it or the number of frames."""
        keys = self._index.keys
        at = int(np.searchsorted(keys, index, side="right"))
        return int(keys[at - 1]), int(keys[at]) if at < len(keys) else len(self)

    def leads_to(self, index: int) -> bool:
        """Whether going on reaches a frame sooner than seeking."""
        near = self.starts(index)[0] <= self.last or index - self.last <= _NEAR_FRAMES
        return self.last < index and near

    def begin(self, key: int) -> None:
        """Go to a key frame."""
        tag_by = self._index.tag_by
        if key == 0 or self._source is None:
            self.close()
            self._source = self._open.enter_context(open_source(self._path))
        self.last = -1
        if key == 0:
            self._decoder = decode_from_start(self._source, tag_by)
        else:
            self._decoder = decode_from_mark(self._source, tag_by, self._index.marks[key])

    def step(self) -> Step | None:
        """Decode one frame; None at the end."""
        decoded = next(self._decoder, None)
        if decoded is None:
            return None
        tag, frame, sound = decoded
        index = self._frame_of.get(tag, -1) if tag is not None else -1
        if not sound or index <= self.last:
            return Step(index, None)
        self.last = index
        return Step(index, frame)

    def close(self) -> None:
        """Close the file; `begin` opens it again."""
        self._decoder = iter(())
        self._open.close()
        self._source, self.last = None, -1
