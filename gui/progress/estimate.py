"""How far an analysis is and how long it will still take."""

from __future__ import annotations

import time
from collections.abc import Callable

from core.progress import Progress

_REST_S = 0.7
_SURE_FRACTION = 0.04
_SURE_S = 1.0
# The network works behind the decoder. Until its first scores are there, it is taken to need as
# long again as the frames do.
_UNSEEN = 2.0
# The freeze test runs the network about this often as long as a clip took in the pass, where it
# shared the machine with the decoder.
_FREEZE_CLIPS = 20.0
FREEZE_S = 8.0


class Estimate:
    """Follows the stages of an analysis.

    Parameters
    ----------
    duration_s : float
        Of the recording.
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

    def __init__(self, duration_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._duration_s = max(duration_s, 1e-9)
        self._pass_began: float | None = None
        self._stage_began = clock()
        self._freeze_s = FREEZE_S
        self._scored = 0.0
        self.stage = ""
        self.left_s: float | None = None
        self.fraction = 0.0

    def take_scores(self, scores: list[tuple[float, float]]) -> None:
        """Take the clips that were scored so far, as (start in seconds, score)."""
        if scores and self._pass_began is not None:
            self._scored = min(max(start for start, _ in scores) / self._duration_s, 1.0)
            each_s = (self._clock() - self._pass_began) / len(scores)
            self._freeze_s = each_s * _FREEZE_CLIPS

    def take(self, progress: Progress) -> None:
        """Take a step of the analysis."""
        now = self._clock()
        if progress.stage != self.stage:
            self.stage, self._stage_began = progress.stage, now
            if self.stage == "analyse":
                self._pass_began = now
        self.left_s = self._left(progress, now - self._stage_began)
        if self.left_s is not None and self._pass_began is not None:
            done_s = now - self._pass_began
            self.fraction = max(self.fraction, done_s / max(done_s + self.left_s, 1e-9))

    def _left(self, progress: Progress, stage_s: float) -> float | None:
        if progress.stage == "analyse":
            left_s = self._pass_left(progress.fraction, stage_s)
            return None if left_s is None else left_s + self._freeze_s + _REST_S
        if progress.stage == "summarise":
            return self._freeze_s + _REST_S
        if progress.stage == "freeze":
            left_s = _by_rate(progress.fraction, stage_s)
            return (self._freeze_s if left_s is None else left_s) + _REST_S
        return None

    def _pass_left(self, fraction: float, stage_s: float) -> float | None:
        frames_s = _by_rate(fraction, stage_s)
        if frames_s is None:
            return None
        if not self._scored:
            return max(frames_s * _UNSEEN, stage_s / _UNSEEN)
        return max(frames_s, _by_rate(self._scored, stage_s) or 0.0)


def _by_rate(fraction: float, elapsed_s: float) -> float | None:
    """Extend what was done to the whole; None while that would be a guess."""
    if fraction >= 1:
        return 0.0
    if fraction < _SURE_FRACTION or elapsed_s < _SURE_S:
        return None
    return elapsed_s * (1 - fraction) / fraction
