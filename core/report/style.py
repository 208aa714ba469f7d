"""The page's look: one grid, one type scale, one accent colour."""

from __future__ import annotations

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import TableStyle

from core.report.text import BOLD, REGULAR

PAGE_W, PAGE_H = A4
LEFT = RIGHT = 18 * mm
TOP, BOTTOM = 20 * mm, 20 * mm
WIDTH = PAGE_W - LEFT - RIGHT
GUTTER = 8 * mm
COLUMN = (WIDTH - GUTTER) / 2

SMALL, BODY, LEAD, TITLE, FIGURE = 7.5, 9.0, 11.5, 20.0, 34.0

INK = HexColor("#1B2631")
MUTED = HexColor("#5B6770")
LINE = HexColor("#D5DBE0")
WASH = HexColor("#F3F6F7")
ACCENT = HexColor("#0B6375")
ACCENT_PALE = HexColor("#CFE3E7")
WARN = HexColor("#9A6400")
FAIL = HexColor("#A32A1E")
BELOW, ABOVE = HexColor("#2466AD"), HexColor("#A34C10")
PAPER = HexColor("#FFFFFF")


def _style(
    name: str, size: float, *, font: str = REGULAR, colour: HexColor = INK, **more: float | str
) -> ParagraphStyle:
    leading = more.pop("leading", size * 1.42)
    return ParagraphStyle(
        name, fontName=font, fontSize=size, leading=leading, textColor=colour, **more
    )


BODY_TEXT = _style("body", BODY)
STRONG_TEXT = _style("strong", BODY, font=BOLD)
MUTED_TEXT = _style("muted", BODY, colour=MUTED)
SMALL_TEXT = _style("small", SMALL, colour=MUTED)
LEAD_TEXT = _style("lead", LEAD, font=BOLD, leading=LEAD * 1.32)
TIGHT_TEXT = _style("tight", BODY, leading=BODY * 1.25)
HEADING_TEXT = _style("heading", LEAD, font=BOLD, colour=ACCENT, spaceBefore=8 * mm, spaceAfter=2)
TITLE_TEXT = _style("title", TITLE, font=BOLD, leading=TITLE * 1.2)
MARK_TEXT = _style("mark", BODY, font=BOLD, colour=ACCENT)
REFUSAL_TEXT = _style("refusal", TITLE * 0.8, font=BOLD, leading=TITLE)
BULLET_TEXT = _style(
    "bullet", BODY, leftIndent=10, bulletFontName=REGULAR, bulletIndent=0, spaceAfter=2.5
)

_BARE = [
    ("LEFTPADDING", (0, 0), (-1, -1), 0),
    ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 0),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("FONTNAME", (0, 0), (-1, -1), REGULAR),  # empty cells, too, name their font
]
BARE_TABLE = TableStyle(_BARE)
REASONS_TABLE = TableStyle([*_BARE, ("BOTTOMPADDING", (0, 0), (-1, -1), 4)])


def _box(edge: HexColor, padding: float) -> TableStyle:
    sides = ("LEFTPADDING", "RIGHTPADDING", "TOPPADDING", "BOTTOMPADDING")
    return TableStyle(
        [
            ("BACKGROUND", (0, 0), (-1, -1), WASH),
            ("LINEBEFORE", (0, 0), (0, -1), 3, edge),
            *[(side, (0, 0), (-1, -1), padding) for side in sides],
        ]
    )


BOX_TABLE = _box(FAIL, 6 * mm)
SIGNATURE_TABLE = _box(ACCENT, 5 * mm)
BOOKMARK_TABLE = TableStyle(
    [
        *_BARE,
        ("TOPPADDING", (0, 0), (-1, -1), 4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
    ]
)
SIGN_TABLE = TableStyle(
    [*_BARE, *[("LINEABOVE", (column, 0), (column, 0), 0.6, INK) for column in (0, 2, 4)],
     ("TOPPADDING", (0, 0), (-1, -1), 2)]
)  # fmt: skip
