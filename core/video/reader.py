"""Any frame of a recording by its index, exactly."""

from __future__ import annotations

import threading
from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray

from core.closing import Closing
from core.errors import RecordingError
from core.types import Recording
from core.video.picture import Upright
from core.video.walk import FrameWalk

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
        self._walk = FrameWalk(recording)
        self._upright = Upright(recording, max_side_px)
        self._cache = _FrameCache(cache_mb)
        self._lock = threading.Lock()
        self._unreadable: set[int] = set()

    def __len__(self) -> int:
        return len(self._walk)

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
        if not 0 <= index < len(self._walk):
            raise IndexError(f"frame {index} of {len(self._walk)}")
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
            self._walk.close()
            self._cache.clear()

    def _find(self, index: int) -> NDArray[np.uint8] | None:
        if self._walk.leads_to(index):
            rgb = self._advance(index)
            if rgb is not None:
                return rgb
        for start in self._walk.starts(index):
            self._walk.begin(start)
            rgb = self._advance(index)
            if rgb is not None:
                return rgb
        return None

    def _advance(self, index: int) -> NDArray[np.uint8] | None:
        """Decode forward to a frame; None where the decoder passes it by."""
        while (step := self._walk.step()) is not None:
            at, frame = step
            if frame is not None and at >= index - _KEPT_BEFORE and at not in self._cache:
                self._cache.put(at, self._upright(frame))
            if at >= index:
                break
        return self._cache.get(index)


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
