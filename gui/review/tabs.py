"""Pages behind a block of buttons, in as many rows as a narrow column needs."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gui.theme.spacing import XS, M

NARROW_BUTTONS = (
    "QPushButton { padding: 6px 4px; } QPushButton:focus { padding: 5px 3px; }"
    "QPushButton:checked { font-weight: 600; }"
)
"""Style of buttons that share a narrow column."""

_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class Tabs(QWidget):
    """One page at a time, as high as that page needs.

    Parameters
    ----------
    columns : int
        Buttons in a row.
    parent : QWidget, optional

    Attributes
    ----------
    buttons : list of QPushButton

    Signals
    -------
    changed(int)
        Another page is shown.
    """

    changed = Signal(int)

    def __init__(self, columns: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setStyleSheet(NARROW_BUTTONS)
        self.buttons: list[QPushButton] = []
        self._pages: list[QWidget] = []
        self._columns = columns
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.idClicked.connect(self.show_page)
        self._grid = QGridLayout()
        self._grid.setSpacing(XS)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(M)
        self._column.addLayout(self._grid)

    def add_page(self, title: str, page: QWidget, hint: str = "") -> None:
        """Add a page; the first is shown."""
        number = len(self._pages)
        button = _TabButton(title, self)
        button.setToolTip(hint)
        button.setAccessibleDescription(hint)
        self._group.addButton(button, number)
        self._grid.addWidget(button, number // self._columns, number % self._columns)
        self.buttons.append(button)
        self._pages.append(page)
        self._column.addWidget(page)
        page.setVisible(number == 0)
        button.setChecked(number == 0)

    @property
    def current(self) -> int:
        """Number of the page that is shown."""
        return self._group.checkedId()

    @Slot(int)
    def show_page(self, number: int) -> None:
        """Show a page."""
        self.buttons[number].setChecked(True)
        for at, page in enumerate(self._pages):
            page.setVisible(at == number)
        self.changed.emit(number)

    def step_from(self, button: QPushButton, rows: int, columns: int) -> None:
        """Show the page whose button lies beside one, and move the focus there."""
        number = self.buttons.index(button) + rows * self._columns + columns
        if 0 <= number < len(self.buttons):
            self.buttons[number].setFocus(Qt.FocusReason.TabFocusReason)
            self.show_page(number)


class _TabButton(QPushButton):
    """A button that the arrow keys leave for its neighbours."""

    def __init__(self, title: str, tabs: Tabs) -> None:
        super().__init__(title)
        self._tabs = tabs
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the neighbour on an arrow key."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._tabs.step_from(self, *step)
