"""Task marks of a recording under way: a journal that grows by lines, and what it comes to."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from core.types import TASKS, Segment, Task

SHORTEST_S = 0.2
"""A segment shorter than this was a slip of the hand."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of the journal.

    Attributes
    ----------
    event : {"begin", "end", "drop"}
        A task begins (and ends the one before), the task under way ends, or all segments of a step
        are not to count, since it is done again.
    time_s : float
        Since the first picture.
    step : int
        Of the protocol.
    task : Task
    """

    event: Literal["begin", "end", "drop"]
    time_s: float
    step: int = 0
    task: Task = "unknown"


class MarkJournal:
    """Appends marks to a file, each on the disk before the next. Raises `OSError` like files do."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("xb", buffering=0)
        self._marks: list[Mark] = []

    @property
    def marks(self) -> tuple[Mark, ...]:
        """All so far."""
        return tuple(self._marks)

    def add(self, mark: Mark) -> None:
        """Append a mark. It counts even where it cannot be written."""
        self._marks.append(mark)
        self._file.write(json.dumps(asdict(mark)).encode() + b"\n")
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file. May be called again."""
        self._file.close()


def read_marks(path: Path) -> tuple[Mark, ...]:
    """Read a journal up to where it is whole: a crash may have cut its last line."""
    marks: list[Mark] = []
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        return ()
    for line in lines:
        mark = _mark(line)
        if mark is None:
            break
        marks.append(mark)
    return tuple(marks)


def segments_of(marks: Iterable[Mark], end_s: float) -> tuple[Segment, ...]:
    """Return the segments that marks come to, in order of time.

    Parameters
    ----------
    marks : iterable of Mark
    end_s : float
        End of the recording, where a task that was under way ends.
    """
    found: list[tuple[int, Segment]] = []
    under_way: Mark | None = None
    for mark in marks:
        if under_way is not None:
            found.append((under_way.step, _segment(under_way, min(mark.time_s, end_s))))
            under_way = None
        if mark.event == "begin":
            under_way = mark
        elif mark.event == "drop":
            found = [(step, segment) for step, segment in found if step != mark.step]
    if under_way is not None:
        found.append((under_way.step, _segment(under_way, end_s)))
    segments = [segment for _, segment in found if segment.end_s - segment.start_s >= SHORTEST_S]
    return tuple(sorted(segments, key=lambda segment: segment.start_s))


def segments_json(segments: Iterable[Segment]) -> str:
    """Write segments as `core.records.request_files.load_segments` reads them."""
    return json.dumps([asdict(segment) for segment in segments], indent=2) + "\n"


def _segment(begin: Mark, end_s: float) -> Segment:
    return Segment(begin.task, round(begin.time_s, 3), round(max(end_s, begin.time_s), 3))


def _mark(line: bytes) -> Mark | None:
    try:
        record = json.loads(line)
        fits = (
            record["event"] in ("begin", "end", "drop")
            and record["task"] in TASKS
            and isinstance(record["step"], int)
            and 0 <= float(record["time_s"]) < float("inf")
        )
        return Mark(**record) if fits else None
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
