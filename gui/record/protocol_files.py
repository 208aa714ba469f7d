"""Where protocols lie: those that ship, and the user's own."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from core.atomic import write_with, writing_failed
from core.errors import FaciesError
from core.places import data_dir
from core.resources import protocols_folder
from gui.record.protocol import Protocol, load_protocol


@dataclass(frozen=True, slots=True)
class Found:
    """A protocol file: what it holds, or a sentence that says why it cannot be used."""

    path: Path
    protocol: Protocol | None
    problem: str = ""


def own_folder() -> Path:
    """Folder of the user's own protocols; need not exist yet."""
    return data_dir() / "protocols"


def find_protocols() -> tuple[Found, ...]:
    """Read all protocols. The user's copy of one that ships takes its place; own ones follow."""
    paths = {path.name: path for path in _in(protocols_folder())}
    paths |= {path.name: path for path in _in(own_folder())}
    return tuple(_read(path) for path in paths.values())


def copy_for_editing() -> Path:
    """Copy the protocols that ship beside the user's own, without touching any; give the folder.

    Raises
    ------
    SurroundingsError
        If they cannot be written there.
    """
    folder = own_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise writing_failed(folder, error) from error
    for path in _in(protocols_folder()):
        if not (folder / path.name).exists():
            write_with(folder / path.name, _Copy(path))
    return folder


class _Copy:
    def __init__(self, source: Path) -> None:
        self._source = source

    def __call__(self, target: Path) -> None:
        shutil.copyfile(self._source, target)


def _in(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml"))
    except OSError:
        return []


def _read(path: Path) -> Found:
    try:
        return Found(path, load_protocol(path))
    except FaciesError as error:
        return Found(path, None, error.message)
