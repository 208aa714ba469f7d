"""Tables that are read and copied from, never edited."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFont, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

_ROW_EXTRA_PX = 2


class FactsTable(QTableWidget):
    """A table as high as its rows; Ctrl+C copies the selected cells.

    Parameters
    ----------
    name : str
        What it lists, for screen readers.
    titles : sequence of str
    stretched : int
        The column that takes the room that is left.
    parent : QWidget, optional
    """

    def __init__(
        self, name: str, titles: Sequence[str], stretched: int = -1, parent: QWidget | None = None
    ) -> None:
        super().__init__(0, len(titles), parent)
        self.setAccessibleName(name)
        self.setHorizontalHeaderLabels(list(titles))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(stretched % len(titles), QHeaderView.ResizeMode.Stretch)
        header.sectionResized.connect(self._fit)

    def show_rows(
        self, rows: Sequence[Sequence[str]], fonts: dict[int, QFont] | None = None
    ) -> None:
        """Show other rows.

        Parameters
        ----------
        rows : sequence of sequences of str
            A line break parts a cell's text for the eye only; it is not copied.
        fonts : dict of int to QFont, optional
            Fonts of columns that are not set in the usual one.
        """
        self.setRowCount(len(rows))
        for at, row in enumerate(rows):
            for column, words in enumerate(row):
                item = QTableWidgetItem(words)
                item.setToolTip(words if len(words) > 60 else "")
                if fonts and column in fonts:
                    item.setFont(fonts[column])
                self.setItem(at, column, item)
        self._fit()

    def as_text(self) -> str:
        """Give all rows as lines, with tabs between the cells."""
        cells = [
            [self._words(row, column) for column in range(self.columnCount())]
            for row in range(self.rowCount())
        ]
        return "\n".join("\t".join(row) for row in cells)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy what is selected."""
        if event.matches(QKeySequence.StandardKey.Copy):
            chosen = sorted((i.row(), i.column()) for i in self.selectedIndexes())
            QGuiApplication.clipboard().setText("\n".join(self._words(*at) for at in chosen))
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Take the height that the rows need now."""
        super().showEvent(event)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height that the rows need in another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _words(self, row: int, column: int) -> str:
        item = self.item(row, column)
        return item.text().replace("\n", "") if item is not None else ""

    @Slot()
    def _fit(self) -> None:
        self.resizeRowsToContents()
        frame = 2 * self.frameWidth() + _ROW_EXTRA_PX
        rows = self.verticalHeader().length()
        header = self.horizontalHeader()
        titles = 0 if header.isHidden() else header.sizeHint().height()
        self.setFixedHeight(titles + rows + frame)
