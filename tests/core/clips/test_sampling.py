"""Clip planning: by presentation time, inside segments, over no hole."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clips import ClipSpec, keep_clips, plan_clips, resolve_segments
from core.errors import UsageError
from core.types import Segment

SPEC = ClipSpec(frames=14, span_s=1.3, hop_s=0.65)


def whole(duration_s: float) -> tuple[Segment, ...]:
    return resolve_segments((), duration_s)


@pytest.mark.parametrize("fps", [10, 15, 24, 25, 29.97, 30, 60])
def test_windows_tile_the_recording_at_the_hop(fps: float) -> None:
    pts = np.arange(int(10 * fps)) / fps
    table = plan_clips(pts, SPEC, whole(10.0))
    at_hop = int((pts[-1] - SPEC.span_s) / SPEC.hop_s) + 1
    assert at_hop <= len(table) <= at_hop + 1
    starts = np.arange(at_hop) * SPEC.hop_s
    assert np.abs(table.start_s[:at_hop] - starts).max() <= 0.5 / fps + 1e-9
    assert pts[-1] - table.end_s[-1] <= SPEC.step_s + 0.5 / fps + 1e-9
    assert np.abs(table.end_s - table.start_s - SPEC.span_s).max() <= 1 / fps + 1e-9


def test_frames_follow_time_not_count_when_the_rate_varies() -> None:
    pts = np.concatenate([np.arange(0, 2, 1 / 60), np.arange(2, 6, 1 / 15)])
    table = plan_clips(pts, SPEC, whole(6.0))
    wanted = table.start_s[:, None] + np.arange(14) * SPEC.step_s
    assert np.abs(pts[table.frame_index] - wanted).max() <= 2 / 15


def test_a_hole_in_the_times_loses_only_the_clips_over_it() -> None:
    pts = np.arange(0, 8, 1 / 25)
    pts = pts[(pts < 3.0) | (pts > 3.5)]
    table = plan_clips(pts, SPEC, whole(8.0))
    over = (table.start_s < 3.0) & (table.end_s > 3.5)
    assert len(table) > 5
    assert not over.any()


@pytest.mark.parametrize("hole_s", [3.0, 100.0, 3e9])
def test_no_clip_is_counted_twice_beside_a_hole(hole_s: float) -> None:
    pts = np.arange(0, 8, 1 / 25)
    pts[100:] += hole_s
    table = plan_clips(pts, SPEC, whole(8.0 + hole_s))
    assert 8 <= len(table) <= 12
    assert len(np.unique(table.frame_index, axis=0)) == len(table)
    assert not ((table.frame_index[:, 0] < 100) & (table.frame_index[:, -1] >= 100)).any()


def test_five_frames_a_second_are_too_few_for_any_clip() -> None:
    assert len(plan_clips(np.arange(0, 10, 0.2), SPEC, whole(10.0))) == 0


def test_no_clip_leaves_its_segment() -> None:
    segments = (Segment("rest", 0.5, 4.0), Segment("smile", 4.0, 9.0))
    pts = np.arange(0, 10, 1 / 30)
    table = plan_clips(pts, SPEC, resolve_segments(segments, 10.0))
    assert set(table.segment) == {0, 1}
    for row, owner in zip(table.frame_index, table.segment, strict=True):
        assert segments[owner].start_s <= pts[row[0]] < pts[row[-1]] < segments[owner].end_s


def test_a_recording_of_just_one_clip_gives_one() -> None:
    pts = np.arange(14) * 0.1
    assert len(plan_clips(pts, SPEC, whole(1.4))) == 1
    assert len(plan_clips(pts[:-2], SPEC, whole(1.2))) == 0


def test_keep_clips_keeps_rows_together() -> None:
    table = plan_clips(np.arange(0, 6, 0.04), SPEC, whole(6.0))
    kept = keep_clips(table, np.arange(len(table)) % 2 == 0)
    assert np.array_equal(kept.frame_index, table.frame_index[::2])


@given(
    st.lists(st.floats(0.011, 0.12), min_size=20, max_size=200),
    st.floats(0.6, 2.5),
    st.floats(0.2, 2.0),
)
def test_any_timing_gives_ordered_rows_near_the_wanted_moments(
    gaps: list[float], span_s: float, hop_s: float
) -> None:
    pts = np.concatenate([[0.0], np.cumsum(gaps)])
    spec = ClipSpec(14, span_s, hop_s)
    table = plan_clips(pts, spec, whole(float(pts[-1]) + 0.04))
    rows = table.frame_index
    assert (np.diff(rows, axis=1) >= 0).all()
    assert (np.diff(table.start_s) >= 0).all()
    assert np.array_equal(table.start_s, pts[rows[:, 0]] if len(rows) else [])


@pytest.mark.parametrize(
    ("segments", "word"),
    [
        ([Segment("smile", 2, 2)], "empty"),
        ([Segment("smile", -1, 2)], "starts before 0"),
        ([Segment("smile", 0, 3), Segment("talk", 2, 4)], "overlaps"),
        ([Segment("smile", 20, 23)], "beyond"),
    ],
)
def test_bad_segments_are_named(segments: list[Segment], word: str) -> None:
    with pytest.raises(UsageError, match=word):
        resolve_segments(segments, 10.0)


def test_segments_are_ordered_and_clipped() -> None:
    got = resolve_segments([Segment("talk", 5, 99), Segment("rest", 0, 5)], 8.0)
    assert got == (Segment("rest", 0, 5), Segment("talk", 5, 8.0))


@pytest.mark.parametrize("bad", [(1, 1.0, 1.0), (14, 0.0, 1.0), (14, 1.0, -1.0), (14, np.nan, 1.0)])
def test_a_spec_checks_itself(bad: tuple[int, float, float]) -> None:
    with pytest.raises(ValueError, match=r"frames|_s must"):
        ClipSpec(*bad)
