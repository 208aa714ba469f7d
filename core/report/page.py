"""Pages: frame, running header, and a footer with the research line and “Page n of m”."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, BinaryIO

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from core.report import style
from core.report.text import BOLD, REGULAR, draw, fitted, register_fonts, width
from core.types import RESEARCH_USE
from core.version import VERSION

REPORT_TITLE = "Facial movement report"


@dataclass(frozen=True, slots=True)
class Running:
    """What every page says of whom and when: `patient` may be empty."""

    patient: str
    analysed: str


class NumberedCanvas(Canvas):  # type: ignore[misc]  # reportlab carries no types
    """Holds pages back until their number is known."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._pages: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        """Keep this page for later."""
        self._pages.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Write all pages, each with its number and the count."""
        for number, page in enumerate(self._pages, start=1):
            self.__dict__.update(page)
            _draw_footer(self, number, len(self._pages))
            super().showPage()
        super().save()


class ReportDocument(BaseDocTemplate):  # type: ignore[misc]  # reportlab carries no types
    """An A4 document with the house's margins.

    Parameters
    ----------
    target : binary file
        Where the PDF is written.
    running : Running
    """

    def __init__(self, target: BinaryIO, running: Running) -> None:
        register_fonts()
        super().__init__(
            target,
            pagesize=(style.PAGE_W, style.PAGE_H),
            title=f"Facies: {REPORT_TITLE.lower()}",
            author="",
            subject=RESEARCH_USE,
            creator=f"Facies {VERSION}",
            producer="Facies with ReportLab",
            initialFontName=REGULAR,
            lang="en",
        )
        frame = Frame(
            style.LEFT, style.BOTTOM, style.WIDTH, style.PAGE_H - style.TOP - style.BOTTOM,
            leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0, id="body",
        )  # fmt: skip
        self._running = running
        self.addPageTemplates([PageTemplate(id="page", frames=[frame], onPage=self._header)])

    def write(self, story: list[Any]) -> None:
        """Lay the flowables out and write the file."""
        self.build(story, canvasmaker=NumberedCanvas)

    def _header(self, canvas: Canvas, _: Any) -> None:
        if canvas.getPageNumber() == 1:
            return
        y = style.PAGE_H - 12 * mm
        canvas.setFillColor(style.ACCENT)
        draw(canvas, style.LEFT, y, "FACIES", BOLD, style.SMALL)
        canvas.setFillColor(style.MUTED)
        x = style.LEFT + width("FACIES", BOLD, style.SMALL) + 6
        draw(canvas, x, y, REPORT_TITLE, REGULAR, style.SMALL)
        patient = f"Patient {self._running.patient}" if self._running.patient else ""
        text = " · ".join(part for part in (patient, self._running.analysed) if part)
        text = fitted(text, REGULAR, style.SMALL, style.WIDTH * 0.6)
        draw(canvas, style.PAGE_W - style.RIGHT, y, text, REGULAR, style.SMALL, "right")
        _rule(canvas, y - 5)


def _draw_footer(canvas: Canvas, number: int, count: int) -> None:
    y = 11 * mm
    _rule(canvas, y + 10)
    canvas.setFillColor(style.INK)
    draw(canvas, style.LEFT, y, RESEARCH_USE, BOLD, style.SMALL)
    canvas.setFillColor(style.MUTED)
    page = f"Page {number} of {count}"
    draw(canvas, style.PAGE_W - style.RIGHT, y, page, REGULAR, style.SMALL, "right")


def _rule(canvas: Canvas, y: float) -> None:
    canvas.setStrokeColor(style.LINE)
    canvas.setLineWidth(0.5)
    canvas.line(style.LEFT, y, style.PAGE_W - style.RIGHT, y)
