"""A bundle's files as bytes: read from a folder or a ``.facies`` zip, written whole or not at all.

Nothing is ever unpacked to be read: zip entries go to memory, under a limit, and only entries
with plain names are taken. So no entry can leave its folder.
"""

from __future__ import annotations

import os
import shutil
import stat
import struct
import tempfile
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

from models.bundle_spec import is_plain_file_name
from models.errors import BundleError, NoSuchModelError

ARCHIVE_SUFFIX = ".facies"
MAX_TOTAL_BYTES = 256 * 1024 * 1024
"""I3D in single precision takes 49 MB; far more than this is no bundle of ours."""

MAX_FILES = 16

BAD_ZIP = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError)
"""What the standard library raises on a damaged zip."""

_COMPRESSION = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_LEFT_BY_THE_SYSTEM = {".DS_Store", "Thumbs.db", "desktop.ini"}
BESIDE = frozenset({"REPORT.md", "report"})
"""A study's report may stand in a bundle's folder; it is never read, packed or verified."""

_CHUNK = 1024 * 1024


def damaged(path: Path, what: str) -> BundleError:
    """Give the error for a bundle whose bytes are not those that were saved."""
    return BundleError(
        f"The model bundle “{path.name}” is damaged or was tampered with: {what}. It was not used. "
        "Get a fresh copy from where it came from."
    )


def read_files(path: Path) -> dict[str, bytes]:
    """Read all files of a bundle.

    Parameters
    ----------
    path : Path
        A folder, or one zipped file.

    Returns
    -------
    dict of str to bytes
        By plain file name.

    Raises
    ------
    NoSuchModelError
        If nothing stands there.
    BundleError
        If it cannot be read, is no bundle, is too large, or holds anything but plain files.
    """
    if not os.path.exists(path):  # noqa: PTH110 - never raises, whatever the name
        raise NoSuchModelError(
            f"There is no model bundle “{path.name}” in “{path.parent}”. Check the path, or see "
            "“facies models list” for the installed models."
        )
    try:
        return _read_folder(path) if path.is_dir() else _read_archive(path)
    except OSError as error:
        raise BundleError(
            f"The model bundle “{path.name}” could not be read: {error.strerror or error}. Check "
            "that you may open it, or copy it to another place."
        ) from error


def write_folder(folder: Path, files: dict[str, bytes]) -> None:
    """Write `files` as a new folder, or in place of a bundle that stands there.

    The folder appears, complete, in one step. Where one is replaced and the machine stops in
    between, the old one is left under a name that begins with ``.facies-``.

    Raises
    ------
    BundleError
        If it cannot be written, or if something other than a bundle stands there.
    """
    if folder.exists() and not _may_replace(folder):
        raise BundleError(
            f"“{folder}” exists and is not a model bundle, so it was left alone. Choose another "
            "name for the bundle."
        )
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".facies-", dir=folder.parent))
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        fresh = scratch / "new"
        fresh.mkdir()
        for name, data in files.items():
            _write_synced(fresh / name, data)
        if folder.exists():
            folder.rename(scratch / "old")
        fresh.rename(folder)
    except OSError as error:
        raise _unwritable(folder, error) from error
    finally:
        _put_back(scratch / "old", folder)
        if not (scratch / "old").exists() or folder.exists():
            shutil.rmtree(scratch, ignore_errors=True)


def write_archive(path: Path, files: dict[str, bytes]) -> None:
    """Write `files` as one zip, atomically.

    The same files give the same bytes. The entries are stored, not compressed: weights do not
    shrink.

    Raises
    ------
    BundleError
        If it cannot be written. Whatever stood under `path` is then untouched.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        scratch = Path(tempfile.mkdtemp(prefix=".facies-", dir=path.parent))
    except OSError as error:
        raise _unwritable(path, error) from error
    try:
        fresh = scratch / "new"
        with fresh.open("wb") as stream:
            with zipfile.ZipFile(stream, "w") as archive:
                for name in sorted(files):
                    archive.writestr(zipfile.ZipInfo(name), files[name])
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _read_folder(folder: Path) -> dict[str, bytes]:
    ignored = _LEFT_BY_THE_SYSTEM | BESIDE
    entries = sorted(p for p in folder.iterdir() if p.name not in ignored)
    for entry in entries:
        if not (entry.is_file() and is_plain_file_name(entry.name)):
            raise damaged(folder, f"it holds “{entry.name}”, which does not belong there")
    _check_size(folder, [entry.stat().st_size for entry in entries])
    return {entry.name: entry.read_bytes() for entry in entries}


def _read_archive(path: Path) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_entries(path, entries)
            return {entry.filename: _read_entry(path, archive, entry) for entry in entries}
    except (*BAD_ZIP, ValueError) as error:
        raise BundleError(
            f"“{path.name}” is not a model bundle, or it is damaged. Choose a bundle's folder or "
            f"its {ARCHIVE_SUFFIX} file, or get a fresh copy."
        ) from error


def _check_entries(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    """Refuse whatever is not a flat list of a few plain files."""
    for entry in entries:
        if not is_plain_file_name(entry.filename):
            raise damaged(path, "an entry's name points out of its folder or is not a plain name")
        kind = stat.S_IFMT(entry.external_attr >> 16)
        if kind not in (0, stat.S_IFREG):
            raise damaged(path, f"“{entry.filename}” is a link or a device, not a file")
        if entry.compress_type not in _COMPRESSION:
            raise damaged(path, f"“{entry.filename}” is packed in a way that no bundle is")
        if entry.flag_bits & 0x1:
            raise damaged(path, f"“{entry.filename}” is encrypted")
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        raise damaged(path, "two entries have the same name")
    _check_size(path, [entry.file_size for entry in entries])


def _read_entry(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Read one entry, never more of it than its header told."""
    data = bytearray()
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            data += chunk
            if len(data) > entry.file_size:
                raise damaged(path, f"“{entry.filename}” is larger than it says")
    return bytes(data)


def _check_size(path: Path, sizes: list[int]) -> None:
    if len(sizes) > MAX_FILES or sum(sizes) > MAX_TOTAL_BYTES:
        raise BundleError(
            f"“{path.name}” is too large to be a model bundle (more than {MAX_FILES} files or "
            f"{MAX_TOTAL_BYTES // 1024**2} MB). It was not opened. Get a fresh copy."
        )


def _may_replace(folder: Path) -> bool:
    return folder.is_dir() and ((folder / "bundle.json").is_file() or not any(folder.iterdir()))


def _put_back(old: Path, folder: Path) -> None:
    """Undo a replacement that an error or Ctrl+C has cut in two."""
    if old.exists() and not folder.exists():
        with suppress(OSError):  # it then stays in the scratch folder, and is not lost
            old.rename(folder)


def _write_synced(path: Path, data: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _unwritable(path: Path, error: OSError) -> BundleError:
    return BundleError(
        f"Could not write the model bundle “{path.name}” in “{path.parent}”: "
        f"{error.strerror or error}. Free some space or choose another folder."
    )
