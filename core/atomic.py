"""Writing files so that only whole ones ever stand under their final name."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.errors import SurroundingsError

_REASONS = {
    errno.ENOSPC: "the disk is full. Free some space or choose another folder",
    errno.EDQUOT: "your disk quota is used up. Free some space or choose another folder",
    errno.EROFS: "the folder is read-only. Choose another folder",
    errno.EACCES: "you have no permission to write there. Choose another folder",
    errno.EPERM: "you have no permission to write there. Choose another folder",
    errno.EEXIST: "a file of that name stands there already. Choose another folder",
    errno.ENOTDIR: "a part of that path is a file, not a folder. Choose another folder",
    errno.ENAMETOOLONG: "the name is too long. Choose a shorter one",
}

_HIDDEN = ".facies-"


def writing_failed(path: Path, error: OSError) -> SurroundingsError:
    """Turn an `OSError` met while writing `path` into a sentence for the user."""
    if path.name.startswith(_HIDDEN):  # our own half-way house, which nobody knows
        path = path.parent
    reason = _REASONS.get(error.errno or 0, f"the system said: {error.strerror or error}")
    return SurroundingsError(f"Could not write “{path.name}” in “{path.parent}”: {reason}.")


@contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Give a temporary path beside `path`; sync and rename it to `path` on success.

    Parameters
    ----------
    path : Path
        Final name. Its folder is made if it does not exist.

    Yields
    ------
    Path
        A temporary file with the same suffix in the same folder, to be written by the caller.

    Raises
    ------
    SurroundingsError
        If the folder or file cannot be written. The temporary file is removed, and whatever
        stood under `path` before is untouched.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=_HIDDEN, suffix=path.suffix, dir=path.parent)
        os.close(handle)
        Path(name).chmod(0o666 & ~_umask())
    except OSError as error:
        raise writing_failed(path, error) from error
    temporary = Path(name)
    try:
        yield temporary
        sync(temporary)
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        _remove(temporary)
        raise writing_failed(path, error) from error
    except BaseException:
        _remove(temporary)
        raise


def write_bytes(path: Path, data: bytes) -> None:
    """Write `data` to `path` atomically. Raises `SurroundingsError` if that cannot be done."""
    with atomic_path(path) as temporary:
        temporary.write_bytes(data)


def write_text(path: Path, text: str) -> None:
    """Write `text` as UTF-8 to `path` atomically. Raises `SurroundingsError` as `write_bytes`."""
    write_bytes(path, text.encode("utf-8"))


def write_with(path: Path, writer: Callable[[Path], None]) -> None:
    """Let `writer` fill a temporary file that then becomes `path`. Raises as `atomic_path`."""
    with atomic_path(path) as temporary:
        writer(temporary)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _remove(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Wait until a file's bytes are on the disk. Raises `OSError` if they cannot get there."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(path: Path) -> None:
    """Wait until a folder's names are on the disk, where the system can do that."""
    with suppress(OSError):  # not every system can open a folder
        sync(path)
