"""The report's tables: facts, quality, regions, spread, measures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, KeepTogether, Paragraph, Spacer, Table, TableStyle

from core.report import style
from core.report.marks import DeltaBar, ShareBar, StatusMark
from core.report.text import REGULAR, markup
from core.report.words import clock, layer_word, number, percent, quantity, region_word, task_word
from core.types import (
    REGIONS,
    ActivationMap,
    FreezeRow,
    Measure,
    QualityCheck,
    QualityReport,
    RegionRow,
    SegmentMeasures,
    Spread,
)

Story = list[Any]
_PER_TABLE = 3  # maps beside each other
_TOGETHER = 16  # rows up to which a table is not parted
_ROOM = 45 * mm  # left on a page, or a table begins on the next


def text(words: str, kind: Any = style.BODY_TEXT) -> Paragraph:
    """Set any text as a paragraph in one of the house's styles."""
    return Paragraph(markup(words, kind.fontName), kind)


def facts(rows: Sequence[tuple[str, str]], width: float) -> Table:
    """Names and values in two columns; an empty value leaves a line to write on."""
    cells = [[text(name, style.MUTED_TEXT), text(value)] for name, value in rows]
    table = Table(cells, colWidths=[31 * mm, width - 31 * mm], hAlign="LEFT")
    table.setStyle(_lines(header=False, extra=[("VALIGN", (0, 0), (-1, -1), "TOP")]))
    return table


def quality_table(quality: QualityReport) -> Table:
    """Every check with its status as shape and word, value, limits and sentence."""
    rows = [_header("Check", "Status", "Measured", "Warns / fails", "What it means")]
    rows += [
        [
            text(check.name[:1].upper() + check.name[1:].replace("_", " ")),
            StatusMark(check.status),
            text(quantity(check.value, check.unit)),
            text(_limits(check), style.MUTED_TEXT),
            text(check.message, style.MUTED_TEXT),
        ]
        for check in quality.checks
    ]
    widths = [34 * mm, 21 * mm, 24 * mm, 27 * mm]
    return _table(rows, [*widths, style.WIDTH - sum(widths)])


