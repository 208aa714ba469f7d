"""The stage with its colour bar: beside the picture where it leaves room, else under it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.player.colour_bar import ColourBar
from gui.player.framing import frame_pictures
from gui.player.stage import Stage
from gui.session import Session
from gui.theme import theme
from gui.theme.spacing import L, M

_LEAST_BESIDE_PX = QSize(136, 330)
_MOST_BESIDE_PX = QSize(200, 420)
_CORNERS_PX = 48  # words of the stage stand in its corners


class StageArea(QWidget):
    """Gives the picture all the height there is.

    Parameters
    ----------
    session : Session
    stage : Stage
    colour_bar : ColourBar
    parent : QWidget, optional
    """

    def __init__(
        self, session: Session, stage: Stage, colour_bar: ColourBar, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._stage, self._bar = session, stage, colour_bar
        stage.setParent(self)
        colour_bar.setParent(self)
        colour_bar.raise_()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(stage.minimumSize())
        theme().changed.connect(self.update)
        session.view_changed.connect(self._arrange)
        session.recording_changed.connect(self._arrange)
        session.analysis_changed.connect(self._arrange)

    def sizeHint(self) -> QSize:
        """Propose the stage's size."""
        return self._stage.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room out anew."""
        super().resizeEvent(event)
        self._arrange()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Continue the stage's ground where nothing stands."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("stage"))
        painter.end()

    def room_beside(self) -> QRect:
        """Return the empty field at the right of a picture that has the whole area."""
        recording = self._session.recording
        if recording is None:
            return QRect()
        size = self.width(), self.height()
        side_by_side = self._session.view.side_by_side
        picture = frame_pictures(size, recording.size_px, side_by_side=side_by_side).pictures[-1]
        left = picture.right() + L
        room = QRect(left, _CORNERS_PX, self.width() - M - left, self.height() - 2 * _CORNERS_PX)
        return room if self._roomy(room) else QRect()

    def _roomy(self, room: QRect) -> bool:
        tall = room.height() + 2 * _CORNERS_PX
        return room.width() >= _LEAST_BESIDE_PX.width() and tall >= _LEAST_BESIDE_PX.height()

    @Slot()
    def _arrange(self) -> None:
        room = self.room_beside()
        beside = not room.isEmpty()
        analysis = self._session.analysis
        # Kept free while the map is hidden, so that the picture with and without it is as large.
        kept = analysis is not None and bool(analysis.maps)
        strip_px = self._bar.strip_px() if kept and not beside else 0
        self._bar.set_upright(beside)
        self._stage.setGeometry(0, 0, self.width(), self.height() - strip_px)
        if beside:
            field = QRect(room.topLeft(), room.size().boundedTo(_MOST_BESIDE_PX))
            field.moveTop((self.height() - field.height()) // 2)
            self._bar.setGeometry(field)
        else:
            self._bar.setGeometry(0, self.height() - strip_px, self.width(), strip_px)
