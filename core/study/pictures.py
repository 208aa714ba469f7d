"""The report's pictures, as SVG text: quiet, on white, so that any viewer of Markdown shows them.

The model stands in one strong colour, what it is compared with in greys.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from reportlab.graphics import renderSVG
from reportlab.graphics.shapes import Circle, Drawing, Line, PolyLine, Rect, String
from reportlab.lib.colors import Color, HexColor, white

from core.study.numbers import Interval, Table

_WIDTH = 520
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 20, 46, 48
_INK, _SOFT, _GRID = HexColor("#22303C"), HexColor("#5A6B78"), HexColor("#E1E6EA")
_FAINT = Color(0.35, 0.45, 0.55, alpha=0.35)
_STRONG = HexColor("#B3541E")
_OTHERS = (HexColor("#4F7A94"), HexColor("#9DB2C0"), HexColor("#6F6B8B"))
_LINE = 18  # height of a line in a list
_CLOSED_LINE = re.compile(r'(d="M [\d.,-]+ L [\d.,-]+) Z(?=")')


class _Axes:
    """A drawing with a grid, and where values lie on it."""

    def __init__(
        self, height: int, title: str, x: tuple[float, float], y: tuple[float, float],
        left: int = _LEFT, top: int = _TOP,
    ) -> None:  # fmt: skip
        self.drawing = Drawing(_WIDTH, height)
        self.drawing.add(Rect(0, 0, _WIDTH, height, fillColor=white, strokeColor=None))
        self._x, self._y = x, y
        self.left, self.right = left, _WIDTH - _RIGHT
        self.low, self.high = _BOTTOM, height - top
        self.words(14, height - 22, title, 11.5, "start", _INK)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Place a point."""
        across = (x - self._x[0]) / (self._x[1] - self._x[0])
        up = (y - self._y[0]) / (self._y[1] - self._y[0])
        return (
            self.left + across * (self.right - self.left),
            self.low + up * (self.high - self.low),
        )

    def grid_x(self, ticks: Mapping[float, str], name: str) -> None:
        """Draw lines upwards, and what stands under them."""
        for value, word in ticks.items():
            x, _ = self.at(value, self._y[0])
            self.line((x, self.low), (x, self.high), _GRID, 0.7)
            self.words(x, self.low - 14, word, 9, "middle", _SOFT)
        self.words((self.left + self.right) / 2, 12, name, 9.5, "middle", _INK)

    def grid_y(self, ticks: Sequence[float], name: str) -> None:
        """Draw lines across, and their values."""
        for value in ticks:
            _, y = self.at(self._x[0], value)
            self.line((self.left, y), (self.right, y), _GRID, 0.7)
            self.words(self.left - 7, y - 3, f"{value:.3g}", 9, "end", _SOFT)
        self.words(14, self.high + 9, name, 9.5, "start", _INK)

    def line(
        self, start: tuple[float, float], end: tuple[float, float], colour: Color, width: float,
        dashes: tuple[int, int] | None = None,
    ) -> None:  # fmt: skip
        """Draw a straight line in the drawing's own coordinates."""
        self.drawing.add(
            Line(*start, *end, strokeColor=colour, strokeWidth=width, strokeDashArray=dashes)
        )

    def curve(self, points: Sequence[tuple[float, float]], colour: Color, width: float) -> None:
        """Draw a line through points given as values."""
        flat = [part for x, y in points for part in self.at(x, y)]
        self.drawing.add(PolyLine(flat, strokeColor=colour, strokeWidth=width))

    def dot(self, x: float, y: float, colour: Color, radius: float) -> None:
        """Draw a dot at a value."""
        self.drawing.add(Circle(*self.at(x, y), radius, fillColor=colour, strokeColor=None))

    def words(self, x: float, y: float, text: str, size: float, anchor: str, colour: Color) -> None:
        """Write, in the drawing's own coordinates."""
        self.drawing.add(
            String(
                x,
                y,
                text,
                fontName="Helvetica",
                fontSize=size,
                textAnchor=anchor,
                fillColor=colour,
            )
        )

    def svg(self) -> str:
        """Give the drawing as text."""
        drawn = str(renderSVG.drawToString(self.drawing))
        # ReportLab writes Python's None, which not every viewer takes for "none", and closes
        # straight lines, so that the way back fills the gaps between dashes.
        return _CLOSED_LINE.sub(r"\1", drawn.replace("fill: None", "fill: none"))


