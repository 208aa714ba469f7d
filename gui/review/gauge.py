"""The score on a line from 0 to 1, with its interval, the threshold and the inconclusive zone."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.types import Score
from gui.theme import theme
from gui.theme.tokens import Role

_BAR_TOP_PX = 28
_BAR_HEIGHT_PX = 22
_HEIGHT_PX = 100
_MARGIN_PX = 7
_HATCH_PX = 7
_KEY_PX = 22
DECISION_ROLES: dict[str, Role] = {
    "below": "below",
    "above": "above",
    "inconclusive": "inconclusive",
}


class ScoreGauge(QWidget):
    """Draws a score. It can be read by a screen reader through its accessible description.

    Parameters
    ----------
    parent : QWidget, optional
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._score: Score | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Score gauge"))
        theme().changed.connect(self.update)

    def set_score(self, score: Score | None) -> None:
        """Show a score, or an empty scale."""
        self._score = score
        self.setAccessibleDescription(self._words() if score is not None else "")
        self.update()

    def sizeHint(self) -> QSize:
        """Take the width that there is."""
        return QSize(300, _HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:
        """Stay readable."""
        return QSize(220, _HEIGHT_PX)

    def x_of(self, value: float) -> float:
        """Place of a score on the scale, in pixels of this widget."""
        inner = self.width() - 2 * _MARGIN_PX
        return _MARGIN_PX + min(max(value, 0.0), 1.0) * inner

    def zone(self) -> tuple[float, float]:
        """Scores that would be inconclusive with an interval as wide as this one; (0, 0) if none.

        Such a score's interval would reach the threshold.
        """
        score = self._score
        if score is None:
            return (0.0, 0.0)
        low = score.threshold - (score.high - score.value)
        high = score.threshold + (score.value - score.low)
        return (max(low, 0.0), min(high, 1.0))

    def _words(self) -> str:
        score = self._score
        if score is None:
            return ""
        low, high = self.zone()
        return self.tr(
            "Model score {0:.2f} on a scale from 0 to 1. 95 % interval {1:.2f} to {2:.2f}. "
            "Threshold {3:.2f}. Inconclusive zone {4:.2f} to {5:.2f}."
        ).format(score.value, score.low, score.high, score.threshold, low, high)

    def event(self, event: QEvent) -> bool:
        """Explain the zone where it is pointed at."""
        if isinstance(event, QHelpEvent) and self._score is not None:
            zone = self.tr(
                "Hatched: a score in this zone, with an interval as wide as this one, would reach "
                "the threshold. It would be inconclusive."
            )
            QToolTip.showText(event.globalPos(), self._words() + "\n\n" + zone, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw track, zone, interval, threshold, pointer, scale and key."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._track(painter)
        if self._score is not None:
            self._zone(painter, self._bar(*self.zone()))
            self._interval(painter, self._score)
            self._threshold(painter, self._score)
            self._pointer(painter, self._score)
        self._scale(painter)
        self._key(painter)
        painter.end()

    def _bar(self, low: float, high: float, inset: float = 0.0) -> QRectF:
        left, right = self.x_of(low), self.x_of(high)
        return QRectF(left, _BAR_TOP_PX + inset, max(right - left, 2.0), _BAR_HEIGHT_PX - 2 * inset)

    def _track(self, painter: QPainter) -> None:
        painter.setPen(QPen(theme().colour("border"), 1))
        painter.setBrush(theme().colour("grid"))
        painter.drawRect(self._bar(0.0, 1.0))

    def _zone(self, painter: QPainter, area: QRectF) -> None:
        painter.save()
        painter.setClipRect(area)
        painter.setPen(QPen(theme().colour("muted"), 1))
        at = area.left() - area.height()
        while at < area.right():
            painter.drawLine(QPointF(at, area.bottom()), QPointF(at + area.height(), area.top()))
            at += _HATCH_PX
        painter.restore()

    def _interval(self, painter: QPainter, score: Score) -> None:
        colour = theme().colour(DECISION_ROLES[score.decision])
        painter.setPen(QPen(theme().colour("surface"), 1))
        painter.setBrush(colour)
        painter.drawRoundedRect(self._bar(score.low, score.high, 5.0), 3, 3)

    def _threshold(self, painter: QPainter, score: Score) -> None:
        at = self.x_of(score.threshold)
        painter.setPen(QPen(theme().colour("text"), 2))
        painter.drawLine(
            QPointF(at, _BAR_TOP_PX - 7), QPointF(at, _BAR_TOP_PX + _BAR_HEIGHT_PX + 4)
        )
        words = self.tr("threshold {0:.2f}").format(score.threshold)
        self._text(painter, words, at, 0.0, "text", _BAR_TOP_PX - 9.0)

    def _pointer(self, painter: QPainter, score: Score) -> None:
        at, top, bottom = self.x_of(score.value), _BAR_TOP_PX, _BAR_TOP_PX + _BAR_HEIGHT_PX
        painter.setPen(QPen(theme().colour("surface"), 5))
        painter.drawLine(QPointF(at, top), QPointF(at, bottom))
        painter.setPen(QPen(theme().colour("text"), 2))
        painter.drawLine(QPointF(at, top), QPointF(at, bottom + 1))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("text"))
        tip = QPolygonF([QPointF(at, top + 1), QPointF(at + 6, top - 9), QPointF(at - 6, top - 9)])
        painter.drawPolygon(tip)

    def _scale(self, painter: QPainter) -> None:
        bottom = _BAR_TOP_PX + _BAR_HEIGHT_PX
        painter.setPen(QPen(theme().colour("muted"), 1))
        for value in (0.0, 0.25, 0.5, 0.75, 1.0):
            at = self.x_of(value)
            painter.drawLine(QPointF(at, bottom + 1), QPointF(at, bottom + 5))
        label_top = bottom + 5.0
        self._text(painter, self.tr("0  less hypomimic"), 0.0, label_top, "muted")
        self._text(painter, self.tr("more hypomimic  1"), float(self.width()), label_top, "muted")

    def _key(self, painter: QPainter) -> None:
        score = self._score
        role = DECISION_ROLES[score.decision] if score is not None else "muted"
        metrics = QFontMetricsF(theme().font("caption"))
        top = _HEIGHT_PX - metrics.height() - 2
        middle = top + metrics.height() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour(role))
        painter.drawRoundedRect(QRectF(_MARGIN_PX, middle - 5, _KEY_PX, 10), 3, 3)
        words = self.tr("95 % interval")
        left = float(_MARGIN_PX + _KEY_PX + 6)
        self._left_text(painter, words, left, top)
        left += metrics.horizontalAdvance(words) + 18
        box = QRectF(left, middle - 6, _KEY_PX, 12)
        painter.setPen(QPen(theme().colour("border"), 1))
        painter.setBrush(theme().colour("grid"))
        painter.drawRect(box)
        self._zone(painter, box)
        self._left_text(painter, self.tr("inconclusive zone"), left + _KEY_PX + 6, top)

    def _left_text(self, painter: QPainter, words: str, left: float, top: float) -> None:
        painter.setFont(theme().font("caption"))
        painter.setPen(theme().colour("muted"))
        area = QRectF(left, top, self.width() - left, QFontMetricsF(painter.font()).height())
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)

    def _text(
        self,
        painter: QPainter,
        words: str,
        at: float,
        top: float,
        role: Role,
        bottom: float | None = None,
    ) -> None:
        """Centre words at a place, kept inside the ends of the scale."""
        painter.setFont(theme().font("caption"))
        painter.setPen(theme().colour(role))
        metrics = QFontMetricsF(painter.font())
        wide = metrics.horizontalAdvance(words) + 2
        left = min(max(at - wide / 2, float(_MARGIN_PX)), self.width() - _MARGIN_PX - wide)
        if bottom is not None:
            top = bottom - metrics.height()
        area = QRectF(left, top, wide, metrics.height())
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, words)
