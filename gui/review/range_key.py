"""What the marks of `gui.review.range_strips` mean."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.review.range_strips import draw_box, draw_value
from gui.theme import theme
from gui.theme.spacing import XS, S

_MARK_PX = 44.0


class RangeKey(QWidget):
    """Three marks with their words.

    Parameters
    ----------
    parent : QWidget, optional
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = (
            self.tr("5–25–50–75–95 % of the people"),
            self.tr("this recording"),
            self.tr("usual value, 95 % interval"),
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Key"))
        self.setAccessibleDescription("; ".join(self._words))
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Take a line for each mark."""
        return QSize(320, round(len(self._words) * self._row_px()))

    def _row_px(self) -> float:
        return QFontMetricsF(theme().font("caption")).height() + XS

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the marks and their words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        row = self._row_px()
        first, second, third = (QRectF(S, at * row, _MARK_PX, row) for at in range(3))
        places = [first.left() + share * _MARK_PX for share in (0.0, 0.25, 0.5, 0.75, 1.0)]
        draw_box(painter, places, first.center().y())
        draw_value(painter, second.center().x(), second.top() + 5, second.bottom() - 2)
        painter.fillRect(third.adjusted(0, 3, 0, -3), theme().colour("selection"))
        painter.setFont(theme().font("caption"))
        painter.setPen(theme().colour("muted"))
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        for area, words in zip((first, second, third), self._words, strict=True):
            beside = QRectF(area.right() + S, area.top(), self.width() - area.right() - S, row)
            painter.drawText(beside, side, words)
        painter.end()
