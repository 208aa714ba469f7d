"""Named arrays in one ``.npz`` file: no pickles, fast compression, the same bytes each time."""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from core.records.codec import Arrays, MalformedError

_LEVEL = 1  # landmarks and maps hardly shrink further, and higher levels cost seconds
_DATE = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip can say: equal arrays, equal files
_CHUNK = 1 << 20


def write_arrays(path: Path, arrays: Arrays) -> dict[str, dict[str, Any]]:
    """Write arrays to `path`, readable by ``numpy.load``.

    Parameters
    ----------
    path : Path
    arrays : dict of str to ndarray

    Returns
    -------
    dict
        For each name its ``dtype`` (NumPy's text, such as ``"<f4"``) and ``shape``.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for name, array in arrays.items():
            member = zipfile.ZipInfo(f"{name}.npy", _DATE)
            member.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(member, "w", force_zip64=True) as file:
                _write(file, np.ascontiguousarray(array))
    return {
        name: {"dtype": array.dtype.str, "shape": list(array.shape)}
        for name, array in arrays.items()
    }


def read_arrays(path: Path, members: dict[str, dict[str, Any]]) -> Arrays:
    """Read the arrays that `write_arrays` described, read-only.

    Parameters
    ----------
    path : Path
    members : dict
        What `write_arrays` returned.

    Raises
    ------
    MalformedError
        If the file is not whole or an array is missing or of another dtype or shape.
    OSError
        If the file cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return {name: _read_one(archive, name, want) for name, want in members.items()}
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise MalformedError(path.name, "is damaged") from error


def _write(file: IO[bytes], array: NDArray[Any]) -> None:
    npy.write_array(file, array, allow_pickle=False)  # type: ignore[no-untyped-call]


def _read(file: IO[bytes]) -> NDArray[Any]:
    array: NDArray[Any] = npy.read_array(file, allow_pickle=False)  # type: ignore[no-untyped-call]
    return array


def _read_one(archive: zipfile.ZipFile, name: str, want: dict[str, Any]) -> NDArray[Any]:
    try:
        with archive.open(f"{name}.npy") as file:
            array = _read(file)
    except (KeyError, ValueError) as error:
        raise MalformedError(name, "is missing or damaged") from error
    if array.dtype.str != want.get("dtype") or list(array.shape) != want.get("shape"):
        raise MalformedError(name, "has another type or shape than analysis.json says")
    array.flags.writeable = False
    return array


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, in lower-case hexadecimal. Raises `OSError`."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
