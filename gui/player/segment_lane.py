"""The lane on which task segments are marked: drag to mark, drag an edge to move it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from core.report.words import clock, task_word
from gui.player import segment_edit as edit
from gui.player.lane_painter import LanePainter
from gui.player.time_axis import TimeAxis
from gui.session import Session
from gui.theme import theme

_HEIGHT_PX = 26
_GRAB_PX = 6.0
_NEW_S = 2.0
_FALLBACK_STEP_S = 0.04


class SegmentLane(QWidget):
    """Shows and changes the session's task segments.

    Parameters
    ----------
    session : Session
    parent : QWidget, optional

    Attributes
    ----------
    chosen : int
        Index of the segment that keys act on; -1 if none.
    menu : QMenu
        Of tasks, as it was shown last.

    Signals
    -------
    changed()
        The user changed the segments.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.chosen = -1
        self._held: tuple[int, edit.Edge] | None = None
        self._pressed_s: float | None = None
        self._drawn: tuple[float, float] | None = None
        self.menu = QMenu(self)
        self._fill_menu()
        self.menu.triggered.connect(self._on_menu)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Task segments"))
        self.setToolTip(
            self.tr(
                "Drag to mark what the patient does; drag an edge to move it; right-click for "
                "the task.\nKeys: Insert marks from here, Left and Right choose, Enter opens the "
                "tasks, Ctrl+Left and Ctrl+Right move the start, with Shift the end, Delete "
                "removes."
            )
        )
        session.segments_changed.connect(self._follow)
        session.recording_changed.connect(self._follow)
        session.phase_changed.connect(self._follow)
        session.frame_changed.connect(self.update)
        theme().changed.connect(self.update)

    def axis(self) -> TimeAxis:
        """Return how the recording lies along the lane."""
        recording = self._session.recording
        return TimeAxis(recording.duration_s if recording is not None else 0.0, self.width())

    @property
    def marked(self) -> edit.Segments:
        """The segments that name a task."""
        return edit.named(self._session.segments)

    @property
    def editable(self) -> bool:
        """Whether segments can be marked now."""
        return self._session.phase in ("ready", "done", "refused")

    def sizeHint(self) -> QSize:
        """Propose a size."""
        return QSize(480, _HEIGHT_PX)

    def minimumSizeHint(self) -> QSize:
        """Keep the height."""
        return QSize(200, _HEIGHT_PX)

    def _fill_menu(self) -> None:
        for task in edit.CHOICES:
            action = QAction(task_word(task), self.menu)
            action.setData(task)
            self.menu.addAction(action)
        self.menu.addSeparator()
        remove = QAction(self.tr("Delete this segment"), self.menu)
        remove.setData("")
        self.menu.addAction(remove)

    @Slot()
    def _follow(self) -> None:
        if self.chosen >= len(self.marked):
            self.chosen = -1
        self._describe()
        self.update()

    def _describe(self) -> None:
        words = [
            self.tr("{0} from {1} to {2}").format(
                task_word(s.task), clock(s.start_s), clock(s.end_s)
            )
            for s in self.marked
        ]
        chosen = self.chosen
        said = self.tr("chosen: {0}. ").format(words[chosen]) if chosen >= 0 else ""
        none = self.tr("No task segments are marked.")
        self.setAccessibleDescription(said + ("; ".join(words) if words else none))

    def _choose(self, index: int) -> None:
        self.chosen = index
        self._describe()
        self.update()

    def _set(self, segments: edit.Segments) -> None:
        if segments != self.marked:
            self._session.set_segments(segments)
            self.changed.emit()

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of an edge, choose a segment, or begin a new one."""
        if event.button() != Qt.MouseButton.LeftButton or not self.editable:
            return
        x = event.position().x()
        self._held = self._edge_at(x)
        time_s = self.axis().time_s(x)
        if self._held is not None:
            self._choose(self._held[0])
            return
        self._choose(edit.at_time(self.marked, time_s))
        self._pressed_s = time_s if self.chosen < 0 else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the edge or draw the new segment."""
        x = event.position().x()
        time_s = self.axis().time_s(x)
        if self._held is not None:
            index, edge = self._held
            duration_s = self.axis().duration_s
            self._set(edit.with_edge(self.marked, index, edge, time_s, duration_s))
        elif self._pressed_s is not None:
            self._drawn = self._pressed_s, time_s
            self.update()
        else:
            edge_here = self.editable and self._edge_at(x) is not None
            shape = Qt.CursorShape.SizeHorCursor if edge_here else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Finish: a new segment asks for its task."""
        drawn, self._drawn = self._drawn, None
        self._held = self._pressed_s = None
        if drawn is not None and self._add(*drawn):
            self._open_menu(event.globalPosition().toPoint())
        self.update()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for the task of the segment under the mouse."""
        if self.editable and self.chosen >= 0:
            self._held = None
            self._open_menu(event.globalPosition().toPoint())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the tasks of a segment, by mouse or by the menu key."""
        if not self.editable:
            return
        if event.reason() == QContextMenuEvent.Reason.Mouse:
            at_s = self.axis().time_s(event.pos().x())
            self._choose(edit.at_time(self.marked, at_s))
            self._open_menu(event.globalPos())
        else:
            self._open_menu_below()

    # Keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Mark, choose, move edges and delete."""
        acts = {
            Qt.Key.Key_Insert: self._add_here,
            Qt.Key.Key_Delete: self._delete,
            Qt.Key.Key_Backspace: self._delete,
            Qt.Key.Key_Return: self._open_menu_below,
            Qt.Key.Key_Enter: self._open_menu_below,
        }
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        key = Qt.Key(event.key())
        if not self.editable or key not in {*acts, *steps}:
            super().keyPressEvent(event)
        elif key in acts:
            acts[key]()
        elif event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            last = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._nudge("end" if last else "start", steps[key])
        else:
            self._choose_next(steps[key])

    def _choose_next(self, step: int) -> None:
        count = len(self.marked)
        if count:
            before = self.chosen if self.chosen >= 0 else (-1 if step > 0 else count)
            self._choose(min(max(before + step, 0), count - 1))

    def _nudge(self, edge: edit.Edge, step: int) -> None:
        if self.chosen < 0 or self._session.recording is None:
            return
        segment = self.marked[self.chosen]
        at_s = segment.start_s if edge == "start" else segment.end_s
        rate = self._session.recording.measured_fps
        step_s = 1 / rate if rate > 0 else _FALLBACK_STEP_S
        duration_s = self.axis().duration_s
        moved_s = at_s + step * step_s
        self._set(edit.with_edge(self.marked, self.chosen, edge, moved_s, duration_s))

    def _add_here(self) -> None:
        at_s = self._session.time_s
        if self._add(at_s, at_s + _NEW_S):
            self._open_menu_below()

    def _delete(self) -> None:
        if self.chosen >= 0:
            index, self.chosen = self.chosen, -1
            self._set(edit.without(self.marked, index))

    # Both

    def _add(self, one_s: float, other_s: float) -> bool:
        made = edit.added(self.marked, "free", one_s, other_s, self.axis().duration_s)
        if made is None:
            return False
        self._set(made[0])
        self._choose(made[1])
        return True

    def _open_menu_below(self) -> None:
        if self.chosen >= 0:
            x = round(self.axis().x(self.marked[self.chosen].start_s))
            self._open_menu(self.mapToGlobal(QPoint(x, self.height())))

    def _open_menu(self, place: QPoint) -> None:
        if self.chosen >= 0:
            self.menu.popup(place)

    @Slot(QAction)
    def _on_menu(self, action: QAction) -> None:
        if self.chosen < 0:
            return
        task = action.data()
        if task:
            self._set(edit.with_task(self.marked, self.chosen, task))
        else:
            self._delete()

    def _edge_at(self, x: float) -> tuple[int, edit.Edge] | None:
        axis = self.axis()
        near: list[tuple[float, int, edit.Edge]] = []
        for index, segment in enumerate(self.marked):
            near.append((abs(axis.x(segment.start_s) - x), index, "start"))
            near.append((abs(axis.x(segment.end_s) - x), index, "end"))
        # Where two meet, the half of the grip that lies in a segment moves that segment's edge.
        inside = edit.at_time(self.marked, axis.time_s(x))
        near = [each for each in near if each[0] <= _GRAB_PX]
        found = min(near, key=lambda each: (each[1] != inside, each[0]), default=None)
        return None if found is None else (found[1], found[2])

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lane, its segments, the one being drawn, and where the picture is."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint = LanePainter(painter, self.axis(), self.height())
        paint.lane(focused=self.hasFocus())
        for index, segment in enumerate(self.marked):
            paint.segment(
                segment.start_s, segment.end_s, task_word(segment.task), index == self.chosen
            )
        if self._drawn is not None:
            paint.segment(min(self._drawn), max(self._drawn), "", True)
        if self._session.recording is not None:
            if not self.marked and self._drawn is None:
                paint.hint(self.tr("No tasks marked: drag here to mark what the patient does"))
            paint.position(self._session.time_s)
        painter.end()
