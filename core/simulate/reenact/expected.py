"""Which signals a face makes, reckoned from its points without a picture."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.face import landmarks as lm
from core.kinematics.signals import PAIRS
from core.simulate.expressions import close_lids
from core.simulate.face_model import (
    INNER_LOWER_LIP,
    INNER_UPPER_LIP,
    LEFT_LOWER_LID,
    LEFT_UPPER_LID,
    RIGHT_LOWER_LID,
    RIGHT_UPPER_LID,
)
from core.simulate.moving import movement_basis
from core.simulate.parts import Movement, Photographed
from core.simulate.photographed.ageing import aged_rest, years_added
from core.simulate.photographed.own_movement import own_displacements
from core.simulate.photographed.sitter import sitter
from core.simulate.reenact.channels import Score, channel, patterns
from core.simulate.reenact.measure import signals_of
from core.types import LANDMARKS

Floats = NDArray[np.float64]

# The points that signals, lids and lips need: a solution takes hundreds of reckonings.
_USED = np.unique(
    [
        *(point for pairs in PAIRS.values() for pair in pairs for point in pair),
        *(lm.RIGHT_IRIS, lm.LEFT_IRIS, *INNER_UPPER_LIP, *INNER_LOWER_LIP),
        *(*RIGHT_UPPER_LID, *RIGHT_LOWER_LID, *LEFT_UPPER_LID, *LEFT_LOWER_LID),
    ]
)


class ExpectedSignals:
    """Signals of a photographed person, before head pose, camera and tracker.

    Parameters
    ----------
    who : Photographed
    names : tuple of str
        Channels, in the order in which their amounts will be given.
    """

    def __init__(self, who: Photographed, names: tuple[str, ...]) -> None:
        person = sitter(who.folder, who.person)
        self.names = names
        self._rest = (person.neutral + aged_rest(person, years_added(who, person)))[:, :2]
        basis = movement_basis(own_displacements(person), Movement())
        moves = patterns(names).reshape(len(names), -1).astype(np.float32) @ basis
        self._moves = moves.reshape(len(names), LANDMARKS, 3)[:, _USED, :2]
        self._left = self._rest[_USED, :1] > 0

    def at(self, plan: Score, amounts: Floats) -> tuple[Floats, float]:
        """Reckon the signals of all frames.

        Parameters
        ----------
        plan : Score
        amounts : (C,) float64

        Returns
        -------
        signals : (T, 7) float64
            In the order of `core.kinematics.signals.PAIRS`.
        overlap_iod : float
            By how much the lips overlap at worst more than at rest; at least 0.
        """
        by_frame = np.stack(
            [a * plan.courses[channel(n).course] for n, a in zip(self.names, amounts, strict=True)],
            axis=1,
        )
        # Points first, as lids want them.
        moved = np.tensordot(self._moves, by_frame.astype(np.float32), axes=(0, 1))
        points = np.zeros((LANDMARKS, len(by_frame), 2), np.float32)
        points[_USED] = self._rest[_USED, None] + moved.transpose(0, 2, 1)
        left, right = (by_frame[:, self.names.index(f"blink_{side}")] for side in ("left", "right"))
        shut = np.where(self._left, left, right)[..., None]
        points[_USED] += shut * (close_lids(points, 1.0, 1.0)[_USED] - points[_USED])
        upper, lower = list(INNER_UPPER_LIP), list(INNER_LOWER_LIP)
        least = np.minimum(self._rest[lower, 1] - self._rest[upper, 1], 0)[:, None]
        overlap = float(np.max(points[upper, :, 1] + least - points[lower, :, 1]))
        # Lips that would pass through each other are closed, not open.
        points[lower, :, 1] = np.maximum(points[lower, :, 1], points[upper, :, 1] + least)
        return signals_of(points.transpose(1, 0, 2)), max(overlap, 0.0)
