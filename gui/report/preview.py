"""The preview: lays the report out again after changes, off the GUI thread, and shows its pages."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from core.errors import FaciesError
from core.progress import Progress
from gui.jobs import JobRunner
from gui.report.pdf_view import PdfPages
from gui.report.preview_job import Preview, lay_out
from gui.session import Session
from gui.theme.spacing import XXL, L, M, S
from gui.widgets import EmptyState, label

_AFTER_TYPING_MS = 450


class PreviewPane(QWidget):
    """Pages of the session's report as they would be exported now.

    It works only while it is visible; what changed meanwhile is laid out when it shows again.

    Parameters
    ----------
    session : Session
    parent : QWidget, optional

    Signals
    -------
    state_changed()
        `current`, `busy` or `error` may be another one.

    Attributes
    ----------
    pages : PdfPages
    header : QHBoxLayout
        The row over the pages; the owner may add to its end.
    error : str
        Why there are no pages; empty otherwise.
    """

    state_changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._preview: Preview | None = None
        self.error = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AFTER_TYPING_MS)
        self._timer.timeout.connect(self._start)
        self._runner = JobRunner(self)
        self._runner.progressed.connect(self._on_progress)
        self._runner.succeeded.connect(self._on_laid_out)
        self._runner.failed.connect(self._on_failed)
        self.pages = PdfPages()
        self._updating = label(self.tr("Updating…"), "muted", wrap=False)
        self._updating.hide()
        self._stack = QStackedWidget()
        self._waiting = self._waiting_page()
        self._failed = QWidget(self)
        for page in (self._waiting, self.pages):
            self._stack.addWidget(page)
        self.header = QHBoxLayout()
        self.header.setContentsMargins(M, S, L, S)
        self.header.setSpacing(S)
        self.header.addWidget(self.pages.tools)
        self.header.addWidget(self._updating)
        self.header.addStretch()
        self._stack.currentChanged.connect(self._on_page_changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self.header)
        column.addWidget(self._stack, 1)
        self._on_page_changed()
        session.review_changed.connect(self._on_changed)
        session.analysis_changed.connect(self._on_other_analysis)

    @property
    def busy(self) -> bool:
        """Whether pages are being laid out, or are about to be."""
        return self._runner.busy or self._timer.isActive()

    @property
    def current(self) -> bool:
        """Whether the pages shown are of the analysis and review as they are now."""
        shown = self._preview
        return (
            shown is not None
            and shown.analysis is self._session.analysis
            and shown.review == self._session.review
        )

    @property
    def data(self) -> bytes:
        """The PDF that is shown; empty where there is none or it is out of date."""
        return self._preview.data if self._preview is not None and self.current else b""

    def stop(self) -> None:
        """End the work."""
        self._timer.stop()
        self._runner.stop()

    def _waiting_page(self) -> QWidget:
        page = QWidget()
        self._stage = label(self.tr("Laying out the report…"), "title", wrap=False)
        self._bar = QProgressBar()
        self._bar.setRange(0, 100)
        self._bar.setFixedWidth(280)
        self._bar.setAccessibleName(self.tr("How far the report is laid out"))
        column = QVBoxLayout(page)
        column.setContentsMargins(XXL, XXL, XXL, XXL)
        column.setSpacing(M)
        column.addStretch(2)
        for widget in (self._stage, self._bar):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(3)
        return page

    @Slot()
    def _on_page_changed(self) -> None:
        self.pages.tools.setVisible(self._stack.currentWidget() is self.pages)

    @Slot()
    def _on_changed(self) -> None:
        if self._session.analysis is not None and not self.current and self.isVisible():
            self._timer.start()
        self.state_changed.emit()

    @Slot()
    def _on_other_analysis(self) -> None:
        """Show nothing of an earlier patient any more."""
        self.stop()
        self._preview = None
        self.pages.clear()
        self._stack.setCurrentWidget(self._waiting)
        self.error = ""
        if self.isVisible():
            self._start()
        self.state_changed.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """Lay out what changed while nobody looked."""
        super().showEvent(event)
        if not self.current and not self.busy:
            self._start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Wait with further work until somebody looks."""
        super().hideEvent(event)
        self._timer.stop()

    @Slot()
    def _start(self) -> None:
        analysis = self._session.analysis
        if analysis is None:
            return
        if self._preview is None:
            self._bar.setValue(0)
            self._stack.setCurrentWidget(self._waiting)
        self._updating.setVisible(self._preview is not None)
        self._runner.start(partial(lay_out, analysis, self._session.review, self._preview))
        self.state_changed.emit()

    @Slot()
    def try_again(self) -> None:
        """Lay out once more after a failure."""
        self._start()

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        self._bar.setValue(round(100 * (progress.fraction or 0.0)))

    @Slot(object)
    def _on_laid_out(self, preview: Preview) -> None:
        self._preview = preview
        self._updating.hide()
        self.pages.show_pdf(preview.data)
        self._stack.setCurrentWidget(self.pages)
        self.error = ""
        self.state_changed.emit()

    @Slot(object)
    def _on_failed(self, error: FaciesError) -> None:
        self._updating.hide()
        self._stack.removeWidget(self._failed)
        self._failed.deleteLater()
        self._failed = EmptyState(
            self.tr("The report could not be laid out"),
            error.message,
            [(self.tr("Try again"), self.try_again)],
            "fail",
        )
        self._stack.addWidget(self._failed)
        self._stack.setCurrentWidget(self._failed)
        self.error = error.message
        self.state_changed.emit()
