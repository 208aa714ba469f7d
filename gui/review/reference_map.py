"""A map of the model's reference recordings with the open recording among them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.analysis.standing import Standing
from core.report.words import clock
from gui.review.reference_marks import HERE_PX, draw_clip, draw_here, draw_mark
from gui.review.words import nearest_words, reach_words
from gui.theme import theme
from gui.theme.spacing import XS, S

_SHAPE = 0.78  # height / width
_INSIDE_PX = 16.0
_REACH_PX = 9.0


class ReferenceMap(QWidget):
    """Draws the recordings on the plane of `Standing`; points are named where they are hovered.

    Both axes have one scale, so that distances can be compared in every direction.

    Parameters
    ----------
    standing : Standing
    parent : QWidget, optional
    """

    def __init__(self, standing: Standing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.standing = standing
        self._all = np.concatenate(
            [standing.reference_xy, standing.clips_xy, standing.here_xy[None]]
        )
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Map of the reference recordings"))
        self.setAccessibleDescription(f"{reach_words(standing)} {nearest_words(standing)}")
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Take the width that there is."""
        return QSize(320, self.heightForWidth(320))

    def hasHeightForWidth(self) -> bool:
        """Keep the shape."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Be nearly as high as wide."""
        return round(_SHAPE * width)

    def place_of(self, point: NDArray[np.float64]) -> QPointF:
        """Place of a point of the plane, in pixels of this widget."""
        low, high = self._all.min(axis=0), self._all.max(axis=0)
        middle, size = (low + high) / 2, np.maximum(high - low, 1e-9)
        wide, tall = self.width() - 2 * _INSIDE_PX, self.height() - 2 * _INSIDE_PX
        scale = min(wide / size[0], tall / size[1])
        x, y = (point - middle) * scale
        return QPointF(self.width() / 2 + float(x), self.height() / 2 - float(y))

    def words_at(self, at: QPointF) -> str:
        """Name the point that is nearest to a place; empty where none is near."""
        standing = self.standing
        if self._away(at, standing.here_xy) <= _REACH_PX:
            return self.tr("This recording: the mean of {0} clips").format(len(standing.clips_xy))
        near = [self._away(at, point) for point in standing.reference_xy]
        first = int(np.argmin(near))
        clips = [self._away(at, point) for point in standing.clips_xy]
        clip = int(np.argmin(clips))
        if min(near[first], clips[clip]) > _REACH_PX:
            return ""
        if clips[clip] < near[first]:
            start = clock(float(standing.clip_start_s[clip]))
            return self.tr("A clip of this recording, from {0}").format(start)
        group = standing.labels[standing.reference_label[first]]
        return self.tr("Reference recording, {0}").format(group)

    def event(self, event: QEvent) -> bool:
        """Name the point that is pointed at."""
        if isinstance(event, QHelpEvent):
            words = self.words_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), words, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame, the reference, the clips, then the recording itself over all."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focus = self.hasFocus()
        painter.setPen(QPen(theme().colour("accent" if focus else "border"), 2 if focus else 1))
        painter.setBrush(theme().colour("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
        standing = self.standing
        for point, label in zip(standing.reference_xy, standing.reference_label, strict=True):
            draw_mark(painter, self.place_of(point), int(label), len(standing.labels))
        for point in standing.clips_xy:
            draw_clip(painter, self.place_of(point))
        here = self.place_of(standing.here_xy)
        draw_here(painter, here)
        self._name(painter, here)
        painter.end()

    def _away(self, at: QPointF, point: NDArray[np.float64]) -> float:
        apart = self.place_of(point) - at
        return float(np.hypot(apart.x(), apart.y()))

    def _name(self, painter: QPainter, here: QPointF) -> None:
        """Write what the diamond is beside it."""
        words = self.tr("this recording")
        metrics = QFontMetricsF(theme().font("strong"))
        size = QSizeF(metrics.horizontalAdvance(words) + S, metrics.height())
        area = self._free_area(here, size)
        ground = theme().colour("surface")
        ground.setAlphaF(0.85)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(area, 4, 4)
        painter.setFont(theme().font("strong"))
        painter.setPen(theme().colour("text"))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, words)

    def _free_area(self, here: QPointF, size: QSizeF) -> QRectF:
        """Find where words beside the diamond hide the fewest points."""
        apart_x, apart_y = (size.width() / 2, size.height() / 2)
        away = HERE_PX + XS
        centres = [
            here + QPointF(away + apart_x, 0),
            here - QPointF(away + apart_x, 0),
            here - QPointF(0, away + apart_y),
            here + QPointF(0, away + apart_y),
        ]
        areas = [QRectF(c - QPointF(apart_x, apart_y), size) for c in centres]
        inside = QRectF(self.rect()).adjusted(XS, XS, -XS, -XS)
        places = [self.place_of(point) for point in self._all]
        fitting = [area for area in areas if inside.contains(area)] or areas
        return min(fitting, key=lambda area: sum(area.contains(place) for place in places))
