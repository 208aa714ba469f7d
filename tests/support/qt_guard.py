"""What no Qt test may leave behind: messages, running threads and timers, windows, dialogs."""

from __future__ import annotations

import gc
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import shiboken6
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QMessageLogContext,
    QObject,
    QThread,
    QThreadPool,
    QTimer,
    QtMsgType,
    Slot,
)
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QWidget

LOUD = (QtMsgType.QtWarningMsg, QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)
_LOOK_EVERY_MS = 50
_POOL_GRACE_MS = 2000

# Each with the reason why it says nothing about our code.
QUIET = (
    # A virtual screen has no clipboard manager or session bus to answer.
    r"^QXcbClipboard",
    r"^QDBusConnection",
    # Machines without a sound card or a camera.
    r"(?i)pulseaudio|alsa|pipewire",
    # Nor one for decoding pictures (libva), which Qt is not asked to do: it plays the sound alone.
    r"^Couldn't (load|resolve) va\b",
    r"^No (audio|video) (input|output) device",
)


@dataclass
class Messages:
    """Takes Qt's messages while it is installed; keeps those that warn."""

    loud: list[str] = field(default_factory=list)

    def take(self, kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        if kind in LOUD and not any(re.search(pattern, text) for pattern in QUIET):
            self.loud.append(text)


@dataclass
class Standing:
    """What stood before a test began."""

    windows: set[int]

    @classmethod
    def now(cls) -> Standing:
        return cls({_key(widget) for widget in QApplication.topLevelWidgets()})


def left_behind(before: Standing) -> list[str]:
    """Say what is there that was not there before, or should have ended."""
    QThreadPool.globalInstance().waitForDone(_POOL_GRACE_MS)
    for _ in range(3):  # deleting a parent posts the deletion of what it owns
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QCoreApplication.processEvents()
    gc.collect()
    found = [
        f"window {type(widget).__name__} “{widget.windowTitle() or widget.objectName()}”"
        for widget in QApplication.topLevelWidgets()
        if _key(widget) not in before.windows
    ]
    for each in gc.get_objects():
        kind = type(each)
        if not issubclass(kind, QThread | QTimer) or not shiboken6.isValid(each):
            continue
        if isinstance(each, QThread) and each.isRunning() and each is not QThread.currentThread():
            found.append(f"running thread {each.objectName() or kind.__name__}")
        watch = isinstance(each.parent(), DialogWatch)
        if isinstance(each, QTimer) and each.isActive() and not watch:
            found.append(f"active timer of {type(each.parent()).__name__}")
    if QThreadPool.globalInstance().activeThreadCount():
        found.append("work in the global thread pool")
    return found


def _key(widget: QWidget) -> int:
    return int(shiboken6.getCppPointer(widget)[0])


class DialogWatch(QObject):
    """Closes every modal dialog as soon as it shows, and remembers those nobody expected.

    A test that expects one says what to do with it: ``watch.answer(lambda dialog: ...)``.
    """

    def __init__(self) -> None:
        super().__init__()
        self.unexpected: list[str] = []
        self.answers: list[Callable[[QDialog], object]] = []
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def answer(self, act: Callable[[QDialog], object]) -> None:
        """Do this with the next modal dialog instead of failing the test."""
        self.answers.append(act)

    def stop(self) -> None:
        """Watch no longer."""
        self._timer.stop()

    @Slot()
    def _look(self) -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None or not dialog.isVisible():
            return
        if self.answers:
            self.answers.pop(0)(dialog)  # type: ignore[arg-type]
            return
        self.unexpected.append(f"{type(dialog).__name__} “{dialog.windowTitle()}”")
        dialog.close()


def choosing(path: Path) -> Callable[[QDialog], None]:
    """Answer a file dialog by typing this path; `selectFile` is lost while its line has focus."""

    def answer(dialog: QDialog) -> None:
        assert isinstance(dialog, QFileDialog)
        name = dialog.findChild(QLineEdit)
        assert name is not None
        name.setText(str(path))
        dialog.accept()

    return answer
