"""The painted parts of the time lines: titles, task bands, the time axis, a row's view."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPolygonF

from core.report.words import clock, task_word
from core.types import Segment
from gui.review.curves import RowFacts
from gui.theme import theme

TITLE_WIDTH_PX = 224
_TOP_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_LANE_PX = 22
_ROW_TOP_PX = 2
_LEAST_SPAN_S = 0.2
_TICK_PX = 70
_STEPS_S = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0)


class TimeView(pg.ViewBox):  # type: ignore[misc]  # pyqtgraph's classes are untyped
    """A row's view: the wheel zooms and dragging pans along time only; a click tells its time.

    Signals
    -------
    clicked_at(float)
        Presentation time, in seconds.
    """

    clicked_at = Signal(float)

    def __init__(self) -> None:
        super().__init__(enableMenu=False, defaultPadding=0.0)
        self.setMouseEnabled(x=True, y=False)
        self.disableAutoRange()

    def set_duration(self, duration_s: float) -> None:
        """Keep inside a recording."""
        self.setLimits(
            xMin=0.0, xMax=duration_s, minXRange=min(_LEAST_SPAN_S, duration_s),
            maxXRange=duration_s,
        )  # fmt: skip

    def mouseClickEvent(self, event: Any) -> None:
        """Tell the time of a click."""
        if event.button() == Qt.MouseButton.LeftButton:
            event.accept()
            self.clicked_at.emit(float(self.mapSceneToView(event.scenePos()).x()))

    def mouseDragEvent(self, event: Any, axis: int | None = None) -> None:
        """Pan with the left button; other buttons do nothing."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            super().mouseDragEvent(event, axis=0)


class TimeAxis(pg.AxisItem):  # type: ignore[misc]
    """Writes times as min:s."""

    def __init__(self) -> None:
        super().__init__("bottom")

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """Set ticks at whole seconds and minutes, as far apart as their words need."""
        room = max(size / _TICK_PX, 1.0)
        step = next((s for s in _STEPS_S if (high - low) / s <= room), _STEPS_S[-1])
        return [(step, 0.0)]

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Write the ticks of one level."""
        return [clock(value, spacing) for value in values]


class AxisUnit(pg.GraphicsWidget):  # type: ignore[misc]
    """The unit of the time axis, beside its first tick."""

    def paint(self, painter: QPainter, *_: Any) -> None:
        """Write it at the right, in line with the ticks."""
        painter.setFont(theme().font("caption"))
        painter.setPen(theme().colour("muted"))
        words = QCoreApplication.translate("TimeLines", "min:s")
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
        painter.drawText(self.boundingRect().adjusted(0, 4, -6, 0), side, words)


class RowTitle(pg.GraphicsWidget):  # type: ignore[misc]
    """A row's name, unit and key, and its values where the cursor stands."""

    def __init__(self) -> None:
        super().__init__()
        self._facts: RowFacts | None = None
        self._values: tuple[str, ...] = ()
        self.setFixedWidth(TITLE_WIDTH_PX)

    def show_facts(self, facts: RowFacts) -> None:
        """Name another row."""
        self._facts = facts
        self.setToolTip(" ".join(part for part in (facts.title, facts.note) if part))
        self.update()

    def show_values(self, values: tuple[str, ...]) -> None:
        """Write the values at the cursor, one for each curve."""
        if values != self._values:
            self._values = values
            self.update()

    def paint(self, painter: QPainter, *_: Any) -> None:
        """Write name, values and note under each other, or on one line in a low row."""
        facts = self._facts
        if facts is None:
            return
        area = self.boundingRect().adjusted(2, 0, -8, 0)
        painter.setFont(theme().font("caption"))
        high = QFontMetricsF(painter.font()).height()
        if area.height() < 2 * high + _ROW_TOP_PX:
            self._on_one_line(painter, area, facts)
            return
        area.setTop(area.top() + _ROW_TOP_PX)
        painter.setPen(theme().colour("text"))
        painter.drawText(area, _TOP_LEFT, facts.title)
        self._key_and_values(painter, area.adjusted(0, high, 0, 0), facts)
        if area.height() >= 3 * high:
            painter.setPen(theme().colour("muted"))
            painter.drawText(area.adjusted(0, 2 * high, 0, 0), _TOP_LEFT, facts.note)

    def _key_and_values(self, painter: QPainter, area: QRectF, facts: RowFacts) -> None:
        metrics = QFontMetricsF(painter.font())
        x, y = area.left(), area.top() + metrics.height() / 2
        for at, value in enumerate(self._values):
            words = value
            if at < len(facts.curves) and facts.curves[at].name:
                curve = facts.curves[at]
                painter.setPen(QPen(theme().colour(curve.role), curve.width_px))
                painter.drawLine(QPointF(x, y), QPointF(x + 14, y))
                x, words = x + 18, f"{curve.name} {value}"
            painter.setPen(theme().colour("muted"))
            painter.drawText(QPointF(x, area.top() + metrics.ascent()), words)
            x += metrics.horizontalAdvance(words) + 10

    def _on_one_line(self, painter: QPainter, area: QRectF, facts: RowFacts) -> None:
        """Write the values at the right and as much of the name as there is room beside them."""
        metrics = QFontMetricsF(painter.font())
        right = area.right()
        for at in reversed(range(len(self._values))):
            curve = facts.curves[at] if at < len(facts.curves) else None
            named = curve is not None and bool(curve.name)
            words = f"{curve.name[0].upper()} {self._values[at]}" if curve and named else ""
            words = words or self._values[at]
            right -= metrics.horizontalAdvance(words)
            painter.setPen(theme().colour(curve.role if curve and named else "muted"))
            box = QRectF(right, area.top(), area.right() - right, area.height())
            painter.drawText(box, _LEFT, words)
            right -= 8
        room = QRectF(area.left(), area.top(), right - area.left(), area.height())
        name = facts.title
        if metrics.horizontalAdvance(name) > room.width():
            name = name.split(" (")[0]  # the unit gives way; the tool tip has it
        painter.setPen(theme().colour("text"))
        name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, _LEFT, name)


