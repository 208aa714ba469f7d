"""The strip under an overlay video: what the colours mean, when it is, and what it is for."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from core.report.colour import colour_map_of
from core.report.text import BOLD, REGULAR, font_file
from core.report.words import clock, layer_word, scale_number
from core.types import RESEARCH_USE, ActivationMap

_PAPER, _INK, _MUTED = (255, 255, 255), (27, 38, 49), (91, 103, 112)


class Legend:
    """Draws the strip for one layer at one width.

    Parameters
    ----------
    layer : ActivationMap
    width_px : int
        Of the video.

    Attributes
    ----------
    height_px : int
        Of the strip; even.
    """

    def __init__(self, layer: ActivationMap, width_px: int) -> None:
        self._layer = layer
        self._width = width_px
        self._text_px = int(np.clip(width_px / 46, 9, 22))
        self._pad = max(self._text_px // 2, 5)
        self.height_px = 2 * (self._pad + round(1.5 * self._text_px))
        self._regular = ImageFont.truetype(str(font_file(REGULAR)), self._text_px)
        self._bold = ImageFont.truetype(str(font_file(BOLD)), self._text_px)
        self._base = self._fixed_part()
        self._strip = lru_cache(maxsize=4)(self._with_status)

    def strip(self, time_s: float, clip_score: float | None) -> NDArray[np.uint8]:
        """Strip of a moment: (height_px, width_px, 3) uint8, read-only.

        Parameters
        ----------
        time_s : float
        clip_score : float or None
            Of the clip at that time, if there is one.
        """
        score = "–" if clip_score is None else f"{clip_score:.2f}"
        return self._strip(f"{clock(time_s)}  clip score {score}")

    def _fixed_part(self) -> Image.Image:
        image = Image.new("RGB", (self._width, self.height_px), _PAPER)
        pen = ImageDraw.Draw(image)
        pen.text((self._pad, self._pad), self._name(), _INK, self._bold)
        self._colour_bar(image, pen)
        room = self._width - 2 * self._pad - self._wide("00:00.0  clip score 0.00  ")
        line = RESEARCH_USE if self._wide(RESEARCH_USE) <= room else "Research use only"
        x = self._width - self._pad - self._wide(line)
        pen.text((x, self._second_line), line, _INK, self._regular)
        return image

    def _name(self) -> str:
        return layer_word(self._layer.layer, self._layer.kind)

    @property
    def _second_line(self) -> int:
        return self.height_px - self._pad - round(1.25 * self._text_px)

    def _colour_bar(self, image: Image.Image, pen: ImageDraw.ImageDraw) -> None:
        """Horizontal bar with the numbers of the fixed scale at its ends."""
        low, high = self._layer.scale
        sign = "+" if self._layer.signed else ""
        left_text, right_text = scale_number(low), sign + scale_number(high)
        right = self._width - self._pad - self._wide(right_text)
        pen.text((right, self._pad), right_text, _MUTED, self._regular)
        name_end = self._pad + round(self._bold.getlength(self._name())) + self._text_px
        span = min(right - self._text_px // 2 - name_end - self._wide(left_text), self._width // 3)
        if span < 2 * self._text_px:
            return
        left = right - self._text_px // 2 - span
        colours = colour_map_of(self._layer)(np.linspace(0.0, 1.0, span))
        bar = np.repeat(colours[None], self._text_px, axis=0)
        image.paste(Image.fromarray(bar), (left, self._pad + self._text_px // 5))
        x = left - self._text_px // 2 - self._wide(left_text)
        pen.text((x, self._pad), left_text, _MUTED, self._regular)

    def _with_status(self, words: str) -> NDArray[np.uint8]:
        image = self._base.copy()
        pen = ImageDraw.Draw(image)
        pen.text((self._pad, self._second_line), words, _MUTED, self._regular)
        strip = np.asarray(image)
        strip.flags.writeable = False
        return strip

    def _wide(self, text: str) -> int:
        return round(self._regular.getlength(text))
