"""The rail on the left: every place with a drawing and a word."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QFrame,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.shell.places import PLACE_NAMES, PlaceName, place_words
from gui.theme.spacing import XS, S
from gui.widgets.icons import icon

_ICON_PX = 26
_AT_THE_FOOT: tuple[PlaceName, ...] = ("models", "settings")


class Rail(QFrame):
    """Buttons to go from place to place.

    Signals
    -------
    chosen(str)
        Name of the place that was asked for.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self.setAccessibleName(self.tr("Places"))
        self._group = QButtonGroup(self)
        self.buttons: dict[PlaceName, QToolButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, S, 0, S)
        column.setSpacing(XS)
        for number, name in enumerate(PLACE_NAMES):
            if name == _AT_THE_FOOT[0]:
                column.addStretch(1)
            button = self._button(name, number + 1)
            self._group.addButton(button)
            self.buttons[name] = button
            column.addWidget(button)
        self._group.buttonClicked.connect(self._on_clicked)

    def mark(self, name: PlaceName) -> None:
        """Show which place one is at."""
        self.buttons[name].setChecked(True)

    def _button(self, name: PlaceName, number: int) -> QToolButton:
        words = place_words(name)
        button = QToolButton()
        button.setObjectName(name)
        button.setText(words.name)
        button.setToolTip(f"{words.tip} (Ctrl+{number})")
        button.setAccessibleName(words.name)
        button.setIcon(icon(name))
        button.setIconSize(QSize(_ICON_PX, _ICON_PX))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setCheckable(True)
        return button

    @Slot(QAbstractButton)
    def _on_clicked(self, button: QAbstractButton) -> None:
        self.chosen.emit(button.objectName())
