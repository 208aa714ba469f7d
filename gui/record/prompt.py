"""What the patient reads: large, on the dark ground under the picture."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.theme import theme
from gui.theme.spacing import RADIUS, XL, L, S
from gui.theme.tokens import DARK

# The patient sits farther away than the clinician: on a large screen the words grow.
_SIZES_PT = (56, 48, 40, 32, 26, 22, 18, 15, 12)
_QUIET_SIZES_PT = (15, 12)
_WRAPPED_PT = 40  # larger words stand in one line or not at all
_QUIET = 0.75
_BAR_PX = 6
_WRAP = Qt.AlignmentFlag.AlignCenter.value | Qt.TextFlag.TextWordWrap.value


class PromptBand(QWidget):
    """One instruction in the largest type that fits, a line over it, and how much time is left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.text = ""
        self.over = ""
        self._share: float | None = None
        self._quiet = False
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """Room for two lines of the largest type."""
        return QSize(600, 2 * QFontMetrics(theme().font("display")).lineSpacing() + 3 * XL)

    def minimumSizeHint(self) -> QSize:
        """Keep that room."""
        return QSize(200, self.sizeHint().height())

    def set(
        self, text: str, over: str = "", share: float | None = None, quiet: bool = False
    ) -> None:
        """Show other words.

        Parameters
        ----------
        text : str
        over : str
            A line above it.
        share : float, optional
            Of the time that is gone; None for no bar.
        quiet : bool
            For the clinician: small.
        """
        if (text, over, share, quiet) == (self.text, self.over, self._share, self._quiet):
            return
        if (text, over) != (self.text, self.over):
            self.setAccessibleName(f"{over}: {text}" if over else text)
        self.text, self.over, self._share, self._quiet = text, over, share, quiet
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the words and the bar."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = QPainterPath()
        ground.addRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
        painter.fillPath(ground, theme().colour("stage"))
        box = self.rect().adjusted(L, S, -L, -S)
        if self.over:
            painter.setFont(theme().font("title"))
            painter.setPen(theme().colour("on_stage"))
            painter.setOpacity(0.8)
            painter.drawText(box, Qt.AlignmentFlag.AlignHCenter, self.over)
            painter.setOpacity(1)
            box.setTop(box.top() + QFontMetrics(theme().font("title")).lineSpacing())
        if self._share is not None:
            self._draw_bar(painter, box)
            box.setBottom(box.bottom() - _BAR_PX - S)
        painter.setFont(self.fitting(box.size()))
        painter.setOpacity(_QUIET if self._quiet else 1)
        painter.setPen(theme().colour("on_stage"))
        painter.drawText(box, _WRAP, self.text)
        painter.end()

    def fitting(self, room: QSize) -> QFont:
        """Return the largest font in which the text fits."""
        font = theme().font("display")
        for size_pt in _QUIET_SIZES_PT if self._quiet else _SIZES_PT:
            font.setPointSize(size_pt)
            needed = QFontMetrics(font).boundingRect(
                QRect(0, 0, room.width(), 10_000), _WRAP, self.text
            )
            lines = needed.height() / QFontMetrics(font).lineSpacing()
            fits = needed.height() <= room.height() and needed.width() <= room.width()
            if fits and (lines < 1.5 or size_pt <= _WRAPPED_PT):
                return font
        return font

    def _draw_bar(self, painter: QPainter, box: QRect) -> None:
        bar = QRectF(box.left(), box.bottom() - _BAR_PX, box.width(), _BAR_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("on_stage"))
        painter.setOpacity(0.2)
        painter.drawRoundedRect(bar, _BAR_PX / 2, _BAR_PX / 2)
        painter.setOpacity(1)
        bar.setWidth(bar.width() * (self._share or 0.0))
        painter.setBrush(DARK["accent"])
        painter.drawRoundedRect(bar, _BAR_PX / 2, _BAR_PX / 2)
