"""A protocol under way: which step, which repeat, how long still. No widgets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gui.record.protocol import Protocol, Step

RunPhase = Literal["idle", "count", "do", "pause", "done"]
"""Not begun; counting down to a step; a task is done; relaxing between repeats; all done."""

COUNT_S = 3.0
_TICK_MS = 50


class ProtocolRun(QObject):
    """Leads through a protocol's steps by a clock.

    Parameters
    ----------
    parent : QObject, optional

    Signals
    -------
    changed()
        Phase, step or repeat is another one.
    ticked()
        Time went on.
    begun(str, int, float)
        A task of a step begins, at a time of the clock.
    ended(float)
        It ends.
    dropped(int, float)
        What was done of a step does not count: it is done again.
    """

    changed = Signal()
    ticked = Signal()
    begun = Signal(str, int, float)
    ended = Signal(float)
    dropped = Signal(int, float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.phase: RunPhase = "idle"
        self.protocol: Protocol | None = None
        self.step = 0
        self.repeat = 0
        self.done: frozenset[int] = frozenset()
        self._clock: Callable[[], float] = _no_clock
        self._since_s = self._until_s = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)

    @property
    def current(self) -> Step | None:
        """The step that is counted down to or done."""
        if self.protocol is None or self.phase in ("idle", "done"):
            return None
        return self.protocol.steps[self.step]

    @property
    def left_s(self) -> float:
        """Seconds left of the phase."""
        return max(self._until_s - self._clock(), 0.0)

    @property
    def share(self) -> float:
        """Share of the phase that is over, [0, 1]."""
        length_s = self._until_s - self._since_s
        return 1.0 if length_s <= 0 else min(max(1 - self.left_s / length_s, 0.0), 1.0)

    def start(self, protocol: Protocol, clock: Callable[[], float]) -> None:
        """Begin with the countdown to the first step."""
        self.protocol, self._clock = protocol, clock
        self.done, self.step, self.repeat = frozenset(), 0, 0
        self._enter("count", COUNT_S)
        self._timer.start()

    def stop(self) -> None:
        """End wherever it is; a task under way ends now."""
        self._timer.stop()
        if self.phase == "do":
            self.ended.emit(self._clock())
        if self.phase != "idle":
            self.phase = "idle"
            self.changed.emit()

    @Slot()
    def next(self) -> None:
        """End the step under way early and go on to the next; a countdown is cut short."""
        if self.phase == "count":
            self._do()
        elif self.phase in ("do", "pause"):
            if self.phase == "do":
                self.ended.emit(self._clock())
            self._step_done()

    def redo(self, step: int) -> None:
        """Do a step again: what was done of it does not count."""
        if self.phase == "idle":
            return
        if self.phase == "do":
            self.ended.emit(self._clock())
            if self.step != step:  # left unfinished for another
                self.dropped.emit(self.step, self._clock())
        elif self.phase == "pause" and self.step != step:
            self.dropped.emit(self.step, self._clock())
        self.dropped.emit(step, self._clock())
        self.done -= {step}
        self.step, self.repeat = step, 0
        self._enter("count", COUNT_S)
        self._timer.start()

    @Slot()
    def _tick(self) -> None:
        if self.left_s > 0:
            self.ticked.emit()
        elif self.phase in ("count", "pause"):
            self._do()
        elif self.phase == "do":
            self.ended.emit(self._clock())
            self._after_repeat()

    def _do(self) -> None:
        step = self.current
        assert step is not None
        self.begun.emit(step.task, self.step, self._clock())
        self._enter("do", step.seconds)

    def _after_repeat(self) -> None:
        step = self.current
        assert step is not None
        self.repeat += 1
        if self.repeat < step.repeats:
            self._enter("pause", step.pause_s)
        else:
            self._step_done()

    def _step_done(self) -> None:
        assert self.protocol is not None
        self.done |= {self.step}
        left = [at for at in range(len(self.protocol.steps)) if at not in self.done]
        after = [at for at in left if at > self.step]
        self.repeat = 0
        if left:
            self.step = (after or left)[0]
            self._enter("count", COUNT_S)
        else:
            self._timer.stop()
            self._enter("done", 0.0)

    def _enter(self, phase: RunPhase, length_s: float) -> None:
        self._since_s = self._clock()
        self._until_s = self._since_s + length_s
        self.phase = phase
        self.changed.emit()


def _no_clock() -> float:
    return 0.0
