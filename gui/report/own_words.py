"""The clinician's own text."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from core.records.review import MAX_NOTES
from gui.session import Session
from gui.widgets import Card, StatusLight

_HEIGHT_PX = 150


class OwnWords(Card):
    """Edits `Session.review.notes`.

    Parameters
    ----------
    session : Session
    parent : QWidget, optional

    Attributes
    ----------
    edit : QPlainTextEdit
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Your own text"), parent)
        self._session = session
        self.edit = QPlainTextEdit()
        self.edit.setMinimumHeight(_HEIGHT_PX)
        self.edit.setTabChangesFocus(True)
        self.edit.setPlaceholderText(
            self.tr("What you saw and what you make of it. It stands in the report under Notes.")
        )
        self.edit.setAccessibleName(self.tr("Your own text in the report"))
        self.too_long = StatusLight("fail", "")
        self.too_long.hide()
        self.body.addWidget(self.edit)
        self.body.addWidget(self.too_long)
        self.edit.textChanged.connect(self._take)
        session.review_changed.connect(self._follow)
        self._follow()

    @property
    def problem(self) -> str:
        """What has to be mended before the report may leave; empty if nothing has."""
        return self.too_long.text if not self.too_long.isHidden() else ""

    @Slot()
    def _take(self) -> None:
        words = self.edit.toPlainText()
        if len(words) > MAX_NOTES:
            text = self.tr("The text is too long: at most {limit} characters go into a report.")
            self.too_long.set("fail", text.format(limit=MAX_NOTES))
            self.too_long.show()
            return
        self.too_long.hide()
        self._session.set_review(replace(self._session.review, notes=words))

    @Slot()
    def _follow(self) -> None:
        """Show what others changed; what is being typed stays as it is, cursor and undo too."""
        notes = self._session.review.notes
        if not self.problem and self.edit.toPlainText() != notes:
            self.edit.blockSignals(True)
            self.edit.setPlainText(notes)
            self.edit.blockSignals(False)

    def show_what_to_mend(self) -> None:
        """Go to the text."""
        self.edit.setFocus()
