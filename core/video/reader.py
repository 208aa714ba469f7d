"""Any frame of a recording by its index, exactly."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import ExitStack

import numpy as np
from numpy.typing import NDArray

from core.closing import Closing
from core.errors import RecordingError
from core.types import Recording
from core.video.decode import Decoded
from core.video.picture import Upright
from core.video.recording import index_of_recording
from core.video.seek import decode_from_mark, decode_from_start
from core.video.source import Source, open_source

# Seeking throws away what the decoder has ahead; so near a frame is reached sooner without.
_NEAR_FRAMES = 12
# Frames kept on the way to the wanted one, so that stepping back does not decode again.
_KEPT_BEFORE = 24


class VideoReader(Closing):
    """Exact random access with a bounded memory of recent frames.

    A frame is found by seeking to the key frame before it, decoding forward, and comparing the
    PTS that comes out of the decoder: never by counting. One call at a time decodes; others wait.

    Parameters
    ----------
    recording : Recording
    cache_mb : float
        Memory for decoded frames, in MB (10^6 bytes).
    max_side_px : int, optional
        Longest side of the frames; None keeps the size of the recording.

    Raises
    ------
    RecordingError
        If the file is missing or is no longer the one that the recording describes.
    """

    def __init__(
        self, recording: Recording, *, cache_mb: float = 256.0, max_side_px: int | None = None
    ) -> None:
        self._recording = recording
        self._index = index_of_recording(recording)
        self._frame_of = self._index.lookup()
        self._upright = Upright(recording, max_side_px)
        self._cache = _FrameCache(cache_mb)
        self._lock = threading.Lock()
        self._open = ExitStack()
        self._source: Source | None = None
        self._decoder: Iterator[Decoded] = iter(())
        self._last = -1
        self._unreadable: set[int] = set()

    def __len__(self) -> int:
        return len(self._index)

    @property
    def scale(self) -> float:
        """Decoded pixels per source pixel, in (0, 1]."""
        return self._upright.scale

    def frame(self, index: int) -> NDArray[np.uint8]:
        """Return frame `index`.

        Parameters
        ----------
        index : int
            Into ``Recording.pts_s``, in [0, T).

        Returns
        -------
        (H, W, 3) uint8
            Upright, un-mirrored RGB; read-only, for it is shared with the cache.

        Raises
        ------
        IndexError
            If there is no such frame.
        RecordingError
            If the file is damaged at that place.
        """
        if not 0 <= index < len(self._index):
            raise IndexError(f"frame {index} of {len(self._index)}")
        with self._lock:
            rgb = self._cache.get(index)
            if rgb is None and index not in self._unreadable:
                rgb = self._find(index)
            if rgb is None:
                self._unreadable.add(index)
                raise RecordingError(
                    f"The picture at {self._recording.pts_s[index]:.2f} s cannot be shown: "
                    "the file is damaged there."
                )
            return rgb

    def close(self) -> None:
        """Close the file and forget all frames."""
        with self._lock:
            self._leave()
            self._cache.clear()

    def _find(self, index: int) -> NDArray[np.uint8] | None:
        starts = self._starts(index)
        if self._last < index and (starts[0] <= self._last or index - self._last <= _NEAR_FRAMES):
            rgb = self._advance(index)
            if rgb is not None:
                return rgb
        for start in starts:
            self._seek(start)
            rgb = self._advance(index)
            if rgb is not None:
                return rgb
        return None

    def _starts(self, index: int) -> list[int]:
        """Key frames to try, nearest first.

        A file may flag pictures as key frames that are not quite, or seeking may land late; one
        key frame earlier, or the beginning, then shows the frame.
        """
        keys = self._index.keys
        at = int(np.searchsorted(keys, index, side="right")) - 1
        return list(dict.fromkeys([int(keys[at]), int(keys[max(0, at - 1)]), 0]))

    def _advance(self, index: int) -> NDArray[np.uint8] | None:
        """Decode forward to a frame; None where the decoder passes it by."""
        for tag, frame, sound in self._decoder:
            at = self._frame_of.get(tag, -1) if tag is not None else -1
            if sound and at > self._last:
                self._last = at
                if at >= index - _KEPT_BEFORE and at not in self._cache:
                    self._cache.put(at, self._upright(frame))
            if at >= index:
                break
        return self._cache.get(index)

    def _seek(self, key: int) -> None:
        tag_by = self._index.tag_by
        if key == 0 or self._source is None:
            self._leave()
            self._source = self._open.enter_context(open_source(self._recording.path))
        self._last = -1
        if key == 0:
            self._decoder = decode_from_start(self._source, tag_by)
        else:
            self._decoder = decode_from_mark(self._source, tag_by, self._index.marks[key])

    def _leave(self) -> None:
        self._decoder = iter(())
        self._open.close()
        self._source, self._last = None, -1


class _FrameCache:
    """The frames used last, up to a number of bytes."""

    def __init__(self, megabytes: float) -> None:
        self._room = int(megabytes * 1e6)
        self._used = 0
        self._frames: OrderedDict[int, NDArray[np.uint8]] = OrderedDict()

    def __contains__(self, index: int) -> bool:
        return index in self._frames

    def get(self, index: int) -> NDArray[np.uint8] | None:
        rgb = self._frames.get(index)
        if rgb is not None:
            self._frames.move_to_end(index)
        return rgb

    def put(self, index: int, rgb: NDArray[np.uint8]) -> None:
        rgb.flags.writeable = False
        self._frames[index] = rgb
        self._used += rgb.nbytes
        # The newest always stays: it is the answer to a request.
        while self._used > self._room and len(self._frames) > 1:
            _, oldest = self._frames.popitem(last=False)
            self._used -= oldest.nbytes

    def clear(self) -> None:
        self._frames.clear()
        self._used = 0
