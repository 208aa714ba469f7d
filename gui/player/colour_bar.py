"""The colour bar: what the colours of the map mean, on the recording's fixed scale."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from core.report.words import layer_word, scale_number
from core.types import ActivationMap
from gui.session import Session
from gui.theme import theme
from gui.theme.spacing import XS, L, M, S

_BAR_PX = 12
_COLUMN_PX = 16
_WIDEST_PX = 300.0
_SHARE = 0.34  # of the width


class ColourBar(QWidget):
    """A strip under the picture, or a column beside it; absent while no map is shown.

    Parameters
    ----------
    session : Session
    parent : QWidget, optional
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._bar = QImage()
        self._upright = False
        self._painted: tuple[ActivationMap | None, str] = (None, "")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAccessibleName(self.tr("Colour scale"))
        theme().changed.connect(self.update)
        for signal in (session.view_changed, session.maps_changed, session.analysis_changed):
            signal.connect(self._follow)
        self._follow()

    def sizeHint(self) -> QSize:
        """Propose room for two lines."""
        return QSize(400, self.strip_px())

    def strip_px(self) -> int:
        """Height of the strip."""
        return 2 * round(self._line_px()) + 2 * XS

    def set_upright(self, upright: bool) -> None:
        """Stand as a column, or lie as a strip."""
        if upright != self._upright:
            self._upright = upright
            self.update()

    def activation(self) -> ActivationMap | None:
        """Return the map whose colours are explained, None if none is shown."""
        view = self._session.view
        return self._session.map_for(view) if view.heat_map else None

    def bar(self) -> QImage:
        """Return the colours from the low to the high end, one pixel high."""
        return self._bar

    @Slot()
    def _follow(self) -> None:
        activation, colours = self.activation(), self._session.view.colours
        # By identity: maps of one layer, trained and random, differ in their arrays only.
        same = activation is self._painted[0] and colours == self._painted[1]
        if activation is not None and not same:
            from core.report.colour import colour_map_named

            table = colour_map_named(colours, activation).table
            line = np.ascontiguousarray(table[None])
            form = QImage.Format.Format_RGB888
            self._bar = QImage(line.data, len(table), 1, 3 * len(table), form).copy()
        self._painted = activation, colours
        self.setAccessibleDescription(
            ""
            if activation is None
            else " ".join((self._name(activation), *self._ends(activation)))
        )
        self.setVisible(activation is not None)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the name, the meaning, the colours and their numbers."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("stage"))
        activation = self.activation()
        if activation is not None and self._upright:
            self._paint_column(painter, activation)
        elif activation is not None:
            self._paint_bar(painter, activation)
            self._paint_words(painter, activation)
        painter.end()

    def _paint_bar(self, painter: QPainter, activation: ActivationMap) -> None:
        bar = self._bar_rect()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(bar, self._bar)
        painter.setPen(QPen(theme().colour("on_stage"), 1))
        painter.drawRect(bar)
        painter.setFont(theme().font("caption"))
        for share, value in _marks(activation):
            x = bar.left() + share * bar.width()
            painter.drawLine(round(x), round(bar.bottom()), round(x), round(bar.bottom()) + XS)
            box = QRectF(x - 50, bar.bottom() + XS, 100, self._line_px())
            edge = Qt.AlignmentFlag.AlignHCenter
            if share in (0.0, 1.0):
                edge = Qt.AlignmentFlag.AlignLeft if share == 0 else Qt.AlignmentFlag.AlignRight
                box.moveLeft(bar.left() if share == 0 else bar.right() - 100)
            painter.drawText(box, edge, _signed(value, activation))

    def _paint_words(self, painter: QPainter, activation: ActivationMap) -> None:
        room = QRectF(M, XS - 1, self._bar_rect().left() - L - M, self._line_px())
        metrics = QFontMetricsF(theme().font("strong"))
        name = metrics.elidedText(self._name(activation), Qt.TextElideMode.ElideRight, room.width())
        painter.setPen(theme().colour("on_stage"))
        painter.setFont(theme().font("strong"))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, name)
        font = theme().font("caption")
        painter.setFont(font)
        painter.setOpacity(0.85)
        words = "  ·  ".join(self._ends(activation))
        second = room.translated(0, self._line_px())
        words = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(second, Qt.AlignmentFlag.AlignVCenter, words)

    def _paint_column(self, painter: QPainter, activation: ActivationMap) -> None:
        """Paint name and meaning, under them the colours from the high end down."""
        painter.setPen(theme().colour("on_stage"))
        meaning, fixed = self._ends(activation)
        painter.setFont(theme().font("strong"))
        top = self._paragraph(painter, self._name(activation), 0.0)
        painter.setFont(theme().font("caption"))
        top = self._paragraph(painter, meaning, top) + S + self._line_px() / 2
        bottom = self.height() - 2 * self._line_px()
        bar = QRectF(1, top, _COLUMN_PX, max(bottom - top, 1.0))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.translate(bar.bottomLeft())
        painter.rotate(-90)
        painter.drawImage(QRectF(0, 0, bar.height(), bar.width()), self._bar)
        painter.restore()
        painter.drawRect(bar)
        for share, value in _marks(activation):
            y = bar.bottom() - share * bar.height()
            painter.drawLine(QPointF(bar.right(), y), QPointF(bar.right() + XS, y))
            box = QRectF(
                bar.right() + S + 2, y - self._line_px() / 2, self.width(), self._line_px()
            )
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, _signed(value, activation))
        self._paragraph(painter, fixed, self.height() - self._line_px())

    def _paragraph(self, painter: QPainter, words: str, top: float) -> float:
        """Write words over as many lines as they need; return where they end."""
        box = QRectF(0, top, self.width(), self.height() - top + 1)
        return float(painter.drawText(box, int(Qt.TextFlag.TextWordWrap), words).bottom())

    def _name(self, activation: ActivationMap) -> str:
        if activation.kind == "motion":
            return self.tr("Plain motion")
        name = layer_word(activation.layer, activation.kind)
        if self._session.view.source == "random":
            return self.tr("{0}, random weights").format(name)
        return name

    def _ends(self, activation: ActivationMap) -> tuple[str, str]:
        fixed = self.tr("fixed scale")
        if activation.signed:
            return self.tr("below 0 lowers, above 0 raises the score"), fixed
        if activation.kind == "motion":
            return self.tr("change from frame to frame"), fixed
        return self.tr("mean response, 0 is none"), fixed

    def _bar_rect(self) -> QRectF:
        width = min(self.width() * _SHARE, _WIDEST_PX)
        return QRectF(self.width() - M - width, XS + 2, width, _BAR_PX)

    def _line_px(self) -> float:
        return QFontMetricsF(theme().font("caption")).height()


def _marks(activation: ActivationMap) -> list[tuple[float, float]]:
    """List what is written at the bar: its share of the length, and the value."""
    low, high = activation.scale
    marks = [(0.0, low), (1.0, high)]
    if activation.signed:
        marks.insert(1, (-low / (high - low) if high > low else 0.5, 0.0))
    return marks


def _signed(value: float, activation: ActivationMap) -> str:
    words = scale_number(value)
    return f"+{words}" if activation.signed and value > 0 else words.replace("-", "−")
