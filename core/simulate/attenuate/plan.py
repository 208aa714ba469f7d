"""What is to become of a face at a gain, frame by frame, before any pixel is moved."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.face import landmarks as lm
from core.measures.blinks import find_blinks
from core.measures.geometry import USED, HeadFrame
from core.measures.signals import Signals, make_signals
from core.simulate.attenuate.appearances import Appearance
from core.simulate.attenuate.lids import LidPlan, kept_blinks, plan_lids
from core.simulate.attenuate.motion import expression
from core.simulate.attenuate.neutral import neutral_rows
from core.types import Blink

Floats = NDArray[np.float32]

SIDES = ("right", "left")
# Upper lid, lower lid, and the fold above the upper lid, which follows it so far.
_LIDS = {
    "right": (lm.RIGHT_EYE_UPPER, lm.RIGHT_EYE_LOWER, (247, 30, 29, 27, 28, 56, 190)),
    "left": (lm.LEFT_EYE_UPPER, lm.LEFT_EYE_LOWER, (467, 260, 259, 257, 258, 286, 414)),
}
_FOLD_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class FacePlan:
    """One appearance and what becomes of it.

    Attributes
    ----------
    appearance : Appearance
    gain : float
    neutral : (k,) int
        Rows of the neutral frames.
    neutral_iod : (478, 3) float32
    away_iod : (n, 478, 3) float32
        Expression, see `core.simulate.attenuate.motion.expression`.
    lids : LidPlan
        In the order of `SIDES`.
    blinks : tuple of Blink
    kept : (b,) bool
    """

    appearance: Appearance
    gain: float
    neutral: NDArray[np.intp]
    neutral_iod: Floats
    away_iod: Floats
    lids: LidPlan
    blinks: tuple[Blink, ...]
    kept: NDArray[np.bool_]

    def shift_px(self, row: int) -> Floats:
        """Return how far each landmark goes in a frame's picture: (478, 2) float32."""
        shift = np.float32(self.gain - 1) * self.away_iod[row]
        by = (self.lids.wanted[:, row] - self.lids.own[:, row]).astype(np.float32)
        for side, much in zip(SIDES, by, strict=True):
            self._move_lids(shift, side, much)
        return self.appearance.to_picture(row, shift)

    def _move_lids(self, shift: Floats, side: str, much: np.float32) -> None:
        """Let the upper lid follow the lower one and open or close by what was planned."""
        upper, lower, fold = (list(points) for points in _LIDS[side])
        gap = self.neutral_iod[upper] - self.neutral_iod[lower]
        shift[upper] = shift[lower] + much * gap
        shift[fold] = shift[lower] + np.float32(_FOLD_SHARE) * much * gap


def plan_face(appearance: Appearance, gain: float) -> FacePlan:
    """Plan one appearance at a gain, [0, 1.5]."""
    signals = _signals(appearance)
    neutral = neutral_rows(signals)
    neutral_iod, away = expression(appearance, neutral)
    lines = {side: signals[f"eye_opening_{side}_iod"] for side in SIDES}
    found = find_blinks(lines["left"], lines["right"], appearance.pts_s, appearance.parts)
    blinks = found.blinks
    usual = [max(float(np.median(lines[side][neutral])), 1e-6) for side in SIDES]
    aperture = np.stack([np.maximum(lines[s] / u, 0.0) for s, u in zip(SIDES, usual, strict=True)])
    lids = plan_lids(aperture, appearance.pts_s, blinks, gain)
    kept = kept_blinks(blinks, gain)
    return FacePlan(appearance, gain, neutral, neutral_iod, away, lids, blinks, kept)


def _signals(appearance: Appearance) -> Signals:
    head = HeadFrame(np.ascontiguousarray(appearance.head_iod[:, list(USED)]))
    return make_signals(head, appearance.pts_s, (), appearance.parts)
