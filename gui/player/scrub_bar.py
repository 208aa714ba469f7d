"""The time line to scrub on: a slider over the frames that shows what was found where."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from core.report.words import clock
from gui.player.scrub_marks import GROOVE_Y, HEIGHT_PX, ScrubMarks
from gui.player.time_axis import TimeAxis
from gui.session import Session
from gui.theme import theme

_HANDLE_PX = 7.0
_SECOND_S = 1.0


class ScrubBar(QSlider):
    """A slider whose value is the frame; its places are presentation times.

    Parameters
    ----------
    session : Session
    parent : QWidget, optional
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._session = session
        self._marks = ScrubMarks(session)
        self._hover_x: float | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Time line"))
        self.setToolTip(
            self.tr(
                "Drag to move through the recording. Bars: score per clip, against the model's "
                "threshold (dashed). Hatched: no face found. Lines: cuts. Flags: bookmarks."
            )
        )
        session.recording_changed.connect(self._follow)
        session.frame_changed.connect(self._show_frame)
        for signal in (session.analysis_changed, session.live_changed, session.review_changed):
            signal.connect(self.update)
        theme().changed.connect(self.update)
        self.valueChanged.connect(self._on_value)
        self._follow()

    def axis(self) -> TimeAxis:
        """Return how the recording lies along this bar."""
        recording = self._session.recording
        return TimeAxis(recording.duration_s if recording is not None else 0.0, self.width())

    def sizeHint(self) -> QSize:
        """Propose a size."""
        return QSize(480, HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:
        """Keep the height."""
        return QSize(200, HEIGHT_PX)

    @Slot()
    def _follow(self) -> None:
        recording = self._session.recording
        self.setEnabled(recording is not None)
        blocked = self.blockSignals(True)
        self.setRange(0, len(recording.pts_s) - 1 if recording is not None else 0)
        if recording is not None:
            self.setPageStep(max(round(recording.measured_fps), 1))
        self.setValue(self._session.frame)
        self.blockSignals(blocked)
        self.update()

    @Slot(int)
    def _show_frame(self, frame: int) -> None:
        self.setValue(frame)
        self.setAccessibleDescription(
            self.tr("{0:.2f} seconds, frame {1}").format(self._session.time_s, frame)
        )

    @Slot(int)
    def _on_value(self, frame: int) -> None:
        if frame != self._session.frame:
            self._session.go_to_frame(frame)
        self.update()

    # Events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the time under the mouse."""
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setSliderDown(True)
        self._go_to(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse while it is held; else show the time under it."""
        self._hover_x = event.position().x()
        if self.isSliderDown():
            self._go_to(event.position().x())
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of the handle."""
        self.setSliderDown(False)

    def leaveEvent(self, event: QEvent) -> None:
        """Show no time any more."""
        self._hover_x = None
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step by frames, with Shift by seconds."""
        steps = {Qt.Key.Key_Left: -_SECOND_S, Qt.Key.Key_Right: _SECOND_S}
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and event.key() in steps:
            at_s = self._session.time_s + steps[Qt.Key(event.key())]
            self._session.go_to_time(max(at_s, 0.0))
        else:
            super().keyPressEvent(event)

    def _go_to(self, x: float) -> None:
        self._session.go_to_time(self.axis().time_s(x))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what was found, then the handle."""
        painter = QPainter(self)
        axis = self.axis()
        self._marks.paint(painter, axis)
        if self._session.recording is not None:
            self._paint_handle(painter, axis.x(self._session.time_s))
            if self._hover_x is not None:
                self._paint_hover(painter, axis, self._hover_x)
        painter.end()

    def _paint_handle(self, painter: QPainter, x: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme().colour("accent"))
        painter.drawLine(QPointF(x, 9), QPointF(x, GROOVE_Y))
        painter.setPen(Qt.PenStyle.NoPen)
        if self.hasFocus():
            painter.setBrush(theme().colour("selection"))
            painter.drawEllipse(QPointF(x, GROOVE_Y), _HANDLE_PX + 4, _HANDLE_PX + 4)
        painter.setBrush(theme().colour("accent"))
        painter.drawEllipse(QPointF(x, GROOVE_Y), _HANDLE_PX, _HANDLE_PX)
        painter.setBrush(theme().colour("surface"))
        painter.drawEllipse(QPointF(x, GROOVE_Y), 2.5, 2.5)

    def _paint_hover(self, painter: QPainter, axis: TimeAxis, x: float) -> None:
        words = clock(axis.time_s(x))
        painter.setFont(theme().font("caption"))
        metrics = painter.fontMetrics()
        box = QRectF(0, 0, metrics.horizontalAdvance(words) + 10, metrics.height())
        box.moveCenter(QPointF(axis.x(axis.time_s(x)), box.height() / 2))
        box.moveLeft(min(max(box.left(), 0.0), self.width() - box.width()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("text"))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(theme().colour("surface"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
