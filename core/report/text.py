"""Text that always prints: one embedded font, and stand-ins for the letters it lacks.

The letters are those of DejaVu Sans Condensed (OpenCV's wheels for Linux carry it), else DejaVu
Sans (with matplotlib, which MediaPipe needs), else Vera (with reportlab): free fonts that are
embedded, so that a report looks the same everywhere and in every archive. Chinese, Japanese and
Korean use the reader's fonts. What none of them has prints as a box.
"""

from __future__ import annotations

import importlib.util
import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from core.errors import FaciesError

REGULAR, BOLD = "Facies", "Facies-Bold"
_FILES = {
    REGULAR: ("DejaVuSansCondensed.ttf", "DejaVuSans.ttf", "Vera.ttf"),
    BOLD: ("DejaVuSansCondensed-Bold.ttf", "DejaVuSans-Bold.ttf", "VeraBd.ttf"),
}
_FOLDERS = (
    ("cv2", "qt/fonts"),
    ("matplotlib", "mpl-data/fonts/ttf"),
    ("reportlab", "fonts"),
)
_HANGUL, _KANA, _HAN = "HYGothic-Medium", "HeiseiKakuGo-W5", "STSong-Light"
_BOX = "□"
_RIGHT_TO_LEFT = re.compile(r"R(?:[R.]*R)?")


def draw(
    canvas: Canvas, x: float, y: float, text: str, font: str, size: float, align: str = "left"
) -> None:
    """Draw one line of any text with its base line at `y`.

    Parameters
    ----------
    canvas : Canvas
    x, y : float
        In points. `x` is the left end, the middle or the right end after `align`.
    text : str
    font : str
        `REGULAR` or `BOLD`.
    size : float
        In points.
    align : {"left", "centre", "right"}
    """
    if align != "left":
        x -= width(text, font, size) / (2 if align == "centre" else 1)
    for name, run in runs(text, font):
        canvas.setFont(name, size)
        canvas.drawString(x, y, run)
        x += pdfmetrics.stringWidth(run, name, size)


def width(text: str, font: str, size: float) -> float:
    """Width in points of what `draw` draws."""
    return sum(float(pdfmetrics.stringWidth(run, name, size)) for name, run in runs(text, font))


def fitted(text: str, font: str, size: float, room: float) -> str:
    """Shorten `text` in its middle so that it is at most `room` points wide."""
    if width(text, font, size) <= room:
        return text
    for kept in range(len(text) - 1, 1, -1):
        short = f"{text[: (kept + 1) // 2]}…{text[len(text) - kept // 2 :]}"
        if width(short, font, size) <= room:
            return short
    return "…"


def markup(text: str, font: str = REGULAR) -> str:
    """Any text as reportlab paragraph markup; line breaks become ``<br/>``."""
    return "<br/>".join(
        "".join(
            escape(run) if name == font else f'<font name="{name}">{escape(run)}</font>'
            for name, run in runs(line, font)
        )
        for line in text.splitlines()
    )


@lru_cache(maxsize=4096)
def runs(text: str, font: str) -> tuple[tuple[str, str], ...]:
    """Split a line into (font name, printable text) in the order in which it is drawn."""
    register_fonts()
    out: list[tuple[str, str]] = []
    for char in _visual(_printable(text)):
        name, shown = _placed(char, font)
        if out and out[-1][0] == name:
            out[-1] = (name, out[-1][1] + shown)
        else:
            out.append((name, shown))
    return tuple(out)


def font_file(name: str = REGULAR) -> Path:
    """Path of the TrueType file behind `REGULAR` or `BOLD`.

    Raises
    ------
    FaciesError
        If not even reportlab's own font is there: the installation is not whole.
    """
    for file, (package, folder) in zip(_FILES[name], _FOLDERS, strict=True):
        spec = importlib.util.find_spec(package)
        for place in (spec.submodule_search_locations or ()) if spec else ():
            path = Path(place) / folder / file
            if path.is_file():
                return path
    raise FaciesError(
        "No font for the report was found: this installation of Facies is not whole. Install it "
        "again."
    )


@cache
def register_fonts() -> None:
    """Make the fonts known to reportlab, once."""
    for name in (REGULAR, BOLD):
        pdfmetrics.registerFont(TTFont(name, str(font_file(name))))
    pdfmetrics.registerFontFamily(
        REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD
    )
    for name in (_HANGUL, _KANA, _HAN):
        pdfmetrics.registerFont(UnicodeCIDFont(name))


def _printable(text: str) -> str:
    """Composed letters; no control or formatting characters, no halves of a character."""
    return "".join(_shown(char) for char in unicodedata.normalize("NFC", text))


def _shown(char: str) -> str:
    category = unicodedata.category(char)
    if char.isspace():
        return " "
    if category in ("Cc", "Cf"):
        return ""
    return _BOX if category in ("Cs", "Co", "Cn") else char


@lru_cache(maxsize=4096)
def _placed(char: str, font: str) -> tuple[str, str]:
    glyphs = pdfmetrics.getFont(font).face.charToGlyph
    if ord(char) in glyphs:
        return font, char
    east = _east_asian_font(char)
    if east:
        return east, char
    return font, _BOX if ord(_BOX) in glyphs else "?"


def _east_asian_font(char: str) -> str | None:
    if ord(char) > 0xFFFF or unicodedata.east_asian_width(char) not in "WF":
        return None
    name = unicodedata.name(char, "")
    if name.startswith("HANGUL"):
        return _HANGUL
    if name.startswith(("HIRAGANA", "KATAKANA")):
        return _KANA
    return _HAN if name.startswith(("CJK", "FULLWIDTH", "IDEOGRAPHIC")) else None


def _visual(text: str) -> str:
    """Turn stretches of right-to-left letters round, so that they read correctly when drawn."""
    return "".join(
        stretch[::-1] if leftward else stretch for leftward, stretch in _directions(text)
    )


def _directions(text: str) -> Iterator[tuple[bool, str]]:
    """Split into stretches; what stands between right-to-left letters belongs to them."""
    start = 0
    for match in _RIGHT_TO_LEFT.finditer(_kinds(text)):
        yield False, text[start : match.start()]
        yield True, text[match.start() : match.end()]
        start = match.end()
    yield False, text[start:]


def _kinds(text: str) -> str:
    """One letter for each character: R right-to-left, L left-to-right or digit, else a dot."""
    kinds = {"R": "R", "AL": "R", "L": "L", "EN": "L", "AN": "L"}
    return "".join(kinds.get(unicodedata.bidirectional(char), ".") for char in text)
