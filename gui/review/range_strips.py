"""One quantity of the smiles beside rated people: a strip for each group, crossed by the value."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.report.range_scale import RangeScale
from core.report.words import percentile_words, rating_words, value_words
from core.types import RatedGroup, SmileSignal
from gui.review.words import quantity_hint, quantity_word
from gui.theme import theme
from gui.theme.spacing import XS, S
from gui.theme.tokens import Role

STRIP_PX = 21.0
_BOX_PX = 11.0
_RATING_PX = 30.0
_TIP_PX = 5.0
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


class RangeStrips(QWidget):
    """Draws a signal; a screen reader finds all of it in the accessible description.

    Parameters
    ----------
    signal : SmileSignal
    parent : QWidget, optional
    """

    def __init__(self, signal: SmileSignal, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.signal = signal
        self._scale = RangeScale.of(signal)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{quantity_word(signal.name)}: {value_words(signal)}")
        self.setAccessibleDescription(" ".join(self.group_words(g) for g in signal.groups))
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Take the width that there is: a title, the strips and their axis."""
        return QSize(320, round(self._top() + self._strips_px() + self._line_px() + XS))

    def group_words(self, group: RatedGroup) -> str:
        """Say where the value falls in one group."""
        return self.tr(
            "Among {0} people rated {1} (median age {2:.0f}): percentile {3}."
        ).format(
            group.people, rating_words(group.rating), group.median_age_years,
            percentile_words(group),
        )  # fmt: skip

    def x_of(self, value: float) -> float:
        """Place of a value of the signal, in pixels of this widget."""
        left, right = self._ends()
        return left + self._scale.share(value) * (right - left)

    def event(self, event: QEvent) -> bool:
        """Explain the strip, or the quantity, that is pointed at."""
        if isinstance(event, QHelpEvent):
            row = int((event.pos().y() - self._top()) // STRIP_PX)
            groups = self.signal.groups
            words = self.group_words(groups[row]) if 0 <= row < len(groups) else ""
            hint = quantity_hint(self.signal.name)
            QToolTip.showText(event.globalPos(), f"{words}\n\n{hint}".strip(), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw title, band, axis, strips and value."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(theme().colour("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        self._title(painter)
        self._band(painter)
        self._axis(painter)
        for row, group in enumerate(self.signal.groups):
            self._strip(painter, group, self._top() + (row + 0.5) * STRIP_PX)
        top = self._top()
        draw_value(painter, self.x_of(self.signal.value), top, top + self._strips_px())
        painter.end()

    def _line_px(self) -> float:
        return QFontMetricsF(theme().font("caption")).height()

    def _top(self) -> float:
        title = QFontMetricsF(theme().font("strong")).height()
        return title + self._line_px() + S + _TIP_PX

    def _strips_px(self) -> float:
        return len(self.signal.groups) * STRIP_PX

    def _ends(self) -> tuple[float, float]:
        metrics = QFontMetricsF(theme().font("caption"))
        words = [_dashed(percentile_words(group)) for group in self.signal.groups]
        numbers = max(metrics.horizontalAdvance(each) for each in words)
        return S + _RATING_PX, self.width() - 2 * S - numbers

    def _title(self, painter: QPainter) -> None:
        high = QFontMetricsF(theme().font("strong")).height()
        line = QRectF(S, XS, self.width() - 2 * S, high)
        draw_text(painter, line, quantity_word(self.signal.name), "text", _LEFT, strong=True)
        under = QRectF(S, line.bottom(), line.width(), self._line_px())
        draw_text(painter, under, _dashed(value_words(self.signal)), "muted", _LEFT)

    def _band(self, painter: QPainter) -> None:
        low, high = self.x_of(self.signal.low), self.x_of(self.signal.high)
        area = QRectF(low, self._top(), high - low, self._strips_px())
        painter.fillRect(area, theme().colour("selection"))

    def _axis(self, painter: QPainter) -> None:
        top, bottom = self._top(), self._top() + self._strips_px()
        left, right = self._ends()
        metrics = QFontMetricsF(theme().font("caption"))
        free = 0.0
        for share, words in self._scale.ticks():
            at, wide = left + share * (right - left), metrics.horizontalAdvance(words)
            painter.setPen(QPen(theme().colour("border"), 1))
            painter.drawLine(QPointF(at, top), QPointF(at, bottom + 3))
            if at - wide / 2 >= free:  # words that would run into the last ones are left out
                area = QRectF(at - wide / 2 - 1, bottom + 3, wide + 2, metrics.height())
                draw_text(painter, area, words, "muted", _CENTRE)
                free = at + wide / 2 + S

    def _strip(self, painter: QPainter, group: RatedGroup, y: float) -> None:
        draw_box(painter, [self.x_of(value) for value in group.box], y)
        line = QRectF(S, y - STRIP_PX / 2, self.width() - 2 * S, STRIP_PX)
        draw_text(painter, line, group.rating, "text", _LEFT)
        draw_text(painter, line, _dashed(percentile_words(group)), "text", _RIGHT)


def draw_box(painter: QPainter, places: list[float], y: float) -> None:
    """Draw a group: 5th to 95th percentile, the middle half, the median."""
    low, quarter, middle, upper, high = places
    painter.setPen(QPen(theme().colour("muted"), 1.4))
    painter.drawLine(QPointF(low, y), QPointF(high, y))
    painter.setBrush(theme().colour("surface"))
    painter.drawRect(QRectF(quarter, y - _BOX_PX / 2, upper - quarter, _BOX_PX))
    painter.setPen(QPen(theme().colour("text"), 2))
    painter.drawLine(QPointF(middle, y - _BOX_PX / 2), QPointF(middle, y + _BOX_PX / 2))


def draw_value(painter: QPainter, at: float, top: float, bottom: float) -> None:
    """Draw this recording's value as a line with a tip above it."""
    accent = theme().colour("accent")
    painter.setPen(QPen(accent, 2.4))
    painter.drawLine(QPointF(at, top), QPointF(at, bottom))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(accent)
    tip = [QPointF(at, top + 2), QPointF(at + 5, top - 5), QPointF(at - 5, top - 5)]
    painter.drawPolygon(QPolygonF(tip))


def _dashed(words: str) -> str:
    return words.replace("-", "–")


def draw_text(
    painter: QPainter,
    area: QRectF,
    words: str,
    role: Role,
    side: Qt.AlignmentFlag,
    *,
    strong: bool = False,
) -> None:
    """Draw one line of words in a colour and a font of the theme."""
    painter.setFont(theme().font("strong" if strong else "caption"))
    painter.setPen(theme().colour(role))
    painter.drawText(area, side, words)
