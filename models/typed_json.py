"""Frozen dataclasses that check themselves against their annotations, and their JSON form."""

from __future__ import annotations

import dataclasses
import json
import sys
import types
from typing import Any, ClassVar, Literal, Protocol, TypeVar, Union, get_args, get_origin
from typing import get_type_hints as hints_of


class _Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Any]]


D = TypeVar("D", bound=_Dataclass)


def check_fields(instance: _Dataclass) -> None:
    """Convert every field of a frozen dataclass to its annotated type, from `__post_init__`.

    Lists become tuples, objects become dataclasses, whole numbers become floats where a float is
    wanted, and mappings of JSON values are copied.

    Raises
    ------
    ValueError
        Naming the field and what it must be.
    """
    hints = hints_of(type(instance))
    for field in dataclasses.fields(instance):
        value = _convert(hints[field.name], getattr(instance, field.name), field.name)
        object.__setattr__(instance, field.name, value)


def from_json(cls: type[D], document: object, where: str = "") -> D:
    """Build a checking dataclass from a JSON object.

    Parameters
    ----------
    cls : type
        A dataclass that calls `check_fields` in its ``__post_init__``.
    document : object
        The parsed JSON value.
    where : str
        Name of the value, for messages.

    Raises
    ------
    ValueError
        If a member is missing, unknown or of the wrong type or range.
    """
    if not isinstance(document, dict):
        raise ValueError(f"{where or 'the document'} must be an object")
    fields: dict[str, dataclasses.Field[Any]] = {f.name: f for f in dataclasses.fields(cls)}
    required = {
        name
        for name, field in fields.items()
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    }
    if missing := sorted(required - document.keys()):
        raise ValueError(f"{_join(where, missing[0])} is missing")
    if unknown := sorted(document.keys() - fields.keys()):
        raise ValueError(f"{_join(where, unknown[0])} is not known")
    try:
        return cls(**document)
    except ValueError as error:
        raise ValueError(_join(where, str(error))) from error


def to_json(instance: _Dataclass) -> dict[str, Any]:
    """Give a checked dataclass as a JSON object (tuples become lists)."""
    value: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(instance)))
    return value


def _convert(hint: Any, value: Any, where: str) -> Any:
    """Return `value` as the type `hint`, or raise `ValueError` that names `where`."""
    origin = get_origin(hint)
    if origin is Literal:
        return _check(value in get_args(hint), value, where, f"one of {list(get_args(hint))}")
    if origin in (Union, types.UnionType):  # only "T | None" is in use
        inner = next(arg for arg in get_args(hint) if arg is not type(None))
        return None if value is None else _convert(inner, value, where)
    if origin is tuple:
        return _convert_tuple(get_args(hint), value, where)
    if origin is dict:
        return _convert_dict(get_args(hint)[1], value, where)
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return value if isinstance(value, hint) else from_json(hint, value, where)
    return _convert_scalar(hint, value, where)


def _convert_scalar(hint: Any, value: Any, where: str) -> Any:
    if hint is float:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        # Compared, not converted: JSON can hold whole numbers that no float can.
        _check(number and abs(value) <= sys.float_info.max, value, where, "a finite number")
        return float(value)
    if hint is int:
        whole = isinstance(value, int) and not isinstance(value, bool)
        return _check(whole, value, where, "a whole number")
    return _check(isinstance(value, str), value, where, "a text")


def _convert_tuple(args: tuple[Any, ...], value: Any, where: str) -> tuple[Any, ...]:
    _check(isinstance(value, list | tuple), value, where, "a list")
    if args[-1] is not Ellipsis:
        _check(len(value) == len(args), value, where, f"a list of {len(args)}")
    return tuple(_convert(args[0], item, f"{where}[{i}]") for i, item in enumerate(value))


def _convert_dict(item: Any, value: Any, where: str) -> dict[str, Any]:
    _check(isinstance(value, dict), value, where, "an object")
    _check(all(isinstance(key, str) for key in value), value, where, "an object with text keys")
    if item is not Any:
        return {key: _convert(item, member, _join(where, key)) for key, member in value.items()}
    try:
        copied: dict[str, Any] = json.loads(json.dumps(value, allow_nan=False))
    except (TypeError, ValueError) as error:
        raise ValueError(f"{where} must hold JSON values only") from error
    return copied


def _check(good: bool, value: Any, where: str, wanted: str) -> Any:
    if not good:
        raise ValueError(f"{where} must be {wanted}")
    return value


def _join(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name
