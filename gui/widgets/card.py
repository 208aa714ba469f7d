"""A framed surface, and labels in the theme's kinds."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from gui.theme.spacing import L, S

LabelKind = Literal["body", "muted", "title", "heading", "caption", "strong", "display"]


class Card(QFrame):
    """A framed surface with an optional title; contents go into `body`.

    Parameters
    ----------
    title : str
    parent : QWidget, optional

    Attributes
    ----------
    body : QVBoxLayout
    """

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(L, L, L, L)
        self.body.setSpacing(S)
        if title:
            self.body.addWidget(label(title, "title"))
            self.setAccessibleName(title)


def label(text: str = "", kind: LabelKind = "body", *, wrap: bool = True) -> QLabel:
    """Make a label in one of the theme's kinds.

    Parameters
    ----------
    text : str
        Shown as it is: never read as rich text, since it may hold a file's name.
    kind : str
    wrap : bool
        Whether long text goes on in further lines.
    """
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setWordWrap(wrap)
    if kind != "body":
        made.setProperty("kind", kind)
    return made
