"""A light that says by shape, colour and word how something stands."""

from __future__ import annotations

from typing import Literal, get_args

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gui.theme import theme
from gui.theme.spacing import S
from gui.theme.tokens import Role
from gui.widgets.card import label
from gui.widgets.icons import icon_pixmap

LightStatus = Literal["pass", "warn", "fail", "idle"]

_COLOURS: dict[str, Role] = {"pass": "good", "warn": "warn", "fail": "bad", "idle": "muted"}
_SIDE_PX = 20


class StatusLight(QWidget):
    """A tick in a circle, a triangle, a crossed octagon or a broken circle, and words beside it.

    Parameters
    ----------
    status : {"pass", "warn", "fail", "idle"}
    text : str
    parent : QWidget, optional
    """

    def __init__(
        self, status: LightStatus = "idle", text: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.status: LightStatus = status
        self._mark = _Mark(self)
        self._text = label(text)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        self.set(status, text)

    @property
    def text(self) -> str:
        """The words beside the light."""
        return self._text.text()

    def set(self, status: LightStatus, text: str) -> None:
        """Show another state."""
        if status not in get_args(LightStatus):
            raise ValueError(f"no such status: {status!r}")
        self.status = status
        self._text.setText(text)
        self._text.setVisible(bool(text))
        self.setAccessibleName(f"{status_word(status)}: {text}")
        self._mark.setToolTip(status_word(status))
        self._mark.show_status(status)


def status_word(status: LightStatus) -> str:
    """Say a status in a word."""
    words = {
        "pass": QCoreApplication.translate("StatusLight", "Good"),
        "warn": QCoreApplication.translate("StatusLight", "Borderline"),
        "fail": QCoreApplication.translate("StatusLight", "Not usable"),
        "idle": QCoreApplication.translate("StatusLight", "Not known yet"),
    }
    return words[status]


class _Mark(QWidget):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._status: LightStatus = "idle"
        self.setFixedSize(_SIDE_PX, _SIDE_PX)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(_SIDE_PX, _SIDE_PX)

    def show_status(self, status: LightStatus) -> None:
        self._status = status
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        role = _COLOURS[self._status]
        ratio = self.devicePixelRatioF()
        painter.drawPixmap(0, 0, icon_pixmap(self._status, role, _SIDE_PX, ratio))
        painter.end()
