"""How the segment lane looks."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from gui.player.time_axis import TimeAxis
from gui.theme import theme
from gui.theme.spacing import XS

_INSET_PX = 2.0


class LanePainter:
    """Paints the parts of one lane.

    Parameters
    ----------
    painter : QPainter
    axis : TimeAxis
    height_px : int
    """

    def __init__(self, painter: QPainter, axis: TimeAxis, height_px: int) -> None:
        self._painter = painter
        self._axis = axis
        self._height = height_px
        left, right = axis.x(0.0), axis.x(axis.duration_s)
        if axis.duration_s <= 0:
            right = axis.width_px - left
        self._lane = QRectF(left, _INSET_PX, right - left, height_px - 2 * _INSET_PX)
        painter.setFont(theme().font("caption"))

    def lane(self, *, focused: bool) -> None:
        """Paint the empty lane."""
        self._painter.setPen(QPen(theme().colour("accent" if focused else "border"), 1))
        self._painter.setBrush(theme().colour("raised"))
        self._painter.drawRoundedRect(self._lane, 4, 4)

    def segment(self, start_s: float, end_s: float, word: str, chosen: bool) -> None:
        """Paint one segment with as much of its word as fits."""
        left, right = self._axis.x(start_s), self._axis.x(end_s)
        box = QRectF(left + 0.5, 3.5, max(right - left - 1.0, 2.0), self._height - 7)
        self._painter.setBrush(theme().colour("selection"))
        role = "accent" if chosen else "muted"
        self._painter.setPen(QPen(theme().colour(role), 2 if chosen else 1))  # type: ignore[arg-type]
        self._painter.drawRoundedRect(box, 3, 3)
        self._words(box.adjusted(XS, 0, -XS, 0), word, muted=False)

    def hint(self, words: str) -> None:
        """Say in the empty lane what it is for."""
        self._words(self._lane, words, muted=True)

    def position(self, time_s: float) -> None:
        """Paint where the picture is."""
        x = self._axis.x(time_s)
        self._painter.setPen(QPen(theme().colour("accent"), 1))
        self._painter.drawLine(QPointF(x, 0), QPointF(x, self._height))

    def _words(self, box: QRectF, words: str, *, muted: bool) -> None:
        metrics = QFontMetricsF(self._painter.font())
        if not words or box.width() < metrics.horizontalAdvance(words[:2] + "…"):
            return
        self._painter.setPen(theme().colour("muted" if muted else "text"))
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, box.width())
        self._painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
