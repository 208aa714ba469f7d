"""Clips put together from a stream: whole ones only, in order, with bounded memory."""

from __future__ import annotations

import numpy as np

from core.clips import ClipAssembler, ClipSpec, plan_clips
from core.types import Segment

SPEC = ClipSpec(frames=14, span_s=1.3, hop_s=0.65)
PTS = np.arange(200) / 25
PLAN = plan_clips(PTS, SPEC, (Segment("unknown", 0.0, 8.0),))
POINTS = np.zeros((478, 2), np.float32)


def crop_of(index: int) -> np.ndarray:
    return np.full((4, 4, 3), index, np.uint8)


def stream(
    lost: set[int] = frozenset(), cuts: set[int] = frozenset(), unseen: set[int] = frozenset()
):
    assembler = ClipAssembler(PLAN)
    out = []
    for index in range(len(PTS)):
        if index in lost:
            continue
        points = None if index in unseen else POINTS
        out += assembler.push(index, crop_of(index), points, cut=index in cuts)
        assert len(assembler._held) <= 40
    return out


def test_every_frame_of_every_clip_is_the_planned_one() -> None:
    clips = stream()
    assert [c.number for c in clips] == list(range(len(PLAN)))
    for clip in clips:
        assert np.array_equal(clip.pixels[:, 0, 0, 0], clip.frame_index)
        assert np.array_equal(clip.frame_index, PLAN.frame_index[clip.number])


def test_no_clip_crosses_a_cut() -> None:
    clips = stream(cuts={90, 101})
    for clip in clips:
        for cut in (90, 101):
            assert not clip.frame_index[0] < cut <= clip.frame_index[-1]
    assert any(c.frame_index[-1] < 90 for c in clips)
    assert any(c.frame_index[0] >= 101 for c in clips)


def test_a_lost_frame_loses_just_the_clips_that_hold_it() -> None:
    lost = int(PLAN.frame_index[4, 5])
    given = {c.number for c in stream(lost={lost})}
    expected = {i for i in range(len(PLAN)) if lost not in PLAN.frame_index[i]}
    assert given == expected


def test_a_lost_last_frame_does_not_hold_up_the_rest() -> None:
    last = int(PLAN.frame_index[3, -1])
    assert 3 not in {c.number for c in stream(lost={last, last + 1})}


def test_a_clip_in_which_the_face_was_never_seen_is_dropped() -> None:
    unseen = {int(i) for i in PLAN.frame_index[2]}
    assert 2 not in {c.number for c in stream(unseen=unseen)}
