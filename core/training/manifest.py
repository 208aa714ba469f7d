"""Manifests: the recordings of a training, as one or more CSV files list them."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import UsageError
from core.training.manifest_row import KNOWN_COLUMNS, REQUIRED_COLUMNS, ManifestRow, manifest_row

_MOST_PROBLEMS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one or more checked manifests say together.

    Attributes
    ----------
    names : tuple of str
        Of the files; with their folders' where there are several.
    sha256 : tuple of str
        Of their bytes.
    labels : tuple of str
        Names of the classes in order of `ManifestRow.label`.
    by_file : tuple of tuple of ManifestRow
        Rows of each file.
    ignored_columns : tuple of str
        Columns that Facies does not know.
    """

    names: tuple[str, ...]
    sha256: tuple[str, ...]
    labels: tuple[str, ...]
    by_file: tuple[tuple[ManifestRow, ...], ...]
    ignored_columns: tuple[str, ...]

    @property
    def rows(self) -> tuple[ManifestRow, ...]:
        """Those of all files."""
        return tuple(row for its in self.by_file for row in its)


def manifest_names(paths: Sequence[Path]) -> tuple[str, ...]:
    """Name manifests for people: several of them are often all called ``manifest.csv``."""
    if len(paths) == 1:
        return (paths[0].name,)
    names = [f"{path.resolve().parent.name}/{path.name}" for path in paths]
    return tuple(
        name if name not in names[:place] else f"{name} ({1 + names[:place].count(name)})"
        for place, name in enumerate(names)
    )


def read_manifests(paths: Sequence[Path], labels: tuple[str, str]) -> Manifest:
    """Read and check manifests (CSV with a header, UTF-8): the same person may be in several.

    Parameters
    ----------
    paths : sequence of Path
        At least one. Paths in a manifest's rows are relative to its folder.
    labels : (str, str)
        Class names; a row's label is one of them, or 0 or 1 for the first or second.

    Returns
    -------
    Manifest

    Raises
    ------
    UsageError
        If a file cannot be read or any row is wrong. The message names the lines.
    """
    names = manifest_names(paths)
    for place, path in enumerate(paths):
        if path.resolve() in {other.resolve() for other in paths[:place]}:
            raise UsageError(f"The manifest “{path.name}” is given twice. Name it once.")
    digests: list[str] = []
    by_file: list[tuple[ManifestRow, ...]] = []
    clashes: list[str] = []
    unknown: dict[str, None] = {}
    for path, name in zip(paths, names, strict=True):
        header, lines, sha256 = _read_lines(path, name)
        its, problems = _rows(path.parent, lines, labels, f" of “{name}”" if len(paths) > 1 else "")
        if problems:
            raise UsageError(_complaint(f"“{name}”", problems))
        if not its:
            raise UsageError(f"“{name}” has a header but no recordings. Add one line for each.")
        clashes += _twice(its, "recording_id", lambda row: row.recording_id)
        digests.append(sha256)
        by_file.append(tuple(its))
        unknown |= dict.fromkeys(column for column in header if column not in KNOWN_COLUMNS)
    found = Manifest(names, tuple(digests), labels, tuple(by_file), tuple(unknown))
    clashes += _twice(found.rows, "file", lambda row: row.path) + _torn(found.rows)
    if clashes:
        raise UsageError(_complaint(quoted(names), clashes))
    return found


def _rows(
    folder: Path,
    lines: Sequence[tuple[int, dict[str, str]]],
    labels: tuple[str, str],
    of_which: str,
) -> tuple[list[ManifestRow], list[str]]:
    """Return a manifest's rows, and what is wrong with others."""
    rows: list[ManifestRow] = []
    problems: list[str] = []
    for line, cells in lines:
        place = f"line {line}{of_which}"
        try:
            rows.append(manifest_row(place, cells, folder, labels))
        except ValueError as error:
            problems.append(f"{place}: {error}")
    return rows, problems


def _read_lines(path: Path, name: str) -> tuple[list[str], list[tuple[int, dict[str, str]]], str]:
    """Return the header, the lines by number, and the file's SHA-256."""
    try:
        data = path.read_bytes()
        reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        header = [column.strip() for column in reader.fieldnames or ()]
        reader.fieldnames = header
        lines = list(_cells(reader))
    except OSError as error:
        raise UsageError(
            f"Could not read the manifest “{name}”: {error.strerror}. Check its path."
        ) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise UsageError(
            f"“{name}” is not a CSV file in UTF-8. Save it again as “CSV UTF-8”."
        ) from error
    missing = [column for column in REQUIRED_COLUMNS if column not in header]
    if missing:
        raise UsageError(
            f"“{name}” lacks the column {quoted(missing)}. A manifest is a CSV file whose "
            f"first line names at least {quoted(REQUIRED_COLUMNS)}."
        )
    return header, lines, hashlib.sha256(data).hexdigest()


def _cells(reader: csv.DictReader[str]) -> Iterator[tuple[int, dict[str, str]]]:
    for raw in reader:
        cells = {
            name: (value or "").strip()
            for name, value in raw.items()
            if name is not None and not isinstance(value, list)
        }
        if any(cells.values()):
            yield reader.line_num, cells


def _twice(
    rows: Sequence[ManifestRow], what: str, key: Callable[[ManifestRow], object]
) -> list[str]:
    """Two rows with one file, or one recording_id, would count a recording twice."""
    first: dict[object, ManifestRow] = {}
    return [
        f"{row.place}: the same {what} as {first[key(row)].place}"
        for row in rows
        if first.setdefault(key(row), row) is not row
    ]


def _torn(rows: Sequence[ManifestRow]) -> list[str]:
    """Nobody may be in two parts."""
    first: dict[str, ManifestRow] = {}
    problems = []
    for row in rows:
        if row.part is not None and first.setdefault(row.subject_id, row).part != row.part:
            other = first[row.subject_id]
            problems.append(
                f"{row.place}: “{row.subject_id}” is in the part {row.part} here and in "
                f"{other.part} on {other.place}"
            )
    return problems


def _complaint(names: str, problems: Sequence[str]) -> str:
    shown = "; ".join(problems[:_MOST_PROBLEMS_SHOWN])
    more = len(problems) - _MOST_PROBLEMS_SHOWN
    rest = f"; and {more} more" if more > 0 else ""
    return f"{names} cannot be used. Mend these and try again: {shown}{rest}."


def quoted(names: Sequence[str]) -> str:
    """Name several things in a sentence."""
    return ", ".join(f"“{name}”" for name in names)
