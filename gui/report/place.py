"""The place where the clinician's part is written, the report read, exported, printed, signed."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Slot
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.errors import FaciesError
from core.resources import sample_folder
from gui.jobs import JobRunner
from gui.report.bookmark_list import BookmarkList
from gui.report.own_words import OwnWords
from gui.report.preview import PreviewPane
from gui.report.printing import fitting_printer, print_pages
from gui.report.sign_area import SignArea
from gui.report.visit_form import VisitForm
from gui.session import Session
from gui.theme.spacing import XS, L, M, S
from gui.widgets import EmptyState, icon, label
from gui.workbench import Workbench

_LEFT_WIDTH_PX = 440
_SUFFIX = ".pdf"


class ReportPlace(QWidget):
    """Left what the clinician adds, right the pages as they would be exported now.

    Parameters
    ----------
    session : Session
    workbench : Workbench
    parent : QWidget, optional

    Attributes
    ----------
    visit, words, bookmarks, signing, preview : QWidget
        Its parts.
    export_button, print_button : QPushButton
    """

    def __init__(
        self, session: Session, workbench: Workbench, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("place")
        self._session = session
        self._workbench = workbench
        self._folder = Path()
        self._printing = JobRunner(self)
        self.visit = VisitForm(session)
        self.words = OwnWords(session)
        self.bookmarks = BookmarkList(session)
        self.signing = SignArea(session, workbench)
        self.preview = PreviewPane(session)
        self.print_button = QPushButton(icon("print"), self.tr("Print…"))
        self.print_button.setToolTip(self.tr("Print the pages that are shown"))
        self.export_button = QPushButton(icon("export", "on_accent"), self.tr("Export PDF…"))
        self.export_button.setProperty("kind", "primary")
        self.export_button.setToolTip(self.tr("Save the report as a PDF (Ctrl+P)"))
        self._stack = QStackedWidget(self)
        self._empty = QWidget(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._full())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)
        self._connect()
        self._on_phase()

    def stop(self) -> None:
        """End the work: the window closes."""
        self.preview.stop()
        self._printing.stop()

    # What it is made of

    def _full(self) -> QWidget:
        for button in (self.print_button, self.export_button):
            self.preview.header.addWidget(button)
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._left())
        row.addWidget(self.preview, 1)
        return page

    def _left(self) -> QWidget:
        """Lay out what scrolls, and under it the signature, which stays in sight."""
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(L, L, M, M)
        column.setSpacing(M)
        column.addWidget(label(self.tr("Report"), "heading"))
        for card in (self.visit, self.words, self.bookmarks):
            column.addWidget(card)
        column.addStretch()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        side = QWidget()
        side.setFixedWidth(_LEFT_WIDTH_PX)
        both = QVBoxLayout(side)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(0)
        both.addWidget(area, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(L, S, L + XS, L)
        foot.addWidget(self.signing)
        both.addLayout(foot)
        return side

    def _connect(self) -> None:
        self.export_button.clicked.connect(self.export)
        self.print_button.clicked.connect(self.print)
        self.signing.wanted.connect(self._on_sign_wanted)
        self.preview.state_changed.connect(self._on_preview)
        self._printing.succeeded.connect(self._on_printed)
        self._printing.failed.connect(self._on_print_failed)
        self._printing.finished.connect(self._on_preview)
        self._session.phase_changed.connect(self._on_phase)
        self._session.analysis_changed.connect(self._on_phase)

    # States

    @Slot()
    def _on_phase(self) -> None:
        """Show the report of what there is, or what has to be done before there is one."""
        if self._session.analysis is not None:
            self._stack.setCurrentIndex(1)
        else:
            self._stack.removeWidget(self._empty)
            self._empty.deleteLater()
            self._empty = self._empty_page()
            self._stack.insertWidget(0, self._empty)
            self._stack.setCurrentIndex(0)
        self._on_preview()

    def _empty_page(self) -> QWidget:
        phase = self._session.phase
        if phase == "analysing":
            return EmptyState(
                self.tr("The recording is being analysed"),
                self.tr("The report is laid out as soon as the analysis is done."),
                picture="report",
            )
        if phase == "ready":
            return EmptyState(
                self.tr("No report yet"),
                self.tr("The recording is open, but it has not been analysed."),
                [(self.tr("Analyse it now"), self._on_analyse)],
                "report",
            )
        return EmptyState(
            self.tr("No report yet"),
            self.tr(
                "Open a recording and analyse it, or open an earlier analysis. Its report then "
                "stands here, with your own text and your name under it."
            ),
            [(self.tr("Open the sample recording"), self._on_sample)],
            "report",
        )

    @Slot()
    def _on_preview(self) -> None:
        there = self._session.analysis is not None
        self.export_button.setEnabled(there)
        self.print_button.setEnabled(bool(self.preview.data) and not self._printing.busy)

    @Slot()
    def _on_analyse(self) -> None:
        self._workbench.analyse()

    @Slot()
    def _on_sample(self) -> None:
        self._workbench.open(sample_folder() / "sample.mp4")

    def _is_mended(self) -> bool:
        """Whether everything typed fits; else say what does not and go there."""
        for part in (self.visit, self.words):
            if part.problem:
                self._workbench.tell("warning", part.problem)
                part.show_what_to_mend()
                return False
        return True

    # Signing

    @Slot()
    def _on_sign_wanted(self) -> None:
        if self._is_mended():
            self.signing.sign_now()

    # Export

    @Slot()
    def export(self) -> None:
        """Ask where to, then write the PDF there."""
        analysis = self._session.analysis
        if analysis is None:
            self._workbench.tell("info", self.tr("There is no report yet: analyse a recording."))
            return
        if not self._is_mended():
            return
        dialog = QFileDialog(self, self.tr("Export the report"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setNameFilter(self.tr("PDF (*.pdf)"))
        dialog.setDefaultSuffix(_SUFFIX)
        dialog.setDirectory(str(self._export_folder()))
        dialog.selectFile(default_name(analysis.created_utc))
        dialog.fileSelected.connect(self._on_chosen)
        dialog.open()

    def _export_folder(self) -> Path:
        if self._folder.is_dir() and self._folder != Path():
            return self._folder
        documents = QStandardPaths.StandardLocation.DocumentsLocation
        return Path(QStandardPaths.writableLocation(documents) or Path.home())

    @Slot(str)
    def _on_chosen(self, name: str) -> None:
        path = Path(name)
        self._folder = path.parent
        self._workbench.export(path)

    # Print

    @Slot()
    def print(self) -> None:
        """Ask for a printer, then print the pages that are shown."""
        if not self.preview.data or not self._is_mended():
            return
        self._printer = fitting_printer(self.preview.data)
        self._printer.setFromTo(1, self.preview.pages.page_count)
        dialog = QPrintDialog(self._printer, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle(self.tr("Print the report"))
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.finished.connect(self._on_print_answered)
        QDialog.open(dialog)

    @Slot(int)
    def _on_print_answered(self, answer: int) -> None:
        if answer == QDialog.DialogCode.Accepted:
            self.print_to(self._printer)

    def print_to(self, printer: QPrinter) -> None:
        """Print the pages that are shown."""
        if self.preview.data:
            self._printing.start(partial(print_pages, self.preview.data, printer))
            self._on_preview()

    @Slot(object)
    def _on_printed(self, pages: int) -> None:
        self._workbench.tell("done", self.tr("Sent to the printer, pages: {n}.").format(n=pages))

    @Slot(object)
    def _on_print_failed(self, error: FaciesError) -> None:
        self._workbench.tell("error", error.message)


def default_name(created_utc: str) -> str:
    """Name a report's file by when its analysis was made: no patient, no name of the video."""
    stamp = "".join(char for char in created_utc[:16] if char.isdigit())
    return f"facies-report-{stamp[:8]}-{stamp[8:]}{_SUFFIX}"
