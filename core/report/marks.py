"""Small vector marks that stand in tables: status, bars, blank lines."""

from __future__ import annotations

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from core.report import style
from core.report.text import BOLD, REGULAR, draw
from core.types import Status

_WORDS: dict[Status, tuple[str, Color]] = {
    "pass": ("Pass", style.ACCENT),
    "warn": ("Warning", style.WARN),
    "fail": ("Fail", style.FAIL),
}


class StatusMark(Flowable):  # type: ignore[misc]  # reportlab carries no types
    """A shape and a word for a check: a ticked circle, a triangle or a crossed square."""

    def __init__(self, status: Status) -> None:
        super().__init__()
        self.status = status
        self.width, self.height = 48.0, 10.0

    def draw(self) -> None:
        """Draw the shape, then the word."""
        word, colour = _WORDS[self.status]
        draw_status(self.canv, 5, 4.2, 4.2, self.status)
        self.canv.setFillColor(colour)
        draw(self.canv, 13, 1.4, word, BOLD, style.BODY - 1)


def draw_status(canvas: Canvas, x: float, y: float, radius: float, status: Status) -> None:
    """Draw the shape of a status around (x, y)."""
    canv, r = canvas, radius
    colour = _WORDS[status][1]
    canv.saveState()
    canv.setFillColor(colour)
    canv.setStrokeColor(style.PAPER)
    canv.setLineWidth(r * 0.3)
    canv.setLineCap(1)
    if status == "pass":
        canv.circle(x, y, r, stroke=0, fill=1)
        canv.lines([(x - r * 0.45, y, x - r * 0.1, y - r * 0.38),
                    (x - r * 0.1, y - r * 0.38, x + r * 0.48, y + r * 0.38)])  # fmt: skip
    elif status == "warn":
        path = canv.beginPath()
        path.moveTo(x, y + r)
        path.lineTo(x + r * 1.1, y - r * 0.9)
        path.lineTo(x - r * 1.1, y - r * 0.9)
        path.close()
        canv.drawPath(path, stroke=0, fill=1)
        canv.line(x, y + r * 0.35, x, y - r * 0.2)
        canv.line(x, y - r * 0.58, x, y - r * 0.6)
    else:
        canv.rect(x - r, y - r, 2 * r, 2 * r, stroke=0, fill=1)
        d = r * 0.42
        canv.lines([(x - d, y - d, x + d, y + d), (x - d, y + d, x + d, y - d)])
    canv.restoreState()


class ShareBar(Flowable):  # type: ignore[misc]  # reportlab carries no types
    """A bar for a share on a common scale, with its number before it.

    Parameters
    ----------
    share, full : float
        The share, and the one that fills the bar.
    text : str
        The number as it is read.
    width : float
        In points.
    """

    def __init__(self, share: float, full: float, text: str, width: float) -> None:
        super().__init__()
        self.share, self.full, self.text = share, full, text
        self.width, self.height = width, 9.0

    def draw(self) -> None:
        """Draw number, track and bar."""
        canv, start = self.canv, 26.0
        canv.setFillColor(style.INK)
        draw(canv, start - 5, 1.5, self.text, REGULAR, style.BODY - 1, "right")
        room = self.width - start - 6
        canv.setFillColor(style.WASH)
        canv.rect(start, 1.2, room, 6, stroke=0, fill=1)
        part = min(max(self.share / self.full, 0.0), 1.0) if self.full > 0 else 0.0
        canv.setFillColor(style.ACCENT)
        canv.rect(start, 1.2, room * part, 6, stroke=0, fill=1)


class DeltaBar(Flowable):  # type: ignore[misc]  # reportlab carries no types
    """A bar to the left or right of zero, with its signed number before it. As `ShareBar`."""

    def __init__(self, delta: float, full: float, text: str, width: float) -> None:
        super().__init__()
        self.delta, self.full, self.text = delta, full, text
        self.width, self.height = width, 9.0

    def draw(self) -> None:
        """Draw number, zero line and bar."""
        canv, start = self.canv, 30.0
        canv.setFillColor(style.INK)
        draw(canv, start - 4, 1.5, self.text, REGULAR, style.BODY - 1, "right")
        half = (self.width - start - 4) / 2
        zero = start + half
        part = min(max(self.delta / self.full, -1.0), 1.0) if self.full > 0 else 0.0
        canv.setFillColor(style.WASH)
        canv.rect(start, 1.2, 2 * half, 6, stroke=0, fill=1)
        canv.setFillColor(style.ACCENT if part >= 0 else style.MUTED)
        canv.rect(min(zero, zero + half * part), 1.2, abs(half * part), 6, stroke=0, fill=1)
        canv.setStrokeColor(style.INK)
        canv.setLineWidth(0.6)
        canv.line(zero, 0, zero, 8.4)


class Rule(Flowable):  # type: ignore[misc]  # reportlab carries no types
    """A line over the width: a hairline between parts, or one to write on."""

    def __init__(self, height: float = 6.0, colour: Color = style.LINE) -> None:
        super().__init__()
        self.height, self.colour = height, colour

    def wrap(self, room: float, _: float) -> tuple[float, float]:
        """Take the whole width."""
        self.width = room
        return room, self.height

    def draw(self) -> None:
        """Draw the line at the lower end."""
        self.canv.setStrokeColor(self.colour)
        self.canv.setLineWidth(0.5)
        self.canv.line(0, 0.5, self.width, 0.5)
