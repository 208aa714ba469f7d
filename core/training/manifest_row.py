"""A row of a manifest: one recording, who is in it and what is known of the visit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast

from core.file_checks import is_file
from core.types import FACIAL_REGIONS, TASKS, Region, Task, Visit

REQUIRED_COLUMNS = ("path", "subject_id", "label")
_OPTIONAL = (
    "recording_id", "task", "hy_stage", "updrs_3_2", "medication", "hours_since_dose", "dbs",
    "age", "sex", "site", "date", "degree", "part", "held_back",
)  # fmt: skip
_REGION_COLUMNS = {region: f"degree_{region}" for region in FACIAL_REGIONS}
KNOWN_COLUMNS = {*REQUIRED_COLUMNS, *_OPTIONAL, *_REGION_COLUMNS.values()}

Part = Literal["train", "validation", "calibration", "test"]
PARTS: tuple[Part, ...] = ("train", "validation", "calibration", "test")


@dataclass(frozen=True, slots=True)
class ManifestRow:
    """One recording of one person.

    Attributes
    ----------
    place : str
        Where the row stands, for messages: the line that it ends on, and of which manifest where
        there are several.
    path : Path
        The video, absolute.
    subject_id : str
    label : int
        Index into the manifest's labels; the higher, the more hypomimic.
    recording_id : str
        Unique in its manifest; the path as it was written where the column is missing or empty.
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

    place: str
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
    held_back: bool = False


def manifest_row(
    place: str, cells: Mapping[str, str], folder: Path, labels: tuple[str, str]
) -> ManifestRow:
    """Check a row and give it its types.

    Parameters
    ----------
    place : str
        As `ManifestRow.place`.
    cells : mapping of str to str
        By column, stripped. The required columns are there.
    folder : Path
        What the path is relative to.
    labels : (str, str)

    Raises
    ------
    ValueError
        If a cell is wrong. The message completes "line 3: ...".
    """
    for name in REQUIRED_COLUMNS:
        if not cells[name]:
            raise ValueError(f"“{name}” is empty")
    video = (folder / cells["path"]).resolve()
    if not is_file(video):
        raise ValueError(f"there is no file “{cells['path']}”")
    label = _label(cells["label"], labels)
    return ManifestRow(
        place=place,
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
        held_back=_choice(cells, "held_back", ("0", "1")) == "1",
    )


def _degree(cells: Mapping[str, str], label: int) -> float:
    degree = _number(cells, "degree", 0, 1)
    if degree is None:
        return float(label)
    if degree != 0.5 and (degree > 0.5) != (label == 1):
        raise ValueError(f"“degree” {degree:g} lies on the other side of 0.5 than label {label}")
    return degree


def _region_degree(cells: Mapping[str, str]) -> dict[Region, float]:
    found = {region: _number(cells, name, 0, 1) for region, name in _REGION_COLUMNS.items()}
    return {region: degree for region, degree in found.items() if degree is not None}


def _visit(cells: Mapping[str, str]) -> Visit:
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


def _choice(cells: Mapping[str, str], name: str, allowed: tuple[str, ...]) -> str | None:
    text = cells.get(name, "").lower()
    if text and text not in allowed:
        raise ValueError(f"“{name}” is “{text}”, which is none of {', '.join(allowed)}")
    return text or None


def _number(cells: Mapping[str, str], name: str, low: float, high: float) -> float | None:
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
