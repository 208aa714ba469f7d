"""Our own drawings as icons that take the theme's colour whenever they are painted."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from core.resources import icons_folder
from gui.theme import theme
from gui.theme.tokens import Role


def icon(name: str, role: Role = "text") -> QIcon:
    """Return a drawing from ``resources/icons`` as an icon.

    Parameters
    ----------
    name : str
        File name without its ending.
    role : str
        Colour role of the theme that it takes; muted where it is disabled.

    Raises
    ------
    FileNotFoundError
        If there is no such drawing.
    """
    _drawing(name)
    return QIcon(_Engine(name, role))


def icon_pixmap(name: str, role: Role, size: int, ratio: float = 1.0) -> QPixmap:
    """Paint a drawing once, in the colour that the theme has now.

    Parameters
    ----------
    name, role
        As for `icon`.
    size : int
        Side in device-independent pixels.
    ratio : float
        Device pixels to one of those.
    """
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    _paint(painter, QRectF(pixmap.rect()), name, theme().colour(role))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


class _Engine(QIconEngine):
    def __init__(self, name: str, role: Role) -> None:
        super().__init__()
        self._name = name
        self._role: Role = role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        role: Role = "muted" if mode == QIcon.Mode.Disabled else self._role
        _paint(painter, QRectF(rect), self._name, theme().colour(role))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        if size.isEmpty():  # of a button that has no room yet
            return pixmap
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._role)


def _paint(painter: QPainter, rect: QRectF, name: str, colour: QColor) -> None:
    side = min(rect.width(), rect.height())
    square = QRectF(0.0, 0.0, side, side)
    square.moveCenter(rect.center())
    _renderer(name, colour.name()).render(painter, square)


@cache
def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode()))


@cache
def _drawing(name: str) -> str:
    return (icons_folder() / f"{name}.svg").read_text(encoding="utf-8")
