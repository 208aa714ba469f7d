"""A sheet over the window with every key."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from gui.shell.action_table import ActionSpec, MenuName, menu_title
from gui.theme import theme
from gui.theme.spacing import XL, XXL, L, M, S
from gui.widgets.card import Card, label

_COLUMNS: tuple[tuple[MenuName, ...], ...] = (("file", "help"), ("playback",), ("view",), ("go",))
_VEIL_ALPHA = 225


class KeysOverlay(QWidget):
    """Shows all keys until a key, a click or Esc sends it away.

    Parameters
    ----------
    table : sequence of ActionSpec
    parent : QWidget
        The window that it covers.
    spared : QWidget
        What stays visible at the window's lower edge.
    """

    def __init__(self, table: Sequence[ActionSpec], parent: QWidget, spared: QWidget) -> None:
        super().__init__(parent)
        self._window, self._spared = parent, spared
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("All keys"))
        self._before: QWidget | None = None
        card = Card()
        card.body.setContentsMargins(XL, XL, XL, XL)
        card.body.setSpacing(L)
        card.body.addWidget(label(self.tr("All keys"), "heading"))
        row = QHBoxLayout()
        row.setSpacing(XXL)
        for menus in _COLUMNS:
            column = QVBoxLayout()
            column.setSpacing(S)
            for menu in menus:
                specs = [spec for spec in table if spec.menu == menu and spec.keys]
                title = label(menu_title(menu).replace("&", ""), "strong", wrap=False)
                title.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
                column.addWidget(title)
                column.addLayout(_keys(specs))
                column.addSpacing(M)
            column.addStretch()
            row.addLayout(column)
        card.body.addLayout(row)
        hint = self.tr("In text fields these keys type as usual. Esc closes this sheet.")
        card.body.addWidget(label(hint, "caption"))
        outer = QVBoxLayout(self)
        outer.addStretch()
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignCenter)
        outer.addStretch()
        parent.installEventFilter(self)
        self.hide()

    def toggle(self) -> None:
        """Show it, or send it away."""
        if self.isVisible():
            self.leave()
            return
        self._before = self.window().focusWidget()
        self._cover()
        self.raise_()
        self.show()
        self.setFocus()

    def _cover(self) -> None:
        self.setGeometry(self._window.rect().adjusted(0, 0, 0, -self._spared.height()))

    def leave(self) -> None:
        """Go, and give the focus back."""
        self.hide()
        if self._before is not None:
            self._before.setFocus()
        self._before = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go on a click."""
        self.leave()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the window however its size changes."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._cover()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dim the window."""
        painter = QPainter(self)
        veil = theme().colour("stage")
        veil.setAlpha(_VEIL_ALPHA)
        painter.fillRect(self.rect(), veil)
        painter.end()


def _keys(specs: Sequence[ActionSpec]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(M)
    grid.setVerticalSpacing(S)
    native = QKeySequence.SequenceFormat.NativeText
    for row, spec in enumerate(specs):
        key = QLabel(QKeySequence(spec.keys[0]).toString(native))
        key.setProperty("kind", "key")
        key.setAlignment(Qt.AlignmentFlag.AlignCenter)
        grid.addWidget(key, row, 0)
        words = label(spec.text.replace("&", "").rstrip("…"), wrap=False)
        grid.addWidget(words, row, 1)
    return grid
