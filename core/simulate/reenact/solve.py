"""How much of each channel a row needs, from reckoned signals corrected by measured ones.

What a tracker measures is nearly a linear map of what the face does, with slopes of its own for
each face. The map is learnt from the frames filmed so far and tends to the identity where they do
not say; what it leaves over is noise of tracker, camera and head. A few rounds of solving, filming
and measuring bring the measured variances to those wanted, as far as the channels' bounds allow.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from core.kinematics.signals import PAIRS
from core.simulate.reenact.channels import Score, channel
from core.simulate.reenact.expected import ExpectedSignals

Floats = NDArray[np.float64]

_RIDGE_IOD = 0.004  # signals that move less than this say little about the map
_TINY = 1e-9
_VARIANCE_UNIT = 0.15  # of a log variance, that weighs as much as ...
_MEAN_UNIT_IOD = 0.01  # ... this of a mean, ...
_AMOUNT_UNIT = 2.0  # ... or this distance of a channel from its usual amount, ...
_STEP_UNIT = 0.7  # ... or from where the map was learnt, ...
_SIDES_UNIT = 0.25  # ... or this difference between sides
_OVERLAP_UNIT_IOD = 0.004
_MOST_DROP, _DROP_UNIT = 2.8, 0.1  # of a chin, jaw and chin together: its edge tears beyond
_CLOSE = 0.1  # of a log variance: no other solution is looked for
_TRUST = 0.75  # lids are far from linear: all of what was missed would be too much
_OFF_ZERO = 5.0  # steps of numerical derivatives are relative, and amounts may be 0

# What a measured signal may depend on besides itself: lids bound brow heights, too, and lips jaws.
_ALSO = {
    "eye-raise-right": ("eye-open-right",),
    "eye-raise-left": ("eye-open-left",),
    "jaw-open": ("mouth-open",),
}
_NAMES = tuple(PAIRS)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a recording shall measure.

    Attributes
    ----------
    log_variance : (7,) float64
        In the order of `core.kinematics.signals.PAIRS`.
    mean : (7,) float64 or None
        None leaves the means as they come.
    """

    log_variance: Floats
    mean: Floats | None = None


class Seeing:
    """How a tracker sees the signals that a face makes."""

    def __init__(self) -> None:
        count = len(PAIRS)
        self._seen: list[tuple[Floats, Floats]] = []
        self._map = np.eye(count)
        self._shift = np.zeros(count)
        self._noise = np.zeros(count)
        self._factor = np.ones(len(_NAMES))  # while the rest is predicted

    def learn(self, made: Floats, measured: Floats) -> None:
        """Take frames into account: two arrays (T, 7); measured NaN where no face was found."""
        found = np.isfinite(measured).all(axis=1)
        made, measured = made[found], measured[found]
        self._seen.append((made - made.mean(axis=0), measured - measured.mean(axis=0)))
        x, y = (np.concatenate(parts) for parts in zip(*self._seen, strict=True))
        self._map = _sparse_map(x, y)
        last_x, last_y = self._seen[-1]
        self._noise = (last_y - last_x @ self._map).var(axis=0)
        self._factor = np.ones(len(_NAMES))  # while the rest is predicted
        self._shift = measured.mean(axis=0) - made.mean(axis=0) @ self._map
        missed = last_y.var(axis=0) / np.maximum(self.variance(made), _TINY)
        self._factor = np.maximum(missed, _TINY) ** _TRUST

    def variance(self, made: Floats) -> Floats:
        """Predict the measured variances (7,) of signals (T, 7)."""
        seen = (made @ self._map).var(axis=0) + self._noise
        return np.asarray(seen * self._factor + _TINY)

    def mean(self, made: Floats) -> Floats:
        """Predict the measured means (7,) of signals (T, 7)."""
        return np.asarray(made.mean(axis=0) @ self._map + self._shift)


def _sparse_map(x: Floats, y: Floats) -> Floats:
    """Regress each column of y on its own and a few other columns of x, towards the identity."""
    out = np.eye(x.shape[1])
    for column, name in enumerate(_NAMES):
        use = [column, *(_NAMES.index(other) for other in _ALSO.get(name, ()))]
        part = x[:, use]
        ridge = len(x) * _RIDGE_IOD**2 * np.eye(len(use))
        left = part.T @ (y[:, column] - x[:, column])
        out[use, column] += np.linalg.solve(part.T @ part + ridge, left)
    return out


def solve(
    face: ExpectedSignals, plan: Score, seeing: Seeing, wanted: Wanted, start: Floats | None = None
) -> Floats:
    """Find the channels' amounts (C,) with which the wanted is predicted best.

    Near `start`, for the map is learnt there; without it, from where several ways may lead.
    """
    channels = [channel(name) for name in face.names]
    low, high = np.array([c.low for c in channels]), np.array([c.high for c in channels])
    usual = np.array([c.usual for c in channels])
    home, unit = (usual, _AMOUNT_UNIT) if start is None else (start, _STEP_UNIT)
    pairs = np.array(
        [
            (number, face.names.index(name.removesuffix("left") + "right"))
            for number, name in enumerate(face.names)
            if name.endswith("_left")
        ]
    )

    lowering = np.array([name in ("jaw", "chin", "rest_jaw", "rest_chin") for name in face.names])

    def misses(moved: Floats) -> Floats:
        amounts = moved - _OFF_ZERO
        made, overlap = face.at(plan, amounts)
        parts = [
            (np.log(seeing.variance(made)) - wanted.log_variance) / _VARIANCE_UNIT,
            (amounts - home) / unit,
            (amounts[pairs[:, 0]] - amounts[pairs[:, 1]]) / _SIDES_UNIT,
            [overlap / _OVERLAP_UNIT_IOD],
            [max(0.0, amounts[lowering].sum() - _MOST_DROP) / _DROP_UNIT],
        ]
        if wanted.mean is not None:
            parts.append((seeing.mean(made) - wanted.mean) / _MEAN_UNIT_IOD)
        return np.concatenate(parts)

    best = None
    for first in _starts(face.names, usual) if start is None else [start]:
        found = least_squares(
            misses,
            np.clip(first, low + 1e-3, high - 1e-3) + _OFF_ZERO,
            bounds=(low + _OFF_ZERO, high + _OFF_ZERO),
            diff_step=1e-3,
            max_nfev=25,
            ftol=1e-3,
            x_scale=0.3,
        )
        if best is None or found.cost < best.cost:
            best = found
        if np.abs(best.fun[: len(_NAMES)]).max() * _VARIANCE_UNIT < _CLOSE:
            break
    assert best is not None
    return np.asarray(best.x - _OFF_ZERO)


def _starts(names: tuple[str, ...], usual: Floats) -> list[Floats]:
    """Begin with open lips, a lowered chin or raised brows, too.

    Lips that lie shut give no slope to follow, and from a chin or brows that move the other way
    none leads to where they can move far enough.
    """
    opened, lowered = (np.array([name == one for name in names]) for one in ("jaw", "chin"))
    raised = np.array([name.startswith("brow_") for name in names])
    return [usual, usual + 0.5 * opened, usual + lowered, usual + raised]
