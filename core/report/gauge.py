"""The score gauge, drawn as a vector."""

from __future__ import annotations

from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from core.report import style
from core.report.text import BOLD, REGULAR, draw, width
from core.types import Score

_FIGURE_W = 42 * mm
_BAR_H = 6.5 * mm
_BASE = 15 * mm  # of the bar, over the flowable's lower edge
_HATCH = 3.2


class Gauge(Flowable):  # type: ignore[misc]  # reportlab carries no types
    """The score as a large figure and on a bar from 0 to 1.

    The bar shows the interval as a band, the threshold as a tick, and hatched the inconclusive
    zone: where a score with an interval this wide would not clear the threshold.
    """

    def __init__(self, score: Score) -> None:
        super().__init__()
        self.score = score
        self.width, self.height = style.WIDTH, 29 * mm

    def draw(self) -> None:
        """Draw figure, bar, band, zone, threshold and axis."""
        self._figure()
        self._bar()
        self._axis()
        self._legend()

    def _x(self, value: float) -> float:
        return float(_FIGURE_W + min(max(value, 0.0), 1.0) * (self.width - _FIGURE_W - 4))

    def _figure(self) -> None:
        canv, score = self.canv, self.score
        canv.setFillColor(style.ACCENT if score.decision != "inconclusive" else style.INK)
        draw(canv, -1.5, _BASE - 1, f"{score.value:.2f}", BOLD, style.FIGURE)
        canv.setFillColor(style.MUTED)
        text = f"95 % interval {score.low:.2f}-{score.high:.2f}"
        draw(canv, 0, _BASE - 5 * mm, text, REGULAR, style.BODY)

    def _bar(self) -> None:
        canv, score, x = self.canv, self.score, self._x
        left, right = x(0), x(1)
        canv.setFillColor(style.WASH)
        canv.rect(left, _BASE, right - left, _BAR_H, stroke=0, fill=1)
        self._hatched(*self._zone())
        canv.setFillColor(style.ACCENT)
        canv.setFillAlpha(0.78)
        canv.rect(x(score.low), _BASE + _BAR_H * 0.22, max(x(score.high) - x(score.low), 1.5),
                  _BAR_H * 0.56, stroke=0, fill=1)  # fmt: skip
        canv.setFillAlpha(1)
        canv.setStrokeColor(style.INK)
        canv.setLineWidth(1.1)
        at = x(score.threshold)
        canv.line(at, _BASE - 2 * mm, at, _BASE + _BAR_H + 2 * mm)
        canv.setFillColor(style.INK)
        self._label(at, _BASE + _BAR_H + 3 * mm, f"threshold {score.threshold:.2f}")
        self._pointer(x(score.value))

    def _pointer(self, at: float) -> None:
        canv = self.canv
        canv.setStrokeColor(style.PAPER)
        canv.setLineWidth(3)
        canv.line(at, _BASE, at, _BASE + _BAR_H)
        canv.setStrokeColor(style.INK)
        canv.setLineWidth(1.6)
        canv.line(at, _BASE, at, _BASE + _BAR_H)
        canv.setFillColor(style.INK)
        tip = _BASE + _BAR_H
        path = canv.beginPath()
        path.moveTo(at, tip)
        path.lineTo(at + 3.2, tip + 5)
        path.lineTo(at - 3.2, tip + 5)
        path.close()
        canv.drawPath(path, stroke=0, fill=1)

    def _zone(self) -> tuple[float, float]:
        score = self.score
        low = score.threshold - (score.high - score.value)
        high = score.threshold + (score.value - score.low)
        return self._x(low), self._x(high)

    def _hatched(
        self, left: float, right: float, base: float = _BASE, high: float = _BAR_H
    ) -> None:
        canv = self.canv
        canv.saveState()
        path = canv.beginPath()
        path.rect(left, base, right - left, high)
        canv.clipPath(path, stroke=0, fill=0)
        canv.setStrokeColor(style.MUTED)
        canv.setLineWidth(0.5)
        at = left - high
        while at < right:
            canv.line(at, base, at + high, base + high)
            at += _HATCH
        canv.restoreState()

    def _axis(self) -> None:
        canv = self.canv
        canv.setStrokeColor(style.LINE)
        canv.setLineWidth(0.6)
        canv.setFillColor(style.MUTED)
        for value in (0, 0.25, 0.5, 0.75, 1):
            at = self._x(value)
            canv.line(at, _BASE, at, _BASE - 1 * mm)
            draw(canv, at, _BASE - 4 * mm, f"{value:g}", REGULAR, style.SMALL, "centre")
        draw(canv, self._x(0), _BASE - 7.6 * mm, "less hypomimic", REGULAR, style.SMALL)
        draw(canv, self._x(1), _BASE - 7.6 * mm, "more hypomimic", REGULAR, style.SMALL, "right")

    def _legend(self) -> None:
        canv, x, y = self.canv, self._x(0), 0.8 * mm
        canv.setFillColor(style.ACCENT)
        canv.setFillAlpha(0.78)
        canv.rect(x, y, 9, 5.5, stroke=0, fill=1)
        canv.setFillAlpha(1)
        canv.setFillColor(style.MUTED)
        text = "95 % interval"
        draw(canv, x + 13, y, text, REGULAR, style.SMALL)
        x += 13 + width(text, REGULAR, style.SMALL) + 14
        self._hatched(x, x + 9, y, 5.5)
        canv.setFillColor(style.MUTED)
        text = (
            "inconclusive zone: a score here, with an interval this wide, would reach the threshold"
        )
        draw(canv, x + 13, y, text, REGULAR, style.SMALL)

    def _label(self, at: float, y: float, text: str) -> None:
        """Centre a label over `at`, kept inside the bar's ends."""
        half = width(text, REGULAR, style.SMALL) / 2
        at = min(max(at, self._x(0) + half), self._x(1) - half)
        draw(self.canv, at, y, text, REGULAR, style.SMALL, "centre")
