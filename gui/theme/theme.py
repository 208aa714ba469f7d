"""The one object that knows how the window looks now."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QGuiApplication
from PySide6.QtWidgets import QApplication

from gui.theme.fonts import FontRole, make_font
from gui.theme.palette import make_palette
from gui.theme.style_sheet import make_style_sheet
from gui.theme.tokens import DARK, LIGHT, Role

Mode = Literal["system", "light", "dark"]


class Theme(QObject):
    """Colours and fonts by what they are for; light or dark.

    Painted widgets read it whenever they paint, and repaint on `changed`. Ordinary widgets are
    styled by the application's style sheet through their ``kind`` property.

    Signals
    -------
    changed()
        Colours are other ones now.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.mode: Mode = "system"
        self.dark = False
        self._fonts: dict[FontRole, QFont] = {}
        self._listening = False
        self._applied: bool | None = None

    def colour(self, role: Role) -> QColor:
        """Return the colour of a role."""
        return QColor((DARK if self.dark else LIGHT)[role])

    def font(self, role: FontRole) -> QFont:
        """Return the font of a role."""
        if role not in self._fonts:
            self._fonts[role] = make_font(role)
        return QFont(self._fonts[role])

    def set(self, mode: Mode) -> None:
        """Show light, dark, or what the system shows, from now on.

        Parameters
        ----------
        mode : {"system", "light", "dark"}
        """
        self.mode = mode
        if not self._listening:
            QGuiApplication.styleHints().colorSchemeChanged.connect(self._apply)
            self._listening = True
        # The frame that the system draws round the window goes with it, where it can.
        QGuiApplication.styleHints().setColorScheme(_SCHEMES[mode])
        self._apply()

    @Slot()
    def _apply(self) -> None:
        if self.mode == "system":
            self.dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        else:
            self.dark = self.mode == "dark"
        app = QApplication.instance()
        if not isinstance(app, QApplication) or self._applied == self.dark:
            return
        if self._applied is None:
            app.setStyle("Fusion")
            app.setFont(self.font("body"))
        self._applied = self.dark
        tokens = DARK if self.dark else LIGHT
        app.setPalette(make_palette(tokens))
        app.setStyleSheet(make_style_sheet(tokens))
        self.changed.emit()


_SCHEMES = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}
_the_theme: Theme | None = None


def theme() -> Theme:
    """Return the window's theme. Belongs to the GUI thread."""
    global _the_theme
    if _the_theme is None:
        _the_theme = Theme()
    return _the_theme
