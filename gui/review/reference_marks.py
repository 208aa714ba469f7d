"""The marks of the map of reference recordings: a shape and a colour for each group."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from gui.theme import theme
from gui.theme.tokens import Role

MARK_PX = 3.6
HERE_PX = 8.0
CLIP_PX = 2.2
_SEE_THROUGH = 0.75
_FAINT = 0.45


def group_role(index: int, groups: int) -> Role:
    """Give the colour of a group: the ends of the report's blue-orange scale, or between them."""
    if index == 0:
        return "below"
    return "above" if index == groups - 1 else "inconclusive"


def draw_mark(painter: QPainter, at: QPointF, index: int, groups: int) -> None:
    """Draw a reference recording: a disc, a triangle for the last group, a square between."""
    colour = theme().colour(group_role(index, groups))
    colour.setAlphaF(_SEE_THROUGH)
    painter.setPen(QPen(theme().colour("surface"), 0.6))
    painter.setBrush(colour)
    size = MARK_PX
    if index == 0:
        painter.drawEllipse(at, size, size)
    elif index == groups - 1:
        tall = 1.25 * size
        corners = [QPointF(0, -tall), QPointF(tall, 0.8 * tall), QPointF(-tall, 0.8 * tall)]
        painter.drawPolygon(QPolygonF([at + corner for corner in corners]))
    else:
        painter.drawRect(QRectF(at.x() - size, at.y() - size, 2 * size, 2 * size))


def draw_clip(painter: QPainter, at: QPointF) -> None:
    """Draw one clip of this recording, faintly."""
    colour = theme().colour("text")
    colour.setAlphaF(_FAINT)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(at, CLIP_PX, CLIP_PX)


def draw_here(painter: QPainter, at: QPointF) -> None:
    """Draw this recording: a large diamond with a rim that parts it from what lies under it."""
    corners = [QPointF(0, -1), QPointF(1, 0), QPointF(0, 1), QPointF(-1, 0)]
    painter.setPen(Qt.PenStyle.NoPen)
    layers: tuple[tuple[float, Role], ...] = ((HERE_PX + 2, "surface"), (HERE_PX, "text"))
    for size, role in layers:
        painter.setBrush(theme().colour(role))
        painter.drawPolygon(QPolygonF([at + corner * size for corner in corners]))
