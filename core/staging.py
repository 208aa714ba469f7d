"""Results that appear together: made in a hidden folder, then moved to their final names."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.atomic import writing_failed


@contextmanager
def staged_folder(folder: Path) -> Iterator[Path]:
    """Give a hidden folder inside `folder`; move its files up into `folder` on success.

    Parameters
    ----------
    folder : Path
        Final folder; made if it does not exist, and removed again on failure if it was made here.

    Yields
    ------
    Path
        Where to write. Whatever stood in `folder` before is untouched until all is written.

    Raises
    ------
    SurroundingsError
        If the folder cannot be made or written.
    """
    made = _missing_parents(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=".facies-", dir=folder))
    except OSError as error:
        _remove_empty(made)
        raise writing_failed(folder, error) from error
    try:
        yield stage
        for path in sorted(stage.iterdir()):
            path.replace(folder / path.name)
    except OSError as error:
        raise writing_failed(folder, error) from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)
        _remove_empty(made)


def _missing_parents(folder: Path) -> list[Path]:
    return [path for path in (folder, *folder.parents) if not path.exists()]


def _remove_empty(folders: list[Path]) -> None:
    for path in folders:  # deepest first; a folder that holds something stays
        with suppress(OSError):
            path.rmdir()
