"""Blinks and long closures, from the aperture of both eyes.

The open level is the person's own: a rolling high quantile of the aperture. A blink is a valley
that is narrow, deep and in both eyes. Its depth at a frame is how far the aperture lies below the
lower of the highest openings just before and just after, as a share of the open level; so eyes
narrowed by a smile can still blink, and a slow look downwards is not a blink. A peak of depth
counts from `_ENTER` on and lasts to where it has fallen by 80 % (hysteresis in its own units).

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
        blinks += _blinks_in(eyes, level, t)
        closures += _closures_in(both[part], level, t)
    return EyeEvents(tuple(blinks), tuple(closures))


def _blinks_in(eyes: tuple[Floats, Floats, Floats], level: Floats, t: Floats) -> list[Blink]:
    shoulders = [_shoulder(eye, t) for eye in eyes]
    depth, left, right = (
        np.maximum(s - eye, 0.0) / np.maximum(level, 1e-6)
        for s, eye in zip(shoulders, eyes, strict=True)
    )
    peaks, _ = find_peaks(depth, height=_ENTER, prominence=_MIN_PROMINENCE)
    both = eyes[0]
    found = []
    for i, peak in enumerate(peaks):
        # A blink ends at the latest where the lids are widest before the next one.
        first = int(peaks[i - 1] + np.argmin(depth[peaks[i - 1] : peak])) if i else 0
        stop = peaks[i + 1] if i + 1 < len(peaks) else len(depth)
        last = int(peak + np.argmin(depth[peak:stop]))
        start = _crossing(depth, t, peak, first)
        end = _crossing(depth, t, peak, last)
        if min(left[peak], right[peak]) < _ENTER_EACH_EYE:
            continue
        if not MIN_BLINK_S <= end - start <= MAX_BLINK_S:
            continue
        during = np.flatnonzero((t >= start) & (t <= end))
        shut = int(during[np.argmin(both[during])])
        lost = 1.0 - both[shut] / max(shoulders[0][shut], 1e-6)
        found.append(Blink(start, float(t[shut]), end, float(np.clip(lost, 0.0, 1.0))))
    return found


def _crossing(depth: Floats, t: Floats, peak: int, limit: int) -> float:
    """Return when, from a peak towards `limit`, the depth has fallen to a fifth."""
    step = 1 if limit > peak else -1
    level = (1.0 - _FALL) * depth[peak]
    for i in range(int(peak) + step, limit + step, step):
        if depth[i] <= level:
            inner = i - step
            share = (depth[inner] - level) / (depth[inner] - depth[i])
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


def _closures_in(aperture: Floats, level: Floats, t: Floats) -> list[Blink]:
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
