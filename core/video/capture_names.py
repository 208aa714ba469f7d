"""What the files of a recording under way are called, and whether somebody still writes them."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

if sys.platform != "win32":
    import fcntl

_PART = ".mkv.part"


@dataclass(frozen=True, slots=True)
class CaptureNames:
    """The paths that belong together.

    Attributes
    ----------
    folder : Path
    stem : str
        Date and time, nothing about a patient.
    """

    folder: Path
    stem: str

    @classmethod
    def free(cls, folder: Path, started: datetime) -> CaptureNames:
        """Name a recording after when it started, apart from all that is there already."""
        stem = base = started.strftime("%Y-%m-%d_%H-%M-%S")
        number = 1
        while any(path.exists() for path in cls(folder, stem)._all()):
            number += 1
            stem = f"{base}_{number}"
        return cls(folder, stem)

    @classmethod
    def of_part(cls, part: Path) -> CaptureNames:
        """Name what belongs to an unfinished recording."""
        return cls(part.parent, part.name.removesuffix(_PART))

    @property
    def final(self) -> Path:
        """The finished recording."""
        return self.folder / f"{self.stem}.mkv"

    @property
    def part(self) -> Path:
        """The recording while it is under way."""
        return self.folder / f"{self.stem}{_PART}"

    @property
    def journal(self) -> Path:
        """Its marks while it is under way."""
        return self.folder / f"{self.stem}.marks.jsonl"

    @property
    def segments(self) -> Path:
        """Its task segments."""
        return self.folder / f"{self.stem}.segments.json"

    def _all(self) -> tuple[Path, ...]:
        return self.final, self.part, self.journal, self.segments


def parts_in(folder: Path) -> tuple[Path, ...]:
    """Unfinished recordings in a folder that nobody is writing any more, oldest first."""
    try:
        found = sorted(path for path in folder.iterdir() if path.name.endswith(_PART))
    except OSError:
        return ()
    return tuple(path for path in found if path.is_file() and not _is_held(path))


def hold(descriptor: int) -> None:
    """Mark an open file as being written, until it is closed or its process ends."""
    if sys.platform != "win32":
        with suppress(OSError):  # some network drives know no locks
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _is_held(path: Path) -> bool:
    if sys.platform == "win32":
        try:
            path.rename(path)  # refused while somebody has the file open
        except OSError:
            return True
        return False
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return False
