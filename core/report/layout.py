"""Sections of the report: a heading over a body that stays with it."""

from __future__ import annotations

from typing import Any

from reportlab.lib.units import mm
from reportlab.platypus import CondPageBreak, KeepTogether, Spacer

from core.report import style
from core.report.tables import text

Story = list[Any]


def heading(title: str, aside: str = "") -> Story:
    """Set a section's title and the sentence under it."""
    parts: Story = [text(title, style.HEADING_TEXT)]
    if aside:
        parts.append(text(aside, style.SMALL_TEXT))
    return [*parts, Spacer(1, 2 * mm)]


def section(title: str, body: Story, aside: str = "", *, room: float = 0.0) -> Story:
    """Set a heading over its body: on one page, or where `room` is given, where that much is left.

    Parameters
    ----------
    title : str
    body : list of flowables
    aside : str
        A sentence under the title.
    room : float
        In points; a body that may be parted between pages needs it.
    """
    content = [*heading(title, aside), *body]
    return [CondPageBreak(room), *content] if room else [KeepTogether(content)]