def curves(x: Sequence[float], rows: Table, title: str, x_name: str, y_name: str) -> str:
    """Draw one faint line a row and their mean, as SVG text.

    Parameters
    ----------
    x : (G,) floats
    rows : (S, G) float64
    title, x_name, y_name : str
    """
    low, high = float(rows.min()), float(rows.max())
    room = 0.05 * (high - low) or 0.05
    axes = _Axes(300, title, (min(x), max(x)), (low - room, high + room), top=62)
    axes.grid_x({value: f"{value:g}" for value in x}, x_name)
    axes.grid_y(_ticks(low - room, high + room), y_name)
    for row in rows:
        axes.curve(list(zip(x, row.tolist(), strict=True)), _FAINT, 0.9)
    mean = list(zip(x, rows.mean(axis=0).tolist(), strict=True))
    axes.curve(mean, _STRONG, 2.4)
    for point in mean:
        axes.dot(*point, _STRONG, 3.2)
    return axes.svg()


def forest(
    found: Mapping[str, Interval], title: str, x_name: str, chance: float | None = None,
    within: tuple[float, float] = (0.0, 1.0),
) -> str:  # fmt: skip
    """Draw values with their intervals below each other; the first is the model's.

    Parameters
    ----------
    found : dict of str to Interval
        By what they are of.
    title, x_name : str
    chance : float, optional
        Where a line of no effect stands.
    within : (low, high)
        Ends of the scale; what reaches further is cut.
    """
    height = _TOP + _BOTTOM + _LINE * len(found)
    axes = _Axes(height, title, within, (0, len(found)), left=186)
    axes.grid_x({float(v): f"{v:.3g}" for v in _ticks(*within)}, x_name)
    if chance is not None:
        x, _ = axes.at(chance, 0)
        axes.line((x, axes.low), (x, axes.high), _SOFT, 1.0, (3, 3))
    for place, (name, value) in enumerate(found.items()):
        up = len(found) - place - 0.5
        colour = _STRONG if place == 0 else _OTHERS[0]
        _, y = axes.at(0, up)
        axes.words(axes.left - 10, y - 3, name, 9.5, "end", _INK)
        if not np.isfinite(value.value):
            continue
        low, high, middle = np.clip((value.low, value.high, value.value), *within).tolist()
        if np.isfinite((low, high)).all():
            axes.line(axes.at(low, up), axes.at(high, up), colour, 1.6)
        axes.dot(middle, up, colour, 3.6)
    return axes.svg()


def bars(
    found: Mapping[str, Sequence[float]], names: Sequence[str], title: str, x_name: str,
    limit: float, mark: float | None = None,
) -> str:  # fmt: skip
    """Draw groups of horizontal bars; the first of each group is the model's.

    Parameters
    ----------
    found : dict of str to floats
        Lengths of a group's bars; NaN draws none.
    names : sequence of str
        Of the bars within a group.
    title, x_name : str
    limit : float
        Where the scale ends; longer bars are cut there and say their length.
    mark : float, optional
        Where a line stands.
    """
    thick, gap = 7, 8
    tall = len(names) * thick + gap
    height = _TOP + 18 + _BOTTOM + tall * len(found)
    axes = _Axes(height, title, (0, limit), (0, len(found) * tall), left=150, top=_TOP + 18)
    axes.grid_x({float(v): f"{v:.3g}" for v in _ticks(0, limit)}, x_name)
    colours = (_STRONG, *_OTHERS)
    for number, name in enumerate(names):
        x = axes.left + 120 * number
        swatch = Rect(x, axes.high + 9, 9, 9, fillColor=colours[number], strokeColor=None)
        axes.drawing.add(swatch)
        axes.words(x + 14, axes.high + 10, name, 9.5, "start", _INK)
    for place, (group, lengths) in enumerate(found.items()):
        top = axes.high - place * tall - gap / 2
        axes.words(axes.left - 8, top - tall / 2 + 2, group, 9.5, "end", _INK)
        for number, length in enumerate(lengths):
            if not np.isfinite(length):
                continue
            end, _ = axes.at(min(length, limit), 0)
            y = top - (number + 1) * thick
            width = max(end - axes.left, 0.6)
            colour = colours[number]
            axes.drawing.add(
                Rect(axes.left, y, width, thick - 1, fillColor=colour, strokeColor=None)
            )
            if length > limit:
                axes.words(end - 4, y + 0.5, f"{length:.1f}", 6.5, "end", white)
    if mark is not None:
        where, _ = axes.at(mark, 0)
        axes.line((where, axes.low), (where, axes.high), _INK, 1.0, (3, 3))
    return axes.svg()


