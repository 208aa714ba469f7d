"""A line that opens and closes what stands under it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gui.theme.spacing import XS, S
from gui.widgets import icon


class Disclosure(QWidget):
    """A button with a title, and a body that it shows and hides.

    Parameters
    ----------
    title : str
    is_open : bool
    parent : QWidget, optional

    Attributes
    ----------
    button : QToolButton
    body : QVBoxLayout
    """

    def __init__(self, title: str, *, is_open: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = QToolButton()
        self.button.setText(title)
        self.button.setCheckable(True)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.button.setAccessibleName(title)
        self.button.toggled.connect(self._show)
        self._inner = QWidget()
        self.body = QVBoxLayout(self._inner)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(S)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(XS)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._inner)
        self.button.setChecked(is_open)
        self._show(is_open)

    @Slot(bool)
    def _show(self, is_open: bool) -> None:
        self._inner.setVisible(is_open)
        self.button.setIcon(icon("chevron-up" if is_open else "chevron-down"))
        self.button.setToolTip(
            self.tr("Hide what stands under it") if is_open else self.tr("Show more")
        )
