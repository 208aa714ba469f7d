"""What the clinician added: bookmarks, notes, a typed name under it all."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import Image, KeepTogether, Spacer, Table

from core.records.review import Bookmark, Signature
from core.report import style
from core.report.layout import Story, section
from core.report.marks import Rule
from core.report.pictures import ReportPictures
from core.report.sections import eights
from core.report.tables import text
from core.report.words import clock, task_word
from core.types import Analysis

_SIDE = 34 * mm
_GAP = 3 * mm
_LONG_NOTE, _MANY_LINES = 500, 8

SIGNATURE_MEANS = (
    "A typed name, no qualified electronic signature. It stands under the analysis with this "
    "SHA-256, and under the visit facts, notes and bookmarks of this report."
)


def bookmarks_section(
    analysis: Analysis, bookmarks: Sequence[Bookmark], pictures: ReportPictures
) -> Story:
    """Set each bookmark with its pictures, its time and its note; nothing without bookmarks."""
    if not bookmarks:
        return []
    pictured = any(bookmark.time_s in pictures.moments for bookmark in bookmarks)
    body: Story = [text(pictures.missing, style.MUTED_TEXT), Spacer(1, 2 * mm)]
    with_map = any(len(pictures.moments.get(bookmark.time_s, ())) > 1 for bookmark in bookmarks)
    columns = (1 + with_map) if pictured else 0
    parts = [part for mark in bookmarks for part in _bookmark(analysis, mark, pictures, columns)]
    aside = "Moments that the examiner marked."
    if with_map:
        aside += " Left as filmed, right with the evidence, on the scale of the key frames."
    return section(
        "Bookmarks", [*(body if pictures.missing else []), *parts], aside, room=_SIDE + 25 * mm
    )


def _bookmark(
    analysis: Analysis, bookmark: Bookmark, pictures: ReportPictures, columns: int
) -> Story:
    """Set pictures, time and note in a row; a long note follows under it, where pages may part it.

    A row cannot be parted.
    """
    shown = pictures.moments.get(bookmark.time_s, ())[:columns]
    cells: list[Any] = [Image(io.BytesIO(data), _SIDE, _SIDE) for data in shown]
    cells += [""] * (columns - len(cells))
    paragraphs = [part for part in bookmark.note.split("\n") if part.strip()]
    note = [text(part) for part in paragraphs] or [text("No note.", style.MUTED_TEXT)]
    is_long = len(bookmark.note) > _LONG_NOTE or len(paragraphs) > _MANY_LINES
    when = text(_when(analysis, bookmark.time_s), style.STRONG_TEXT)
    table = Table(
        [[*cells, [when] if is_long else [when, *note]]],
        colWidths=[*[_SIDE + _GAP] * columns, style.WIDTH - columns * (_SIDE + _GAP)],
        hAlign="LEFT",
    )
    table.setStyle(style.BOOKMARK_TABLE)
    return [table, Spacer(1, 1.5 * mm), *note, Rule()] if is_long else [table]


def _when(analysis: Analysis, time_s: float) -> str:
    tasks = [s.task for s in analysis.segments if s.start_s <= time_s < s.end_s]
    return " · ".join([f"at {clock(time_s)}", *(task_word(task) for task in tasks[:1])])


def notes_section(notes: str, *, signed: bool) -> Story:
    """Set the clinician's own words; without any, lines to write on, unless the page is signed."""
    if notes.strip():
        parts = [text(part) for part in notes.strip().split("\n\n")]
        body = [item for part in parts for item in (part, Spacer(1, 2 * mm))]
        return section("Notes", body, room=25 * mm)
    if signed:
        return section("Notes", [text("None.", style.MUTED_TEXT)])
    return section("Notes", [Rule(9 * mm) for _ in range(4)])


def signature_section(signature: Signature) -> Story:
    """Say whose name was typed, when, and over which analysis."""
    signed = signature.signed_utc.replace("T", " ").removesuffix("Z")
    box = Table(
        [[[
            text(f"Signed by typed name: {signature.name}, {signed} UTC", style.LEAD_TEXT),
            Spacer(1, 1.5 * mm),
            text(f"over analysis SHA-256 {' '.join(eights(signature.analysis_sha256))}"),
            Spacer(1, 1.5 * mm),
            text(SIGNATURE_MEANS, style.MUTED_TEXT),
        ]]],
        colWidths=[style.WIDTH],
    )  # fmt: skip
    box.setStyle(style.SIGNATURE_TABLE)
    return [KeepTogether([Spacer(1, 8 * mm), box])]
