"""A study's report as Markdown with pictures beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from reportlab.graphics import renderSVG
from reportlab.graphics.charts.lineplots import LinePlot
from reportlab.graphics.shapes import Drawing, String
from reportlab.graphics.widgets.markers import makeMarker
from reportlab.lib.colors import Color, HexColor

_WIDTH, _HEIGHT = 460, 260
_FAINT = Color(0.35, 0.45, 0.55, alpha=0.35)
_STRONG = HexColor("#B3541E")


@dataclass(slots=True)
class Section:
    """One part of a report.

    Attributes
    ----------
    title : str
    lines : list of str
        Markdown, one block each.
    plots : dict of str to str
        SVG text by file name without ending.
    facts : dict
        The same numbers for programs.
    """

    title: str
    lines: list[str] = field(default_factory=list)
    plots: dict[str, str] = field(default_factory=dict)
    facts: dict[str, object] = field(default_factory=dict)

    def table(self, header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """Add a table."""
        text = [_row(header), _row(["---"] * len(header)), *(_row(row) for row in rows)]
        self.lines.append("\n".join(text))

    def plot(self, name: str, caption: str, drawing: str) -> None:
        """Add a picture with what it shows."""
        self.plots[name] = drawing
        self.lines.append(f"![{caption}]({{folder}}/{name}.svg)\n\n*{caption}*")

    def text(self, folder: str) -> str:
        """Give the Markdown, with pictures in `folder`."""
        body = "\n\n".join(line.replace("{folder}", folder) for line in self.lines)
        return f"## {self.title}\n\n{body}\n"


def curves(
    x: Sequence[float], rows: NDArray[np.float64], title: str, x_name: str, y_name: str
) -> str:
    """Draw one faint line a row and their mean, as SVG text.

    Parameters
    ----------
    x : (G,) floats
    rows : (S, G) float64
    title, x_name, y_name : str
    """
    plot = LinePlot()
    plot.x, plot.y, plot.width, plot.height = 52, 44, _WIDTH - 72, _HEIGHT - 84
    plot.data = [list(zip(x, map(float, row), strict=True)) for row in (*rows, rows.mean(axis=0))]
    for number in range(len(rows)):
        plot.lines[number].strokeColor = _FAINT
        plot.lines[number].strokeWidth = 0.8
    plot.lines[len(rows)].strokeColor = _STRONG
    plot.lines[len(rows)].strokeWidth = 2.4
    plot.lines[len(rows)].symbol = makeMarker("FilledCircle", size=5)
    low, high = float(rows.min()), float(rows.max())
    room = 0.05 * (high - low) or 0.05
    plot.yValueAxis.valueMin, plot.yValueAxis.valueMax = low - room, high + room
    plot.yValueAxis.labelTextFormat = "%.2f"
    plot.xValueAxis.valueSteps = list(x)
    plot.xValueAxis.labelTextFormat = "%.2f"
    drawing = Drawing(_WIDTH, _HEIGHT)
    drawing.add(plot)
    drawing.add(String(_WIDTH / 2, _HEIGHT - 18, title, fontSize=11, textAnchor="middle"))
    drawing.add(String(_WIDTH / 2, 10, x_name, fontSize=9, textAnchor="middle"))
    drawing.add(String(52, _HEIGHT - 34, y_name, fontSize=9))
    return str(renderSVG.drawToString(drawing))


def _row(cells: Sequence[object]) -> str:
    return "| " + " | ".join(str(cell) for cell in cells) + " |"
