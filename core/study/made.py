"""Where videos that are made from others are kept: under the name of what they were made from."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from core.records.arrays_file import sha256_of

_DIGITS = 8


def made_from(source: Path, folder: Path, what: str) -> Path:
    """Return the path of a video that is made from another.

    Parameters
    ----------
    source : Path
        Its content is in the name: another clip of the same name has other videos.
    folder : Path
    what : str
        What is done to it.

    Raises
    ------
    OSError
        If the source cannot be read.
    """
    stat = source.stat()
    digest = _digest(source, stat.st_size, stat.st_mtime_ns)
    return folder / f"{source.stem}-{digest[:_DIGITS]}-{what}.mp4"


@lru_cache(maxsize=1024)
def _digest(source: Path, _size_bytes: int, _changed_ns: int) -> str:
    return sha256_of(source)
