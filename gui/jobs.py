"""Work off the GUI thread: one job at a time, told of by signals in the GUI thread."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal, Slot

from core.errors import Cancelled, FaciesError
from core.progress import CancelToken, Progress, ProgressFn

Work = Callable[[ProgressFn, CancelToken], Any]
"""What a job does. It knows nothing of Qt and looks at the token often."""

_log = logging.getLogger(__name__)

OUR_FAULT = (
    "Something went wrong inside Facies, so this was not finished. Nothing of yours was changed. "
    "Try again; if it happens again, restart Facies and report it with the log."
)


class _Worker(QObject):
    """Runs one job in the thread that it was moved to, and tells how it ended exactly once."""

    progressed = Signal(int, object)
    succeeded = Signal(int, object)
    failed = Signal(int, object)
    cancelled = Signal(int)
    finished = Signal(int)

    def __init__(self, number: int, work: Work, token: CancelToken) -> None:
        super().__init__()
        self._number = number
        self._work = work
        self._token = token

    @Slot()
    def run(self) -> None:
        work = self._work
        del self._work  # PySide keeps this wrapper for good: not so the analysis that was worked on
        try:
            result = work(self._tell, self._token)
        except Cancelled:
            self.cancelled.emit(self._number)
        except FaciesError as error:
            self.failed.emit(self._number, error)
        except Exception as error:  # noqa: BLE001 - told to the user, and logged without its words
            places = "".join(traceback.format_tb(error.__traceback__))
            _log.error("a job failed: %s\n%s", type(error).__name__, places)
            self.failed.emit(self._number, FaciesError(OUR_FAULT))
        else:
            self.succeeded.emit(self._number, result)
        self.finished.emit(self._number)

    def _tell(self, progress: Progress) -> None:
        self.progressed.emit(self._number, progress)


class JobRunner(QObject):
    """Runs jobs one at a time, each in a QThread of its own.

    Of each job exactly one of `succeeded`, `failed`, `cancelled` is emitted, then `finished`, all
    in the GUI thread. Starting another job cancels the one under way, whose result is then
    dropped: nothing of it is emitted any more but `discarded`.

    Signals
    -------
    progressed(Progress)
    succeeded(object)
        What the work returned.
    failed(FaciesError)
    cancelled()
    finished()
    discarded(object)
        What a job returned that came to its end although it was cancelled or replaced.
    """

    progressed = Signal(object)
    succeeded = Signal(object)
    failed = Signal(object)
    cancelled = Signal()
    finished = Signal()
    discarded = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self._running: dict[int, tuple[QThread, _Worker, CancelToken]] = {}

    @property
    def busy(self) -> bool:
        """Whether the latest job is still under way."""
        return self._number in self._running

    def start(self, work: Work) -> None:
        """Run `work` in a thread; an earlier job is cancelled and its result dropped."""
        for _, _, token in self._running.values():
            token.cancel()
        self._number += 1
        token = CancelToken()
        thread = QThread(self)
        thread.setObjectName("facies-job")
        worker = _Worker(self._number, work, token)
        worker.moveToThread(thread)
        thread.started.connect(worker.run)
        worker.progressed.connect(self._on_progress)
        worker.succeeded.connect(self._on_success)
        worker.failed.connect(self._on_failure)
        worker.cancelled.connect(self._on_cancelled)
        worker.finished.connect(self._on_finished)
        self._running[self._number] = (thread, worker, token)
        thread.start()

    def cancel(self) -> None:
        """Stop the job under way.

        It is told as cancelled at once. What it is in the middle of, such as a batch in the
        network, still ends behind the window; `stop` waits for that.
        """
        if self.busy:
            self._running[self._number][2].cancel()
            self._number += 1
            self.cancelled.emit()
            self.finished.emit()

    def drop(self) -> None:
        """Cancel everything and go on at once; nothing but `discarded` is emitted for it."""
        self._number += 1
        for _, _, token in self._running.values():
            token.cancel()

    def stop(self) -> None:
        """Cancel everything and wait until it has ended. Nothing is emitted for it any more."""
        self.drop()
        self.wait()

    def wait(self) -> None:
        """Wait until everything has come to its own end. Nothing is emitted for it any more."""
        self._number += 1
        running = list(self._running.values())
        self._running.clear()
        for thread, worker, _ in running:
            _end(thread, worker)

    @Slot(int, object)
    def _on_progress(self, number: int, progress: Progress) -> None:
        if number == self._number:
            self.progressed.emit(progress)

    @Slot(int, object)
    def _on_success(self, number: int, result: object) -> None:
        if number == self._number:
            self.succeeded.emit(result)
        elif number in self._running:
            self.discarded.emit(result)

    @Slot(int, object)
    def _on_failure(self, number: int, error: FaciesError) -> None:
        if number == self._number:
            self.failed.emit(error)

    @Slot(int)
    def _on_cancelled(self, number: int) -> None:
        if number == self._number:
            self.cancelled.emit()

    @Slot(int)
    def _on_finished(self, number: int) -> None:
        found = self._running.pop(number, None)
        if found is None:
            return
        thread, worker, _ = found
        _end(thread, worker)
        if number == self._number:
            self.finished.emit()


def _end(thread: QThread, worker: _Worker) -> None:
    thread.quit()
    thread.wait()
    worker.deleteLater()
    thread.deleteLater()
