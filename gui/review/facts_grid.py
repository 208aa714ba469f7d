"""Names and values under each other, in two columns or more."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from gui.theme.spacing import XS, M
from gui.widgets import label


class FactsGrid(QWidget):
    """A grid of words: the first column names, the others hold values.

    Parameters
    ----------
    columns : int
        All of them.
    values_right : bool
        Values stand at the right, as numbers do.
    parent : QWidget, optional
    """

    def __init__(
        self, columns: int = 2, *, values_right: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._right = values_right
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(M)
        self._grid.setVerticalSpacing(XS)
        self._grid.setColumnStretch(0 if values_right else columns - 1, 1)

    def clear(self) -> None:
        """Take all rows away."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()

    def add_row(self, name: str, values: Sequence[str], hint: str = "") -> None:
        """Add a row; `hint` is its tool tip."""
        at = self._grid.rowCount()
        words = label(name, "muted")
        self._put(words, at, 0, hint, Qt.AlignmentFlag.AlignTop)
        for column, value in enumerate(values, start=1):
            cell = label(value, wrap=not self._right)
            cell.setAccessibleName(f"{name}: {value}")
            cell.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            side = Qt.AlignmentFlag.AlignRight if self._right else Qt.AlignmentFlag(0)
            if self._right:
                cell.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._put(cell, at, column, hint, Qt.AlignmentFlag.AlignTop | side)

    def add_titles(self, titles: Sequence[str]) -> None:
        """Add a row of titles, one for each column."""
        at = self._grid.rowCount()
        for column, title in enumerate(titles):
            words = label(title, "caption")
            side = Qt.AlignmentFlag.AlignRight if column and self._right else Qt.AlignmentFlag(0)
            if column and self._right:
                words.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._put(words, at, column, "", Qt.AlignmentFlag.AlignBottom | side)

    def _put(self, words: QLabel, row: int, column: int, hint: str, side: Qt.AlignmentFlag) -> None:
        words.setToolTip(hint)
        wrapped = Qt.AlignmentFlag.AlignTop if words.wordWrap() else side
        self._grid.addWidget(words, row, column, wrapped)
