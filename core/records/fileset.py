"""Writing several files that belong together: all of them, or none."""

from __future__ import annotations

import errno
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.atomic import sync, sync_folder, writing_failed
from core.file_checks import exists, is_file


@contextmanager
def staged_folder(folder: Path, replaces: Iterable[str] = ()) -> Iterator[Path]:
    """Give a staging folder whose files move into `folder` together at the end.

    Parameters
    ----------
    folder : Path
        Where the files shall stand. Made if it does not exist.
    replaces : iterable of str
        Names of files that belong to the set: those of an earlier set that this one does not have
        are removed, so that two sets never stand mixed.

    Yields
    ------
    Path
        An empty folder inside `folder`, to be filled by the caller with plain files.

    Raises
    ------
    SurroundingsError
        If the folder or a file cannot be written. Then, and after any other error, the staging
        folder is gone, `folder` and its parents too if they were made here, and every file that
        stood in it before is as it was.
    """
    made = [path for path in (folder, *folder.parents) if not exists(path)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".facies-", dir=folder))
    except OSError as error:
        _remove_empty(made)
        raise writing_failed(folder, error) from error
    try:
        yield staging
        _move_all(staging, folder, replaces)
    except OSError as error:
        _discard(staging, made)
        raise writing_failed(folder, error) from error
    except BaseException:
        _discard(staging, made)
        raise
    _discard(staging, [])


def _move_all(staging: Path, folder: Path, replaces: Iterable[str]) -> None:
    """Move every file of `staging` into `folder`; on failure put back what stood there."""
    files = sorted(path for path in staging.iterdir() if path.is_file())
    for path in files:
        sync(path)
    before = staging / "before"
    before.mkdir()
    undo: list[tuple[Path, Path]] = []
    try:
        for path in files:
            target = folder / path.name
            if target.is_dir():
                raise IsADirectoryError(errno.EISDIR, "a folder has that name", str(target))
            if target.exists():
                target.replace(before / path.name)
                undo.append((before / path.name, target))
            path.replace(target)
            undo.append((target, path))
        for name in sorted(set(replaces) - {path.name for path in files}):
            if is_file(folder / name):
                (folder / name).replace(before / name)
                undo.append((before / name, folder / name))
    except BaseException:
        for source, destination in reversed(undo):
            source.replace(destination)
        raise
    sync_folder(folder)


def _discard(staging: Path, made: list[Path]) -> None:
    shutil.rmtree(staging, ignore_errors=True)
    _remove_empty(made)


def _remove_empty(folders: list[Path]) -> None:
    """Remove folders, innermost first, that hold nothing."""
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()
