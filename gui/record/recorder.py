"""The recording itself as the window sees it: begun, watched, ended, kept."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal, Slot

from core.errors import FaciesError, RecordingError, SurroundingsError
from core.progress import CancelToken, ProgressFn
from core.types import Task
from gui.jobs import JobRunner
from gui.record.hub import Hub
from gui.record.loading import load_whole
from gui.record.source import FrameSource

if TYPE_CHECKING:
    from core.video.capture import Capture, CaptureState

RecorderPhase = Literal["idle", "recording", "finishing"]

# A short protocol takes about 100 MB. Under the first nothing is begun; at the second it ends.
LEAST_TO_START_BYTES = 500 << 20
LEAST_TO_GO_ON_BYTES = 100 << 20
_LOOK_EVERY_MS = 250


@dataclass(frozen=True, slots=True)
class Kept:
    """A recording that was kept, and why it ended by itself, if it did."""

    path: Path
    reason: str = ""


class Recorder(QObject):
    """Records what a hub takes in.

    Signals
    -------
    changed()
        `phase` is another one, or time went on (`state`).
    kept(Kept)
        It ended and lies there.
    failed(str)
        It ended and could not be kept, and what that means.
    discarded()
    """

    changed = Signal()
    kept = Signal(object)
    failed = Signal(str)
    discarded = Signal()

    def __init__(self, hub: Hub, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.phase: RecorderPhase = "idle"
        self._hub = hub
        self._capture: Capture | None = None
        self._jobs = JobRunner(self)
        self._jobs.succeeded.connect(self._on_kept)
        self._jobs.failed.connect(self._on_failed)
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)

    @property
    def state(self) -> CaptureState | None:
        """How the recording is getting on; None where there is none."""
        return None if self._capture is None else self._capture.state

    def start(self, folder: Path, source: FrameSource) -> None:
        """Begin to record.

        Raises
        ------
        SurroundingsError
            If the folder cannot be written or has too little room.
        """
        load_whole("core.video")
        from core.video.capture import Capture, SoundFormat

        refuse_if_full(folder)
        rate = source.sound_rate_hz
        sound = SoundFormat(rate, source.sound_channels) if rate else None
        self._capture = Capture(folder, sound)
        self._hub.record_into(self._capture)
        self._timer.start()
        self._set_phase("recording")

    @Slot(str, int, float)
    def begin_task(self, task: str, step: int, time_s: float) -> None:
        """Mark the beginning of a task."""
        if self._capture is not None:
            self._capture.begin_task(cast("Task", task), step, time_s)

    @Slot(float)
    def end_task(self, time_s: float) -> None:
        """Mark the end of a task."""
        if self._capture is not None:
            self._capture.end_task(time_s)

    @Slot(int, float)
    def drop_step(self, step: int, time_s: float) -> None:
        """Mark that a step is done again."""
        if self._capture is not None:
            self._capture.drop_step(step, time_s)

    def finish(self, reason: str = "") -> None:
        """End it and keep it; `kept` or `failed` follows."""
        if self.phase != "recording" or self._capture is None:
            return
        self._end()
        self._jobs.start(partial(_finish, self._capture, reason))

    def discard(self) -> None:
        """End it and delete it; `discarded` follows."""
        if self.phase != "recording" or self._capture is None:
            return
        self._end()
        self._jobs.start(partial(_discard, self._capture))

    def stop(self) -> None:
        """End it and keep it, at once: the window closes."""
        self._timer.stop()
        self._hub.record_into(None)
        self._jobs.stop()
        if self.phase == "recording" and self._capture is not None:
            with suppress(FaciesError):  # what there is will be offered at the next start
                _keep(self._capture, "")
        self._capture, self.phase = None, "idle"

    def _end(self) -> None:
        self._timer.stop()
        self._hub.record_into(None)
        self._set_phase("finishing")

    @Slot()
    def _look(self) -> None:
        state = self.state
        if state is None:
            return
        if state.error is not None:
            self.finish(state.error.message)
        elif state.free_bytes is not None and state.free_bytes < LEAST_TO_GO_ON_BYTES:
            self.finish(self.tr("The disk is almost full, so the recording was ended and kept."))
        else:
            self.changed.emit()

    @Slot(object)
    def _on_kept(self, kept: Kept | None) -> None:
        self._capture = None
        self._set_phase("idle")
        if kept is None:
            self.discarded.emit()
        else:
            self.kept.emit(kept)

    @Slot(object)
    def _on_failed(self, error: FaciesError) -> None:
        self._capture = None
        self._set_phase("idle")
        self.failed.emit(error.message)

    def _set_phase(self, phase: RecorderPhase) -> None:
        self.phase = phase
        self.changed.emit()


def free_bytes(folder: Path) -> int | None:
    """Room on the disk that a folder lies, or will lie, on; None where that cannot be told."""
    for place in (folder, *folder.parents):
        try:
            return shutil.disk_usage(place).free
        except FileNotFoundError:
            continue
        except OSError:
            return None
    return None


def refuse_if_full(folder: Path) -> None:
    """Raise `SurroundingsError` where there is too little room to begin."""
    free = free_bytes(folder)
    if free is not None and free < LEAST_TO_START_BYTES:
        text = QCoreApplication.translate(
            "Recorder",
            "Only {0} MB are free on the disk that recordings go to, and {1} MB are needed. Free "
            "some space, or choose another storage folder in Settings.",
        )
        raise SurroundingsError(text.format(free >> 20, LEAST_TO_START_BYTES >> 20))


def _finish(capture: Capture, reason: str, progress: ProgressFn, cancel: CancelToken) -> Kept:
    return _keep(capture, reason)


def _discard(capture: Capture, progress: ProgressFn, cancel: CancelToken) -> None:
    capture.discard()


def _keep(capture: Capture, reason: str) -> Kept:
    """Finish a recording, or keep what there is of one that broke off."""
    from core.video.capture_recovery import recover

    try:
        return Kept(capture.finish(), reason)
    except RecordingError:
        raise
    except FaciesError as error:
        try:
            return Kept(recover(capture.part), error.message)
        except FaciesError as second:
            text = QCoreApplication.translate(
                "Recorder",
                "{0} What was recorded until then lies on the disk; Facies offers it when it is "
                "started again.",
            )
            raise SurroundingsError(text.format(error.message)) from second
