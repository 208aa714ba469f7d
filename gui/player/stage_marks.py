"""Words on the stage, on grounds dark enough to read them over any picture."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from gui.theme import theme
from gui.theme.fonts import FontRole
from gui.theme.spacing import XL, M, S
from gui.widgets.icons import icon_pixmap

_ICON_PX = 40
_TEXT_WIDTH_PX = 460
_GROUND_ALPHA = 205
_EDGE = Qt.AlignmentFlag
_CENTRE = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap


@dataclass(frozen=True, slots=True)
class Field:
    """A part of the stage and the picture that stands in it, in the stage's own pixels."""

    room: QRectF
    picture: QRectF


class StageMarks:
    """Paints what the stage says in the style that fits what it is."""

    def waiting(self, painter: QPainter, room: QRect, title: str, text: str) -> None:
        """Paint the state without a recording."""
        self._stacked(painter, QRectF(room), "video", title, text)

    def fault(self, painter: QPainter, room: QRect, text: str) -> None:
        """Paint why no picture can be shown."""
        self._stacked(painter, QRectF(room), "warn", "", text)

    def badge(self, painter: QPainter, at: Field, text: str) -> None:
        """Paint a fact about the recording, in the upper left corner."""
        self._plate(painter, at, _EDGE.AlignLeft | _EDGE.AlignTop, text)

    def title(self, painter: QPainter, at: Field, text: str) -> None:
        """Paint what a picture is, at its lower left."""
        self._plate(painter, at, _EDGE.AlignLeft | _EDGE.AlignBottom, text)

    def caption(self, painter: QPainter, at: Field, text: str) -> None:
        """Paint a quiet remark, at the lower edge."""
        self._plate(painter, at, _EDGE.AlignRight | _EDGE.AlignBottom, text)

    def warning(self, painter: QPainter, at: Field, text: str) -> None:
        """Paint what must not be overlooked, in the upper right corner."""
        self._plate(painter, at, _EDGE.AlignRight | _EDGE.AlignTop, text, strong=True)

    def _plate(
        self,
        painter: QPainter,
        at: Field,
        where: Qt.AlignmentFlag,
        text: str,
        *,
        strong: bool = False,
    ) -> None:
        role: FontRole = "strong" if strong else "caption"
        font = theme().font(role)
        metrics = QFontMetricsF(font)
        inner = at.room.adjusted(M, M, -M, -M)
        words = metrics.elidedText(text, Qt.TextElideMode.ElideRight, inner.width() - 2 * S)
        plate = QRectF(0, 0, metrics.horizontalAdvance(words) + 2 * S, metrics.height() + S)
        plate.moveTopLeft(_corner(inner, plate, where))
        if plate.intersects(at.picture) and not at.picture.contains(plate):
            # Not across the picture's edge, where half of it would hide something.
            within = at.picture.adjusted(M, 0, -M, 0)
            plate.moveLeft(_corner(within, plate, where).x())
        ground = QColor(theme().colour("stage"))
        ground.setAlpha(_GROUND_ALPHA)
        ink = theme().colour("on_stage")
        if strong:
            ground, ink = QColor("#f0c05a"), QColor("#1a1200")
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(plate, 4, 4)
        painter.setPen(ink)
        painter.setFont(font)
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, words)
        painter.restore()

    def _stacked(
        self, painter: QPainter, room: QRectF, picture: str, title: str, text: str
    ) -> None:
        width = min(room.width() - 2 * XL, _TEXT_WIDTH_PX)
        heading, body = theme().font("title"), theme().font("body")
        box = QRectF(0, 0, width, 1000)
        text_px = QFontMetricsF(body).boundingRect(box, int(_CENTRE), text).height()
        title_px = QFontMetricsF(heading).height() + S if title else 0.0
        y = room.center().y() - (_ICON_PX + M + title_px + text_px) / 2
        left = room.center().x() - width / 2
        painter.save()
        icon = icon_pixmap(picture, "on_stage", _ICON_PX, painter.device().devicePixelRatio())
        painter.setOpacity(0.7)
        painter.drawPixmap(QPointF(room.center().x() - _ICON_PX / 2, y), icon)
        painter.setOpacity(1.0)
        painter.setPen(theme().colour("on_stage"))
        y += _ICON_PX + M
        if title:
            painter.setFont(heading)
            painter.drawText(QRectF(left, y, width, title_px), _EDGE.AlignHCenter, title)
        painter.setFont(body)
        painter.setOpacity(0.8 if title else 1.0)
        painter.drawText(QRectF(left, y + title_px, width, text_px + S), int(_CENTRE), text)
        painter.restore()


def _corner(inner: QRectF, plate: QRectF, where: Qt.AlignmentFlag) -> QPointF:
    x, y = inner.left(), inner.top()
    if where & _EDGE.AlignRight:
        x = inner.right() - plate.width()
    if where & _EDGE.AlignBottom:
        y = inner.bottom() - plate.height()
    return QPointF(x, y)
