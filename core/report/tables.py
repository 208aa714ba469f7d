"""The report's tables: facts, quality, regions, spread, measures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Spacer, Table, TableStyle

from core.report import style
from core.report.layer_findings import LayerFindings
from core.report.marks import DeltaBar, ShareBar, StatusMark
from core.report.text import REGULAR, markup
from core.report.words import check_word, number, percent, quantity, region_word, signed
from core.types import REGIONS, FreezeRow, QualityCheck, QualityReport

Story = list[Any]
_PER_TABLE = 3  # maps beside each other
_LEAST_DELTA = 0.1  # a full bar of the freeze test means at least this much


def text(words: str, kind: Any = style.BODY_TEXT) -> Paragraph:
    """Set any text as a paragraph in one of the house's styles."""
    return Paragraph(markup(words, kind.fontName), kind)


def facts(rows: Sequence[tuple[str, str]], width: float) -> Table:
    """Names and values in two columns; an empty value leaves a line to write on."""
    cells = [[text(name, style.MUTED_TEXT), text(value)] for name, value in rows]
    table = Table(cells, colWidths=[31 * mm, width - 31 * mm], hAlign="LEFT")
    table.setStyle(_lines(header=False))
    return table


def quality_table(quality: QualityReport) -> Table:
    """Every check with its status as shape and word, value, limits and sentence."""
    rows = [titles("Check", "Status", "Measured", "Warns / fails", "What it means")]
    rows += [
        [
            text(check_word(check.name)),
            StatusMark(check.status),
            text(quantity(check.value, check.unit)),
            text(_limits(check), style.MUTED_TEXT),
            text(check.message, style.MUTED_TEXT),
        ]
        for check in quality.checks
    ]
    widths = [33 * mm, 21 * mm, 22 * mm, 20 * mm]
    return house_table(rows, [*widths, style.WIDTH - sum(widths)])


def region_tables(layers: Sequence[LayerFindings], freeze: Sequence[FreezeRow] | None) -> Story:
    """Tabulate shares and densities by region, three maps a table, and the freeze test."""
    story: Story = []
    for start in range(0, len(layers), _PER_TABLE):
        shown = freeze if start == 0 else None
        story += [_region_table(layers[start : start + _PER_TABLE], shown), Spacer(1, 4 * mm)]
    return story[:-1]


def spread_table(layers: Sequence[LayerFindings]) -> Table:
    """Measures of how restricted or broad each map lies."""
    rows = [titles("Measure", *(layer.title for layer in layers), "How to read it")]
    rows += [
        [
            text(label, style.TIGHT_TEXT),
            *(text(show(getattr(layer.spread, name)), style.TIGHT_TEXT) for layer in layers),
            text(reading, style.TIGHT_TEXT),
        ]
        for label, name, show, reading in _SPREAD_ROWS
    ]
    first, last = 38 * mm, 66 * mm
    each = (style.WIDTH - first - last) / len(layers)
    return house_table(rows, [first, *[each] * len(layers), last], tight=True)


_SPREAD_ROWS = (
    ("Evenness (entropy)", "entropy", number, "1: even over the face; 0: all in one cell"),
    ("Participation", "participation", number, "share of the face that takes part"),
    ("Concentration (Gini)", "gini", number, "0: even; towards 1: concentrated"),
    ("Area holding half", "area50", percent, "of the face, for 50 % of the response"),
    ("Area holding 90 %", "area90", percent, "of the face, for 90 % of the response"),
    ("Outside the face", "outside_share", percent, "much of it speaks against the result"),
    ("Path of the centre", "path_iod", number, "per clip, in eye distances"),
    ("Ever active", "ever_active", percent, "of the face, at any time"),
    ("Total response", "energy", number, "mean over clips"),
)


def _region_table(layers: Sequence[LayerFindings], freeze: Sequence[FreezeRow] | None) -> Table:
    full = max(row.share for layer in layers for row in layer.regions)
    first, last = 30 * mm, 40 * mm if freeze else 0.0
    each = (style.WIDTH - first - last) / len(layers)
    bar = each - 12 * mm
    deltas = {row.region: row.delta_score for row in freeze or ()}
    largest = max([_LEAST_DELTA, *(abs(delta) for delta in deltas.values())])
    heads = [title for layer in layers for title in (layer.title, "density")]
    rows = [titles("Region", *heads, *(["Score change when frozen"] if freeze else []))]
    for i, region in enumerate(REGIONS):
        cells: list[Any] = [text(region_word(region))]
        for layer in layers:
            row = layer.regions[i]
            cells += [
                ShareBar(row.share, full, percent(row.share), bar - 8),
                text(f"{row.density:.1f} x", style.MUTED_TEXT),
            ]
        if freeze:
            delta = deltas.get(region, 0.0)
            cells.append(DeltaBar(delta, largest, signed(delta), last))
        rows.append(cells)
    widths = [first, *[w for _ in layers for w in (bar, each - bar)], *([last] if freeze else [])]
    return house_table(rows, widths)


def _limits(check: QualityCheck) -> str:
    if check.warn_at is None and check.fail_at is None:
        return ""
    return f"{number(check.warn_at)} / {number(check.fail_at)}"


def titles(*words: str) -> list[Any]:
    """Set the titles of a table's columns."""
    return [text(word, style.SMALL_TEXT) for word in words]


def house_table(rows: list[list[Any]], widths: Sequence[float], *, tight: bool = False) -> Table:
    """Make a table of the house: titles repeated on each page, hairlines under the rows."""
    table = Table(rows, colWidths=list(widths), repeatRows=1, hAlign="LEFT")
    table.setStyle(_lines(header=True, tight=tight))
    return table


def _lines(*, header: bool, tight: bool = False) -> TableStyle:
    """Hairlines under the rows and nothing else; text aligned with the page's left edge."""
    commands: list[tuple[Any, ...]] = [
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 6),
        ("TOPPADDING", (0, 0), (-1, -1), 0.4 if tight else 2.0),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 1.4 if tight else 2.6),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, style.LINE),
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
    ]
    if header:
        commands.append(("LINEBELOW", (0, 0), (-1, 0), 0.8, style.INK))
    return TableStyle(commands)
