"""Time lines with gaps: unbroken stretches, slopes and slow baselines, by presentation time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Frames = NDArray[np.intp]

# Missing frames up to this long are stepped over; a longer loss breaks the time line.
MAX_GAP_S = 0.15
# Half the width of the window in which a slope is fitted: fixed in seconds, so that recordings of
# 15 and of 60 frames a second are smoothed alike.
_SLOPE_HALF_S = 0.075


def stretches(
    usable: NDArray[np.bool_], pts_s: Floats, cuts: tuple[int, ...] = ()
) -> tuple[Frames, ...]:
    """Split the usable frames where a shot ends or the face was lost.

    Parameters
    ----------
    usable : (T,) bool
    pts_s : (T,) float64
    cuts : tuple of int
        Frames with which a new shot begins.

    Returns
    -------
    tuple of (n,) int arrays
        Frame numbers of each stretch; neighbours in a stretch lie at most `MAX_GAP_S` apart, or
        one nominal frame interval where that is longer.
    """
    frames = np.flatnonzero(usable)
    if not len(frames):
        return ()
    interval = float(np.median(np.diff(pts_s))) if len(pts_s) > 1 else 0.0
    shot = np.searchsorted(np.asarray(sorted(cuts), np.intp), frames, side="right")
    broken = (np.diff(pts_s[frames]) > max(MAX_GAP_S, 1.5 * interval)) | (np.diff(shot) > 0)
    return tuple(np.split(frames, np.flatnonzero(broken) + 1))


def usable_time_s(parts: tuple[Frames, ...], pts_s: Floats, start_s: float, end_s: float) -> float:
    """Return how many seconds of [start_s, end_s) the stretches cover, in seconds."""
    return float(
        sum(max(0.0, min(pts_s[part[-1]], end_s) - max(pts_s[part[0]], start_s)) for part in parts)
    )


def slope(values: Floats | NDArray[np.float32], pts_s: Floats, parts: tuple[Frames, ...]) -> Floats:
    """Fit a line around each frame and return its slope per second.

    Parameters
    ----------
    values : (T, ...) float
    pts_s : (T,) float64
    parts : tuple of int arrays
        From `stretches`: no window reaches beyond its stretch.

    Returns
    -------
    (T, ...) float64
        NaN outside the stretches and where a stretch is a single frame.
    """
    out = np.full(values.shape, np.nan)
    for part in parts:
        if len(part) > 1:
            out[part] = _slope_in(values[part].astype(np.float64), pts_s[part])
    return out


def _slope_in(x: Floats, t: Floats) -> Floats:
    n = len(t)
    reach = int(np.max(np.searchsorted(t, t + _SLOPE_HALF_S, "right") - np.arange(n))) - 1
    shape = (n,) + (1,) * (x.ndim - 1)
    count, sum_t, sum_tt = np.ones(n), np.zeros(n), np.zeros(n)
    sum_x, sum_tx = np.zeros(x.shape), np.zeros(x.shape)
    reach = max(reach, 1)
    for k in (k for k in range(-reach, reach + 1) if k and abs(k) < n):
        here = slice(max(0, -k), n - max(0, k))
        there = slice(max(0, k), n - max(0, -k))
        dt = t[there] - t[here]
        weight = ((np.abs(dt) <= _SLOPE_HALF_S) | (abs(k) == 1)).astype(np.float64)
        count[here] += weight
        sum_t[here] += weight * dt
        sum_tt[here] += weight * dt * dt
        rise = (x[there] - x[here]) * weight.reshape((-1, *shape[1:]))
        sum_x[here] += rise
        sum_tx[here] += rise * dt.reshape((-1, *shape[1:]))
    mean_t = sum_t / count
    spread = sum_tt - count * mean_t**2
    return np.asarray((sum_tx - mean_t.reshape(shape) * sum_x) / spread.reshape(shape))


def rolling_quantile(values: Floats, pts_s: Floats, q: float, half_s: float) -> Floats:
    """Return a slow baseline: the q-quantile within `half_s` on both sides of each frame.

    It is taken once a second and interpolated. NaN values are left out; all NaN gives NaN.
    """
    known = np.isfinite(values)
    if not known.any():
        return np.full(values.shape, np.nan)
    t, x = pts_s[known], values[known]
    # The seconds on both sides of each frame: a fault in the times can open a hole of years.
    before = np.floor(t - t[0])
    nodes = t[0] + np.unique(np.concatenate([before, before + 1.0]))
    nodes = nodes[nodes < t[-1] + 1.0]
    first = np.searchsorted(t, nodes - half_s)
    last = np.searchsorted(t, nodes + half_s, "right")
    found = np.array(
        [np.quantile(x[a:b], q) if b > a else np.nan for a, b in zip(first, last, strict=True)]
    )
    has = np.isfinite(found)
    return np.asarray(np.interp(pts_s, nodes[has], found[has]))
