"""The first clip scores, painted as they come."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.session import Session
from gui.theme import theme
from gui.theme.spacing import XL, S

_DOT_PX = 4.0
_LEFT_PX = 40.0
_LINES = (0.0, 0.5, 1.0)


class LivePlot(QWidget):
    """Clip scores over the time in the recording; all of the recording is the width.

    Parameters
    ----------
    session : Session
    parent : QWidget, optional
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        session.live_changed.connect(self._show)
        theme().changed.connect(self._show)
        self._show()

    def sizeHint(self) -> QSize:
        """Give the size that reads well."""
        return QSize(320, 150)

    def point(self, start_s: float, score: float) -> QPointF:
        """Say where a clip's score is drawn."""
        area = self._area()
        recording = self._session.recording
        whole_s = recording.duration_s if recording is not None else 1.0
        share = min(max(start_s / max(whole_s, 1e-9), 0.0), 1.0)
        return QPointF(area.left() + share * area.width(), area.bottom() - score * area.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme().font("caption"))
        self._draw_grid(painter)
        points = [self.point(*each) for each in sorted(self._session.live_scores)]
        painter.setPen(QPen(theme().colour("accent"), 1.5))
        painter.drawPolyline(points)
        painter.setBrush(theme().colour("accent"))
        painter.setPen(Qt.PenStyle.NoPen)
        for point in points:
            painter.drawEllipse(point, _DOT_PX, _DOT_PX)
        painter.end()

    def _draw_grid(self, painter: QPainter) -> None:
        area = self._area()
        for value in _LINES:
            y = area.bottom() - value * area.height()
            painter.setPen(QPen(theme().colour("grid"), 1))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(theme().colour("muted"))
            place = QRectF(0, y - 10, _LEFT_PX - S, 20)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, right, f"{value:g}")
        recording = self._session.recording
        if recording is not None:
            painter.setPen(theme().colour("muted"))
            below = QRectF(area.left(), area.bottom() + 2, area.width(), XL)
            painter.drawText(below, Qt.AlignmentFlag.AlignLeft, "0 s")
            painter.drawText(below, Qt.AlignmentFlag.AlignRight, f"{recording.duration_s:.0f} s")

    def _area(self) -> QRectF:
        return QRectF(_LEFT_PX, 12, self.width() - _LEFT_PX - 8, self.height() - 12 - XL)

    @Slot()
    def _show(self) -> None:
        scores = self._session.live_scores
        words = ", ".join(f"{score:.2f} at {start_s:.1f} s" for start_s, score in scores)
        self.setAccessibleName(self.tr("Scores of the first clips"))
        self.setAccessibleDescription(words)
        self.update()
