"""From times to places along a strip, and back: the same for all strips under the picture."""

from __future__ import annotations

from dataclasses import dataclass

MARGIN_PX = 14.0  # to each side, so that a handle at an end stays inside


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """A recording laid along a strip.

    Attributes
    ----------
    duration_s : float
    width_px : float
        Of the whole strip, margins included.
    """

    duration_s: float
    width_px: float

    def x(self, time_s: float) -> float:
        """Place of a time."""
        share = time_s / self.duration_s if self.duration_s > 0 else 0.0
        return MARGIN_PX + share * self._span_px

    def time_s(self, x: float) -> float:
        """Time at a place, kept inside the recording."""
        share = (x - MARGIN_PX) / self._span_px
        return min(max(share, 0.0), 1.0) * self.duration_s

    def per_px_s(self) -> float:
        """Seconds that one pixel stands for."""
        return self.duration_s / self._span_px

    @property
    def _span_px(self) -> float:
        return max(self.width_px - 2 * MARGIN_PX, 1.0)
