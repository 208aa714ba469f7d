"""One region of the face: its share of the map, its density, and what freezing it does."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.report.words import percent, region_word, signed
from core.types import Region
from gui.theme import theme
from gui.theme.spacing import S

_BAR_PX = 8.0
_GAP_PX = 12.0
SHARE_PART = 0.77  # of the width; the freeze test has the rest


@dataclass(frozen=True, slots=True)
class RegionFacts:
    """What a bar shows. `full_share` and `full_delta` fill a bar; `delta` None: not tested."""

    region: Region
    share: float
    density: float
    full_share: float
    delta: float | None = None
    full_delta: float = 1.0


class RegionBar(QWidget):
    """A row of the region list; points at its region while the mouse or the focus is on it.

    Parameters
    ----------
    facts : RegionFacts
    parent : QWidget, optional

    Signals
    -------
    pointed(str)
        The region's name; empty when it is pointed at no more.
    """

    pointed = Signal(str)

    def __init__(self, facts: RegionFacts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.facts = facts
        self._lit = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_facts(facts)
        theme().changed.connect(self.update)

    def set_facts(self, facts: RegionFacts) -> None:
        """Show other numbers."""
        self.facts = facts
        self.setAccessibleName(region_word(facts.region))
        self.setAccessibleDescription(self._words())
        self.setToolTip(self._words())
        self.update()

    def light(self, on: bool) -> None:
        """Show whether this region is the one that is pointed at."""
        if on != self._lit:
            self._lit = on
            self.update()

    def sizeHint(self) -> QSize:
        """Two lines: words, and bars under them."""
        return QSize(280, round(QFontMetricsF(theme().font("body")).height() + _BAR_PX + 16))

    def _words(self) -> str:
        facts = self.facts
        words = self.tr("{0}: {1} of the response, {2:.1f} times what its area would hold.")
        said = words.format(region_word(facts.region), percent(facts.share), facts.density)
        if facts.delta is None:
            return said
        frozen = self.tr("If only this region stood still, the score would change by {0}.")
        return f"{said} {frozen.format(signed(facts.delta))}"

    def enterEvent(self, event: QEnterEvent) -> None:
        """Point at the region."""
        self.pointed.emit(self.facts.region)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Point at it no more."""
        self.pointed.emit("")
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Point at the region."""
        self.pointed.emit(self.facts.region)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Point at it no more."""
        self.pointed.emit("")
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw name and numbers, and under them the bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._lit or self.hasFocus():
            edge = theme().colour("accent") if self.hasFocus() else theme().colour("selection")
            painter.setPen(QPen(edge, 2 if self.hasFocus() else 1))
            painter.setBrush(theme().colour("selection"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        inner = QRectF(self.rect()).adjusted(S, 4, -S, -6)
        left, right = self._halves(inner)
        self._share(painter, left)
        if self.facts.delta is not None:
            self._delta(painter, right, self.facts.delta)
        painter.end()

    def _halves(self, inner: QRectF) -> tuple[QRectF, QRectF]:
        if self.facts.delta is None:
            return inner, inner
        left, right = QRectF(inner), QRectF(inner)
        left.setWidth(inner.width() * SHARE_PART - _GAP_PX / 2)
        right.setLeft(inner.left() + inner.width() * SHARE_PART + _GAP_PX / 2)
        return left, right

    def _share(self, painter: QPainter, area: QRectF) -> None:
        facts = self.facts
        numbers = f"{percent(facts.share)}  {facts.density:>4.1f} ×"
        self._line(painter, area, region_word(facts.region), numbers)
        bar = _bar_in(area)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("grid"))
        painter.drawRoundedRect(bar, 3, 3)
        part = min(max(facts.share / facts.full_share, 0.0), 1.0) if facts.full_share > 0 else 0.0
        bar.setWidth(bar.width() * part)
        painter.setBrush(theme().colour("accent"))
        painter.drawRoundedRect(bar, 3, 3)

    def _delta(self, painter: QPainter, area: QRectF, delta: float) -> None:
        self._line(painter, area, "", signed(delta))
        bar = _bar_in(area)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("grid"))
        painter.drawRoundedRect(bar, 3, 3)
        part = min(max(delta / self.facts.full_delta, -1.0), 1.0) if self.facts.full_delta else 0.0
        zero = bar.center().x()
        end = zero + part * bar.width() / 2
        painter.setBrush(theme().colour("above" if part >= 0 else "below"))
        painter.drawRect(QRectF(min(zero, end), bar.top(), abs(end - zero), bar.height()))
        painter.setPen(QPen(theme().colour("text"), 1))
        painter.drawLine(QPointF(zero, bar.top() - 2), QPointF(zero, bar.bottom() + 2))

    def _line(self, painter: QPainter, area: QRectF, name: str, numbers: str) -> None:
        line = QRectF(area)
        line.setBottom(area.bottom() - _BAR_PX - 2)
        painter.setFont(theme().font("body"))
        painter.setPen(theme().colour("text"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | middle, name)
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | middle, numbers)


def _bar_in(area: QRectF) -> QRectF:
    return QRectF(area.left(), area.bottom() - _BAR_PX, area.width(), _BAR_PX)
