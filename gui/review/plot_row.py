"""One row of the time lines: its curves, threshold, marks and its part of the cursor."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QGraphicsItem

from gui.review.curves import RowFacts
from gui.review.plot_parts import Bands, RowTitle, TimeView
from gui.theme import theme

AXIS_WIDTH_PX = 44
LEAST_ROW_PX = 28
# Heights from which on two numbers, and three, stand clear of others at the axis.
_ROOM_FOR_TWO_PX, _ROOM_FOR_THREE_PX = 45, 60
_EDGE = 0.2  # room over and under the range, as a share of it
_DOTS_UP_TO = 400
_SMOOTH_UP_TO = 2500


class PlotRow(QObject):
    """Title, axis and view of a row; they are laid out by `gui.review.timelines`.

    Parameters
    ----------
    facts : RowFacts
    parent : QObject, optional

    Attributes
    ----------
    title : RowTitle
    axis : pyqtgraph.AxisItem
    view : TimeView
    cursor : pyqtgraph.InfiniteLine

    Signals
    -------
    dragged_to(float)
        The cursor was dragged to a time.
    """

    dragged_to = Signal(float)

    def __init__(self, facts: RowFacts, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.facts = facts
        self.title = RowTitle()
        self.view = TimeView()
        self.view.setMinimumHeight(LEAST_ROW_PX)
        self.axis = pg.AxisItem("left", maxTickLength=-4)
        self.axis.setWidth(AXIS_WIDTH_PX)
        self.axis.setStyle(hideOverlappingLabels=False, autoExpandTextSpace=False)
        self.axis.linkToView(self.view)
        self.view.sigResized.connect(self._on_resized)
        self.bands = Bands(named=False)
        self.view.addItem(self.bands, ignoreBounds=True)
        self.cursor = make_cursor()
        self.cursor.sigDragged.connect(self._on_drag)
        self.view.addItem(self.cursor, ignoreBounds=True)
        self._curves: list[pg.PlotDataItem] = []
        self._items: list[pg.GraphicsObject] = []
        self.show_facts(facts)

    def show_facts(self, facts: RowFacts) -> None:
        """Draw other numbers, in the colours of the theme."""
        self.facts = facts
        for item in self._items:
            self.view.removeItem(item)
        self._draw_curves(facts)
        self._items = [*self._threshold(facts), *self._dots(facts), *self._marks(facts)]
        for item in self._items:
            self.view.addItem(item, ignoreBounds=True)
        span = facts.high - facts.low
        self.view.setYRange(facts.low - _EDGE * span, facts.high + _EDGE * span, padding=0)
        self.title.show_facts(facts)
        self._dress_axis(facts)
        dress_cursor(self.cursor)
        self.bands.update()

    def move_cursor(self, time_s: float) -> None:
        """Stand at a time and say the values there."""
        self.cursor.setValue(time_s)
        self.title.show_values(self.facts.values_at(time_s) if self.facts.curves else ("…",))

    @Slot(object)
    def _on_drag(self, cursor: pg.InfiniteLine) -> None:
        self.dragged_to.emit(float(cursor.value()))

    @Slot(object)
    def _on_resized(self, _view: TimeView) -> None:
        self._dress_axis(self.facts)

    def _dress_axis(self, facts: RowFacts) -> None:
        ticks = {facts.high: facts.tick(facts.high)}
        if self.view.height() >= _ROOM_FOR_TWO_PX:
            ticks[facts.low] = facts.tick(facts.low)
        if facts.threshold is not None and self.view.height() >= _ROOM_FOR_THREE_PX:
            ticks[facts.threshold] = facts.tick(facts.threshold)
        self.axis.setTicks([list(ticks.items())])
        self.axis.setTickFont(theme().font("caption"))
        self.axis.setPen(theme().colour("border"))
        self.axis.setTextPen(theme().colour("muted"))

    def _draw_curves(self, facts: RowFacts) -> None:
        while len(self._curves) < len(facts.curves):
            self._curves.append(self._new_curve())
        for at, item in enumerate(self._curves):
            if at >= len(facts.curves):
                item.setData([], [])
                continue
            curve = facts.curves[at]
            # Smooth and thick lines of many points take Qt tens of milliseconds a row.
            many = len(curve.values) > _SMOOTH_UP_TO
            colour, width = theme().colour(curve.role), 1.0 if many else curve.width_px
            item.setData(
                curve.time_s, curve.values, pen=pg.mkPen(colour, width=width), antialias=not many
            )

    def _new_curve(self) -> pg.PlotDataItem:
        item = pg.PlotDataItem([], [], connect="finite", autoDownsampleFactor=1.0)
        # Kept as a picture, so that the cursor can move over it without its being drawn anew.
        item.curve.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.view.addItem(item, ignoreBounds=True)
        # Many points to a pixel are drawn as their lowest and highest, so no peak is lost. Both
        # ask for the view, which the item has only now.
        item.setDownsampling(auto=True, method="peak")
        item.setClipToView(True)
        return item

    def _threshold(self, facts: RowFacts) -> list[pg.GraphicsObject]:
        if facts.threshold is None:
            return []
        dashed = QPen(theme().colour("text"), 1.0, Qt.PenStyle.DashLine)
        dashed.setCosmetic(True)
        return [pg.InfiniteLine(facts.threshold, angle=0, pen=dashed)]

    def _dots(self, facts: RowFacts) -> list[pg.GraphicsObject]:
        if sum(len(time_s) for time_s, _, _ in facts.dots) > _DOTS_UP_TO:
            return []
        colour, ground = theme().colour("accent"), theme().colour("surface")
        return [
            pg.ScatterPlotItem(
                time_s, values, size=7, pen=pg.mkPen(colour, width=1.4),
                brush=colour if filled else ground, pxMode=True,
            )
            for time_s, values, filled in facts.dots
        ]  # fmt: skip

    def _marks(self, facts: RowFacts) -> list[pg.GraphicsObject]:
        if facts.marks_s is None or not len(facts.marks_s):
            return []
        top = np.full(len(facts.marks_s), facts.high + 0.5 * _EDGE * (facts.high - facts.low))
        colour = theme().colour("text")
        return [pg.ScatterPlotItem(facts.marks_s, top, symbol="t", size=8, pen=None, brush=colour)]


def make_cursor() -> pg.InfiniteLine:
    """Make a part of the shared cursor."""
    cursor = pg.InfiniteLine(0.0, angle=90, movable=True)
    cursor.setZValue(100)
    dress_cursor(cursor)
    return cursor


def dress_cursor(cursor: pg.InfiniteLine) -> None:
    """Give the cursor the theme's colours."""
    cursor.setPen(pg.mkPen(theme().colour("text"), width=1.5))
    cursor.setHoverPen(pg.mkPen(theme().colour("accent"), width=4))
