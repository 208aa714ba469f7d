"""What lies over the window while a file is dragged across it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.theme import theme
from gui.theme.spacing import RADIUS, XL

_VEIL_ALPHA = 235


class DropVeil(QWidget):
    """Says that what is dragged can be dropped. Never takes a click or the drop itself."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def cover(self) -> None:
        """Lie over the whole parent."""
        self.setGeometry(self._window.rect())
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the veil."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = theme().colour("window")
        ground.setAlpha(_VEIL_ALPHA)
        painter.fillRect(self.rect(), ground)
        pen = QPen(theme().colour("accent"), 2, Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRoundedRect(self.rect().adjusted(XL, XL, -XL, -XL), RADIUS, RADIUS)
        painter.setPen(theme().colour("text"))
        painter.setFont(theme().font("heading"))
        words = self.tr("Drop a video, or an analysis folder, to open it")
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)
        painter.end()


def dropped_paths(data: QMimeData) -> list[Path]:
    """Give the files and folders of this computer among what is dragged."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
