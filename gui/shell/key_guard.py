"""Keeps the window's single keys away from whoever is typing or working a control."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

# These take letters, arrows and Space whoever gave them the focus.
_TYPING = (
    QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox, QAbstractItemView,
)  # fmt: skip
# These only where the focus came by keyboard: after a click, Space is still play and pause.
_CONTROLS = (QAbstractButton, QAbstractSlider, QTabBar)
_CONTROL_KEYS = frozenset({
    Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down,
    Qt.Key.Key_Home, Qt.Key.Key_End,
})  # fmt: skip
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)


class KeyGuard(QObject):
    """Follows the focus, and lets the widget that has it keep the keys that it needs."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._by_mouse = False
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus)

    @Slot(QWidget, QWidget)
    def _on_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None:
            old.removeEventFilter(self)
        if new is not None:
            new.installEventFilter(self)
            self._by_mouse = QApplication.mouseButtons() != Qt.MouseButton.NoButton

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claim a key for the widget before it becomes one of the window's."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.modifiers() in _PLAIN
            and self._needs(watched, event)
        ):
            event.accept()
        return False

    def _needs(self, widget: QObject, event: QKeyEvent) -> bool:
        if isinstance(widget, _TYPING):
            return bool(event.text().strip()) or event.key() in _CONTROL_KEYS
        if isinstance(widget, _CONTROLS) and not self._by_mouse:
            return event.key() in _CONTROL_KEYS
        return False
