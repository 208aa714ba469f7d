"""Named numeric arrays as the bytes of an ``.npz`` file, and back, without pickle."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.bundle_files import BAD_ZIP, MAX_TOTAL_BYTES

# What NumPy raises besides on arrays that are cut off or misdescribed.
_DAMAGED = (*BAD_ZIP, OSError, KeyError, MemoryError, SyntaxError, TypeError, AttributeError)


def parse_arrays(data: bytes, name: str) -> dict[str, NDArray[Any]]:
    """Read all arrays of an ``.npz`` file; they are read-only.

    Raises
    ------
    ValueError
        If `data`, called `name`, is no such file, holds objects, or unpacks to too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
        if size > MAX_TOTAL_BYTES:
            raise ValueError(f"{name} is too large")
        with np.load(io.BytesIO(data), allow_pickle=False) as stored:
            arrays: dict[str, NDArray[Any]] = {key: stored[key] for key in stored.files}
    except _DAMAGED as error:
        raise ValueError(f"{name} is not a file of arrays") from error
    for array in arrays.values():
        array.flags.writeable = False
    return arrays


def arrays_bytes(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Give the bytes of an ``.npz`` file; the same arrays give the same bytes.

    Raises
    ------
    ValueError
        If an array holds objects.
    """
    numeric = {name: np.asarray(array) for name, array in arrays.items()}
    if objects := [name for name, array in numeric.items() if array.dtype.hasobject]:
        raise ValueError(f"{objects[0]} must be numeric")
    stream = io.BytesIO()
    np.savez_compressed(stream, **numeric)
    return stream.getvalue()
