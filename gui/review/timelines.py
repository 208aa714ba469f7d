"""When: score, spread, motion, blinks and mouth over time, under one cursor."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from gui.review.curves import RowFacts, live_row, row_facts
from gui.review.facts import MapLooks
from gui.review.plot_parts import (
    TITLE_WIDTH_PX,
    AxisUnit,
    Bands,
    TimeAxis,
    TimeView,
    lane_height_px,
)
from gui.review.plot_row import AXIS_WIDTH_PX, LEAST_ROW_PX, PlotRow, dress_cursor, make_cursor
from gui.session import Session
from gui.theme import theme
from gui.theme.spacing import XS, S
from gui.widgets import icon

_ZOOM_STEP = 0.6
_AXIS_HEIGHT_PX = 22
_GAP_PX = 2
_TOOLS_PX = 28


class TimeLines(QWidget):
    """Rows over one axis of time. The wheel zooms, dragging pans, a click goes there.

    Parameters
    ----------
    session : Session
    looks : MapLooks
    parent : QWidget, optional

    Attributes
    ----------
    rows : list of PlotRow
    plots : pyqtgraph.GraphicsLayoutWidget
    whole_button, closer_button, wider_button : QToolButton
    """

    def __init__(self, session: Session, looks: MapLooks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._looks = session, looks
        self.rows: list[PlotRow] = []
        self.setAccessibleName(self.tr("Time lines"))
        self.setToolTip(self.tr("Click: go there. Wheel: zoom. Drag: move along."))
        self.plots = pg.GraphicsLayoutWidget()
        self.plots.setMinimumSize(0, 0)
        self.plots.setFrameShape(self.plots.Shape.NoFrame)
        self.plots.ci.layout.setContentsMargins(0, 0, 8, 0)
        self.plots.ci.layout.setHorizontalSpacing(0)
        self.plots.ci.layout.setVerticalSpacing(_GAP_PX)
        self._lane = TimeView()
        self._lane.setFixedHeight(lane_height_px())
        self._lane.setYRange(0.0, 1.0, padding=0)
        self._bands = Bands(named=True)
        self._lane.addItem(self._bands, ignoreBounds=True)
        self._lane_cursor = make_cursor()
        self._lane_cursor.sigDragged.connect(self._on_lane_drag)
        self._lane.addItem(self._lane_cursor, ignoreBounds=True)
        self._lane.clicked_at.connect(session.go_to_time)
        self._lane.sigXRangeChanged.connect(self._on_range)
        self._axis = TimeAxis()
        self._axis.setHeight(_AXIS_HEIGHT_PX)
        self._axis.linkToView(self._lane)
        self._axis_unit = AxisUnit()
        column = QVBoxLayout(self)
        column.setContentsMargins(S, XS, S, 0)
        column.setSpacing(0)
        column.addWidget(self.plots, 1)
        self._tools = self._make_tools()
        session.analysis_changed.connect(self._rebuild)
        session.recording_changed.connect(self._rebuild)
        session.phase_changed.connect(self._rebuild)
        session.live_changed.connect(self._on_live)
        session.segments_changed.connect(self._show_bands)
        session.review_changed.connect(self._show_bands)
        session.frame_changed.connect(self._on_frame)
        looks.changed.connect(self._on_look)
        theme().changed.connect(self._dress)
        self._rebuild()

    def _make_tools(self) -> QWidget:
        """Make the buttons, which stand in the empty corner beside the lane of tasks."""
        self.whole_button = self._tool("full-screen", self.tr("Show the whole recording"))
        self.whole_button.setText(" " + self.tr("Whole"))  # a little room after the drawing
        self.whole_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.whole_button.clicked.connect(self.show_whole)
        self.closer_button = self._tool("zoom-in", self.tr("Zoom in at the cursor (wheel)"))
        self.closer_button.clicked.connect(self._closer)
        self.wider_button = self._tool("zoom-out", self.tr("Zoom out (wheel)"))
        self.wider_button.clicked.connect(self._wider)
        tools = QWidget(self)
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(XS)
        for button in (self.closer_button, self.wider_button, self.whole_button):
            row.addWidget(button)
        row.addStretch()
        return tools

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the buttons in their corner."""
        super().resizeEvent(event)
        self._tools.setGeometry(S, 1, TITLE_WIDTH_PX + AXIS_WIDTH_PX - S, _TOOLS_PX)

    def _tool(self, picture: str, hint: str) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(picture))
        button.setIconSize(QSize(16, 16))
        button.setToolTip(hint)
        button.setAccessibleName(hint)
        return button

    def minimumSizeHint(self) -> QSize:
        """Keep every row readable."""
        rows = max(len(self.rows), 1)
        plots = rows * (LEAST_ROW_PX + _GAP_PX) + lane_height_px() + _AXIS_HEIGHT_PX
        return QSize(420, plots + _GAP_PX + S)

    # What is shown

    def _wanted(self) -> tuple[RowFacts, ...]:
        session = self._session
        if session.phase == "analysing":
            return (live_row(session.live_scores),)
        if session.phase == "done" and session.analysis is not None:
            return row_facts(session.analysis, self._looks.look)
        return ()

    @Slot()
    def _rebuild(self) -> None:
        """Lay out the rows that there are now, over the whole recording."""
        wanted = self._wanted()
        if [row.facts.key for row in self.rows] != [facts.key for facts in wanted]:
            self._lay_out(wanted)
        else:
            for row, facts in zip(self.rows, wanted, strict=True):
                row.show_facts(facts)
        recording = self._session.recording
        duration_s = max(recording.duration_s, 1e-3) if recording is not None else 1.0
        for view in (self._lane, *(row.view for row in self.rows)):
            view.set_duration(duration_s)
        for cursor in (self._lane_cursor, *(row.cursor for row in self.rows)):
            cursor.setBounds((0.0, duration_s))
        self.show_whole()
        self._dress()

    def _lay_out(self, wanted: tuple[RowFacts, ...]) -> None:
        grid = self.plots.ci
        grid.clear()
        for row in self.rows:
            row.deleteLater()
        self.rows = []
        grid.addItem(self._lane, row=0, col=2)
        for at, facts in enumerate(wanted, start=1):
            row = PlotRow(facts, self)
            row.dragged_to.connect(self._session.go_to_time)
            row.view.clicked_at.connect(self._session.go_to_time)
            row.view.setXLink(self._lane)
            grid.addItem(row.title, row=at, col=0)
            grid.addItem(row.axis, row=at, col=1)
            grid.addItem(row.view, row=at, col=2)
            self.rows.append(row)
        grid.addItem(self._axis_unit, row=len(wanted) + 1, col=0, colspan=2)
        grid.addItem(self._axis, row=len(wanted) + 1, col=2)
        grid.layout.setColumnFixedWidth(1, AXIS_WIDTH_PX)
        self.updateGeometry()

    @Slot()
    def _on_live(self) -> None:
        if self._session.phase == "analysing" and self.rows:
            self.rows[0].show_facts(live_row(self._session.live_scores))
            self._place_cursor()

    @Slot()
    def _on_look(self) -> None:
        """Draw the spread of the map that is shown now."""
        for row, facts in zip(self.rows, self._wanted(), strict=False):
            if row.facts.key == facts.key == "spread":
                row.show_facts(facts)
        self._place_cursor()

    @Slot()
    def _show_bands(self) -> None:
        session = self._session
        recording, analysis = session.recording, session.analysis
        if recording is None:
            return
        cuts = analysis.cuts if analysis is not None else ()
        cuts_s = tuple(float(recording.pts_s[cut]) for cut in cuts)
        marks_s = tuple(mark.time_s for mark in session.review.bookmarks)
        self._bands.show_bands(session.segments, recording.duration_s, cuts_s, marks_s)
        for row in self.rows:
            row.bands.show_bands(session.segments, recording.duration_s, cuts_s)

    @Slot()
    def _dress(self) -> None:
        self.plots.setBackground(theme().colour("window"))
        self._axis.setTickFont(theme().font("caption"))
        self._axis.setPen(theme().colour("border"))
        self._axis.setTextPen(theme().colour("muted"))
        dress_cursor(self._lane_cursor)
        for row in self.rows:
            row.show_facts(row.facts)
        self._show_bands()
        self._place_cursor()

    # Where in it

    @Slot(int)
    def _on_frame(self, _frame: int) -> None:
        self._place_cursor()
        self._keep_in_sight()

    def _place_cursor(self) -> None:
        time_s = self._session.time_s
        self._lane_cursor.setValue(time_s)
        for row in self.rows:
            row.move_cursor(time_s)

    def _keep_in_sight(self) -> None:
        """Turn the page when the cursor leaves what is shown."""
        time_s = self._session.time_s
        low, high = self._lane.viewRange()[0]
        if not low <= time_s <= high:
            start = max(time_s - 0.1 * (high - low), 0.0)
            self._lane.setXRange(start, start + high - low, padding=0)

    @Slot(object)
    def _on_lane_drag(self, cursor: pg.InfiniteLine) -> None:
        self._session.go_to_time(float(cursor.value()))

    @Slot()
    def show_whole(self) -> None:
        """Show the recording from end to end."""
        recording = self._session.recording
        if recording is not None:
            self._lane.setXRange(0.0, max(recording.duration_s, 1e-3), padding=0)

    @Slot()
    def _closer(self) -> None:
        self._zoom(_ZOOM_STEP)

    @Slot()
    def _wider(self) -> None:
        self._zoom(1 / _ZOOM_STEP)

    def _zoom(self, factor: float) -> None:
        time_s = self._session.time_s
        low, high = self._lane.viewRange()[0]
        self._lane.setXRange(
            time_s - (time_s - low) * factor, time_s + (high - time_s) * factor, padding=0
        )

    @Slot()
    def _on_range(self) -> None:
        recording = self._session.recording
        low, high = self._lane.viewRange()[0]
        whole = recording is None or high - low >= 0.999 * recording.duration_s
        self.whole_button.setEnabled(not whole)
        self.wider_button.setEnabled(not whole)
