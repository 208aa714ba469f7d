"""The pages of a PDF that is held in memory, with zoom. Needs QtPdf: import it late."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Signal, Slot
from PySide6.QtGui import QColor, QPalette, QResizeEvent
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from gui.theme import theme
from gui.theme.spacing import XS, S
from gui.widgets import icon, label

_STEP = 1.25
_LEAST, _MOST = 0.25, 5.0
_MARGIN_PX = 12
_READABLE = 1.2  # a whole page at this size is read with ease, and better than a part of it


class PdfPages(QWidget):
    """Shows a PDF's pages under each other; another PDF comes up at the same place.

    Parameters
    ----------
    parent : QWidget, optional

    Signals
    -------
    loaded()
        Another PDF is shown.

    Attributes
    ----------
    view : QPdfView
    tools : QWidget
        Zoom and page number; the owner gives it a place.
    """

    loaded = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.data = b""
        self._chosen_by_user = False
        self._buffer = QBuffer(self)
        self._document = QPdfDocument(self)
        self.view = QPdfView(self)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.view.setPageSpacing(_MARGIN_PX)
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setAccessibleName(self.tr("Pages of the report"))
        self._page = label("", "muted", wrap=False)
        self.fit_width = self._tool("fit-width", self.tr("Fit the width"))
        self.fit_page = self._tool("fit-page", self.tr("Fit the page"))
        self.smaller = self._tool("zoom-out", self.tr("Smaller"))
        self.larger = self._tool("zoom-in", self.tr("Larger"))
        for tool in (self.fit_width, self.fit_page):
            tool.setCheckable(True)
        self._lay_out()
        self._connect()
        self._mark_zoom()
        self._colour()

    @property
    def page_count(self) -> int:
        """How many pages there are; 0 before the first PDF."""
        return self._document.pageCount() if self.data else 0

    @property
    def page_label(self) -> QLabel:
        """Which page of how many."""
        return self._page

    def show_pdf(self, data: bytes) -> None:
        """Show another PDF where the last one was scrolled to."""
        across = self.view.horizontalScrollBar().value()
        down = self.view.verticalScrollBar().value()
        buffer = QBuffer(self)
        buffer.setData(QByteArray(data))
        buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        document = QPdfDocument(self)
        document.load(buffer)
        old_document, old_buffer = self._document, self._buffer
        self._document, self._buffer, self.data = document, buffer, data
        self.view.setDocument(document)
        old_document.deleteLater()
        old_buffer.deleteLater()
        self.view.horizontalScrollBar().setValue(across)
        self.view.verticalScrollBar().setValue(down)
        self._choose_zoom()
        self._show_page()
        self.loaded.emit()

    def clear(self) -> None:
        """Forget the PDF, so that no other patient's is shown."""
        self.data = b""
        old_document, self._document = self._document, QPdfDocument(self)
        self.view.setDocument(self._document)
        old_document.deleteLater()
        self.view.verticalScrollBar().setValue(0)

    def _tool(self, picture: str, name: str) -> QToolButton:
        tool = QToolButton()
        tool.setIcon(icon(picture))
        tool.setToolTip(name)
        tool.setAccessibleName(name)
        return tool

    def _lay_out(self) -> None:
        self.tools = QWidget()
        row = QHBoxLayout(self.tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(XS)
        for tool in (self.fit_width, self.fit_page, self.smaller, self.larger):
            row.addWidget(tool)
        row.addSpacing(S)
        row.addWidget(self._page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view)

    def _connect(self) -> None:
        self.fit_width.clicked.connect(self._on_fit_width)
        self.fit_page.clicked.connect(self._on_fit_page)
        self.smaller.clicked.connect(self._on_smaller)
        self.larger.clicked.connect(self._on_larger)
        self.view.pageNavigator().currentPageChanged.connect(self._show_page)
        theme().changed.connect(self._colour)

    @Slot()
    def _show_page(self) -> None:
        page = self.view.pageNavigator().currentPage() + 1
        self._page.setText(
            self.tr("Page {page} of {count}").format(page=page, count=self.page_count)
        )

    @Slot()
    def _on_fit_width(self) -> None:
        self._chosen_by_user = True
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self._mark_zoom()

    @Slot()
    def _on_fit_page(self) -> None:
        self._chosen_by_user = True
        self.view.setZoomMode(QPdfView.ZoomMode.FitInView)
        self._mark_zoom()

    @Slot()
    def _on_smaller(self) -> None:
        self._zoom(1 / _STEP)

    @Slot()
    def _on_larger(self) -> None:
        self._zoom(_STEP)

    def _zoom(self, factor: float) -> None:
        self._chosen_by_user = True
        wanted = self._zoom_now() * factor
        self.view.setZoomMode(QPdfView.ZoomMode.Custom)
        self.view.setZoomFactor(min(max(wanted, _LEAST), _MOST))
        self._mark_zoom()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the pages anew."""
        super().resizeEvent(event)
        self._choose_zoom()

    def _choose_zoom(self) -> None:
        """Show whole pages where they are large enough to read, else their whole width."""
        if self._chosen_by_user or not self.page_count:
            return
        modes = QPdfView.ZoomMode
        # Its own size: the view takes it up only once it is shown.
        whole = self._zoom_of(modes.FitInView, self.size()) >= _READABLE
        self.view.setZoomMode(modes.FitInView if whole else modes.FitToWidth)
        self._mark_zoom()

    def _zoom_now(self) -> float:
        """Size of a page on the screen to that on paper."""
        return self._zoom_of(self.view.zoomMode(), self.view.viewport().size())

    def _zoom_of(self, mode: QPdfView.ZoomMode, port: QSize) -> float:
        if mode == QPdfView.ZoomMode.Custom or not self.page_count:
            return self.view.zoomFactor()
        page = self._document.pagePointSize(0)
        margins = self.view.documentMargins()
        dots = self.view.screen().logicalDotsPerInch() / 72
        wide = (port.width() - margins.left() - margins.right()) / (page.width() * dots)
        if mode == QPdfView.ZoomMode.FitToWidth:
            return wide
        return min(wide, (port.height() - 2 * self.view.pageSpacing()) / (page.height() * dots))

    def _mark_zoom(self) -> None:
        mode = self.view.zoomMode()
        self.fit_width.setChecked(mode == QPdfView.ZoomMode.FitToWidth)
        self.fit_page.setChecked(mode == QPdfView.ZoomMode.FitInView)

    @Slot()
    def _colour(self) -> None:
        """Give the pages the theme's ground; the paper stays white."""
        palette = self.view.palette()
        ground: QColor = theme().colour("grid")
        for role in (QPalette.ColorRole.Dark, QPalette.ColorRole.Window, QPalette.ColorRole.Base):
            palette.setColor(role, ground)
        self.view.setPalette(palette)
        self.view.viewport().update()
