"""What a place shows while it has nothing to show, and what can be done about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from gui.theme import theme
from gui.theme.spacing import XXL, L, M, S
from gui.widgets.card import label
from gui.widgets.icons import icon_pixmap

_TEXT_WIDTH_PX = 520
_PICTURE_PX = 56


class EmptyState(QWidget):
    """A title, a few words and the ways on, in the middle.

    Parameters
    ----------
    title, text : str
    actions : sequence of (str, callable)
        Ways on; the first is the one that is proposed. The callables are bound methods of objects
        that live at least as long as this widget.
    picture : str
        Name of an icon.
    parent : QWidget, optional

    Attributes
    ----------
    buttons : list of QPushButton
        In the order of `actions`.
    """

    def __init__(
        self,
        title: str,
        text: str,
        actions: Sequence[tuple[str, Callable[[], object]]] = (),
        picture: str = "face",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._picture = QLabel()
        self._name = picture
        self._paint_picture()
        theme().changed.connect(self._paint_picture)
        heading = label(title, "heading")
        words = label(text, "muted")
        words.setMaximumWidth(_TEXT_WIDTH_PX)
        words.setMinimumWidth(min(_TEXT_WIDTH_PX, 280))
        self.buttons = [_button(*action, first=at == 0) for at, action in enumerate(actions)]
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addStretch()
        for button in self.buttons:
            row.addWidget(button)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(XXL, XXL, XXL, XXL)
        column.setSpacing(M)
        column.addStretch(2)
        for widget in (self._picture, heading):
            widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(widget)
        middle = QHBoxLayout()
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        middle.addStretch(1)
        middle.addWidget(words, 100)
        middle.addStretch(1)
        column.addLayout(middle)
        column.addSpacing(L)
        column.addLayout(row)
        column.addStretch(3)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)

    @Slot()
    def _paint_picture(self) -> None:
        ratio = self.devicePixelRatioF()
        self._picture.setPixmap(icon_pixmap(self._name, "muted", _PICTURE_PX, ratio))


def _button(text: str, act: Callable[[], object], *, first: bool) -> QPushButton:
    button = QPushButton(text)
    if first:
        button.setProperty("kind", "primary")
    button.clicked.connect(act)
    return button
