"""A model card as its maker wrote it. It can show words only: no file, no page of the network."""

from __future__ import annotations

from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QFrame, QTextBrowser, QWidget

from gui.theme.spacing import XL


class CardView(QTextBrowser):
    """Shows Markdown; links lead nowhere and pictures are left out.

    Parameters
    ----------
    parent : QWidget, optional
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.document().setDocumentMargin(XL)
        self.setAccessibleName(self.tr("Model card"))

    def show_card(self, text: str) -> None:
        """Show a card from its beginning."""
        plain = QTextDocument.MarkdownFeature.MarkdownNoHTML
        github = QTextDocument.MarkdownFeature.MarkdownDialectGitHub
        self.document().setMarkdown(text, plain | github)
        self.verticalScrollBar().setValue(0)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Load nothing that a card points at."""
        return None
