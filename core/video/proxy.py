"""A light proxy: every frame of a recording small, each to be had at once.

Made during the analysis pass, for far jumps while the exact frame is still being decoded. One file:
JPEG pictures one after another, then a table of where each begins. It can be made again at any time
and is never analysed.
"""

from __future__ import annotations

import struct
from contextlib import suppress
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from core.atomic import writing_failed
from core.closing import Closing
from core.errors import RecordingError
from core.video.shrink import shrunk

_MAX_SIDE_PX = 480
_QUALITY = 70
_MAGIC = b"FACIESPX1"
_TAIL = struct.Struct("<QQ9s")  # where the table begins, number of frames, magic


class ProxyWriter(Closing):
    """Collects small pictures of frames; `finish` makes the file readable.

    Parameters
    ----------
    path : Path
        Written in place: a file that was not finished is no proxy, and reading it says so.
    frames : int
        Of the recording; those never added stay blank.

    Raises
    ------
    SurroundingsError
        If the file cannot be written; by `add` and `finish` too.
    """

    def __init__(self, path: Path, frames: int) -> None:
        self._path = path
        self._starts = np.zeros(frames, np.uint64)
        self._lengths = np.zeros(frames, np.uint64)
        self._at = 0
        try:
            self._file = path.open("wb")
        except OSError as error:
            raise writing_failed(path, error) from error

    def add(self, index: int, rgb: NDArray[np.uint8]) -> None:
        """Add frame `index`, an RGB uint8 (H, W, 3) picture of any size."""
        bgr = shrunk(rgb, _MAX_SIDE_PX)[..., ::-1]
        data = cv2.imencode(".jpg", bgr, (cv2.IMWRITE_JPEG_QUALITY, _QUALITY))[1].tobytes()
        self._starts[index], self._lengths[index] = self._at, len(data)
        self._write(data)
        self._at += len(data)

    def finish(self) -> None:
        """Write the table and close the file."""
        table = np.stack([self._starts, self._lengths], axis=1).astype("<u8").tobytes()
        self._write(table + _TAIL.pack(self._at, len(self._starts), _MAGIC), last=True)
        self.close()

    def close(self) -> None:
        """Close the file, finished or not."""
        # What is still to be written belongs to a proxy that was given up.
        with suppress(OSError):
            self._file.close()

    def _write(self, data: bytes, *, last: bool = False) -> None:
        try:
            self._file.write(data)
            if last:
                self._file.flush()
        except OSError as error:
            raise writing_failed(self._path, error) from error


class ProxyReader(Closing):
    """Reads a proxy. Not to be used by two threads at once.

    Parameters
    ----------
    path : Path

    Raises
    ------
    RecordingError
        If the file is missing or no finished proxy.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._file = path.open("rb")
        except OSError as error:
            raise RecordingError("The small pictures of this recording are missing.") from error
        try:
            self._table = self._read_table()
        except (OSError, ValueError, struct.error) as error:
            self._file.close()
            raise RecordingError("The small pictures of this recording are damaged.") from error

    def __len__(self) -> int:
        return len(self._table)

    def frame(self, index: int) -> NDArray[np.uint8] | None:
        """Return a frame as a small picture.

        Parameters
        ----------
        index : int
            In [0, T).

        Returns
        -------
        (h, w, 3) uint8 or None
            RGB; None where the proxy has none, or can no longer be read.

        Raises
        ------
        IndexError
            If the recording has no such frame.
        """
        if not 0 <= index < len(self._table):
            raise IndexError(f"frame {index} of {len(self._table)}")
        start, length = (int(value) for value in self._table[index])
        if length == 0:
            return None
        try:
            self._file.seek(start)
            data = np.frombuffer(self._file.read(length), np.uint8)
            picture = cv2.imdecode(data, cv2.IMREAD_COLOR) if len(data) else None
        except (OSError, cv2.error):
            return None
        return None if picture is None else np.ascontiguousarray(picture[..., ::-1], np.uint8)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _read_table(self) -> NDArray[np.uint64]:
        self._file.seek(-_TAIL.size, 2)
        end = self._file.tell()
        at, frames, magic = _TAIL.unpack(self._file.read())
        if magic != _MAGIC or at + 16 * frames != end:
            raise ValueError("no finished proxy")
        self._file.seek(at)
        table = np.frombuffer(self._file.read(16 * frames), "<u8").reshape(-1, 2)
        starts, lengths = table.T
        if ((starts > at) | (lengths > at - np.minimum(starts, at))).any():
            raise ValueError("pictures beyond the end")
        return table