def region_tables(
    maps: Sequence[ActivationMap],
    regions: Sequence[RegionRow],
    freeze: Sequence[FreezeRow] | None,
) -> Story:
    """Tabulate shares and densities by region, three maps a table, and the freeze test."""
    count = len(REGIONS)
    blocks = [regions[i * count : (i + 1) * count] for i in range(len(regions) // count)]
    named = [
        (layer_word(layer.layer, layer.kind), block)
        for layer, block in zip(maps, blocks, strict=False)
    ]
    story: Story = []
    for start in range(0, len(named), _PER_TABLE):
        shown = freeze if start == 0 else None
        story += [_region_table(named[start : start + _PER_TABLE], shown), Spacer(1, 4 * mm)]
    return story


def spread_table(maps: Sequence[ActivationMap], spread: Sequence[Spread]) -> Table:
    """Measures of how restricted or broad each map lies."""
    names = [layer_word(layer.layer, layer.kind) for layer in maps]
    rows = [_header("Measure", *names, "How to read it")]
    rows += [
        [
            text(label),
            *(text(show(getattr(row, name))) for row in spread),
            text(reading, style.MUTED_TEXT),
        ]
        for label, name, show, reading in _SPREAD_ROWS
    ]
    first, last = 38 * mm, 62 * mm
    each = (style.WIDTH - first - last) / max(len(spread), 1)
    return _table(rows, [first, *[each] * len(spread), last])


def measure_tables(segments: Sequence[SegmentMeasures]) -> Story:
    """One table for each task segment, with published references and their sources."""
    story: Story = []
    for found in segments:
        segment = found.segment
        title = f"{task_word(segment.task)}  {clock(segment.start_s)}-{clock(segment.end_s)}"
        block = [text(title, style.STRONG_TEXT), Spacer(1, 1 * mm), _measure_table(found.measures)]
        together = len(found.measures) <= _TOGETHER
        story += [KeepTogether(block)] if together else [CondPageBreak(_ROOM), *block]
        story.append(Spacer(1, 6 * mm))
    return story


_SPREAD_ROWS = (
    ("Evenness (entropy)", "entropy", number, "1: spread evenly over the face; 0: one cell"),
    ("Participation", "participation", number, "share of the face that takes part"),
    ("Concentration (Gini)", "gini", number, "0: even; towards 1: concentrated"),
    ("Area holding half", "area50", percent, "of the face's area, for 50 % of the response"),
    ("Area holding 90 %", "area90", percent, "of the face's area, for 90 % of the response"),
    ("Outside the face", "outside_share", percent, "much of it speaks against the result"),
    ("Path of the centre", "path_iod", number, "per clip, in eye distances"),
    ("Ever active", "ever_active", percent, "of the face, at any time"),
    ("Total response", "energy", number, "mean over clips"),
)


def _region_table(
    named: Sequence[tuple[str, Sequence[RegionRow]]], freeze: Sequence[FreezeRow] | None
) -> Table:
    full = max((row.share for _, block in named for row in block), default=1.0)
    first = 30 * mm
    last = 40 * mm if freeze else 0.0
    each = (style.WIDTH - first - last) / len(named)
    bar = each - 12 * mm
    deltas = {row.region: row.delta_score for row in freeze or ()}
    largest = max((abs(delta) for delta in deltas.values()), default=1.0)
    titles = [title for name, _ in named for title in (name, "density")]
    rows = [_header("Region", *titles, *(["Score change when frozen"] if freeze else []))]
    for i, region in enumerate(REGIONS):
        cells: list[Any] = [text(region_word(region))]
        for _, block in named:
            cells += [
                ShareBar(block[i].share, full, percent(block[i].share), bar - 8),
                text(f"{block[i].density:.1f} x", style.MUTED_TEXT),
            ]
        if freeze:
            delta = deltas.get(region, 0.0)
            cells.append(DeltaBar(delta, largest, f"{delta:+.2f}", last))
        rows.append(cells)
    widths = [first, *[w for _ in named for w in (bar, each - bar)], *([last] if freeze else [])]
    return _table(rows, widths)


def _measure_table(measures: Sequence[Measure]) -> Table:
    rows = [_header("Measure", "Value", "95 % interval", "Published reference", "Source or note")]
    rows += [_measure_row(measure) for measure in measures]
    widths = [44 * mm, 27 * mm, 27 * mm, 36 * mm]
    return _table(rows, [*widths, style.WIDTH - sum(widths)])


def _measure_row(measure: Measure) -> list[Any]:
    has_interval = measure.low is not None and measure.high is not None
    interval = f"{number(measure.low)}-{number(measure.high)}" if has_interval else "–"
    aside = ". ".join(part.rstrip(".") for part in (measure.source, measure.note) if part)
    return [
        text(measure.label),
        text(quantity(measure.value, measure.unit)),
        text(interval, style.MUTED_TEXT),
        text(measure.reference or "no reference", style.MUTED_TEXT),
        text(aside, style.MUTED_TEXT),
    ]


def _limits(check: QualityCheck) -> str:
    if check.warn_at is None and check.fail_at is None:
        return ""
    return f"{number(check.warn_at)} / {number(check.fail_at)} {check.unit}".strip()


def _header(*titles: str) -> list[Any]:
    return [text(title, style.SMALL_TEXT) for title in titles]


def _table(rows: list[list[Any]], widths: Sequence[float]) -> Table:
    table = Table(rows, colWidths=list(widths), repeatRows=1, hAlign="LEFT")
    table.setStyle(_lines(header=True))
    return table


def _lines(*, header: bool, extra: Sequence[tuple[Any, ...]] = ()) -> TableStyle:
    """Hairlines under the rows and nothing else; text aligned with the page's left edge."""
    commands: list[tuple[Any, ...]] = [
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 6),
        ("TOPPADDING", (0, 0), (-1, -1), 2.4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.8),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, style.LINE),
        ("FONTNAME", (0, 0), (-1, -1), REGULAR),
    ]
    if header:
        commands.append(("LINEBELOW", (0, 0), (-1, 0), 0.8, style.INK))
    return TableStyle([*commands, *extra])
