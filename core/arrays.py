"""Checked, read-only arrays for immutable results."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray


def frozen(array: Any, dtype: DTypeLike, shape: tuple[int | None, ...], name: str) -> NDArray[Any]:
    """Return `array` as a read-only array of a dtype and shape.

    Parameters
    ----------
    array : array_like
    dtype : dtype
        Wanted dtype; a cast that loses kind (float to int) is an error.
    shape : tuple of int or None
        Wanted shape; None leaves an axis free.
    name : str
        For the message.

    Returns
    -------
    ndarray
        A view or copy whose ``writeable`` flag is off.

    Raises
    ------
    ValueError
        If the shape or kind does not fit: a fault of ours, not of the user.
    """
    out = np.asarray(array)
    out = out.astype(dtype, casting="same_kind", copy=False) if out.dtype != dtype else out.view()
    if out.ndim != len(shape) or any(
        want is not None and want != have for want, have in zip(shape, out.shape, strict=True)
    ):
        raise ValueError(f"{name}: expected shape {shape}, got {out.shape}")
    out.flags.writeable = False
    return out
