"""The analysis folder: ``analysis.json`` with ``arrays.npz``, ``timeline.csv``, ``regions.csv``.

``analysis.schema.json`` beside this file describes ``analysis.json`` for other programs.
"""

from __future__ import annotations

import errno
import json
from pathlib import Path
from typing import Any

from core.errors import FaciesError, RecordingError, SurroundingsError, UsageError
from core.records.arrays_file import read_arrays, sha256_of, write_arrays
from core.records.codec import Arrays, MalformedError, decode, encode
from core.records.consistency import check_consistent
from core.records.fileset import staged_folder
from core.records.json_file import check_version, json_bytes, parse_object
from core.records.tables import regions_csv, timeline_csv
from core.types import RESEARCH_USE, Analysis

SCHEMA_VERSION = 2
JSON_NAME = "analysis.json"
ARRAYS_NAME = "arrays.npz"


def save_analysis(analysis: Analysis, folder: Path) -> None:
    """Write an analysis into a folder: all files, or none.

    Parameters
    ----------
    analysis : Analysis
    folder : Path
        Made if it does not exist. Other files in it stay.

    Raises
    ------
    SurroundingsError
        If the files cannot be written. An analysis that stood in the folder is then untouched.
    """
    with staged_folder(folder) as staging:
        arrays: Arrays = {}
        record: dict[str, Any] = {"schema_version": SCHEMA_VERSION, "research_use": RESEARCH_USE}
        record |= encode(analysis, Analysis, "", arrays)
        record["quality"] |= {"status": analysis.quality.status}
        members = write_arrays(staging / ARRAYS_NAME, arrays)
        record["arrays"] = {
            "file": ARRAYS_NAME,
            "sha256": sha256_of(staging / ARRAYS_NAME),
            "members": members,
        }
        (staging / JSON_NAME).write_bytes(json_bytes(record))
        for name, table in (("timeline.csv", timeline_csv), ("regions.csv", regions_csv)):
            (staging / name).write_text(table(analysis), encoding="utf-8", newline="")


def load_analysis(folder: Path) -> Analysis:
    """Read what `save_analysis` wrote, exactly.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    Analysis
        Equal to the saved one, bit by bit. One of schema version 1 has no comparison of smiles.

    Raises
    ------
    UsageError
        If the folder is not an analysis folder, or was written by a newer Facies.
    RecordingError
        If the files are damaged or do not belong together.
    SurroundingsError
        If they cannot be read.
    """
    try:
        record = _parse(_read_json(folder), folder)
        arrays = _load_arrays(record, folder)
        analysis: Analysis = decode(record, Analysis, "", arrays)
        check_consistent(analysis)
    except MalformedError as error:
        raise RecordingError(
            f"The analysis in “{folder}” is damaged: {error}. Nothing in it was changed. "
            "Analyse the recording again, into a new folder."
        ) from error
    except OSError as error:
        raise _reading_failed(folder, error) from error
    return analysis


def recording_sha256_in(folder: Path) -> str | None:
    """Return the SHA-256 of the recording whose analysis a folder holds; None if it holds none."""
    try:
        record = json.loads((folder / JSON_NAME).read_bytes())
        return str(record["recording"]["sha256"])
    except (OSError, ValueError, RecursionError, LookupError, TypeError):
        return None


def _read_json(folder: Path) -> bytes:
    try:
        return (folder / JSON_NAME).read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        raise UsageError(
            f"“{folder}” is not an analysis folder: there is no {JSON_NAME} in it. "
            "Name the folder that you gave to “facies analyze” as --out."
        ) from error


def _parse(data: bytes, folder: Path) -> dict[str, Any]:
    record = parse_object(data, JSON_NAME)
    if "schema_version" not in record:
        raise UsageError(f"“{folder / JSON_NAME}” was not written by Facies. Name another folder.")
    check_version(record, f"The analysis in “{folder}”", SCHEMA_VERSION)
    if record["schema_version"] < 2 and isinstance(record.get("measures"), dict):
        record["measures"]["smiles"] = None
    return record


def _load_arrays(record: dict[str, Any], folder: Path) -> Arrays:
    listing = record.get("arrays")
    if not isinstance(listing, dict) or not isinstance(listing.get("members"), dict):
        raise MalformedError("arrays", "is missing")
    if not all(isinstance(want, dict) for want in listing["members"].values()):
        raise MalformedError("arrays.members", "is not a list of arrays")
    path = folder / ARRAYS_NAME
    try:
        found = sha256_of(path)
    except FileNotFoundError as error:
        raise MalformedError(ARRAYS_NAME, "is missing") from error
    if found != listing.get("sha256"):
        raise MalformedError(ARRAYS_NAME, f"does not belong to this {JSON_NAME}")
    return read_arrays(path, listing["members"])


def _reading_failed(folder: Path, error: OSError) -> FaciesError:
    reason = (
        "you have no permission to read it. Ask for it, or choose another folder"
        if error.errno in (errno.EACCES, errno.EPERM)
        else f"the system said: {error.strerror or error}"
    )
    return SurroundingsError(f"Could not read the analysis in “{folder}”: {reason}.")
