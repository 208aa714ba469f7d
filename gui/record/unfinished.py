"""Offers what a crash has left of a recording."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from core.errors import FaciesError
from core.progress import CancelToken, ProgressFn
from gui.jobs import JobRunner
from gui.record.loading import load_whole
from gui.record.words import clock_text
from gui.theme import theme
from gui.theme.spacing import L, M, S
from gui.widgets import icon_pixmap, label

if TYPE_CHECKING:
    from core.video.capture_recovery import Unfinished


class UnfinishedBar(QFrame):
    """Looks for unfinished recordings in a folder; each is kept or discarded, one after another.

    Signals
    -------
    kept(Path)
        One was made a proper recording.
    told(str)
        Something did not work.
    """

    kept = Signal(object)
    told = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self._left: list[Unfinished] = []
        self._folder = Path()
        self._sure = self._away = False
        self._looking, self._doing = JobRunner(self), JobRunner(self)
        self._looking.succeeded.connect(self._on_found)
        self._doing.succeeded.connect(self._on_done)
        self._doing.failed.connect(self._on_failed)
        self._doing.finished.connect(self._show)
        self._mark = QLabel()
        self.text = label("")
        self.keep_button = QPushButton(self.tr("Keep"))
        self.keep_button.setProperty("kind", "primary")
        self.keep_button.setToolTip(self.tr("Make a proper recording of what was saved"))
        self.discard_button = QPushButton(self.tr("Discard"))
        self.discard_button.setProperty("kind", "danger")
        self.back_button = QPushButton(self.tr("Back"))
        self.back_button.setToolTip(self.tr("Delete nothing"))
        self.keep_button.clicked.connect(self._on_keep)
        self.discard_button.clicked.connect(self._on_discard)
        self.back_button.clicked.connect(self._on_back)
        row = QHBoxLayout(self)
        row.setContentsMargins(L, S, S, S)
        row.setSpacing(M)
        row.addWidget(self._mark)
        row.addWidget(self.text, 1)
        for button in (self.keep_button, self.discard_button, self.back_button):
            row.addWidget(button)
        theme().changed.connect(self._show)
        self.hide()

    def look(self, folder: Path) -> None:
        """Look for what was left in a folder, in a thread."""
        self._folder = folder
        self._looking.start(partial(_look, folder))

    def put_away(self, away: bool) -> None:
        """Stay out of the way, while it is recorded."""
        if away != self._away:
            self._away = away
            self._show()

    def stop(self) -> None:
        """End the work and wait for it."""
        self._looking.stop()
        self._doing.stop()

    @Slot(object)
    def _on_found(self, left: tuple[Unfinished, ...]) -> None:
        self._left, self._sure = list(left), False
        self._show()

    @Slot()
    def _show(self) -> None:
        shown = bool(self._left) and not self._away
        self.setVisible(shown)
        if not shown:
            return
        first = self._left[0]
        some = first.length_s > 0
        self._mark.setPixmap(icon_pixmap("warn", "warn", 22, self.devicePixelRatioF()))
        self.text.setText(self._say(first.length_s))
        self.setAccessibleName(self.text.text())
        self.keep_button.setVisible(some and not self._sure)
        self.back_button.setVisible(self._sure)
        self.discard_button.setText(self.tr("Delete") if self._sure else self.tr("Discard"))
        self.discard_button.setToolTip(
            self.tr("Delete it for good") if self._sure else self.tr("Ask again, then delete it")
        )
        for button in (self.keep_button, self.discard_button, self.back_button):
            button.setEnabled(not self._doing.busy)

    def _say(self, length_s: float) -> str:
        if self._sure:
            return self.tr("Delete the {0} that were saved? They cannot be brought back.").format(
                clock_text(length_s)
            )
        if length_s <= 0:
            return self.tr("Facies was closed during a recording before any picture was saved.")
        more = len(self._left) - 1
        text = self.tr("Facies was closed during a recording: {0} saved.").format(
            clock_text(length_s)
        )
        return text + (" " + self.tr("{0} more wait.").format(more) if more else "")

    @Slot()
    def _on_keep(self) -> None:
        self._doing.start(partial(_keep, self._left[0].path))
        self._show()

    @Slot()
    def _on_discard(self) -> None:
        if not self._sure and self._left[0].length_s > 0:
            self._sure = True
            self._show()
            self.back_button.setFocus()
            return
        self._sure = False
        self._doing.start(partial(_discard, self._left[0].path))
        self._show()

    @Slot()
    def _on_back(self) -> None:
        self._sure = False
        self._show()

    @Slot(object)
    def _on_done(self, path: Path | None) -> None:
        del self._left[:1]
        self._show()
        if path is not None:
            self.kept.emit(path)

    @Slot(object)
    def _on_failed(self, error: FaciesError) -> None:
        self._show()
        self.told.emit(error.message)


def _look(folder: Path, progress: ProgressFn, cancel: CancelToken) -> tuple[Unfinished, ...]:
    if not folder.is_dir():
        return ()
    load_whole("core.video")
    from core.video.capture_recovery import unfinished

    return unfinished(folder)


def _keep(part: Path, progress: ProgressFn, cancel: CancelToken) -> Path:
    from core.video.capture_recovery import recover

    return recover(part)


def _discard(part: Path, progress: ProgressFn, cancel: CancelToken) -> None:
    from core.video.capture_recovery import discard

    discard(part)
