"""The script as numbers in time: unit amounts by region, blinks, gaze and head pose.

Everything is a function of time and the spec's seeds, never of the frame rate, so that the same
person filmed at 25 or 30 frames a second moves alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.simulate.expressions import EXPRESSIONS, UNITS
from core.simulate.parts import HeadMotion, Movement
from core.simulate.spec import PhantomSpec
from core.types import FACIAL_REGIONS, Blink, Segment

Floats = NDArray[np.float64]

_SYLLABLE_HZ = 4.2
_CLOSING_SHARE = 0.36  # of a blink's duration
_EVENT_SHARE = 0.05  # closure counts as a blink from this share of its peak on


@dataclass(frozen=True, slots=True)
class Timeline:
    """What the phantom does at each frame.

    Attributes
    ----------
    pts_s : (T,) float64
    script : (T, 8) float64
        Amount of each unit that the script asks for, before any gain.
    amounts : (T, 8, 10) float64
        Amount of each unit in each facial region, after gain and speed, before side gains.
    closure : (T, 2) float64
        Share of the eye opening taken by a blink: left, right.
    gaze_iod : (T, 2) float64
        Shift of the irises: towards the face's left, down.
    pose_deg : (T, 3) float64
        Yaw (+ towards the face's left), pitch (+ up), roll (+ clockwise in the picture).
    shift_iod : (T, 2) float64
        Of the head in the picture, right and down.
    blinks : tuple of Blink
        Of the eye that closes more.
    segments : tuple of Segment
    """

    pts_s: Floats
    script: Floats
    amounts: Floats
    closure: Floats
    gaze_iod: Floats
    pose_deg: Floats
    shift_iod: Floats
    blinks: tuple[Blink, ...]
    segments: tuple[Segment, ...]


def build_timeline(spec: PhantomSpec) -> Timeline:
    """Turn a spec into movement."""
    pts = np.arange(spec.frames) / spec.fps
    segments = _segments(spec)
    ones = np.ones(len(FACIAL_REGIONS))
    plain = _unit_amounts(spec, segments, pts, ones, 0 * ones)[:, :, 0]
    delay = np.array([spec.movement.region_delay_s.get(r, 0.0) for r in FACIAL_REGIONS])
    speed = np.array([spec.movement.region_speed.get(r, 1.0) for r in FACIAL_REGIONS])
    gain = np.array([spec.movement.region_gain.get(r, 1.0) for r in FACIAL_REGIONS])
    blink_times = _blink_times(spec.movement, spec.duration_s)
    pose, shift = _head(spec.head, pts)
    return Timeline(
        pts_s=pts,
        script=plain,
        amounts=_unit_amounts(spec, segments, pts, speed, delay) * gain,
        closure=_closure(spec.movement, blink_times, pts),
        gaze_iod=_gaze(spec, pts),
        pose_deg=pose,
        shift_iod=shift,
        blinks=_blink_events(spec.movement, blink_times),
        segments=segments,
    )


def _segments(spec: PhantomSpec) -> tuple[Segment, ...]:
    ends = np.cumsum([step.duration_s for step in spec.script])
    return tuple(
        Segment(step.task, float(end - step.duration_s), float(end))
        for step, end in zip(spec.script, ends, strict=True)
    )


def _unit_amounts(
    spec: PhantomSpec, segments: tuple[Segment, ...], pts: Floats, speed: Floats, delay: Floats
) -> Floats:
    out = np.zeros((len(pts), len(UNITS), len(speed)))
    times = (spec.movement.onset_s, spec.movement.offset_s)
    for number, segment in enumerate(segments):
        length = segment.end_s - segment.start_s
        for column, pace in enumerate(speed * spec.movement.speed):
            start_s, end_s = segment.start_s + delay[column], segment.end_s + delay[column]
            inside = (pts >= start_s) & (pts < end_s)
            clock = pts[inside] - start_s
            if segment.task in EXPRESSIONS:
                shape = _envelope(clock, length, float(pace), times)
                for unit, amount in EXPRESSIONS[segment.task].items():
                    out[inside, UNITS.index(unit), column] = amount * shape
            elif segment.task == "talk":
                seed = [spec.movement.seed, 7, number]
                out[inside, :, column] = _talk(clock, length, float(pace), seed)
    return out


def _rise(t: Floats) -> Floats:
    """Minimum-jerk step from 0 to 1 (Flash & Hogan 1985, eq. 3)."""
    s = np.clip(t, 0, 1)
    return np.asarray(s**3 * (10 - 15 * s + 6 * s**2))


def _envelope(clock: Floats, length: float, pace: float, times: tuple[float, float]) -> Floats:
    lead = 0.06 * length
    onset = min(times[0] / pace, 0.42 * length)
    offset = min(times[1] / pace, 0.46 * length)
    return _rise((clock - lead) / onset) * (1 - _rise((clock - (length - offset)) / offset))


def _talk(clock: Floats, length: float, pace: float, seed: list[int]) -> Floats:
    """Syllables: jaw, rounding and spreading between random goals, with pauses."""
    rng = np.random.default_rng(seed)
    count = int(length * _SYLLABLE_HZ * 3.2) + 4  # enough at the greatest speed
    jaw = rng.uniform(0.10, 0.62, count)
    rounding = np.clip(rng.normal(0, 0.45, count), 0, 1)
    spreading = np.clip(rng.normal(0.05, 0.25, count), 0, 0.5) * (rounding < 0.1)
    pause = rng.random(count) < 0.12
    brow = np.clip(rng.normal(0, 0.3, count), 0, 0.6)
    beat = clock * _SYLLABLE_HZ * pace * 2  # every second goal is a closing
    goals = np.zeros((2 * count, len(UNITS)))
    opening = np.arange(count) * 2 + 1
    goals[opening, UNITS.index("jaw_open")] = np.where(pause, 0, jaw)
    goals[opening - 1, UNITS.index("jaw_open")] = 0.06
    for rows in (opening, opening - 1):
        goals[rows, UNITS.index("pucker")] = np.where(pause, 0, rounding)
        goals[rows, UNITS.index("smile")] = np.where(pause, 0, spreading)
        goals[rows, UNITS.index("brow_raise")] = np.repeat(brow[::6], 6)[:count] * 0.5
    index = np.minimum(beat.astype(int), 2 * count - 2)
    ease = _rise(beat - index)[:, None]
    fade = _rise(clock / 0.2) * _rise((length - clock) / 0.2)
    return np.asarray((goals[index] * (1 - ease) + goals[index + 1] * ease) * fade[:, None])


def _blink_times(movement: Movement, duration_s: float) -> Floats:
    """Onsets: gamma-distributed gaps after the blink before, at the wanted mean rate."""
    if movement.blink_rate_per_min <= 0:
        return np.empty(0)
    rng = np.random.default_rng([movement.seed, 3])
    mean_gap = 60 / movement.blink_rate_per_min
    free = max(mean_gap - movement.blink_duration_s, 0.1)
    gaps = rng.gamma(2.5, free / 2.5, int(duration_s / free * 3) + 8)
    gaps[0] *= rng.random()  # the recording starts somewhere between two blinks
    times = np.cumsum(gaps + movement.blink_duration_s) - movement.blink_duration_s
    return np.asarray(times[times + movement.blink_duration_s < duration_s])


def _blink_shape(since: Floats, duration_s: float) -> Floats:
    closing = _CLOSING_SHARE * duration_s
    return _rise(since / closing) * (1 - _rise((since - closing) / (duration_s - closing)))


def _closure(movement: Movement, times: Floats, pts: Floats) -> Floats:
    shape = np.zeros(len(pts))
    for start in times:
        shape = np.maximum(shape, _blink_shape(pts - start, movement.blink_duration_s))
    amplitude = (movement.blink_amplitude_left, movement.blink_amplitude_right)
    return np.asarray(shape[:, None] * np.array(amplitude))


def _blink_events(movement: Movement, times: Floats) -> tuple[Blink, ...]:
    amplitude = max(movement.blink_amplitude_left, movement.blink_amplitude_right)
    if amplitude <= 0:
        return ()
    grid = np.linspace(0, movement.blink_duration_s, 400)
    seen = grid[_blink_shape(grid, movement.blink_duration_s) >= _EVENT_SHARE]
    peak = _CLOSING_SHARE * movement.blink_duration_s
    return tuple(
        Blink(float(t + seen[0]), float(t + peak), float(t + seen[-1]), amplitude) for t in times
    )


def _gaze(spec: PhantomSpec, pts: Floats) -> Floats:
    """Fixations near the camera, with quick jumps between them."""
    rng = np.random.default_rng([spec.movement.seed, 5])
    count = int(spec.duration_s / 0.9) + 3
    starts = np.cumsum(rng.uniform(0.5, 2.2, count)) - 0.5
    goals = rng.normal(0, (0.018, 0.008), (count + 1, 2))
    out = np.tile(goals[0], (len(pts), 1))
    for start, before, after in zip(starts, goals[:-1], goals[1:], strict=True):
        out += _rise((pts - start) / 0.05)[:, None] * (after - before)
    return out


def _head(head: HeadMotion, pts: Floats) -> tuple[Floats, Floats]:
    rng = np.random.default_rng([head.seed, 9])
    hz = rng.uniform(0.08, 1.0, (5, 6)) * head.pace_hz
    phase = rng.uniform(0, 2 * np.pi, (5, 6))
    wave = np.sin(2 * np.pi * pts[:, None, None] * hz + phase).sum(axis=2) / np.sqrt(3)
    size = (head.yaw_deg, head.pitch_deg, head.roll_deg, head.shift_iod, head.shift_iod)
    moved = wave * np.array(size)
    return moved[:, :3] + (head.mean_yaw_deg, head.mean_pitch_deg, head.mean_roll_deg), moved[:, 3:]
