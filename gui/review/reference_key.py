"""What the marks of the map of reference recordings mean."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.analysis.standing import Standing
from gui.review.reference_marks import HERE_PX, draw_clip, draw_here, draw_mark
from gui.theme import theme
from gui.theme.spacing import XS, S

_MARK_PX = 2 * HERE_PX + S
_COLUMNS = 2
Mark = Callable[[QPainter, QPointF], None]


class ReferenceKey(QWidget):
    """A mark with its words for every group, for this recording and for its clips.

    Parameters
    ----------
    standing : Standing
    parent : QWidget, optional
    """

    def __init__(self, standing: Standing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._groups = len(standing.labels)
        self._rows: list[tuple[Mark, str]] = []
        for index, name in enumerate(standing.labels):
            count = int((standing.reference_label == index).sum())
            self._rows.append((self._mark_of(index), f"{name} ({count})"))
        self._rows.append((draw_here, self.tr("this recording")))
        self._rows.append((draw_clip, self.tr("its clips ({0})").format(len(standing.clips_xy))))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Key"))
        self.setAccessibleDescription("; ".join(words for _, words in self._rows))
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Take a line for two marks."""
        return QSize(320, round(-(-len(self._rows) // _COLUMNS) * self._row_px()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the marks, down each column, with their words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lines = -(-len(self._rows) // _COLUMNS)
        wide, high = self.width() / _COLUMNS, self._row_px()
        for number, (mark, words) in enumerate(self._rows):
            left, top = (number // lines) * wide, (number % lines) * high
            mark(painter, QPointF(left + _MARK_PX / 2, top + high / 2))
            area = QRectF(left + _MARK_PX + XS, top, wide - _MARK_PX - XS, high)
            painter.setFont(theme().font("caption"))
            painter.setPen(theme().colour("muted"))
            side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            fitted = QFontMetricsF(painter.font()).elidedText(
                words, Qt.TextElideMode.ElideRight, area.width()
            )
            painter.drawText(area, side, fitted)
        painter.end()

    def _row_px(self) -> float:
        return max(QFontMetricsF(theme().font("caption")).height(), 2 * HERE_PX) + XS

    def _mark_of(self, index: int) -> Mark:
        return lambda painter, at: draw_mark(painter, at, index, self._groups)
