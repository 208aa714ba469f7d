"""Blinks and long closures, from the aperture of both eyes.

The open level is the person's own: a rolling high quantile of the aperture. A blink is a valley
that is narrow, deep and in both eyes. Its depth at a frame is how far the aperture lies below the
lower of the highest openings just before and just after, as a share of the open level; so eyes
narrowed by a smile can still blink, and a slow look downwards is not a blink. A peak of depth
counts from `_ENTER` on; the blink lasts from and to where the lids stand 80 % of the way up to that
opening (hysteresis in the blink's own units).

All limits are ours, set on synthetic tracks and on real clips counted by eye.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.signal import find_peaks

from core.measures.timeline import Floats, Frames, rolling_quantile
from core.types import Blink

MIN_BLINK_S = 0.05
MAX_BLINK_S = 0.5

_OPEN_QUANTILE = 0.9
_OPEN_HALF_S = 10.0
_OPEN_FLOOR = 0.6  # of the whole recording's open level: eyes shut for long do not become "open"
_SHOULDER_S = 0.5
_ENTER = 0.35
_ENTER_EACH_EYE = 0.25
_MIN_PROMINENCE = 0.25
_FALL = 0.8
_CLOSED = 0.6  # lost share of the open level that counts as shut


@dataclass(frozen=True, slots=True)
class EyeEvents:
    """Blinks and closures longer than a blink, in order of time."""

    blinks: tuple[Blink, ...]
    closures: tuple[Blink, ...]


def find_blinks(
    left_iod: Floats, right_iod: Floats, pts_s: Floats, parts: tuple[Frames, ...]
) -> EyeEvents:
    """Find blinks and long closures.

    Parameters
    ----------
    left_iod, right_iod : (T,) float64
        Aperture of each eye; NaN where unknown.
    pts_s : (T,) float64
    parts : tuple of int arrays
        Stretches in which the eyes can be seen; no event crosses their ends.

    Returns
    -------
    EyeEvents
    """
    both = (left_iod + right_iod) / 2.0
    visible = np.concatenate([*parts, np.zeros(0, np.intp)]).astype(np.intp)
    seen = np.full(len(both), np.nan)
    seen[visible] = both[visible]
    if not np.isfinite(seen).any():
        return EyeEvents((), ())
    usual = _OPEN_FLOOR * float(np.nanquantile(seen, _OPEN_QUANTILE))
    open_iod = np.maximum(rolling_quantile(seen, pts_s, _OPEN_QUANTILE, _OPEN_HALF_S), usual)
    blinks: list[Blink] = []
    closures: list[Blink] = []
    for part in (p for p in parts if len(p) > 2):
        t, level = pts_s[part], open_iod[part]
        eyes = (both[part], left_iod[part], right_iod[part])
        valleys = _valleys_in(eyes, level, t)
        blinks += [v for v in valleys if MIN_BLINK_S <= _length_s(v) <= MAX_BLINK_S]
        slow = [v for v in valleys if _length_s(v) > MAX_BLINK_S and v.amplitude >= _CLOSED]
        closures += _without_overlap([*_shut_in(both[part], level, t), *slow])
    return EyeEvents(tuple(blinks), tuple(closures))


def _valleys_in(eyes: tuple[Floats, Floats, Floats], level: Floats, t: Floats) -> list[Blink]:
    shoulders = [_shoulder(eye, t) for eye in eyes]
    depth, left, right = (
        np.maximum(s - eye, 0.0) / np.maximum(level, 1e-6)
        for s, eye in zip(shoulders, eyes, strict=True)
    )
    peaks, _ = find_peaks(depth, height=_ENTER, prominence=_MIN_PROMINENCE)
    limits = [0, *peaks.tolist(), len(t) - 1]
    found = []
    for before, peak, after in zip(limits, peaks.tolist(), limits[2:], strict=False):
        if min(left[peak], right[peak]) >= _ENTER_EACH_EYE:
            place = (before, peak, after)
            found.append(_describe(eyes[0], t, place, float(shoulders[0][peak])))
    return found


def _describe(aperture: Floats, t: Floats, place: tuple[int, int, int], open_iod: float) -> Blink:
    """Time one blink at `place` (the blink before it, its peak of depth, the blink after it)."""
    before, peak, after = place
    near = np.flatnonzero(np.abs(t - t[peak]) <= _SHOULDER_S)
    # It begins and ends at the latest where the lids stand widest between it and its neighbours.
    first, last = max(before, int(near[0])), min(after, int(near[-1]))
    first += int(np.argmax(aperture[first : peak + 1]))
    last = peak + int(np.argmax(aperture[peak : last + 1]))
    shut = first + int(np.argmin(aperture[first : last + 1]))
    level = aperture[shut] + _FALL * (open_iod - aperture[shut])
    start, end = (_crossing(aperture, t, shut, limit, level) for limit in (first, last))
    lost = 1.0 - aperture[shut] / max(open_iod, 1e-6)
    return Blink(start, float(t[shut]), end, float(np.clip(lost, 0.0, 1.0)))


def _crossing(aperture: Floats, t: Floats, shut: int, limit: int, level: float) -> float:
    """Return when, from the shut eye towards `limit`, the aperture has come back to `level`."""
    step = 1 if limit > shut else -1
    for i in range(shut + step, limit + step, step):
        if aperture[i] >= level:
            inner = i - step
            share = (level - aperture[inner]) / (aperture[i] - aperture[inner])
            return float(t[inner] + share * (t[i] - t[inner]))
    return float(t[limit])


def _shoulder(aperture: Floats, t: Floats) -> Floats:
    """Return the lower of the highest openings within `_SHOULDER_S` before and after."""
    before, after = aperture.copy(), aperture.copy()
    for k in range(1, len(t)):
        near = t[k:] - t[:-k] <= _SHOULDER_S
        if not near.any():
            break
        after[:-k] = np.where(near, np.maximum(after[:-k], aperture[k:]), after[:-k])
        before[k:] = np.where(near, np.maximum(before[k:], aperture[:-k]), before[k:])
    return np.asarray(np.minimum(before, after))


def _shut_in(aperture: Floats, level: Floats, t: Floats) -> list[Blink]:
    lost = 1.0 - aperture / np.maximum(level, 1e-6)
    shut = np.concatenate([[False], lost >= _CLOSED, [False]])
    edges = np.flatnonzero(np.diff(shut))
    found = []
    for first, stop in zip(edges[::2], edges[1::2], strict=True):
        start, end = float(t[first]), float(t[stop - 1])
        if end - start > MAX_BLINK_S:
            deepest = first + int(np.argmax(lost[first:stop]))
            amplitude = float(np.clip(lost[deepest], 0.0, 1.0))
            found.append(Blink(start, float(t[deepest]), end, amplitude))
    return found


def _length_s(event: Blink) -> float:
    return event.end_s - event.start_s


def _without_overlap(events: list[Blink]) -> list[Blink]:
    kept: list[Blink] = []
    for event in sorted(events, key=lambda e: e.start_s):
        if not kept or event.start_s >= kept[-1].end_s:
            kept.append(event)
    return kept