class Bands(pg.GraphicsObject):  # type: ignore[misc]
    """Task segments as bands over a row, named in the lane at the top, with cuts dotted.

    Parameters
    ----------
    named : bool
        This is the lane: bands are outlined and named, and bookmarks stand in it.
    """

    def __init__(self, *, named: bool) -> None:
        super().__init__()
        self._named = named
        self._segments: tuple[Segment, ...] = ()
        self._cuts_s: tuple[float, ...] = ()
        self._marks_s: tuple[float, ...] = ()
        self._end_s = 1.0
        self.setZValue(-100)

    def show_bands(
        self,
        segments: tuple[Segment, ...],
        end_s: float,
        cuts_s: tuple[float, ...] = (),
        marks_s: tuple[float, ...] = (),
    ) -> None:
        """Show other segments, cuts and bookmarks."""
        self.prepareGeometryChange()
        self._segments, self._end_s = segments, end_s
        self._cuts_s, self._marks_s = cuts_s, marks_s
        self.update()

    def boundingRect(self) -> QRectF:
        """Cover the whole view, so that its bands reach from edge to edge."""
        view = self.getViewBox()
        return view.viewRect() if view is not None else QRectF(0, 0, self._end_s, 1)

    def viewRangeChanged(self) -> None:
        """Follow zoom and pan."""
        self.prepareGeometryChange()
        self.update()

    def paint(self, painter: QPainter, *_: Any) -> None:
        """Paint in device pixels, so that words keep their size."""
        to_device = painter.transform()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        shown = to_device.mapRect(self.boundingRect())
        for number, segment in enumerate(self._segments):
            left = to_device.map(QPointF(segment.start_s, 0)).x()
            right = to_device.map(QPointF(min(segment.end_s, self._end_s), 0)).x()
            area = QRectF(left, shown.top(), right - left, shown.height()).intersected(shown)
            if area.width() > 0:
                self._band(painter, area, segment, number)
        self._lines(painter, to_device, shown)

    def _band(self, painter: QPainter, area: QRectF, segment: Segment, number: int) -> None:
        shade = theme().colour("selection" if self._named else "grid")
        if not self._named:
            shade.setAlphaF(0.55 if number % 2 == 0 else 0.0)
        painter.fillRect(area, shade)
        if not self._named:
            return
        painter.setPen(QPen(theme().colour("border"), 1))
        painter.drawRect(area.adjusted(0, 0, -1, -1))
        painter.setFont(theme().font("caption"))
        word = task_word(segment.task)
        if QFontMetricsF(painter.font()).horizontalAdvance(word) + 8 <= area.width():
            painter.setPen(theme().colour("text"))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, word)

    def _lines(self, painter: QPainter, to_device: Any, shown: QRectF) -> None:
        painter.setPen(QPen(theme().colour("muted"), 1, Qt.PenStyle.DotLine))
        for cut_s in self._cuts_s:
            x = to_device.map(QPointF(cut_s, 0)).x()
            painter.drawLine(QPointF(x, shown.top()), QPointF(x, shown.bottom()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("accent"))
        for mark_s in self._marks_s:
            x, top = to_device.map(QPointF(mark_s, 0)).x(), shown.top()
            flag = [QPointF(x - 5, top), QPointF(x + 5, top), QPointF(x, top + 8)]
            painter.drawPolygon(QPolygonF(flag))


def lane_height_px() -> int:
    """Height of the lane with the names of tasks."""
    return _LANE_PX
