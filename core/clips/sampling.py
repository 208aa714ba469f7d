"""Which frames of a recording make up which clip, by presentation time alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.clips.spec import ClipSpec
from core.errors import UsageError
from core.types import ClipTable, Segment

# A frame may stand in for a wanted moment up to this share of a clip's step away: above one half
# so that recordings at just the clip's own rate survive jitter, below one so that holes do not.
_MAX_OFFSET_STEPS = 0.75
# Jitter may make two neighbouring moments fall on one frame this often in a clip.
_MAX_REPEATS = 2


def resolve_segments(segments: Sequence[Segment], duration_s: float) -> tuple[Segment, ...]:
    """Check task segments against a recording; none means one ``"unknown"`` over all of it.

    Parameters
    ----------
    segments : sequence of Segment
        In any order.
    duration_s : float
        Length of the recording in seconds.

    Returns
    -------
    tuple of Segment
        In order of time, ends clipped to the recording.

    Raises
    ------
    UsageError
        If a segment is empty, overlaps another or lies beyond the end.
    """
    if not segments:
        return (Segment("unknown", 0.0, duration_s),)
    ordered = sorted(segments, key=lambda s: s.start_s)
    out: list[Segment] = []
    for segment in ordered:
        where = f"The {segment.task} segment {segment.start_s:g}-{segment.end_s:g} s"
        if not 0 <= segment.start_s < segment.end_s:
            raise UsageError(f"{where} is empty or starts before 0. Correct its times.")
        if segment.start_s >= duration_s:
            raise UsageError(
                f"{where} lies beyond the recording's end at {duration_s:.2f} s. "
                "Is this the segments file of another recording?"
            )
        if out and segment.start_s < out[-1].end_s:
            raise UsageError(f"{where} overlaps the one before it. Correct their times.")
        out.append(Segment(segment.task, segment.start_s, min(segment.end_s, duration_s)))
    return tuple(out)


def plan_clips(
    pts_s: NDArray[np.float64], spec: ClipSpec, segments: Sequence[Segment]
) -> ClipTable:
    """Lay overlapping windows over all of every segment; pick the nearest frame to each moment.

    Parameters
    ----------
    pts_s : (T,) float64
        Presentation times.
    spec : ClipSpec
    segments : sequence of Segment
        In order and not overlapping, as `resolve_segments` gives them.

    Returns
    -------
    ClipTable
        In order of time. Windows over a hole in the times are left out.
    """
    rows: list[NDArray[np.int64]] = []
    owners: list[int] = []
    for number, segment in enumerate(segments):
        for row in _windows(pts_s, spec, segment):
            rows.append(row)
            owners.append(number)
    index = np.array(rows, np.int32).reshape(len(rows), spec.frames)
    return _table(pts_s, index, np.array(owners, np.int16))


def keep_clips(table: ClipTable, keep: NDArray[np.bool_]) -> ClipTable:
    """Return the clips of `table` for which `keep` (N,) is true."""
    return ClipTable(
        table.frame_index[keep], table.start_s[keep], table.end_s[keep], table.segment[keep]
    )


def _windows(
    pts_s: NDArray[np.float64], spec: ClipSpec, segment: Segment
) -> list[NDArray[np.int64]]:
    inside = np.flatnonzero((pts_s >= segment.start_s) & (pts_s < segment.end_s))
    if len(inside) < spec.frames - _MAX_REPEATS:
        return []
    first, last = int(inside[0]), int(inside[-1])
    moments = np.arange(spec.frames) * spec.step_s
    tolerance_s = spec.step_s * _MAX_OFFSET_STEPS
    starts_s = _starts(pts_s[inside], spec)
    # Starting on a frame keeps recordings at just the clip's own rate free of ties.
    starts = _nearest(pts_s, starts_s, first, last)
    # Moments in a hole lie nearest to its edge: they must not all give the clip that begins there.
    starts = np.unique(starts[np.abs(pts_s[starts] - starts_s) <= tolerance_s])
    out = []
    for start in starts:
        wanted = pts_s[start] + moments
        row = _nearest(pts_s, wanted, first, last)
        near = np.abs(pts_s[row] - wanted) <= tolerance_s
        repeats = int(np.count_nonzero(np.diff(row) == 0))
        if near.all() and repeats <= _MAX_REPEATS:
            out.append(row)
    return out


def _starts(times_s: NDArray[np.float64], spec: ClipSpec) -> NDArray[np.float64]:
    """Start times at the hop, and one more so that the last clip ends where the segment does.

    Only those next to a frame: a fault in the times can open a hole of years.
    """
    first_s, last_s = float(times_s[0]), float(times_s[-1])
    room_s = last_s - first_s - spec.span_s
    if room_s < -spec.step_s / 2:
        return np.empty(0)
    hops_before = np.floor((times_s - first_s) / spec.hop_s)
    hops = np.unique(np.concatenate([hops_before, hops_before + 1]))
    hops = hops[hops <= int(max(room_s, 0.0) / spec.hop_s + 1e-9)]
    starts_s: NDArray[np.float64] = first_s + hops * spec.hop_s
    if last_s - spec.span_s - starts_s[-1] > spec.step_s:
        starts_s = np.append(starts_s, last_s - spec.span_s)
    return starts_s


def _nearest(
    pts_s: NDArray[np.float64], wanted_s: NDArray[np.float64], first: int, last: int
) -> NDArray[np.int64]:
    right = np.clip(np.searchsorted(pts_s, wanted_s), first, last)
    left = np.clip(right - 1, first, last)
    return np.where(wanted_s - pts_s[left] <= pts_s[right] - wanted_s, left, right)


def _table(
    pts_s: NDArray[np.float64], index: NDArray[np.int32], owners: NDArray[np.int16]
) -> ClipTable:
    if not len(index):
        empty = np.empty(0, np.float64)
        return ClipTable(index, empty, empty, owners)
    return ClipTable(index, pts_s[index[:, 0]], pts_s[index[:, -1]], owners)
