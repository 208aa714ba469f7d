"""The status line: device, model, and what Facies is not."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from core.types import RESEARCH_USE
from gui.session import Session
from gui.shell.surroundings import Surroundings, device_words
from gui.theme.spacing import XL, L, S


class Foot(QFrame):
    """Says which device and model are in use, and always that this is for research.

    Parameters
    ----------
    session : Session
        An analysis that is open says what it was made with.
    parent : QWidget, optional
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("foot")
        self._session = session
        self._found: Surroundings | None = None
        self.device = ElidedLabel()
        self.model = ElidedLabel()
        self.research = QLabel(RESEARCH_USE)
        row = QHBoxLayout(self)
        row.setContentsMargins(L, S, L, S)
        row.setSpacing(XL)
        row.addWidget(self.device, 1)
        row.addWidget(self.model, 1)
        row.addWidget(self.research)
        session.analysis_changed.connect(self._show)
        self._show()

    def show_surroundings(self, found: Surroundings) -> None:
        """Say what analyses will run on from now on."""
        self._found = found
        self._show()

    @Slot()
    def _show(self) -> None:
        analysis = self._session.analysis
        if analysis is not None:
            made_on = device_words(analysis.device.kind, analysis.device.name)
            self.device.show_text(self.tr("Analysed on {0}").format(made_on))
            name = f"{analysis.model.name} {analysis.model.version}"
            self.model.show_text(self.tr("Model: {0}").format(name))
        elif self._found is None:
            self.device.show_text(self.tr("Getting ready for analyses…"))
            self.model.show_text("")
        else:
            device = self._found.device or self.tr("not usable")
            model = self._found.model or self.tr("none that can be used")
            self.device.show_text(self.tr("Device: {0}").format(device), self._found.trouble)
            self.model.show_text(self.tr("Model: {0}").format(model), self._found.trouble)


class ElidedLabel(QLabel):
    """A line of text that ends in … where there is no room, with the whole of it as tool tip."""

    def show_text(self, text: str, more: str = "") -> None:
        """Show a text; `more` joins the tool tip."""
        self.setText(text)
        self.setToolTip(f"{text}. {more}" if more else text)
        self.setAccessibleName(text)

    def minimumSizeHint(self) -> QSize:
        """Give way to others down to a few letters."""
        return QSize(self.fontMetrics().averageCharWidth() * 8, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what fits."""
        painter = QPainter(self)
        metrics = painter.fontMetrics()
        text = metrics.elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), align, text)
        painter.end()
