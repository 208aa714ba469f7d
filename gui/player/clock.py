"""True-speed playing: which frame is due now, by its presentation time."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

_JUST_S = 1e-6


class Clock(QObject):
    """Says when each frame is due; frames are left out rather than time stretched.

    Parameters
    ----------
    parent : QObject, optional

    Attributes
    ----------
    dropped : int
        Frames that were due since the last start but never painted, as far as is known.
    painted : int
        Frames painted since the last start.

    Signals
    -------
    due(int)
        Index of the frame that is to be shown now.
    ended()
        The recording is over.
    """

    due = Signal(int)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pts_s: NDArray[np.float64] = np.zeros(0)
        self._end_s = 0.0
        self._from_s = 0.0
        self._since = 0.0
        self._frame = 0
        self._first = 0
        self._last_painted = -1
        self.dropped = 0
        self.painted = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    @property
    def running(self) -> bool:
        """Whether time goes on."""
        return self._timer.isActive()

    @property
    def time_s(self) -> float:
        """Presentation time that it is now, in seconds."""
        return self._from_s + (time.monotonic() - self._since if self.running else 0.0)

    def start(self, pts_s: NDArray[np.float64], end_s: float, frame: int) -> None:
        """Let time go on from a frame.

        Parameters
        ----------
        pts_s : (T,) float64
            Presentation times of the recording.
        end_s : float
            Its duration.
        frame : int
            The frame that is shown now.
        """
        self._pts_s, self._end_s, self._frame = pts_s, end_s, frame
        self.dropped = self.painted = 0
        self._first, self._last_painted = frame, frame
        self._go_on(float(pts_s[frame]))

    def jump(self, frame: int) -> None:
        """Go on from another frame."""
        self._frame = self._first = self._last_painted = frame
        self._go_on(float(self._pts_s[frame]))

    def stop(self) -> None:
        """Let time stand still."""
        self._from_s = self.time_s
        self._timer.stop()

    @Slot(int, bool)
    def note_painted(self, frame: int, exact: bool) -> None:
        """Count a picture that reached the screen while playing."""
        if self.running and exact and frame > self._last_painted:
            self.dropped += frame - self._last_painted - 1
            self.painted += 1
            self._last_painted = frame

    def _go_on(self, from_s: float) -> None:
        self._from_s, self._since = from_s, time.monotonic()
        self._wait()

    @Slot()
    def _tick(self) -> None:
        now_s = self._from_s + time.monotonic() - self._since
        if now_s >= self._end_s:
            self._from_s = self._end_s
            self.ended.emit()
            return
        frame = int(np.searchsorted(self._pts_s, now_s + _JUST_S, side="right")) - 1
        changed, self._frame = frame > self._frame, max(frame, self._frame)
        self._wait()
        if changed:
            self.due.emit(self._frame)

    def _wait(self) -> None:
        after = self._frame + 1
        next_s = float(self._pts_s[after]) if after < len(self._pts_s) else self._end_s
        wait_s = next_s - self._from_s - (time.monotonic() - self._since)
        self._timer.start(max(round(1000 * wait_s), 0))
