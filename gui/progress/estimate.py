"""How far an analysis is and how long it will still take."""

from __future__ import annotations

import time
from collections.abc import Callable

from core.progress import Progress

# The pass grows with the recording, so its rate is measured. The freeze test looks at a fixed
# number of clips: what it took last time on this machine is what it takes.
FREEZE_S = 8.0
_REST_S = 0.7
_SURE_FRACTION = 0.04
_SURE_S = 1.0


class Estimate:
    """Follows the stages of an analysis.

    Parameters
    ----------
    freeze_s : float
        What the freeze test took last time.
    clock : callable
        Seconds that only go forward.

    Attributes
    ----------
    stage : str
        The stage under way; empty before the first.
    left_s : float or None
        Time left in seconds; None while it is not known.
    fraction : float
        Share of the whole that is done, in [0, 1]; never goes back.
    """

    def __init__(
        self, freeze_s: float = FREEZE_S, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._clock = clock
        self._freeze_s = freeze_s
        self._began = clock()
        self._stage_began = self._began
        self.stage = ""
        self.left_s: float | None = None
        self.fraction = 0.0

    def take(self, progress: Progress) -> None:
        """Take a step of the analysis."""
        now = self._clock()
        if progress.stage != self.stage:
            self.stage, self._stage_began = progress.stage, now
        self.left_s = self._left(progress, now - self._stage_began)
        if self.left_s is not None:
            done_s = now - self._began
            self.fraction = max(self.fraction, done_s / max(done_s + self.left_s, 1e-9))

    @property
    def freeze_s(self) -> float:
        """What the freeze test took this time, as far as it came; what was given before it."""
        return self._clock() - self._stage_began if self.stage == "freeze" else self._freeze_s

    def _left(self, progress: Progress, stage_s: float) -> float | None:
        this = _by_rate(progress.fraction, stage_s)
        if progress.stage == "analyse":
            return None if this is None else this + self._freeze_s + _REST_S
        if progress.stage == "summarise":
            return self._freeze_s + _REST_S
        if progress.stage == "freeze":
            return (self._freeze_s if this is None else this) + _REST_S
        return None


def _by_rate(fraction: float, elapsed_s: float) -> float | None:
    """Extend what was done to the whole; None while that would be a guess."""
    if fraction >= 1:
        return 0.0
    if fraction < _SURE_FRACTION or elapsed_s < _SURE_S:
        return None
    return elapsed_s * (1 - fraction) / fraction
