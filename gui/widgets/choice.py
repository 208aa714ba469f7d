"""Fields for one of a few values, of which one is always “unknown”."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QPushButton, QWidget

from gui.theme.spacing import XS

Value = str | int | float | None


class ChoiceRow(QWidget):
    """Buttons beside each other, one of them down.

    Parameters
    ----------
    name : str
        What is chosen, for screen readers.
    choices : sequence of (value, str)
        Values and what stands on their buttons.
    parent : QWidget, optional

    Signals
    -------
    chosen()
        The user has chosen another one.
    """

    chosen = Signal()

    def __init__(
        self, name: str, choices: Sequence[tuple[Value, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._values = [value for value, _ in choices]
        self._group = QButtonGroup(self)
        self.setAccessibleName(name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(XS)
        for at, (_, words) in enumerate(choices):
            button = QPushButton(words)
            button.setCheckable(True)
            button.setAccessibleName(f"{name}: {words}")
            self._group.addButton(button, at)
            row.addWidget(button)
        row.addStretch()
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(self._on_clicked)

    @property
    def value(self) -> Value:
        """The value that is chosen."""
        return self._values[self._group.checkedId()]

    @property
    def buttons(self) -> list[QPushButton]:
        """The buttons, in the order of the choices."""
        return [self._group.button(at) for at in range(len(self._values))]  # type: ignore[misc]

    def set(self, value: Value) -> None:
        """Choose a value without telling."""
        self._group.button(self._values.index(value)).setChecked(True)

    @Slot(int)
    def _on_clicked(self, _: int) -> None:
        self.chosen.emit()


class QuietComboBox(QComboBox):
    """A combo box that does not change while the form under it is scrolled."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the form."""
        event.ignore()
