"""The stage: the picture as large as it goes, with the map on the face."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.simulated import SimulatedKind
from gui.player import stage_words
from gui.player.framing import Framing, frame_pictures
from gui.player.map_layer import MapLayer
from gui.player.region_layer import RegionLayer
from gui.player.stage_marks import Field, StageMarks
from gui.session import Session
from gui.theme import theme

_SETTLE_MS = 60  # after the last change of size, before pictures are decoded for it


class Stage(QWidget):
    """Shows one picture and what the analysis found in it.

    Parameters
    ----------
    session : Session
    parent : QWidget, optional

    Attributes
    ----------
    shown_frame : int
        Index of the frame whose picture is on the stage; -1 if there is none.
    shown_exact : bool
        Whether it is the frame itself, not a small stand-in.
    fault : str
        Why there is no picture of the frame; empty where there is one.
    lost : str
        Why the video itself cannot be shown; empty where it can. Small pictures may stand in.
    simulated : SimulatedKind or None
        What else than a plain recording this is.
    regions : RegionLayer

    Signals
    -------
    painted(int, bool)
        A picture that had not been on the screen was painted: index, exact.
    fits(int)
        The picture's longest side is this many device pixels now.
    """

    painted = Signal(int, bool)
    fits = Signal(int)

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._maps = MapLayer(session)
        self.regions = RegionLayer(session)
        self._marks = StageMarks()
        self._picture = QImage()
        self.fault = self.lost = ""
        self.simulated: SimulatedKind | None = None
        self._fresh = False
        self.shown_frame = -1
        self.shown_exact = False
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 230)
        self.setAccessibleName(self.tr("Picture"))
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._tell_size)
        theme().changed.connect(self.update)
        session.view_changed.connect(self._on_view)
        session.maps_changed.connect(self.update)
        session.analysis_changed.connect(self._describe)
        session.phase_changed.connect(self._describe)

    @property
    def maps(self) -> MapLayer:
        """The maps that are laid over the face."""
        return self._maps

    def framing(self) -> Framing | None:
        """Return where the picture lies; None where no recording is open."""
        if self._session.recording is None:
            return None
        ratio = self.devicePixelRatioF()
        size = round(self.width() * ratio), round(self.height() * ratio)
        return frame_pictures(
            size, self._session.recording.size_px, side_by_side=self._session.view.side_by_side
        )

    def shown_picture(self) -> QImage:
        """Return the video picture as it is shown, without the map; null if there is none."""
        return QImage(self._picture)

    def sizeHint(self) -> QSize:
        """Propose a size."""
        return QSize(960, 600)

    @Slot(int, QImage, bool)
    def show_picture(self, index: int, picture: QImage, exact: bool) -> None:
        """Put a picture on the stage."""
        self._picture, self.fault = picture, ""
        if exact:
            self.lost = ""
        self.shown_frame, self.shown_exact, self._fresh = index, exact, True
        self.update()

    @Slot(int)
    def show_damaged(self, index: int) -> None:
        """Say that the file is damaged at a frame."""
        self._picture, self._fresh = QImage(), True
        self.shown_frame, self.shown_exact = index, True
        self.fault = stage_words.damaged(self._session, index)
        self.update()

    @Slot(str)
    def show_lost(self, why: str) -> None:
        """Say why no picture can be shown."""
        self._picture, self.fault, self.lost = QImage(), why, why
        self._fresh, self.shown_frame = True, self._session.frame
        self.update()

    def clear(self, *, simulated: SimulatedKind | None = None) -> None:
        """Take the picture off; what is opened now may be no plain recording."""
        self._picture, self.fault, self.lost, self._fresh = QImage(), "", "", False
        self.shown_frame, self.shown_exact = -1, False
        self.simulated = simulated
        self._describe()
        self._tell_size()

    @Slot()
    def _on_view(self) -> None:
        self._settle.start()
        self.update()

    @Slot()
    def _describe(self) -> None:
        words = stage_words.waiting(self._session)
        title = words[0] if words else self.tr("The patient's face, with the map on it")
        self.setAccessibleDescription(title)
        self.update()

    @Slot()
    def _tell_size(self) -> None:
        framing = self.framing()
        if framing is not None:
            self.fits.emit(framing.longest_px)

    # Events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Have pictures of the new size made once it stays."""
        self._settle.start()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at the region under the mouse."""
        framing = self.framing()
        if framing is not None and self.shown_frame >= 0 and not self._session.playing:
            at = framing.source_at(event.position() * self.devicePixelRatioF())
            self.regions.point_at(at, self.shown_frame)

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing any more."""
        self.regions.point_at(None, self.shown_frame)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint picture, map, region and words."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("stage"))
        framing = self.framing()
        words = stage_words.waiting(self._session)
        if framing is None or words is not None:
            self._marks.waiting(painter, self.rect(), *(words or ("", "")))
        elif self.fault:
            self._marks.fault(painter, self.rect(), self.fault)
        elif not self._picture.isNull():
            self._paint_pictures(painter, framing)
            self._paint_words(painter, framing)
        painter.end()
        if self._fresh:
            self._fresh = False
            self.painted.emit(self.shown_frame, self.shown_exact)

    def _paint_pictures(self, painter: QPainter, framing: Framing) -> None:
        painter.save()
        ratio = self.devicePixelRatioF()
        painter.scale(1 / ratio, 1 / ratio)
        for rect in framing.pictures:
            if self._picture.size() == rect.size():
                painter.drawImage(rect.topLeft(), self._picture)
            else:
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.drawImage(rect, self._picture)
        rect = framing.pictures[-1]
        painter.setClipRect(rect)
        painter.translate(QPointF(rect.topLeft()))
        painter.scale(framing.scale, framing.scale)
        self._paint_map(painter)
        self.regions.paint(painter, self.shown_frame, framing.scale / ratio)
        painter.restore()

    def _paint_map(self, painter: QPainter) -> None:
        frame = self.shown_frame
        if self._maps.absence(frame):
            return
        picture, to_frame = self._maps.picture(frame), self._maps.to_frame(frame)
        if picture is None or to_frame is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setOpacity(self._session.view.opacity)
        painter.setTransform(to_frame, True)
        painter.drawImage(QRectF(0, 0, 1, 1), picture, QRectF(picture.rect()))
        painter.restore()

    def _paint_words(self, painter: QPainter, framing: Framing) -> None:
        # Words stand beside the picture where there is room.
        count = len(framing.pictures)
        width = self.width() / count
        to_own = QTransform.fromScale(*[1 / self.devicePixelRatioF()] * 2)
        fields = [
            Field(QRectF(k * width, 0, width, self.height()), to_own.mapRect(QRectF(picture)))
            for k, picture in enumerate(framing.pictures)
        ]
        if self.simulated is not None:
            self._marks.badge(painter, fields[0], stage_words.simulated(self.simulated))
        control = stage_words.control(self._session)
        if control:
            self._marks.warning(painter, fields[-1], control)
        if self.lost:
            self._marks.title(painter, fields[0], stage_words.stand_in())
        caption = stage_words.absence(self._maps.absence(self.shown_frame))
        if caption:
            self._marks.caption(painter, fields[-1], caption)
        if len(fields) == 2:
            for field, word in zip(fields, stage_words.sides(), strict=True):
                self._marks.title(painter, field, word)
