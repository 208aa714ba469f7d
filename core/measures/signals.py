"""Per-frame signals of the face, in inter-ocular distances (IOD), from raw landmarks.

All are taken in the person's frontal frame (see `core.measures.geometry`), nothing is smoothed
except where a speed is fitted. Sides are the patient's own.

======================== ==========================================================================
eye_opening_*_iod        mean distance of the three middle lid pairs (right 160-144 159-145 158-153,
                         left 387-373 386-374 385-380)
mouth_width_iod          between the lip corners 61-291
mouth_opening_iod        mean distance of the inner lips at 82-87 13-14 312-317
brow_height_*_iod        mean height of the brow's five upper points over that eye's corners (the
                         corners, not the lids: a blink is not a brow raise); brow_height_iod is
                         the mean of both sides
smile_*_iod              how far that lip corner stands outwards and upwards of its neutral place,
                         along a line 40° above the horizontal
smile_amplitude_iod      mean of both sides
expression_size_iod      root mean square distance of the expression points from the neutral face
facial_motion_iod_s      mean speed of the expression points; tracking noise alone gives a little
======================== ==========================================================================

The smile direction is ours: the zygomaticus major pulls the corner outwards and upwards.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.face import landmarks as lm
from core.measures.geometry import EXPRESSION, HeadFrame
from core.measures.timeline import Floats, Frames, slope
from core.types import Segment

RIGHT_LID_PAIRS = ((160, 144), (159, 145), (158, 153))
LEFT_LID_PAIRS = ((387, 373), (386, 374), (385, 380))
_INNER_LIP_PAIRS = ((82, 87), (13, 14), (312, 317))
_OUTWARDS, _UPWARDS = np.cos(np.radians(40.0)), np.sin(np.radians(40.0))
# Neutral frames: where the lip corners stand low, but not at the very lowest (a pucker).
_NEUTRAL_SHARE = (0.05, 0.35)
_MIN_NEUTRAL_S = 1.0


@dataclass(frozen=True, slots=True)
class Signals:
    """Time lines of one recording.

    Attributes
    ----------
    lines : dict of str to (T,) float32
        NaN where the face was not found.
    neutral : (n,) int
        Frames that were taken as the person's neutral face.
    """

    lines: dict[str, NDArray[np.float32]]
    neutral: Frames

    def __getitem__(self, name: str) -> Floats:
        return self.lines[name].astype(np.float64)


def make_signals(
    head: HeadFrame, pts_s: Floats, segments: tuple[Segment, ...], parts: tuple[Frames, ...]
) -> Signals:
    """Compute every signal.

    Parameters
    ----------
    head : HeadFrame
    pts_s : (T,) float64
    segments : tuple of Segment
        The neutral face is looked for in rest, else outside of speech, else everywhere.
    parts : tuple of int arrays
        Unbroken stretches, from `core.measures.timeline.stretches`.

    Returns
    -------
    Signals
    """
    right, left = _corner_pull(head)
    neutral = _neutral_frames((right + left) / 2.0, pts_s, segments)
    lines = {
        "eye_opening_left_iod": head.distance(*LEFT_LID_PAIRS),
        "eye_opening_right_iod": head.distance(*RIGHT_LID_PAIRS),
        "mouth_width_iod": head.distance((lm.RIGHT_MOUTH_CORNER, lm.LEFT_MOUTH_CORNER)),
        "mouth_opening_iod": head.distance(*_INNER_LIP_PAIRS),
        "brow_height_left_iod": head.y(*lm.LEFT_BROW_UPPER)
        - head.y(lm.LEFT_EYE_OUTER, lm.LEFT_EYE_INNER),
        "brow_height_right_iod": head.y(*lm.RIGHT_BROW_UPPER)
        - head.y(lm.RIGHT_EYE_OUTER, lm.RIGHT_EYE_INNER),
        "smile_left_iod": left - _median(left, neutral),
        "smile_right_iod": right - _median(right, neutral),
    }
    sides = (lines["brow_height_left_iod"], lines["brow_height_right_iod"])
    lines["brow_height_iod"] = (sides[0] + sides[1]) / 2.0
    lines["smile_amplitude_iod"] = (lines["smile_left_iod"] + lines["smile_right_iod"]) / 2.0
    lines["expression_size_iod"] = _expression_size(head, neutral)
    lines["facial_motion_iod_s"] = _mean_speed(head, pts_s, parts)
    return Signals({k: np.asarray(v, np.float32) for k, v in lines.items()}, neutral)


def in_segment(pts_s: Floats, segment: Segment) -> NDArray[np.bool_]:
    """Return which frames (T,) lie in [start_s, end_s)."""
    return np.asarray((pts_s >= segment.start_s) & (pts_s < segment.end_s))


def _expression_size(head: HeadFrame, neutral: Frames) -> Floats:
    total = np.zeros(len(head.points_iod))
    for point in EXPRESSION:  # one at a time: long recordings need little memory
        place = head.at(point)[:, 0].astype(np.float64)
        away = place - (np.median(place[neutral], axis=0) if len(neutral) else 0.0)
        total += (away**2).sum(axis=1)
    return np.asarray(np.sqrt(total / len(EXPRESSION)))


def _mean_speed(head: HeadFrame, pts_s: Floats, parts: tuple[Frames, ...]) -> Floats:
    total = np.zeros(len(head.points_iod))
    for point in EXPRESSION:
        total += np.linalg.norm(slope(head.at(point)[:, 0], pts_s, parts), axis=1)
    return total / len(EXPRESSION)


def _corner_pull(head: HeadFrame) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Place of the right and left lip corner along the smile's direction."""
    right, left = lm.MOUTH_CORNERS
    return (
        np.asarray(-_OUTWARDS * head.x(right) + _UPWARDS * head.y(right), np.float32),
        np.asarray(_OUTWARDS * head.x(left) + _UPWARDS * head.y(left), np.float32),
    )


def _neutral_frames(
    pull: NDArray[np.float32], pts_s: Floats, segments: tuple[Segment, ...]
) -> Frames:
    found = np.isfinite(pull)
    rest = _during(pts_s, segments, ("rest",)) & found
    quiet = ~_during(pts_s, segments, ("talk", "read")) & found
    interval = float(np.median(np.diff(pts_s))) if len(pts_s) > 1 else 0.0
    enough = [m for m in (rest, quiet) if m.sum() * interval >= _MIN_NEUTRAL_S]
    pool = enough[0] if enough else found
    if not pool.any():
        return np.zeros(0, np.intp)
    low, high = np.quantile(pull[pool], _NEUTRAL_SHARE)
    return np.flatnonzero(pool & (pull >= low) & (pull <= high))


def _during(
    pts_s: Floats, segments: tuple[Segment, ...], tasks: tuple[str, ...]
) -> NDArray[np.bool_]:
    inside = np.zeros(len(pts_s), np.bool_)
    for segment in segments:
        if segment.task in tasks:
            inside |= in_segment(pts_s, segment)
    return inside


def _median(values: NDArray[np.float32], frames: Frames) -> np.float32:
    return np.float32(np.median(values[frames])) if len(frames) else np.float32(0.0)
