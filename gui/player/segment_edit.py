"""Changing task segments so that they stay valid: in order, inside, never over each other."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from core.types import Segment, Task

Segments = tuple[Segment, ...]
Edge = Literal["start", "end"]

LEAST_S = 0.2
CHOICES: tuple[Task, ...] = ("rest", "smile", "disgust", "surprise", "talk", "read", "free")


def room_about(segments: Segments, time_s: float, duration_s: float) -> tuple[float, float] | None:
    """Return the free stretch about a time; None inside a segment."""
    start_s, end_s = 0.0, duration_s
    for segment in segments:
        if segment.start_s <= time_s < segment.end_s:
            return None
        if segment.end_s <= time_s:
            start_s = max(start_s, segment.end_s)
        else:
            end_s = min(end_s, segment.start_s)
    return start_s, end_s


def added(
    segments: Segments, task: Task, one_s: float, other_s: float, duration_s: float
) -> tuple[Segments, int] | None:
    """Add a segment between two times, begun at `one_s`; it ends where others are.

    Returns
    -------
    (segments, index) or None
        All segments and the place of the new one; None where there is no room.
    """
    room = room_about(segments, one_s, duration_s)
    if room is None:
        return None
    start_s = max(min(one_s, other_s), room[0])
    end_s = min(max(one_s, other_s), room[1])
    if end_s - start_s < LEAST_S:
        return None
    made = Segment(task, start_s, end_s)
    out = tuple(sorted((*segments, made), key=_start))
    return out, out.index(made)


def with_edge(
    segments: Segments, index: int, edge: Edge, time_s: float, duration_s: float
) -> Segments:
    """Move an edge of a segment as far as its neighbours and its own length allow."""
    segment = segments[index]
    if edge == "start":
        least = segments[index - 1].end_s if index > 0 else 0.0
        moved = replace(segment, start_s=_between(least, time_s, segment.end_s - LEAST_S))
    else:
        most = segments[index + 1].start_s if index + 1 < len(segments) else duration_s
        moved = replace(segment, end_s=_between(segment.start_s + LEAST_S, time_s, most))
    return (*segments[:index], moved, *segments[index + 1 :])


def with_task(segments: Segments, index: int, task: Task) -> Segments:
    """Name another task."""
    return (*segments[:index], replace(segments[index], task=task), *segments[index + 1 :])


def without(segments: Segments, index: int) -> Segments:
    """Delete a segment."""
    return (*segments[:index], *segments[index + 1 :])


def named(segments: Segments) -> Segments:
    """Leave out the stand-in for a recording in which no task is named."""
    return () if len(segments) == 1 and segments[0].task == "unknown" else segments


def at_time(segments: Segments, time_s: float) -> int:
    """Index of the segment at a time; -1 where there is none."""
    for index, segment in enumerate(segments):
        if segment.start_s <= time_s < segment.end_s:
            return index
    return -1


def _between(least: float, value: float, most: float) -> float:
    return max(min(value, most), least)


def _start(segment: Segment) -> float:
    return segment.start_s
