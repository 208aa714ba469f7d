"""Measures as one table: a row for each, a column for each task segment, notes under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Spacer

from core.report import style
from core.report.tables import Story, house_table, text, titles
from core.report.text import markup
from core.report.words import clock, decimals, number, task_word
from core.types import Measure, SegmentMeasures

_PER_TABLE = 4  # segments beside each other
_MUTED = f'<font color="#{style.MUTED.hexval()[2:]}">{{}}</font>'


def measure_tables(segments: Sequence[SegmentMeasures]) -> Story:
    """Tabulate measures with intervals, published references and their sources.

    Parameters
    ----------
    segments : sequence of SegmentMeasures
        Up to four stand beside each other; more make further tables.

    Returns
    -------
    list of flowables
        Tables may be parted between pages.
    """
    story: Story = []
    for start in range(0, len(segments), _PER_TABLE):
        shown = segments[start : start + _PER_TABLE]
        notes = _Notes()
        story += [_table(shown, notes), Spacer(1, 1.5 * mm), *notes.paragraphs()]
        story.append(Spacer(1, 5 * mm))
    return story[:-1]


class _Notes:
    """Numbers the notes under a table in the order in which they are met."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def mark(self, note: str) -> str:
        """Paragraph markup of a note's number; empty for an empty note."""
        if not note:
            return ""
        place = self._numbers.setdefault(note, len(self._numbers) + 1)
        return f' <super size="6">{place}</super>'

    def paragraphs(self) -> Story:
        return [text(f"{place}  {note}", style.SMALL_TEXT) for note, place in self._numbers.items()]


def _table(segments: Sequence[SegmentMeasures], notes: _Notes) -> Any:
    by_name = [{measure.name: measure for measure in found.measures} for found in segments]
    names = dict.fromkeys(name for found in by_name for name in found)
    rows = [titles("Measure", *map(_segment_title, segments), "Published reference")]
    rows += [_row(name, segments, [found.get(name) for found in by_name], notes) for name in names]
    first, last = (80 * mm, 36 * mm) if len(segments) <= 2 else (69 * mm, 29 * mm)
    each = (style.WIDTH - first - last) / len(segments)
    return house_table(rows, [first, *[each] * len(segments), last], tight=True)


def _segment_title(found: SegmentMeasures) -> str:
    segment = found.segment
    return f"{task_word(segment.task)}\n{clock(segment.start_s)}-{clock(segment.end_s)}"


def _row(
    name: str,
    segments: Sequence[SegmentMeasures],
    measures: Sequence[Measure | None],
    notes: _Notes,
) -> list[Any]:
    known = [measure for measure in measures if measure is not None]
    unit = f", {_MUTED.format(markup(known[0].unit))}" if known[0].unit else ""
    return [
        Paragraph(markup(known[0].label) + unit, style.TIGHT_TEXT),
        *(_cell(measure, notes) for measure in measures),
        _reference(segments, measures, notes),
    ]


def _cell(measure: Measure | None, notes: _Notes) -> Paragraph:
    if measure is None:
        return Paragraph("", style.TIGHT_TEXT)
    places = decimals(measure.value)
    words = markup(number(measure.value, places))
    if measure.low is not None and measure.high is not None:
        interval = f"({number(measure.low, places)}-{number(measure.high, places)})"
        words += f" {_MUTED.format(interval)}"
    return Paragraph(words + notes.mark(measure.note), style.TIGHT_TEXT)


def _reference(
    segments: Sequence[SegmentMeasures], measures: Sequence[Measure | None], notes: _Notes
) -> Paragraph:
    """Say the reference, by task where tasks have their own."""
    found: dict[str, str] = {}
    sources: dict[str, None] = {}
    for segment, measure in zip(segments, measures, strict=True):
        if measure is not None and measure.reference:
            found.setdefault(measure.reference, task_word(segment.segment.task))
            sources.setdefault(measure.source)
    if not found:
        return _muted("no reference")
    if len(found) == 1:
        words = next(iter(found))
    else:
        words = "; ".join(f"{task.lower()}: {reference}" for reference, task in found.items())
    marks = "".join(notes.mark(source) for source in sources)
    return _muted(markup(words) + marks)


def _muted(words: str) -> Paragraph:
    return Paragraph(_MUTED.format(words), style.TIGHT_TEXT)
