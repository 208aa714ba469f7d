"""How a photographed face itself moves: its own smile, the units, blinks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.simulate.expressions import EXPRESSIONS, UNITS, close_lids, unit_displacements
from core.simulate.face_model import (
    LEFT_CORNERS,
    LEFT_LOWER_LID,
    LEFT_UPPER_LID,
    LIP_ROWS,
    RIGHT_CORNERS,
    RIGHT_LOWER_LID,
    RIGHT_UPPER_LID,
    face_model,
)
from core.simulate.moving import movement_basis
from core.simulate.parts import Movement
from core.simulate.photographed.ageing import aged_rest
from core.simulate.photographed.eyes import LEFT_FOLD, RIGHT_FOLD
from core.simulate.photographed.sitter import Sitter
from core.simulate.timeline import Timeline

Floats = NDArray[np.float32]

_LEAST_SMILE = 0.9  # of the mean smile's size: weaker ones are filled up with it
_FOLD_SHARE = 0.3  # of `close_lids`: a real lid's fold hardly follows a blink
_LIVELY = [61, 291, 0, 17, 13, 14, 50, 280, 187, 411]  # points by which a smile is measured


class OwnMovement:
    """Where a face's points go without the head.

    Parameters
    ----------
    who : Sitter
    movement : Movement
        Its gains of sides and regions.
    worn : float
        Share of all signs of age, [0, 1].
    """

    def __init__(self, who: Sitter, movement: Movement, worn: float) -> None:
        self._face = who.neutral
        self._aged = who.neutral + aged_rest(who, worn)
        self._basis = movement_basis(own_displacements(who), movement)

    def at(self, line: Timeline, index: int) -> Floats:
        """Displacement of every point in a frame, lids included: (478, 3) float32."""
        amounts = line.amounts[index].astype(np.float32).ravel()
        opened = self._aged + (amounts @ self._basis).reshape(-1, 3)
        left, right = line.closure[index]
        moved = close_lids(opened, float(left), float(right))
        folds = [*RIGHT_FOLD, *LEFT_FOLD]
        moved[folds] = opened[folds] + _FOLD_SHARE * (moved[folds] - opened[folds])
        return np.asarray(moved - self._face, dtype=np.float32)


def own_displacements(who: Sitter) -> Floats:
    """Displacement of a person's points by each unit at amount 1: (8, 478, 3) float32.

    As `core.simulate.expressions.unit_displacements`, but such that the script's full smile is the
    photographed one. A smile of less than `_LEAST_SMILE` of the mean one is filled up to that with
    the mean one: some were hardly photographed smiling.
    """
    units = unit_displacements().copy()
    for rows in LIP_ROWS:  # drawn lips hide their middle rows: here these carry skin
        outer, inner = units[:, list(rows[0])], units[:, list(rows[-1])]
        for number, row in enumerate(rows):
            share = np.float32(number / (len(rows) - 1))
            units[:, list(row)] = outer + (inner - outer) * share
    own = who.smile - who.neutral
    own[468:] = 0
    mean = face_model().smile
    size = float((own[_LIVELY] * mean[_LIVELY]).sum() / (mean[_LIVELY] ** 2).sum())
    own = own + max(0.0, _LEAST_SMILE - size) * mean * (np.arange(len(mean)) < 468)[:, None]
    full = EXPRESSIONS["smile"]
    rest = sum(amount * units[UNITS.index(u)] for u, amount in full.items() if u != "smile")
    units[UNITS.index("smile")] = (own - rest) / full["smile"]
    return np.asarray(units, dtype=np.float32)


def with_still_eyes(own: Floats) -> Floats:
    """Displacements with each eye's lids going along with its corners: an eyeball keeps round."""
    out = own.copy()
    for lids, corners in (
        ((*RIGHT_UPPER_LID, *RIGHT_LOWER_LID), RIGHT_CORNERS),
        ((*LEFT_UPPER_LID, *LEFT_LOWER_LID), LEFT_CORNERS),
    ):
        out[list(lids)] = own[list(corners)].mean(axis=0)
    return out
