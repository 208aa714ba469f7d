"""Blinks thinned and made shallower: how far each eye shall be open, and whose pixels show it.

Of the blinks a share as large as the gain is kept, and the depth of those that are kept is scaled
by the gain's square root: the variance that blinks give to the eye's opening is their number times
their depth squared, so that its standard deviation goes with the gain. Above 1 none can be added.

An aperture is given as a share of the neutral one: 1 is the neutral eye, 0 a shut one. Where an eye
is to be clearly wider than it is, its pixels come from the latest earlier frame in which it was
wide enough (the donor): lids cannot be drawn from a picture in which they cover the eye.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.types import Blink

Floats = NDArray[np.float64]
Frames = NDArray[np.intp]

_GOLDEN = (math.sqrt(5) - 1) / 2
_WIDEST = 1.6
_SHUT = 0.05
# A blink's lids begin to move a little before and end a little after its limits.
_MARGIN_S = 0.08
# Below this share of the wanted aperture a donor's pixels stand in, for as long as the eye stays
# below the second; they come and go within so many seconds.
_LEND_BELOW, _LEND_UNTIL = 0.6, 0.75
_FADE_S = 0.05
# An eye this wide can lend itself; one not quite so wide is better than one of long ago.
_WIDE, _WIDE_ENOUGH, _LONG_AGO_S = 0.93, 0.75, 0.4
# Without a donor, an eye is stretched by no more than this.
_MOST_STRETCH = 1.4


@dataclass(frozen=True, slots=True)
class LidPlan:
    """What the lids do and shall do in n frames.

    Attributes
    ----------
    own : (2, n) float64
        Aperture of each eye in the recording.
    wanted : (2, n) float64
        Aperture at the gain; equal to `own` at gain 1.
    donor : (n,) int
        Row of the frame that lends its pixels, to both eyes so that they look the same way; -1
        for none.
    lent : (n,) float64
        How far the donor's pixels take the place of the own ones, [0, 1].
    """

    own: Floats
    wanted: Floats
    donor: Frames
    lent: Floats


def kept_blinks(blinks: tuple[Blink, ...], gain: float) -> NDArray[np.bool_]:
    """Choose the blinks that stay: (b,) bool.

    By the golden ratio's multiples, which lie evenly (Weyl 1916): every stretch of the recording
    keeps its share, and a blink that is kept at one gain is kept at every higher one.
    """
    place = ((np.arange(len(blinks)) + 0.5) * _GOLDEN) % 1.0
    return np.asarray(place < gain)


def blink_depth(gain: float) -> float:
    """Return what a kept blink's depth is multiplied by, at most 1."""
    return min(1.0, math.sqrt(gain))


def plan_lids(aperture: Floats, pts_s: Floats, blinks: tuple[Blink, ...], gain: float) -> LidPlan:
    """Plan both eyes.

    Parameters
    ----------
    aperture : (2, n) float64
        As a share of the neutral one, not below 0.
    pts_s : (n,) float64
    blinks : tuple of Blink
        Of both eyes together, in order of time.
    gain : float

    Returns
    -------
    LidPlan
    """
    slow = np.maximum(np.maximum(_without(aperture, pts_s, blinks), aperture), _SHUT)
    depth = np.ones(len(pts_s))
    for blink, kept in zip(blinks, kept_blinks(blinks, gain), strict=True):
        depth[_during(pts_s, blink)] = blink_depth(gain) if kept else 0.0
    open_wanted = np.clip(1 + gain * (slow - 1), 0.0, np.maximum(_WIDEST, slow))
    wanted = open_wanted * (1 - depth * (1 - aperture / slow))
    donor = _donors(aperture, wanted, pts_s)
    wanted = np.where(donor < 0, np.minimum(wanted, _MOST_STRETCH * aperture + _SHUT), wanted)
    ratio = (aperture / np.maximum(wanted, _SHUT)).min(axis=0)
    lent = _faded((donor >= 0) & _narrow(ratio), pts_s)
    return LidPlan(aperture, wanted, donor, lent)


def _narrow(ratio: Floats) -> NDArray[np.bool_]:
    """Mark stretches below `_LEND_UNTIL` that somewhere go below `_LEND_BELOW`."""
    low = np.concatenate([[False], ratio < _LEND_UNTIL, [False]])
    edges = np.flatnonzero(np.diff(low))
    out = np.zeros(len(ratio), np.bool_)
    for first, stop in zip(edges[::2], edges[1::2], strict=True):
        out[first:stop] = ratio[first:stop].min() < _LEND_BELOW
    return out


def _faded(chosen: NDArray[np.bool_], pts_s: Floats) -> Floats:
    """Let what was chosen fade out within `_FADE_S` after its ends: (n,) in [0, 1]."""
    times = pts_s[chosen]
    if not len(times):
        return np.zeros(len(pts_s))
    place = np.searchsorted(times, pts_s)
    before = pts_s - times[np.maximum(place - 1, 0)]
    after = times[np.minimum(place, len(times) - 1)] - pts_s
    away = np.minimum(np.abs(before), np.abs(after))
    return np.asarray(np.clip(1 - away / _FADE_S, 0, 1))


def _without(aperture: Floats, pts_s: Floats, blinks: tuple[Blink, ...]) -> Floats:
    """Lay a straight line over each blink."""
    inside = np.zeros(len(pts_s), np.bool_)
    for blink in blinks:
        inside |= _during(pts_s, blink)
    if not inside.any() or inside.all():
        return aperture.copy()
    out = aperture.copy()
    for eye in out:
        eye[inside] = np.interp(pts_s[inside], pts_s[~inside], eye[~inside])
    return out


def _during(pts_s: Floats, blink: Blink) -> NDArray[np.bool_]:
    return np.asarray((pts_s >= blink.start_s - _MARGIN_S) & (pts_s <= blink.end_s + _MARGIN_S))


def _donors(own: Floats, wanted: Floats, pts_s: Floats) -> Frames:
    """For each frame with an eye too narrow, find an earlier one with both wide enough."""
    donor = np.full(len(pts_s), -1, np.intp)
    narrow = (own < _WIDE * wanted).any(axis=0)
    for row in np.flatnonzero(narrow).tolist():
        ratio = (own[:, :row] / np.maximum(wanted[:, row : row + 1], _SHUT)).min(axis=0)
        wide, enough = (np.flatnonzero(ratio >= level) for level in (_WIDE, _WIDE_ENOUGH))
        recent = len(wide) and pts_s[row] - pts_s[wide[-1]] <= _LONG_AGO_S
        chosen = wide if recent else enough
        if len(chosen):
            donor[row] = chosen[-1]
    return donor
