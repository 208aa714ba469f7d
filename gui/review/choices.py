"""A row of buttons of which one is down."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from gui.review.tabs import NARROW_BUTTONS
from gui.theme.spacing import XS

_IN_A_ROW = 3
# Not bold when down: words would need more room than they were given.
_STYLE = NARROW_BUTTONS + "QPushButton:checked { font-weight: 400; }"
_SHORT = 10  # letters, of which three words stand in a row of a narrow column


class Choices(QWidget):
    """Lets one of a few things be chosen, each on a button of its own.

    Parameters
    ----------
    name : str
        What is chosen, for screen readers.
    parent : QWidget, optional

    Attributes
    ----------
    buttons : dict of str to QPushButton
        By key.

    Signals
    -------
    chosen(str)
        The user chose a key.
    """

    chosen = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setStyleSheet(_STYLE)
        self.buttons: dict[str, QPushButton] = {}
        self._keys: list[str] = []
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self._on_click)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(XS)

    def set_choices(self, choices: Sequence[tuple[str, str, str]]) -> None:
        """Offer keys with their words and a hint each; what was offered before goes."""
        for button in self.buttons.values():
            self._group.removeButton(button)
            self._grid.removeWidget(button)
            button.setParent(None)
            button.deleteLater()
        self.buttons, self._keys = {}, []
        long = any(len(words) > _SHORT for _, words, _ in choices)
        columns = 2 if long and len(choices) > _IN_A_ROW else _IN_A_ROW
        before = self._before()
        for number, (key, words, hint) in enumerate(choices):
            button = QPushButton(words)
            button.setCheckable(True)
            button.setToolTip(hint)
            button.setAccessibleDescription(hint)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._group.addButton(button, number)
            self._grid.addWidget(button, number // columns, number % columns)
            if before is not None:  # new buttons would else come last on the Tab key's way
                QWidget.setTabOrder(before, button)
                before = button
            self.buttons[key] = button
            self._keys.append(key)

    def _before(self) -> QWidget | None:
        """Find what the Tab key reaches before these buttons: Qt orders no other widgets."""
        each = self.previousInFocusChain()
        while each is not None and each is not self.window():
            if each.focusPolicy() & Qt.FocusPolicy.TabFocus:
                return each
            each = each.previousInFocusChain()
        return None

    def show_choice(self, key: str) -> None:
        """Press a key's button, without telling of it."""
        if key in self.buttons:
            self.buttons[key].setChecked(True)

    @Slot(int)
    def _on_click(self, number: int) -> None:
        self.chosen.emit(self._keys[number])
