"""Moments worth a look, with notes; they go into the report."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from core.records.review import MAX_BOOKMARK_NOTE, Bookmark
from core.report.words import clock
from gui.session import Session
from gui.theme.spacing import XS, M
from gui.widgets import icon, label


class BookmarksPage(QWidget):
    """The list of bookmarks.

    Parameters
    ----------
    session : Session
    parent : QWidget, optional

    Attributes
    ----------
    add_button : QPushButton
    rows : list of BookmarkRow
        In order of time.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.rows: list[BookmarkRow] = []
        self.add_button = QPushButton(self.tr("Bookmark this moment"))
        self.add_button.setIcon(icon("bookmark"))
        self.add_button.setToolTip(self.tr("Keep the moment that is shown, with a note (B)"))
        self.add_button.clicked.connect(self._add)
        self._empty = label(
            self.tr(
                "No bookmarks yet. Bookmark a moment that shows what you mean: it goes into the "
                "report with its picture and your note."
            ),
            "muted",
        )
        self._list = QVBoxLayout()
        self._list.setSpacing(M)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        column.addWidget(self.add_button)
        column.addWidget(self._empty)
        column.addLayout(self._list)
        column.addWidget(label(self.tr("Kept by itself with the analysis."), "caption"))
        column.addStretch()
        session.review_changed.connect(self._update)
        self._update()

    @Slot()
    def _add(self) -> None:
        mark = self._session.add_bookmark()
        for row in self.rows:
            if row.time_s == mark.time_s:
                row.note.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _update(self) -> None:
        marks = self._session.review.bookmarks
        if [mark.time_s for mark in marks] != [row.time_s for row in self.rows]:
            self._build(marks)
        for mark, row in zip(marks, self.rows, strict=True):
            row.show_note(mark.note)
        self._empty.setVisible(not marks)

    def _build(self, marks: tuple[Bookmark, ...]) -> None:
        for row in self.rows:
            self._list.removeWidget(row)
            row.setParent(None)
            row.deleteLater()
        self.rows = []
        for mark in marks:
            row = BookmarkRow(mark.time_s)
            row.asked_for.connect(self._session.go_to_time)
            row.noted.connect(self._note)
            row.unwanted.connect(self._remove)
            self._list.addWidget(row)
            self.rows.append(row)

    @Slot(float, str)
    def _note(self, time_s: float, note: str) -> None:
        marks = self._session.review.bookmarks
        self._keep(tuple(replace(m, note=note) if m.time_s == time_s else m for m in marks))

    @Slot(float)
    def _remove(self, time_s: float) -> None:
        self._keep(tuple(m for m in self._session.review.bookmarks if m.time_s != time_s))

    def _keep(self, marks: tuple[Bookmark, ...]) -> None:
        review = self._session.review
        if marks != review.bookmarks:
            self._session.set_review(replace(review, bookmarks=marks, signature=None))


class BookmarkRow(QWidget):
    """One bookmark: its time, which leads there, its note, and its end.

    Parameters
    ----------
    time_s : float
    parent : QWidget, optional

    Attributes
    ----------
    go_button, delete_button : QAbstractButton
    note : QLineEdit

    Signals
    -------
    asked_for(float)
    noted(float, str)
    unwanted(float)
    """

    asked_for = Signal(float)
    noted = Signal(float, str)
    unwanted = Signal(float)

    def __init__(self, time_s: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.time_s = time_s
        when = clock(time_s)
        self.go_button = QPushButton(when)
        self.go_button.setToolTip(self.tr("Show this moment"))
        self.go_button.setAccessibleName(self.tr("Show {0}").format(when))
        self.go_button.clicked.connect(self._go)
        self.note = QLineEdit()
        self.note.setMaxLength(MAX_BOOKMARK_NOTE)
        self.note.setPlaceholderText(self.tr("Note"))
        self.note.setAccessibleName(self.tr("Note at {0}").format(when))
        self.note.textEdited.connect(self._on_edited)
        self.delete_button = QToolButton()
        self.delete_button.setIcon(icon("trash"))
        self.delete_button.setToolTip(self.tr("Delete this bookmark"))
        self.delete_button.setAccessibleName(self.tr("Delete the bookmark at {0}").format(when))
        self.delete_button.clicked.connect(self._delete)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(XS)
        row.addWidget(self.go_button)
        row.addWidget(self.note, 1)
        row.addWidget(self.delete_button)

    def show_note(self, note: str) -> None:
        """Show a note, leaving the text cursor where it is if it is the one that stands there."""
        if note != self.note.text():
            self.note.setText(note)

    @Slot()
    def _go(self) -> None:
        self.asked_for.emit(self.time_s)

    @Slot(str)
    def _on_edited(self, note: str) -> None:
        self.noted.emit(self.time_s, note)

    @Slot()
    def _delete(self) -> None:
        self.unwanted.emit(self.time_s)
