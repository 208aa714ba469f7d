"""The source that is in use: begun, watched, lost, ended."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from gui.record.hub import Hub
from gui.record.source import FrameSource

_LOOK_EVERY_MS = 500
# A camera that has sent nothing for so long has stopped; some take longer to begin.
STALLED_S = 4.0
NEVER_CAME_S = 10.0


class Feed(QObject):
    """Lets one source at a time feed the hub.

    Parameters
    ----------
    hub : Hub
    parent : QObject, optional

    Signals
    -------
    changed()
        `live` may be another one.
    lost(str, str)
        Nothing comes any more: a `gui.record.source.Failure`, and a sentence.
    silent(str)
        No sound comes, and why.
    """

    changed = Signal()
    lost = Signal(str, str)
    silent = Signal(str)

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hub = hub
        self.source: FrameSource | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._begun_s = 0.0

    @property
    def live(self) -> bool:
        """Whether pictures come."""
        return self.source is not None and self.source.running and self._came

    @property
    def _came(self) -> bool:
        return self._hub.last_arrival_s > self._begun_s

    def now(self) -> float:
        """Return the time on the source's clock."""
        return self.source.now() if self.source is not None else time.monotonic()

    def use(self, source: FrameSource | None) -> None:
        """Replace the source; the one before is ended and gone."""
        self.end()
        if self.source is not None:
            self.source.deleteLater()
        self.source = source
        if source is not None:
            source.setParent(self)
            source.started.connect(self.changed)
            source.failed.connect(self._on_failed)
            source.sound_failed.connect(self.silent)

    def begin(self) -> None:
        """Let the source begin."""
        if self.source is None:
            return
        self._hub.attach(self.source)
        self._begun_s = self._hub.last_arrival_s
        self._timer.start()
        self.source.start()

    def end(self) -> None:
        """Let the source end, and wait for it. It can begin again."""
        self._timer.stop()
        if self.source is None:
            return
        self._hub.detach()
        self.source.stop()
        self.changed.emit()

    @Slot()
    def _look(self) -> None:
        self.changed.emit()
        quiet_s = time.monotonic() - self._hub.last_arrival_s
        if quiet_s > (STALLED_S if self._came else NEVER_CAME_S):
            self.end()
            self.lost.emit(
                "broken",
                self.tr(
                    "The camera sends no pictures. Another program may be using it: close that, "
                    "or plug the camera in again."
                ),
            )

    @Slot(str)
    def _on_failed(self, sentence: str) -> None:
        assert self.source is not None
        failure = self.source.failure
        self.end()
        self.lost.emit(failure, sentence)
