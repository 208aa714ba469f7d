"""Smiles, from how far both lip corners are pulled outwards and upwards of their neutral place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.measures.signals import Signals
from core.measures.timeline import Floats, Frames, slope

# Rise in IOD from which it counts as a smile. Plain speech stayed below 0.08 on real clips and
# full smiles rise by 0.2; where a smile was asked for, a smaller one counts too.
SMILE_FROM_IOD = 0.10
ASKED_SMILE_FROM_IOD = 0.05
_LEAVE_SHARE = 0.5
_MIN_SMILE_S = 0.4
_BEFORE_S = 0.3  # the onset may begin this much before the threshold is crossed
_PLATEAU = 0.9


@dataclass(frozen=True, slots=True)
class Smile:
    """One smile.

    `amplitude_iod` is the highest rise, `onset_velocity_iod_s` the steepest rise of the onset,
    `asymmetry` (left - right) / (|left| + |right|) of the rises around the peak, and
    `width_gain` the mouth's width there over its neutral width, less 1.
    """

    start_s: float
    peak_s: float
    end_s: float
    amplitude_iod: float
    onset_velocity_iod_s: float
    asymmetry: float
    width_gain: float


def find_smiles(
    signals: Signals, pts_s: Floats, parts: tuple[Frames, ...], from_iod: float = SMILE_FROM_IOD
) -> tuple[Smile, ...]:
    """Find smiles: a rise above `from_iod` that lasts 0.4 s or more above half of it.

    Parameters
    ----------
    signals : Signals
    pts_s : (T,) float64
    parts : tuple of int arrays
        Unbroken stretches; no smile crosses their ends.
    from_iod : float
        Rise from which it counts.

    Returns
    -------
    tuple of Smile
        In order of time.
    """
    rise = signals["smile_amplitude_iod"]
    speed = slope(rise, pts_s, parts)
    found = []
    for part in parts:
        for first, stop in _above(rise[part], from_iod, _LEAVE_SHARE * from_iod):
            frames = part[first:stop]
            if pts_s[frames[-1]] - pts_s[frames[0]] >= _MIN_SMILE_S:
                before = part[pts_s[part] >= pts_s[frames[0]] - _BEFORE_S]
                found.append(_describe(signals, rise, speed, pts_s, frames, int(before[0])))
    return tuple(found)


def _above(rise: Floats, enter: float, leave: float) -> list[tuple[int, int]]:
    """Return [first, stop) of the runs above `leave` that reach `enter`."""
    high = np.concatenate([[False], rise >= leave, [False]])
    edges = np.flatnonzero(np.diff(high))
    runs = zip(edges[::2], edges[1::2], strict=True)
    return [(int(a), int(b)) for a, b in runs if rise[a:b].max() >= enter]


def _describe(
    signals: Signals, rise: Floats, speed: Floats, pts_s: Floats, frames: Frames, before: int
) -> Smile:
    peak = int(frames[np.argmax(rise[frames])])
    plateau = frames[rise[frames] >= _PLATEAU * rise[peak]]
    left = float(np.median(signals["smile_left_iod"][plateau]))
    right = float(np.median(signals["smile_right_iod"][plateau]))
    width = signals["mouth_width_iod"]
    neutral = float(np.median(width[signals.neutral]))
    return Smile(
        start_s=float(pts_s[frames[0]]),
        peak_s=float(pts_s[peak]),
        end_s=float(pts_s[frames[-1]]),
        amplitude_iod=float(rise[peak]),
        onset_velocity_iod_s=float(np.nanmax(speed[before : peak + 1])),
        asymmetry=(left - right) / max(abs(left) + abs(right), 1e-6),
        width_gain=float(np.median(width[plateau])) / neutral - 1.0,
    )
