"""JSON files of ours: written for people to read too, read as anybody may have changed them."""

from __future__ import annotations

import json
from typing import Any

from core.errors import UsageError
from core.records.codec import MalformedError


def json_bytes(record: dict[str, Any]) -> bytes:
    """Give a record as the bytes of a file, indented, without infinities."""
    try:
        text = json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False)
        return (text + "\n").encode("utf-8")
    except UnicodeEncodeError:  # half a character, as in some file names: JSON can escape it
        return (json.dumps(record, indent=1, allow_nan=False) + "\n").encode("ascii")


def parse_object(data: bytes, file_name: str) -> dict[str, Any]:
    """Read a record. Raises `MalformedError`, which names the file, if it is no JSON object."""
    try:
        record = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise MalformedError(file_name, "is not whole JSON") from error
    if not isinstance(record, dict):
        raise MalformedError(file_name, "is not an object")
    return record


def check_version(record: dict[str, Any], what: str, newest: int) -> None:
    """Check that the format of a record can be read.

    Parameters
    ----------
    record : dict
    what : str
        What the record is and where, to begin a sentence with.
    newest : int
        The newest ``schema_version`` that can be read.

    Raises
    ------
    MalformedError
        If it states no version from 1 on.
    UsageError
        If its version is newer than `newest`.
    """
    version = record.get("schema_version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise MalformedError("schema_version", "is not a version number")
    if version > newest:
        raise UsageError(
            f"{what} was written by a newer Facies (format {version}; this one reads up to "
            f"{newest}). Open it with the newer one."
        )