def strip(groups: Mapping[str, Sequence[float]], title: str, x_name: str, y_name: str) -> str:
    """Draw one column of dots a group, with its median, over [0, 1].

    Parameters
    ----------
    groups : dict of str to floats
    title, x_name, y_name : str
    """
    axes = _Axes(300, title, (-0.5, len(groups) - 0.5), (-0.02, 1.02), top=62)
    axes.grid_x({float(k): f"{name} (n = {len(groups[name])})" for k, name in enumerate(groups)},
                x_name)  # fmt: skip
    axes.grid_y(_ticks(0, 1), y_name)
    for place, values in enumerate(groups.values()):
        beside = np.random.default_rng(place).uniform(-0.22, 0.22, len(values))
        for value, aside in zip(values, beside.tolist(), strict=True):
            axes.dot(place + float(aside), value, Color(0.31, 0.48, 0.58, alpha=0.6), 3.0)
        if values:
            middle = float(np.median(values))
            ends = axes.at(place - 0.3, middle), axes.at(place + 0.3, middle)
            axes.line(*ends, _STRONG, 2.4)
    return axes.svg()


def reliability(groups: Mapping[str, Sequence[tuple[float, Interval, int]]], title: str) -> str:
    """Draw observed shares over predicted scores, beside the line of perfect agreement.

    Parameters
    ----------
    groups : dict of str to points
        Each (mean score, observed share with interval, people).
    title : str
    """
    axes = _Axes(340, title, (0, 1), (0, 1), top=70)
    axes.grid_x({float(v): f"{v:.3g}" for v in _ticks(0, 1)}, "mean model score")
    axes.grid_y(_ticks(0, 1), "observed share")
    axes.line(axes.at(0, 0), axes.at(1, 1), _SOFT, 1.0, (3, 3))
    colours = (_STRONG, *_OTHERS)
    for number, (name, points) in enumerate(groups.items()):
        colour = colours[number]
        x = axes.left + 70 + 200 * number
        axes.drawing.add(Circle(x, axes.high + 12, 4, fillColor=colour, strokeColor=None))
        axes.words(x + 9, axes.high + 9, name, 9.5, "start", _INK)
        aside = 0.006 * (number - (len(groups) - 1) / 2)
        for score, share, people in points:
            where = min(max(score + aside, 0.0), 1.0)
            axes.line(axes.at(where, share.low), axes.at(where, share.high), colour, 1.2)
            axes.dot(where, share.value, colour, 2.5 + min(people, 40) ** 0.5 / 2)
    return axes.svg()


def _ticks(low: float, high: float) -> list[float]:
    """Choose about five round values between two ends."""
    step = 10.0 ** np.floor(np.log10((high - low) / 4))
    step *= next(m for m in (1, 2, 2.5, 5, 10) if (high - low) / (m * step) <= 5.5)
    values: NDArray[np.float64] = np.arange(np.ceil(low / step - 1e-9), high / step + 1e-9) * step
    return [round(float(v), 10) + 0.0 for v in values]  # no -0
