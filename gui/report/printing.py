"""Printing the pages that the preview shows. Needs QtPdf: import it late."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPrintSupport import QPrinter

from core.errors import SurroundingsError
from core.progress import CancelToken, Progress, ProgressFn

_MOST_DPI = 600  # finer than paper shows; a page of it takes 140 MB while it is painted
_POINTS_PER_INCH = 72
_FAILED = (
    "The report could not be printed: the printer did not take it. Look whether it is switched on "
    "and has paper, or export a PDF instead."
)


def fitting_printer(data: bytes) -> QPrinter:
    """Make a printer set to the PDF's own paper, without margins of its own."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    with _Opened(data) as document:
        points = document.pagePointSize(0)
    printer.setPageSize(QPageSize(points, QPageSize.Unit.Point))
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setFullPage(True)
    printer.setDocName("Facies report")
    return printer


def print_pages(data: bytes, printer: QPrinter, progress: ProgressFn, cancel: CancelToken) -> int:
    """Print the pages that the printer asks for; return how many.

    Parameters
    ----------
    data : bytes
        A PDF.
    printer : QPrinter
        Its range of pages and its resolution count.
    progress, cancel
        As for every job.

    Raises
    ------
    SurroundingsError
        If the printer does not take them.
    Cancelled
    """
    with _Opened(data) as document:
        pages = _wanted(printer, document.pageCount())
        painter = QPainter()
        if not painter.begin(printer):
            raise SurroundingsError(_FAILED)
        try:
            for done, page in enumerate(pages):
                cancel.raise_if_cancelled()
                progress(Progress("print", done / len(pages), f"Page {page + 1}"))
                if done and not printer.newPage():
                    raise SurroundingsError(_FAILED)
                _paint(painter, printer, document, page)
        except BaseException:
            printer.abort()
            raise
        finally:
            if not painter.end():
                raise SurroundingsError(_FAILED)
    return len(pages)


def _wanted(printer: QPrinter, count: int) -> list[int]:
    pages = list(range(count))
    if printer.printRange() == QPrinter.PrintRange.PageRange:
        first, last = max(printer.fromPage(), 1), printer.toPage() or count
        pages = pages[first - 1 : last]
    if printer.pageOrder() == QPrinter.PageOrder.LastPageFirst:
        pages.reverse()
    return pages


def _paint(painter: QPainter, printer: QPrinter, document: QPdfDocument, page: int) -> None:
    """Paint a page as large as the paper allows, in the middle."""
    paper = painter.viewport()
    points = document.pagePointSize(page)
    scale = min(paper.width() / points.width(), paper.height() / points.height())
    shown = QRect(0, 0, round(points.width() * scale), round(points.height() * scale))
    shown.moveCenter(paper.center())
    dpi = min(scale * _POINTS_PER_INCH, _MOST_DPI)
    size = QSize(
        round(points.width() * dpi / _POINTS_PER_INCH),
        round(points.height() * dpi / _POINTS_PER_INCH),
    )
    picture = document.render(page, size)
    paper_white = QImage(picture.size(), QImage.Format.Format_RGB32)
    paper_white.fill(0xFFFFFFFF)
    with QPainter(paper_white) as under:
        under.drawImage(0, 0, picture)
    painter.drawImage(shown, paper_white)


class _Opened:
    """A PDF in memory, open for as long as the block lasts."""

    def __init__(self, data: bytes) -> None:
        self._buffer = QBuffer()
        self._buffer.setData(QByteArray(data))
        self._document = QPdfDocument()

    def __enter__(self) -> QPdfDocument:
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self._document.load(self._buffer)
        return self._document

    def __exit__(self, *_: object) -> None:
        self._document.close()
        self._buffer.close()
