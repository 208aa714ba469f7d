"""A file that plays as a camera, at its own pace: for demonstrations and for tests."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from core.errors import FaciesError
from gui.record.loading import load_whole
from gui.record.source import FrameSource

# As a camera does, a player that is late drops pictures, and begins to count anew when it is later.
_LATE_S = 0.05
_LATEST_S = 0.5


class FileSource(FrameSource):
    """Plays a video file as if it came from a camera.

    Parameters
    ----------
    path : Path
    pace : float
        How many times as fast as in life; the source's clock goes faster with it.
    loop : bool
        Begin again at the end; else the end is as if the camera had been unplugged.
    parent : QObject, optional
    """

    def __init__(
        self, path: Path, pace: float = 1.0, loop: bool = True, parent: QObject | None = None
    ) -> None:
        super().__init__(path.name, parent)
        self._path, self._pace, self._loop = path, pace, loop
        self._zero_s = time.monotonic()
        self._number = 0
        self._thread: QThread | None = None
        self._player: _Player | None = None

    def now(self) -> float:
        """Return the time on this source's clock, which runs `pace` times as fast as others."""
        return (time.monotonic() - self._zero_s) * self._pace

    def start(self) -> None:
        """Begin to play."""
        self.stop()
        self.failure = "none"
        self._thread = QThread(self)
        self._thread.setObjectName("facies-file-camera")
        self._number += 1
        player = _Player(self._number, self._path, self._pace, self._loop, self._zero_s)
        player.moveToThread(self._thread)
        player.frame.connect(self.frame, Qt.ConnectionType.DirectConnection)
        player.sound.connect(self.sound, Qt.ConnectionType.DirectConnection)
        player.opened.connect(self._on_opened)
        player.ended.connect(self._on_ended)
        self._thread.started.connect(player.run)
        self._player = player
        self._thread.start()

    def stop(self) -> None:
        """End, and wait for the thread."""
        thread, player = self._thread, self._player
        self._thread = self._player = None
        if thread is None or player is None:
            return
        player.halt.set()
        thread.quit()
        thread.wait()
        player.deleteLater()
        thread.deleteLater()
        if self.running:
            self.running = False
            self.stopped.emit()

    @Slot(int, int)
    def _on_opened(self, number: int, rate_hz: int) -> None:
        if number != self._number or self._player is None:
            return
        self.sound_rate_hz = rate_hz
        self.running = True
        self.started.emit()
        if rate_hz == 0:
            self.sound_failed.emit(self.tr("This file has no sound."))

    @Slot(int, str)
    def _on_ended(self, number: int, sentence: str) -> None:
        if number != self._number or self._player is None:
            return
        if sentence:
            self._fail("broken", sentence)
        else:
            self._fail("unplugged", self.tr("The file that stood for the camera has ended."))


class _Player(QObject):
    """Decodes in a thread of its own and waits until each picture is due."""

    frame = Signal(object, float)
    sound = Signal(object, float)
    opened = Signal(int, int)
    ended = Signal(int, str)

    def __init__(self, number: int, path: Path, pace: float, loop: bool, zero_s: float) -> None:
        super().__init__()
        self._number = number
        self.halt = Event()
        self._path, self._pace, self._loop, self._zero_s = path, pace, loop, zero_s
        self._sounds: Iterator[tuple[object, float]] = iter(())
        self._next_sound: tuple[object, float] | None = None

    @Slot()
    def run(self) -> None:
        sentence = ""
        try:
            self._play()
        except FaciesError as error:
            sentence = error.message
        if not self.halt.is_set():
            self.ended.emit(self._number, sentence)

    def _play(self) -> None:
        load_whole("core.video")
        from core.video import iter_frames, open_recording
        from core.video.capture_sound import RATE_HZ, sound_blocks

        recording = open_recording(self._path)
        self.opened.emit(self._number, RATE_HZ if recording.has_audio else 0)
        begin_s = self._now()
        while not self.halt.is_set():
            if recording.has_audio:
                self._sounds = sound_blocks(self._path)
                self._next_sound = next(self._sounds, None)
            with iter_frames(recording) as frames:
                for frame in frames:
                    if self.halt.is_set():
                        break
                    late_s = self._now() - (begin_s + frame.pts_s)
                    begin_s += late_s if late_s > _LATEST_S * self._pace else 0.0
                    self._wait_until(begin_s + frame.pts_s)
                    self._send_sound(begin_s, frame.pts_s)
                    if not _LATE_S * self._pace < late_s < _LATEST_S * self._pace:
                        self.frame.emit(frame.rgb, self._now())
            with suppress(AttributeError):
                self._sounds.close()  # type: ignore[attr-defined]
            begin_s += recording.duration_s
            if not self._loop:
                return

    def _send_sound(self, begin_s: float, until_s: float) -> None:
        while self._next_sound is not None and self._next_sound[1] < until_s:
            block, time_s = self._next_sound
            self.sound.emit(block, begin_s + time_s)
            self._next_sound = next(self._sounds, None)

    def _wait_until(self, due_s: float) -> None:
        self.halt.wait(max(due_s - self._now(), 0.0) / self._pace)

    def _now(self) -> float:
        return (time.monotonic() - self._zero_s) * self._pace
