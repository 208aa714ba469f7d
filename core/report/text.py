"""Text that always prints: fonts, their coverage, and stand-ins for what a font lacks.

Helvetica and Helvetica-Bold, which every PDF reader has, carry the Latin alphabets of western
Europe. Other letters come from DejaVu Sans (it travels with matplotlib, which MediaPipe needs), or
from reportlab's own Vera where that is missing; Chinese, Japanese and Korean from the reader's
fonts. What none of them has prints as a box.
"""

from __future__ import annotations

import importlib.util
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

import reportlab
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont, TTFontFace
from reportlab.pdfgen.canvas import Canvas

REGULAR, BOLD = "Helvetica", "Helvetica-Bold"
_WIDE = {REGULAR: "Facies-Wide", BOLD: "Facies-Wide-Bold"}
_FILES = {
    REGULAR: ("DejaVuSans.ttf", "Vera.ttf"),
    BOLD: ("DejaVuSans-Bold.ttf", "VeraBd.ttf"),
}
_HANGUL, _KANA, _HAN = "HYGothic-Medium", "HeiseiKakuGo-W5", "STSong-Light"
_BOX = "□"


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
    _register()
    out: list[tuple[str, str]] = []
    for char in _visual(_printable(text)):
        name, shown = _placed(char, font)
        if out and out[-1][0] == name:
            out[-1] = (name, out[-1][1] + shown)
        else:
            out.append((name, shown))
    return tuple(out)


def font_file(bold: bool = False) -> Path:
    """Path of the TrueType font for pictures: the widest that is installed."""
    deja, vera = _FILES[BOLD if bold else REGULAR]
    spec = importlib.util.find_spec("matplotlib")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / "mpl-data" / "fonts" / "ttf" / deja
        if path.is_file():
            return path
    return Path(reportlab.__file__).parent / "fonts" / vera


@cache
def _register() -> None:
    for base, name in _WIDE.items():
        pdfmetrics.registerFont(TTFont(name, str(font_file(bold=base == BOLD))))
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
    if _in_base(char):
        return font, char
    wide = _WIDE[font]
    face: TTFontFace = pdfmetrics.getFont(wide).face
    if ord(char) in face.charToGlyph:
        return wide, char
    east = _east_asian_font(char)
    if east:
        return east, char
    return wide, _BOX if ord(_BOX) in face.charToGlyph else "?"


def _in_base(char: str) -> bool:
    try:
        char.encode("cp1252")
    except UnicodeEncodeError:
        return False
    return True


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
    """Split into stretches; spaces between right-to-left words belong to them."""
    start, leftward = 0, False
    for i, char in enumerate(text):
        kind = unicodedata.bidirectional(char)
        turn = kind in ("R", "AL")
        if turn != leftward and (turn or kind in ("L", "EN", "AN")):
            end = i if turn else len(text[:i].rstrip())
            if start < end:
                yield leftward, text[start:end]
            start, leftward = end, turn
    if start < len(text):
        yield leftward, text[start:]
