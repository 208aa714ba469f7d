"""The line above the place that tells what happened."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QTimer, Slot
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from gui.notice import Notice
from gui.theme import theme
from gui.theme.spacing import L, M, S
from gui.theme.tokens import Role
from gui.widgets.card import label
from gui.widgets.icons import icon, icon_pixmap

_PICTURES: dict[str, tuple[str, Role]] = {
    "info": ("info", "accent"),
    "done": ("pass", "good"),
    "warning": ("warn", "warn"),
    "error": ("fail", "bad"),
}
_GOES_AFTER_MS = 12_000


class NoticeBar(QFrame):
    """Shows the latest notice. Good news goes by itself; warnings and errors stay until closed.

    Parameters
    ----------
    parent : QWidget, optional

    Attributes
    ----------
    notice : Notice or None
        What is shown.
    close_button : QToolButton
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.notice: Notice | None = None
        self._picture = QLabel()
        self._text = label("")
        self.close_button = QToolButton()
        self.close_button.setIcon(icon("close"))
        self.close_button.setToolTip(self.tr("Close this message"))
        self.close_button.setAccessibleName(self.tr("Close this message"))
        self.close_button.clicked.connect(self.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(L, S, S, S)
        row.setSpacing(M)
        row.addWidget(self._picture)
        row.addWidget(self._text, 1)
        row.addWidget(self.close_button)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_GOES_AFTER_MS)
        self._timer.timeout.connect(self.clear)
        theme().changed.connect(self._paint_picture)
        self.hide()

    @Slot(object)
    def show_notice(self, notice: Notice) -> None:
        """Show a notice in place of the one before."""
        self.notice = notice
        self._text.setText(notice.text)
        self.setAccessibleName(notice.text)
        self.setProperty("tone", notice.kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self._paint_picture()
        self.show()
        self._timer.stop()
        if notice.kind in ("info", "done"):
            self._timer.start()

    @Slot()
    def clear(self) -> None:
        """Show nothing."""
        self._timer.stop()
        self.notice = None
        self.hide()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Stay while it is being read."""
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Go some time after it was read."""
        if self.notice is not None and self.notice.kind in ("info", "done"):
            self._timer.start()
        super().leaveEvent(event)

    @Slot()
    def _paint_picture(self) -> None:
        if self.notice is not None:
            name, role = _PICTURES[self.notice.kind]
            self._picture.setPixmap(icon_pixmap(name, role, 22, self.devicePixelRatioF()))
