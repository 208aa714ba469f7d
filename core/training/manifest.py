"""The manifest: one recording a row, who is in it and what is known of the visit."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

from core.errors import UsageError
from core.file_checks import is_file
from core.types import FACIAL_REGIONS, TASKS, Region, Task, Visit

_REQUIRED = ("path", "subject_id", "label")
_OPTIONAL = (
    "recording_id", "task", "hy_stage", "updrs_3_2", "medication", "hours_since_dose", "dbs",
    "age", "sex", "site", "date", "degree", "part",
)  # fmt: skip
_REGION_COLUMNS = {region: f"degree_{region}" for region in FACIAL_REGIONS}
_MOST_PROBLEMS_SHOWN = 8

Part = Literal["train", "validation", "calibration", "test"]
PARTS: tuple[Part, ...] = ("train", "validation", "calibration", "test")


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """One recording of one person.

    Attributes
    ----------
    line : int
        Line of the file that the row ends on, for messages.
    path : Path
        The video, absolute.
    subject_id : str
    label : int
        Index into the manifest's labels; the higher, the more hypomimic.
    recording_id : str
        Unique; the path as it was written where the column is missing or empty.
    task : Task
        ``"unknown"`` where it is not given.
    visit : Visit
        Medication, stage and rating, as far as they are given.
    age : float or None
        In years.
    sex, site, date : str
        Free text; empty where not given.
    degree : float
        How hypomimic, [0, 1], where more is known than the label: 0.5 lies between the labels. The
        label itself where it is not given.
    graded : bool
        Whether it is given.
    region_degree : dict of Region to float
        The same of single regions of the face, of as many as it is known of (columns such as
        ``degree_left_eye``).
    part : str or None
        Where the person belongs, the same in all of their rows that say it; None leaves it to the
        split.
    """

    line: int
    path: Path
    subject_id: str
    label: int
    recording_id: str
    task: Task
    visit: Visit
    age: float | None
    sex: str
    site: str
    date: str
    degree: float
    graded: bool = False
    region_degree: dict[Region, float] = field(default_factory=dict)
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Manifest:
    """A checked manifest.

    Attributes
    ----------
    path : Path
    labels : tuple of str
        Names of the classes in order of `ManifestRow.label`.
    rows : tuple of ManifestRow
    ignored_columns : tuple of str
        Columns that Facies does not know.
    """

    path: Path
    labels: tuple[str, ...]
    rows: tuple[ManifestRow, ...]
    ignored_columns: tuple[str, ...]


def read_manifest(path: Path, labels: tuple[str, str]) -> Manifest:
    """Read and check a manifest (CSV with a header, UTF-8).

    Parameters
    ----------
    path : Path
        Paths in its rows are relative to its folder.
    labels : (str, str)
        Class names; a row's label is one of them, or 0 or 1 for the first or second.

    Returns
    -------
    Manifest

    Raises
    ------
    UsageError
        If the file cannot be read or any row is wrong. The message names the lines.
    """
    header, lines = _read_lines(path)
    missing = [name for name in _REQUIRED if name not in header]
    if missing:
        raise UsageError(
            f"“{path.name}” lacks the column {_listed(missing)}. A manifest is a CSV file whose "
            f"first line names at least {_listed(_REQUIRED)}."
        )
    rows: list[ManifestRow] = []
    problems: list[str] = []
    for line, cells in lines:
        try:
            rows.append(_row(line, cells, path.parent, labels))
        except ValueError as error:
            problems.append(f"line {line}: {error}")
    problems += _clashes(rows) + _torn(rows)
    if problems:
        raise UsageError(_complaint(path, problems))
    if not rows:
        raise UsageError(f"“{path.name}” has a header but no recordings. Add one line for each.")
    known = {*_REQUIRED, *_OPTIONAL, *_REGION_COLUMNS.values()}
    return Manifest(path, labels, tuple(rows), tuple(name for name in header if name not in known))


def _read_lines(path: Path) -> tuple[list[str], list[tuple[int, dict[str, str]]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            header = [name.strip() for name in reader.fieldnames or ()]
            reader.fieldnames = header
            return header, list(_cells(reader))
    except OSError as error:
        raise UsageError(
            f"Could not read the manifest “{path.name}”: {error.strerror}. Check its path."
        ) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise UsageError(
            f"“{path.name}” is not a CSV file in UTF-8. Save it again as “CSV UTF-8”."
        ) from error


def _cells(reader: csv.DictReader[str]) -> Iterator[tuple[int, dict[str, str]]]:
    for raw in reader:
        cells = {
            name: (value or "").strip()
            for name, value in raw.items()
            if name is not None and not isinstance(value, list)
        }
        if any(cells.values()):
            yield reader.line_num, cells


def _row(line: int, cells: dict[str, str], folder: Path, labels: tuple[str, str]) -> ManifestRow:
    for name in _REQUIRED:
        if not cells[name]:
            raise ValueError(f"“{name}” is empty")
    video = (folder / cells["path"]).resolve()
    if not is_file(video):
        raise ValueError(f"there is no file “{cells['path']}”")
    label = _label(cells["label"], labels)
    return ManifestRow(
        line=line,
        path=video,
        subject_id=cells["subject_id"],
        label=label,
        recording_id=cells.get("recording_id") or cells["path"],
        task=cast(Task, _choice(cells, "task", TASKS) or "unknown"),
        visit=_visit(cells),
        age=_number(cells, "age", 0, 130),
        sex=cells.get("sex", ""),
        site=cells.get("site", ""),
        date=cells.get("date", ""),
        degree=_degree(cells, label),
        graded=bool(cells.get("degree")),
        region_degree=_region_degree(cells),
        part=cast(Part | None, _choice(cells, "part", PARTS)),
    )


def _degree(cells: dict[str, str], label: int) -> float:
    degree = _number(cells, "degree", 0, 1)
    if degree is None:
        return float(label)
    if degree != 0.5 and (degree > 0.5) != (label == 1):
        raise ValueError(f"“degree” {degree:g} lies on the other side of 0.5 than label {label}")
    return degree


def _region_degree(cells: dict[str, str]) -> dict[Region, float]:
    found = {region: _number(cells, name, 0, 1) for region, name in _REGION_COLUMNS.items()}
    return {region: degree for region, degree in found.items() if degree is not None}


def _visit(cells: dict[str, str]) -> Visit:
    rating = _number(cells, "updrs_3_2", 0, 4)
    if rating is not None and rating != int(rating):
        raise ValueError("“updrs_3_2” must be a whole number from 0 to 4")
    return Visit(
        patient_id=cells["subject_id"],
        medication=cast(Literal["on", "off"] | None, _choice(cells, "medication", ("on", "off"))),
        hours_since_dose=_number(cells, "hours_since_dose", 0, 1000),
        dbs=cast(Literal["on", "off"] | None, _choice(cells, "dbs", ("on", "off"))),
        hoehn_yahr=_number(cells, "hy_stage", 0, 5),
        updrs_3_2=None if rating is None else int(rating),
    )


def _label(text: str, labels: tuple[str, str]) -> int:
    allowed = {"0": 0, "1": 1, labels[0].lower(): 0, labels[1].lower(): 1}
    if text.lower() not in allowed:
        raise ValueError(f"label “{text}” is neither {labels[0]} (0) nor {labels[1]} (1)")
    return allowed[text.lower()]


def _choice(cells: dict[str, str], name: str, allowed: tuple[str, ...]) -> str | None:
    text = cells.get(name, "").lower()
    if text and text not in allowed:
        raise ValueError(f"“{name}” is “{text}”, which is none of {', '.join(allowed)}")
    return text or None


def _number(cells: dict[str, str], name: str, low: float, high: float) -> float | None:
    text = cells.get(name, "")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"“{name}” is “{text}”, which is no number") from None
    if not low <= value <= high:
        raise ValueError(f"“{name}” is {text}, outside {low:g} to {high:g}")
    return value


def _clashes(rows: list[ManifestRow]) -> list[str]:
    """Two rows with one file, or one recording_id, would count a recording twice."""
    keys: tuple[tuple[str, Callable[[ManifestRow], object]], ...] = (
        ("file", lambda row: row.path),
        ("recording_id", lambda row: row.recording_id),
    )
    problems = []
    for what, key in keys:
        count = Counter(map(key, rows))
        seen: dict[object, int] = {}
        for row in rows:
            if count[key(row)] > 1 and key(row) in seen:
                problems.append(f"line {row.line}: the same {what} as line {seen[key(row)]}")
            seen.setdefault(key(row), row.line)
    return problems


def _torn(rows: list[ManifestRow]) -> list[str]:
    """Nobody may be in two parts."""
    first: dict[str, ManifestRow] = {}
    problems = []
    for row in rows:
        if row.part is not None and first.setdefault(row.subject_id, row).part != row.part:
            other = first[row.subject_id]
            problems.append(
                f"line {row.line}: “{row.subject_id}” is in the part {row.part} here and in "
                f"{other.part} on line {other.line}"
            )
    return problems


def _complaint(path: Path, problems: list[str]) -> str:
    shown = "; ".join(problems[:_MOST_PROBLEMS_SHOWN])
    more = len(problems) - _MOST_PROBLEMS_SHOWN
    rest = f"; and {more} more" if more > 0 else ""
    return f"“{path.name}” cannot be used. Mend these and try again: {shown}{rest}."


def _listed(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
