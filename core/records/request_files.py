"""The small JSON files that travel with a recording: task segments and visit facts."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from core.errors import UsageError
from core.file_checks import is_file
from core.types import TASKS, Segment, Task, Visit

_SEGMENT_FIELDS = {"task", "start_s", "end_s"}


def load_segments(path: Path) -> tuple[Segment, ...]:
    """Read task segments: a JSON list of ``{"task", "start_s", "end_s"}``.

    Raises
    ------
    UsageError
        If the file cannot be read or an entry does not fit; the message says which.
    """
    data = _read_json(path, "segments")
    if not isinstance(data, list):
        raise UsageError(f"The segments file “{path.name}” must hold a JSON list of segments.")
    return tuple(_segment(entry, number, path) for number, entry in enumerate(data, start=1))


def segments_beside(video: Path) -> Path | None:
    """Return the segments file that travels with a recording, if there is one.

    For ``visit.mp4`` it is ``visit.segments.json`` in the same folder.
    """
    path = video.with_name(f"{video.stem}.segments.json") if video.name else video
    return path if is_file(path) else None


def load_visit(path: Path) -> Visit:
    """Read visit facts: a JSON object with any of the fields of `Visit`.

    Raises
    ------
    UsageError
        If the file cannot be read, or a field is unknown or out of range.
    """
    data = _read_json(path, "visit")
    if not isinstance(data, dict):
        raise UsageError(f"The visit file “{path.name}” must hold a JSON object.")
    unknown = sorted(set(data) - set(_VISIT_RULES))
    if unknown:
        raise UsageError(
            f"The visit file “{path.name}” has unknown fields: {', '.join(unknown)}. "
            f"Known are: {', '.join(_VISIT_RULES)}."
        )
    problem = visit_problem(data)
    if problem:
        raise UsageError(f"In the visit file “{path.name}”, {problem}.")
    return Visit(**data)


def visit_problem(facts: Mapping[str, Any]) -> str:
    """Say which fact of a visit does not fit, as in “updrs_3_2 must be ...”; empty if all do.

    Parameters
    ----------
    facts : mapping
        Field of `Visit` to its value; None, for unknown, always fits.
    """
    for name, value in facts.items():
        fits, wanted = _VISIT_RULES[name]
        if value is not None and not fits(value):
            return f"{name} must be {wanted}"
    return ""


def _segment(entry: Any, number: int, path: Path) -> Segment:
    where = f"Segment {number} of “{path.name}”"
    if not isinstance(entry, dict) or set(entry) != _SEGMENT_FIELDS:
        raise UsageError(f"{where} must have exactly the fields task, start_s and end_s.")
    task: Task | None = next((t for t in TASKS if t == entry["task"]), None)
    if task is None:
        raise UsageError(f"{where}: the task must be one of {', '.join(TASKS)}.")
    if not (_is_number(entry["start_s"]) and _is_number(entry["end_s"])):
        raise UsageError(f"{where}: start_s and end_s must be numbers of seconds.")
    return Segment(task, float(entry["start_s"]), float(entry["end_s"]))


def _read_json(path: Path, kind: str) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(
            f"The {kind} file “{path.name}” cannot be read: {error.strerror}."
        ) from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"The {kind} file “{path.name}” is not valid JSON: {error}.") from error


def _is_number(value: Any) -> bool:
    # Compared, not converted: JSON can hold whole numbers that no float can.
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and abs(value) <= sys.float_info.max


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= 200


def _is_on_off(value: Any) -> bool:
    return value in ("on", "off")


_VISIT_RULES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "patient_id": (_is_text, "text of at most 200 characters"),
    "examiner": (_is_text, "text of at most 200 characters"),
    "medication": (_is_on_off, "“on” or “off”"),
    "hours_since_dose": (lambda v: _is_number(v) and 0 <= v <= 1000, "hours from 0 to 1000"),
    "dbs": (_is_on_off, "“on” or “off”"),
    "hoehn_yahr": (
        lambda v: _is_number(v) and v in (0, 1, 1.5, 2, 2.5, 3, 4, 5),
        "a stage: 0, 1, 1.5, 2, 2.5, 3, 4 or 5",
    ),
    "updrs_3_2": (
        lambda v: isinstance(v, int) and not isinstance(v, bool) and 0 <= v <= 4,
        "a whole number from 0 to 4",
    ),
}
