"""The axis on which one quantity of a smile lies among rated people."""

from __future__ import annotations

import math
from dataclasses import dataclass

from core.kinematics.quantities import from_percent, in_percent, is_variability
from core.types import SmileQuantity, SmileSignal

_ROOM = 0.04
_STEPS = (1.0, 2.0, 5.0)
_MOST_TICKS = 6


@dataclass(frozen=True, slots=True)
class RangeScale:
    """From the lowest 5th to the highest 95th percentile of the groups, and the value.

    It is even in the quantity's own unit, so that variability has a logarithmic axis.
    """

    name: SmileQuantity
    low: float
    high: float

    @classmethod
    def of(cls, signal: SmileSignal) -> RangeScale:
        """Make the axis of a signal."""
        ends = [v for group in signal.groups for v in (group.box[0], group.box[-1])]
        low, high = min(*ends, signal.value), max(*ends, signal.value)
        room = _ROOM * (high - low)
        return cls(signal.name, low - room, high + room)

    def share(self, value: float) -> float:
        """Return the place of a value along the axis, kept within [0, 1]."""
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)

    def ticks(self) -> tuple[tuple[float, str], ...]:
        """Return places of round values along the axis, with their words in per cent."""
        low, high = (in_percent(self.name, end) for end in (self.low, self.high))
        values = _decades(low, high) if is_variability(self.name) else even_ticks(low, high)
        return tuple((self.share(from_percent(self.name, v)), f"{v:g} %") for v in values)


def _decades(low: float, high: float) -> list[float]:
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    return [s * 10.0**p for p in powers for s in _STEPS if low <= s * 10.0**p <= high]


def even_ticks(low: float, high: float) -> list[float]:
    """Return a few round values from `low` to `high`, evenly apart."""
    steps = (s * 10.0**p for p in range(-3, 4) for s in _STEPS)
    step = next(s for s in steps if (high - low) / s < _MOST_TICKS)
    return [k * step for k in range(math.ceil(low / step), math.floor(high / step) + 1)]
