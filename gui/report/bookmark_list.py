"""The bookmarks that go into the report, with their notes."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from core.records.review import MAX_BOOKMARK_NOTE, Bookmark
from core.report.words import clock
from gui.session import Session
from gui.theme.spacing import XS, S
from gui.widgets import Card, icon, label


class BookmarkList(Card):
    """Shows and edits `Session.review.bookmarks`.

    Parameters
    ----------
    session : Session
    parent : QWidget, optional

    Attributes
    ----------
    rows : list of BookmarkRow
        In the order of time.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Bookmarks in the report"), parent)
        self._session = session
        self.rows: list[BookmarkRow] = []
        self._none: QLabel = label(
            self.tr("None yet. In Review, press B on a frame that is worth a look."), "muted"
        )
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(XS)
        self._grid.setVerticalSpacing(S)
        self._grid.setColumnStretch(1, 1)
        self.body.addWidget(self._none)
        self.body.addLayout(self._grid)
        session.review_changed.connect(self._follow)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        marks = self._session.review.bookmarks
        if [row.time_s for row in self.rows] != [mark.time_s for mark in marks]:
            self._rebuild(marks)
        for row, mark in zip(self.rows, marks, strict=True):
            row.show_note(mark.note)

    def _rebuild(self, marks: tuple[Bookmark, ...]) -> None:
        for row in self.rows:
            row.remove_from(self._grid)
        self.rows = [BookmarkRow(self._session, mark.time_s, self) for mark in marks]
        for at, row in enumerate(self.rows):
            row.add_to(self._grid, at)
        self._none.setVisible(not self.rows)


class BookmarkRow(QObject):
    """The widgets of one bookmark: its time, which leads to the frame, its note, and removal."""

    def __init__(self, session: Session, time_s: float, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.time_s = time_s
        shown = clock(time_s)
        self.go = QPushButton(shown)
        self.go.setToolTip(self.tr("Show this frame in Review"))
        self.go.setAccessibleName(self.tr("Show the frame at {time}").format(time=shown))
        self.go.clicked.connect(self._on_go)
        self.note = QLineEdit()
        self.note.setMaxLength(MAX_BOOKMARK_NOTE)
        self.note.setPlaceholderText(self.tr("Note"))
        self.note.setAccessibleName(self.tr("Note at {time}").format(time=shown))
        self.note.textEdited.connect(self._on_typed)
        self.remove = QToolButton()
        self.remove.setIcon(icon("trash"))
        self.remove.setToolTip(self.tr("Remove this bookmark"))
        self.remove.setAccessibleName(self.tr("Remove the bookmark at {time}").format(time=shown))
        self.remove.clicked.connect(self._on_remove)

    def add_to(self, grid: QGridLayout, row: int) -> None:
        """Stand in a row of the list."""
        self.go.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        for column, widget in enumerate((self.go, self.note, self.remove)):
            grid.addWidget(widget, row, column)

    def remove_from(self, grid: QGridLayout) -> None:
        """Leave the list."""
        for widget in (self.go, self.note, self.remove):
            grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self.deleteLater()

    def show_note(self, note: str) -> None:
        """Show a note; the cursor stays where it is if nothing changes."""
        one_line = " ".join(note.splitlines())
        if self.note.text() != one_line:
            self.note.setText(one_line)
            self.note.setCursorPosition(0)

    @Slot()
    def _on_go(self) -> None:
        self._session.go_to_time(self.time_s)

    @Slot(str)
    def _on_typed(self, note: str) -> None:
        marks = tuple(
            replace(mark, note=note) if mark.time_s == self.time_s else mark
            for mark in self._session.review.bookmarks
        )
        self._session.set_review(replace(self._session.review, bookmarks=marks))

    @Slot()
    def _on_remove(self) -> None:
        review = self._session.review
        marks = tuple(mark for mark in review.bookmarks if mark.time_s != self.time_s)
        self._session.set_review(replace(review, bookmarks=marks))
