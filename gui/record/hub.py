"""Where live pictures go: on to the screen, before the judge, into the recording."""

from __future__ import annotations

import time
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from core.types import QualityCheck
from gui.record.loading import load_whole
from gui.record.source import FrameSource

if TYPE_CHECKING:
    from core.face.live import LiveQuality, LiveReport, SoundLevel
    from core.video.capture import Capture

Stamped = tuple[NDArray[np.uint8], float]


class Hub(QObject):
    """Takes pictures in the thread they come in and never lets more than one wait for the window.

    The recording gets every picture, the window and the judge the newest one when they are ready
    for it.

    Signals
    -------
    fresh()
        `picture` has something newer; told again only after it was taken.
    judged(LiveReport)
    ready(Oval)
        The judge has loaded what it needs.
    """

    fresh = Signal()
    judged = Signal(object)
    ready = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = Lock()
        self._latest: Stamped | None = None
        self._shown = True
        self._capture: Capture | None = None
        self._source: FrameSource | None = None
        self.last_arrival_s = 0.0
        self._thread = QThread(self)
        self._thread.setObjectName("facies-live-quality")
        self._judge = Judge()
        self._judge.moveToThread(self._thread)
        self._judge.judged.connect(self.judged)
        self._judge.ready.connect(self.ready)
        self._thread.started.connect(self._judge.prepare)

    def attach(self, source: FrameSource) -> None:
        """Take pictures from a source from now on."""
        self.detach()
        self._source = source
        self.last_arrival_s = time.monotonic()
        direct = Qt.ConnectionType.DirectConnection
        source.frame.connect(self._take, direct)
        source.sound.connect(self._take_sound, direct)
        if not self._thread.isRunning():
            self._thread.start()

    def detach(self) -> None:
        """Take no more pictures."""
        if self._source is not None:
            self._source.frame.disconnect(self._take)
            self._source.sound.disconnect(self._take_sound)
        self._source = None
        with self._lock:
            self._latest, self._shown = None, True
        self._judge.forget()

    def record_into(self, capture: Capture | None) -> None:
        """Hand every picture to a recording too; None ends that."""
        with self._lock:
            self._capture = capture

    def picture(self) -> Stamped | None:
        """Take the newest picture, RGB (H, W, 3) uint8, and its time."""
        with self._lock:
            self._shown = True
            return self._latest

    def sound_check(self) -> QualityCheck | None:
        """Judge the sound of the last seconds; None before anything is known."""
        return self._judge.sound_check()

    def stop(self) -> None:
        """End the judge's thread and wait for it."""
        self.detach()
        if self._thread.isRunning():
            self._judge.end()
            self._thread.wait()

    @Slot(object, float)
    def _take(self, rgb: NDArray[np.uint8], time_s: float) -> None:
        with self._lock:
            capture, tell = self._capture, self._shown
            self._latest, self._shown = (rgb, time_s), False
        self.last_arrival_s = time.monotonic()
        if capture is not None:
            capture.add_picture(rgb, time_s)
        if tell:
            self.fresh.emit()
        self._judge.offer(rgb, time_s)

    @Slot(object, float)
    def _take_sound(self, block: NDArray[np.int16], time_s: float) -> None:
        with self._lock:
            capture = self._capture
        if capture is not None:
            capture.add_sound(block, time_s)
        self._judge.offer_sound(block, time_s)


class Judge(QObject):
    """Looks at the newest picture whenever it has finished with the one before.

    `offer`, `offer_sound`, `sound_check`, `forget` and `end` may be called from any thread; the
    rest happens in the thread that this object was moved to, and so does loading what it needs.
    """

    judged = Signal(object)
    ready = Signal(object)
    _wanted = Signal()
    _ending = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lock = Lock()
        self._latest: Stamped | None = None
        self._busy = True  # until it is prepared
        self._stale = False
        self._live: LiveQuality | None = None
        self._sound: SoundLevel | None = None
        self._wanted.connect(self._look)
        self._ending.connect(self._end)

    @Slot()
    def prepare(self) -> None:
        """Load the tracker, and the recording code so that starting it is instant."""
        load_whole("core.video", "core.face")
        import core.video.capture  # noqa: F401
        from core.face.live import OVAL, LiveQuality, SoundLevel

        live = LiveQuality()
        with self._lock:
            self._live, self._sound, self._busy = live, SoundLevel(), False
        self.ready.emit(OVAL)

    def offer(self, rgb: NDArray[np.uint8], time_s: float) -> None:
        """Offer a picture; only the newest is looked at."""
        with self._lock:
            self._latest = (rgb, time_s)
            if self._live is not None:
                self._live.arrived(time_s)
            if self._busy:
                return
            self._busy = True
        self._wanted.emit()

    def offer_sound(self, block: NDArray[np.int16], time_s: float) -> None:
        """Take a block of sound."""
        with self._lock:
            if self._sound is not None:
                self._sound.add(block, time_s)

    def sound_check(self) -> QualityCheck | None:
        """Judge the sound."""
        with self._lock:
            return None if self._sound is None else self._sound.check()

    def forget(self) -> None:
        """Drop all that was seen and heard: its source is gone."""
        with self._lock:
            self._latest, self._stale = None, True
            if self._sound is not None:
                self._sound = type(self._sound)()

    def end(self) -> None:
        """Free what was loaded and leave the thread's loop."""
        self._ending.emit()

    @Slot()
    def _look(self) -> None:
        with self._lock:
            latest, self._latest, live = self._latest, None, self._live
            stale, self._stale = self._stale, False
        if stale and live is not None:
            live.forget()
        report: LiveReport | None = None
        if latest is not None and live is not None:
            report = live.look(*latest)
        with self._lock:
            self._busy = self._latest is not None
            again = self._busy
        if report is not None:
            self.judged.emit(report)
        if again:
            self._wanted.emit()

    @Slot()
    def _end(self) -> None:
        with self._lock:
            live, self._live, self._busy = self._live, None, True
        if live is not None:
            live.close()
        QThread.currentThread().quit()
