"""What is built anew whenever what it shows has changed."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLayout, QVBoxLayout, QWidget

from core.types import Analysis
from gui.session import Session
from gui.theme.spacing import S


def replace_content(layout: QLayout, old: QWidget, new: QWidget) -> QWidget:
    """Show `new` where `old` stands in a layout, at once; `old` goes. Returns `new`."""
    layout.replaceWidget(old, new)
    new.show()
    old.hide()
    old.setParent(None)
    old.deleteLater()
    return new


class AnalysisPage(QWidget):
    """A column about the analysis that is open, filled anew with each; empty without one.

    A page connects whatever else changes it to `update_content`, and calls that once it can be
    filled.

    Parameters
    ----------
    session : Session
    parent : QWidget, optional
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._content = QWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self._content)
        self._column.addStretch()
        session.analysis_changed.connect(self.update_content)

    def fill(self, column: QVBoxLayout, analysis: Analysis) -> None:
        """Add what the page says of an analysis to its column; each page has its own."""
        raise NotImplementedError

    @Slot()
    def update_content(self) -> None:
        """Fill the column anew."""
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        analysis = self._session.analysis
        if analysis is not None:
            self.fill(column, analysis)
        self._content = replace_content(self._column, self._content, content)
