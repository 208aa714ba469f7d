"""Turning typed dataclasses into JSON values and named arrays, and back, without loss.

The field types decide: arrays go into a dictionary under the dotted path of their field, everything
else becomes JSON. Floats that JSON cannot say are written as ``"NaN"``, ``"Infinity"`` and
``"-Infinity"``. Reading checks every value against its field type.
"""

from __future__ import annotations

import dataclasses
import math
import types
import typing
from functools import cache
from pathlib import Path
from typing import Any, Literal, Union

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]

_NON_FINITE = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


class MalformedError(ValueError):
    """A stored value does not fit its field.

    Parameters
    ----------
    where : str
        Dotted path of the field, such as ``"score.low"``.
    problem : str
        What is wrong with it, to follow the path in a sentence.
    """

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(f"“{where}” {problem}")


def encode(value: Any, kind: Any, where: str, arrays: Arrays) -> Any:
    """Encode one value of the type `kind`.

    Parameters
    ----------
    value : object
    kind : type
        The field's type: a dataclass, ``tuple``, ``dict`` with str keys, ``Literal``, optional,
        ``Path``, array or scalar.
    where : str
        Dotted path of the value; names its arrays.
    arrays : dict
        Receives the arrays found inside.

    Returns
    -------
    object
        JSON value. An array leaves None, a dictionary of arrays the list of its keys.
    """
    kind = _without_none(kind)
    origin = typing.get_origin(kind)
    if value is None:
        return None
    if _is_array(kind):
        arrays[where] = np.asarray(value)
        return None
    if dataclasses.is_dataclass(kind):
        return _encode_fields(value, kind, where, arrays)
    if origin is tuple:
        return [
            encode(item, item_kind, join(where, i), arrays)
            for i, (item, item_kind) in enumerate(
                zip(value, _item_kinds(kind, len(value), where), strict=True)
            )
        ]
    if origin is dict:
        item_kind = typing.get_args(kind)[1]
        out = {k: encode(v, item_kind, join(where, k), arrays) for k, v in value.items()}
        return list(out) if _is_array(item_kind) else out
    return _encode_scalar(value, kind)


def decode(stored: Any, kind: Any, where: str, arrays: Arrays) -> Any:
    """Decode what `encode` made. Parameters as there.

    Raises
    ------
    MalformedError
        If a value is missing, of the wrong type or out of the allowed words, or does not fit its
        dataclass.
    """
    optional = kind is not (kind := _without_none(kind))
    origin = typing.get_origin(kind)
    if _is_array(kind):
        if where not in arrays:
            raise MalformedError(where, "has no array")
        return arrays[where]
    if stored is None:
        if optional:
            return None
        raise MalformedError(where, "is empty")
    if dataclasses.is_dataclass(kind):
        return _decode_fields(_checked(stored, dict, where), kind, where, arrays)
    if origin is tuple:
        items = _checked(stored, list, where)
        return tuple(
            decode(item, item_kind, join(where, i), arrays)
            for i, (item, item_kind) in enumerate(
                zip(items, _item_kinds(kind, len(items), where), strict=True)
            )
        )
    if origin is dict:
        return _decode_dict(stored, typing.get_args(kind)[1], where, arrays)
    return _decode_scalar(stored, kind, where)


def join(where: str, name: str | int) -> str:
    """Dotted path of something inside `where`."""
    return f"{where}.{name}" if where else str(name)


def _encode_fields(value: Any, kind: Any, where: str, arrays: Arrays) -> dict[str, Any]:
    out = {}
    for name, field_kind in _field_kinds(kind).items():
        stored = encode(getattr(value, name), field_kind, join(where, name), arrays)
        if not _is_array(field_kind):
            out[name] = stored
    return out


def _decode_fields(stored: dict[str, Any], kind: Any, where: str, arrays: Arrays) -> Any:
    values = {}
    for name, field_kind in _field_kinds(kind).items():
        if name not in stored and not _is_array(field_kind):
            raise MalformedError(join(where, name), "is missing")
        values[name] = decode(stored.get(name), field_kind, join(where, name), arrays)
    try:
        return kind(**values)
    except (TypeError, ValueError, OverflowError) as error:
        raise MalformedError(where or "arrays", f"is not consistent ({error})") from error


def _decode_dict(stored: Any, item_kind: Any, where: str, arrays: Arrays) -> dict[str, Any]:
    if _is_array(item_kind):
        names = [_checked(name, str, where) for name in _checked(stored, list, where)]
        return {name: decode(None, item_kind, join(where, name), arrays) for name in names}
    return {
        name: decode(item, item_kind, join(where, name), arrays)
        for name, item in _checked(stored, dict, where).items()
    }


def _encode_scalar(value: Any, kind: Any) -> Any:
    if kind is float:
        number = float(value)
        if math.isfinite(number):
            return number
        return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"
    if kind is int:
        return int(value)
    if kind is bool:
        return bool(value)
    return str(value)


def _decode_scalar(stored: Any, kind: Any, where: str) -> Any:
    if typing.get_origin(kind) is Literal:
        words = typing.get_args(kind)
        if stored not in words:
            raise MalformedError(where, f"is not one of {', '.join(words)}")
        return stored
    if kind is float:
        if isinstance(stored, str) and stored in _NON_FINITE:
            return _NON_FINITE[stored]
        if isinstance(stored, bool) or not isinstance(stored, int | float):
            raise MalformedError(where, "is not a number")
        try:
            return float(stored)
        except OverflowError as error:  # JSON can hold whole numbers that no float can
            raise MalformedError(where, "is too large") from error
    if kind is int and isinstance(stored, bool):
        raise MalformedError(where, "is not a whole number")
    if kind is Path:
        return Path(_checked(stored, str, where))
    return _checked(stored, kind, where)


_KIND_NAMES = {dict: "an object", list: "a list", str: "a text", int: "a whole number"}


def _checked(stored: Any, kind: type, where: str) -> Any:
    if not isinstance(stored, kind):
        raise MalformedError(where, f"is not {_KIND_NAMES.get(kind, kind.__name__)}")
    return stored


@cache
def _field_kinds(kind: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _without_none(kind: Any) -> Any:
    if typing.get_origin(kind) not in (Union, types.UnionType):
        return kind
    (inner,) = (arg for arg in typing.get_args(kind) if arg is not types.NoneType)
    return inner


def _is_array(kind: Any) -> bool:
    return typing.get_origin(kind) is np.ndarray


def _item_kinds(kind: Any, length: int, where: str) -> tuple[Any, ...]:
    args = typing.get_args(kind)
    if len(args) == 2 and args[1] is Ellipsis:
        return (args[0],) * length
    if len(args) != length:
        raise MalformedError(where, f"has {length} items instead of {len(args)}")
    return args
