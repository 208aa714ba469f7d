"""One measure of spread beside the reference recordings: a strip for each group."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.analysis.standing import GroupPlace, SpreadPlace
from core.report.range_scale import even_ticks
from core.report.words import percentile_word
from gui.review.range_strips import STRIP_PX, draw_box, draw_text, draw_value
from gui.review.reference_marks import draw_mark
from gui.review.words import group_place_words, spread_row
from gui.theme import theme
from gui.theme.spacing import XS, L, S

_MOST_GROUP_PX = 130.0
_PLACE_PX = 34.0
_TIP_PX = 5.0
_ROOM = 0.04
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


class PlaceStrips(QWidget):
    """Draws where a measure falls; a screen reader finds all of it in the description.

    Parameters
    ----------
    place : SpreadPlace
    groups : int
        How many groups the model has.
    parent : QWidget, optional
    """

    def __init__(self, place: SpreadPlace, groups: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.place = place
        self._groups = groups
        self._row = spread_row(place.measure)
        ends = [v for group in place.groups for v in (group.box[0], group.box[-1])]
        low, high = min(*ends, place.value), max(*ends, place.value)
        room = max(_ROOM * (high - low), 1e-9)
        self._low, self._high = low - room, high + room
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{self._row.words}: {self._row.show(place.value)}")
        self.setAccessibleDescription(" ".join(group_place_words(g) for g in place.groups))
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Take the width that there is: a title, the strips and their axis."""
        return QSize(320, round(self._top() + self._strips_px() + self._line_px() + S))

    def x_of(self, value: float) -> float:
        """Place of a value, in pixels of this widget."""
        left, right = 2 * S + self._group_px(), self.width() - 2 * S - _PLACE_PX
        return left + (value - self._low) / (self._high - self._low) * (right - left)

    def event(self, event: QEvent) -> bool:
        """Explain the strip, or the measure, that is pointed at."""
        if isinstance(event, QHelpEvent):
            row = int((event.pos().y() - self._top()) // STRIP_PX)
            groups = self.place.groups
            words = group_place_words(groups[row]) if 0 <= row < len(groups) else ""
            QToolTip.showText(event.globalPos(), f"{words}\n\n{self._row.hint}".strip(), self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw title, axis, strips and value."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(theme().colour("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        high = QFontMetricsF(theme().font("strong")).height()
        line = QRectF(S, XS, self.width() - 2 * S, high)
        draw_text(painter, line, self._row.words, "text", _LEFT, strong=True)
        draw_text(painter, line, self._row.show(self.place.value), "muted", _RIGHT)
        self._axis(painter)
        for row, group in enumerate(self.place.groups):
            self._strip(painter, group, self._top() + (row + 0.5) * STRIP_PX)
        top = self._top()
        draw_value(painter, self.x_of(self.place.value), top, top + self._strips_px())
        painter.end()

    def _line_px(self) -> float:
        return QFontMetricsF(theme().font("caption")).height()

    def _group_px(self) -> float:
        metrics = QFontMetricsF(theme().font("caption"))
        widest = max(metrics.horizontalAdvance(group.label) for group in self.place.groups)
        return min(L + widest + 1, _MOST_GROUP_PX)

    def _top(self) -> float:
        return QFontMetricsF(theme().font("strong")).height() + S + _TIP_PX

    def _strips_px(self) -> float:
        return len(self.place.groups) * STRIP_PX

    def _axis(self, painter: QPainter) -> None:
        top, bottom = self._top(), self._top() + self._strips_px()
        metrics = QFontMetricsF(theme().font("caption"))
        free, last = 0.0, ""
        for value in even_ticks(self._low, self._high):
            words = self._row.show(value)
            at, wide = self.x_of(value), metrics.horizontalAdvance(words)
            painter.setPen(QPen(theme().colour("border"), 1))
            painter.drawLine(QPointF(at, top), QPointF(at, bottom + 3))
            # Words that would run into the last ones, or repeat them, are left out.
            if at - wide / 2 >= free and words != last:
                area = QRectF(at - wide / 2 - 1, bottom + 3, wide + 2, metrics.height())
                draw_text(painter, area, words, "muted", _CENTRE)
                free, last = at + wide / 2 + S, words

    def _strip(self, painter: QPainter, group: GroupPlace, y: float) -> None:
        draw_mark(painter, QPointF(S + XS, y), group.index, self._groups)
        name = QRectF(S + L, y - STRIP_PX / 2, self._group_px() - L, STRIP_PX)
        metrics = QFontMetricsF(theme().font("caption"))
        short = metrics.elidedText(group.label, Qt.TextElideMode.ElideRight, name.width())
        draw_text(painter, name, short, "text", _LEFT)
        draw_box(painter, [self.x_of(value) for value in group.box], y)
        line = QRectF(S, y - STRIP_PX / 2, self.width() - 2 * S, STRIP_PX)
        draw_text(painter, line, percentile_word(group.percentile), "text", _RIGHT)
