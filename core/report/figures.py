"""The figure of key frames: a grid of pictures with a colour bar for each map."""

from __future__ import annotations

import io

import numpy as np
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable

from core.report import style
from core.report.colour import ColourMap, colour_map_of
from core.report.key_frames import KeyFrame
from core.report.text import BOLD, REGULAR, draw
from core.report.words import clock, layer_word, scale_number
from core.types import ActivationMap

_LABEL_W, _BAR_W, _SPACE = 34 * mm, 17 * mm, 2.5 * mm
_HEAD_H = 10 * mm
_BAR_STEPS = 96


class KeyFrameRow(Flowable):  # type: ignore[misc]  # reportlab carries no types
    """One row of the grid: one kind of picture at each moment.

    Parameters
    ----------
    frames : tuple of KeyFrame
    number : int
        Which of their pictures: 0 is as filmed.
    layer : ActivationMap or None
        The map that is shown; None for the row as filmed, which also carries the titles.
    side : float
        Of a picture, in points.
    """

    def __init__(
        self, frames: tuple[KeyFrame, ...], number: int, layer: ActivationMap | None, side: float
    ) -> None:
        super().__init__()
        self.frames, self.number, self.layer, self.side = frames, number, layer, side
        head = _HEAD_H if layer is None else 0.0
        self.width, self.height = style.WIDTH, side + _SPACE + head

    def draw(self) -> None:
        """Draw label, pictures and colour bar."""
        step = (self.width - _LABEL_W - _BAR_W - self.side) / 2
        for column, frame in enumerate(self.frames):
            left = _LABEL_W + column * step
            picture = ImageReader(io.BytesIO(frame.pictures[self.number]))
            self.canv.drawImage(picture, left, 0, self.side, self.side)
            if self.layer is None:
                self._title(frame, left)
        if self.layer is None:
            self._label("As filmed", ("The original frame,", "around the face."))
        else:
            self._label(layer_word(self.layer.layer, self.layer.kind), _explained(self.layer))
            draw_colour_bar(
                self.canv, self.width - _BAR_W + 5 * mm, 0, 3 * mm, self.side, self.layer
            )

    def _title(self, frame: KeyFrame, left: float) -> None:
        canv, y = self.canv, self.side + 2.2 * mm
        canv.setFillColor(style.INK)
        draw(canv, left, y + 10, frame.label, BOLD, style.BODY)
        canv.setFillColor(style.MUTED)
        text = f"at {clock(frame.time_s)} · clip score {frame.clip_score:.2f}"
        draw(canv, left, y, text, REGULAR, style.SMALL)

    def _label(self, title: str, lines: tuple[str, ...]) -> None:
        y = self.side - 8
        self.canv.setFillColor(style.INK)
        draw(self.canv, 0, y, title, BOLD, style.BODY - 1)
        self.canv.setFillColor(style.MUTED)
        for i, line in enumerate(lines):
            draw(self.canv, 0, y - 11 - i * 9.5, line, REGULAR, style.SMALL)


def draw_colour_bar(
    canvas: Canvas, x: float, y: float, width: float, height: float, layer: ActivationMap
) -> None:
    """Draw a vertical colour bar with the numbers of the layer's fixed scale."""
    cmap: ColourMap = colour_map_of(layer)
    low, high = layer.scale
    inset = 4.0
    height -= 2 * inset
    y += inset
    for i, rgb in enumerate(cmap(np.linspace(0.0, 1.0, _BAR_STEPS))):
        canvas.setFillColorRGB(*(float(part) / 255 for part in rgb))
        bottom = y + i * height / _BAR_STEPS
        canvas.rect(x, bottom, width, height / _BAR_STEPS + 0.3, stroke=0, fill=1)
    canvas.setFillColor(style.MUTED)
    for value in (low, (low + high) / 2, high):
        at = y + (value - low) / ((high - low) or 1.0) * height
        sign = "+" if layer.signed and value > 0 else ""
        draw(canvas, x + width + 3, at - 2.5, sign + scale_number(value), REGULAR, style.SMALL)


def _explained(layer: ActivationMap) -> tuple[str, ...]:
    if layer.kind == "evidence":
        return (
            "Orange pushes the score",
            "up, blue down; logit per",
            f"cell of {layer.layer}.",
        )
    if layer.kind == "activation":
        return ("How strongly the layer", "responds, whatever the", f"score; {layer.layer}.")
    return ("Gradient x activation;", "orange pushes the score", f"up; {layer.layer}.")
