"""The live picture, mirrored as patients know themselves, with the oval to fit into."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme import theme
from gui.theme.spacing import RADIUS, L, M, S
from gui.theme.tokens import Role
from gui.widgets.status_light import LightStatus

if TYPE_CHECKING:
    from core.face.live import Oval

_OVAL_COLOURS: dict[LightStatus, str] = {
    "pass": "#62c894", "warn": "#e3b455", "fail": "#f49189", "idle": "#e8edf1",
}  # fmt: skip
"""The dark theme's light colours: the ground under them is a picture, the same in both themes."""
_REC = QColor("#e5484d")
_SHADE = QColor(10, 14, 18, 190)
_COUNT_SHARE = 0.36


class LivePicture(QWidget):
    """Shows the newest picture.

    Attributes
    ----------
    countdown : int
        A number over the picture; 0 for none.
    rec_text : str
        Beside the red dot while it records; empty while it does not.
    note : str
        A line at the bottom.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Live picture, mirrored"))
        self.countdown = 0
        self.rec_text = ""
        self.note = ""
        self._waiting = self.tr("Starting the camera…")
        self._rgb: NDArray[np.uint8] | None = None
        self._oval: Oval | None = None
        self._oval_status: LightStatus = "idle"
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Propose a picture of a camera's usual shape."""
        return QSize(800, 450)

    def minimumSizeHint(self) -> QSize:
        """Stay large enough to see a face."""
        return QSize(320, 240)

    def show_picture(self, rgb: NDArray[np.uint8] | None) -> None:
        """Show an RGB picture (H, W, 3) uint8, None for none."""
        self._rgb = rgb
        self.update()

    @Slot(object)
    def show_oval(self, oval: Oval) -> None:
        """Know where the face should be."""
        self._oval = oval
        self.update()

    def set_oval_status(self, status: LightStatus) -> None:
        """Tell by the oval's colour and line whether the face lies in it."""
        if status != self._oval_status:
            self._oval_status = status
            self.update()

    def set_texts(self, *, countdown: int = 0, rec_text: str = "", note: str = "") -> None:
        """Show other texts over the picture."""
        texts = (countdown, rec_text, note)
        if texts != (self.countdown, self.rec_text, self.note):
            self.countdown, self.rec_text, self.note = texts
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture and what lies over it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        ground = QPainterPath()
        ground.addRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        painter.fillPath(ground, theme().colour("stage"))
        if self._rgb is None:
            painter.setPen(theme().colour("on_stage"))
            painter.setFont(theme().font("title"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._waiting)
            painter.end()
            return
        place = self._place(self._rgb)
        self._draw_picture(painter, place, self._rgb)
        if self._oval is not None:
            self._draw_oval(painter, place, self._oval)
        self._draw_texts(painter, place)
        painter.end()

    def _place(self, rgb: NDArray[np.uint8]) -> QRectF:
        height, width = rgb.shape[:2]
        scale = min(self.width() / width, self.height() / height)
        place = QRectF(0, 0, width * scale, height * scale)
        place.moveCenter(QRectF(self.rect()).center())
        return place

    def _draw_picture(self, painter: QPainter, place: QRectF, rgb: NDArray[np.uint8]) -> None:
        height, width = rgb.shape[:2]
        rgb = np.ascontiguousarray(rgb)
        image = QImage(rgb.data, width, height, 3 * width, QImage.Format.Format_RGB888)
        painter.save()
        painter.translate(place.right(), place.top())
        painter.scale(-1, 1)
        painter.drawImage(QRectF(0, 0, place.width(), place.height()), image)
        painter.restore()

    def _draw_oval(self, painter: QPainter, place: QRectF, oval: Oval) -> None:
        height = oval.height * place.height()
        box = QRectF(0, 0, height * oval.aspect, height)
        box.moveCenter(
            QPointF(
                place.left() + (1 - oval.x) * place.width(), place.top() + oval.y * place.height()
            )
        )
        shadow, line = QPen(QColor(0, 0, 0, 120), 5), QPen(QColor(self._oval_colour()), 2.5)
        if self._oval_status != "pass":
            line.setStyle(Qt.PenStyle.DashLine)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (shadow, line):
            painter.setPen(pen)
            painter.drawEllipse(box)

    def _oval_colour(self) -> str:
        return _OVAL_COLOURS[self._oval_status]

    def _draw_texts(self, painter: QPainter, place: QRectF) -> None:
        if self.rec_text:
            self._badge(painter, place.topLeft() + QPointF(M, M), self.rec_text, dot=True)
        if self.note:
            at = place.bottomLeft() + QPointF(M, -M - self._badge_height())
            self._badge(painter, at, self.note, dot=False)
        if self.countdown:
            self._draw_countdown(painter, place)

    def _badge_height(self) -> float:
        return QFontMetricsF(theme().font("caption")).height() + S

    def _badge(self, painter: QPainter, at: QPointF, text: str, *, dot: bool) -> None:
        role: Role = "on_stage"
        font = theme().font("strong" if dot else "caption")
        metrics = QFontMetricsF(font)
        height = metrics.height() + S
        room = height if dot else 0.0
        box = QRectF(at.x(), at.y(), metrics.horizontalAdvance(text) + 2 * M + room, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_SHADE)
        painter.drawRoundedRect(box, height / 2, height / 2)
        if dot:
            painter.setBrush(_REC)
            painter.drawEllipse(QPointF(box.left() + M + 6, box.center().y()), 6, 6)
        painter.setPen(theme().colour(role))
        painter.setFont(font)
        box.adjust(M + (L if dot else 0), 0, 0, 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(box, flags, text)

    def _draw_countdown(self, painter: QPainter, place: QRectF) -> None:
        side = _COUNT_SHARE * min(place.width(), place.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_SHADE)
        painter.drawEllipse(place.center(), side / 2, side / 2)
        font = theme().font("display")
        font.setPixelSize(max(round(0.6 * side), 24))
        painter.setFont(font)
        painter.setPen(theme().colour("on_stage"))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(self.countdown))
