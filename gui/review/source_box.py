"""Whose map is shown: the model's, random weights', or plain motion; made when it is asked for."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from core.progress import Progress
from gui.review.choices import Choices
from gui.review.words import source_explained, source_word
from gui.session import Session
from gui.theme.spacing import S
from gui.view_state import SOURCES, Source
from gui.widgets import label
from gui.workbench import Workbench


class SourceBox(QWidget):
    """Chooses whose map is shown, and says what the comparison tells.

    Parameters
    ----------
    session : Session
    workbench : Workbench
    parent : QWidget, optional

    Attributes
    ----------
    choices : Choices
    cancel_button : QPushButton
        Shown while a map is being made.
    """

    def __init__(
        self, session: Session, workbench: Workbench, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._workbench = session, workbench
        self._asked: Source | None = None
        self.choices = Choices(self.tr("Whose map"))
        self.choices.set_choices(
            [(source, source_word(source), source_explained(source)) for source in SOURCES]
        )
        self.choices.chosen.connect(self._choose)
        self._explained = label("", "muted")
        self._busy = QWidget()
        self._doing = label("")
        self._bar = QProgressBar()
        self._bar.setRange(0, 100)
        self._bar.setAccessibleName(self.tr("Progress of the map"))
        self.cancel_button = QPushButton(self.tr("Cancel"))
        self.cancel_button.setToolTip(self.tr("Stop making this map and show the model's again"))
        self.cancel_button.clicked.connect(self._cancel)
        row = QHBoxLayout()
        row.addWidget(self._bar, 1)
        row.addWidget(self.cancel_button)
        busy = QVBoxLayout(self._busy)
        busy.setContentsMargins(0, 0, 0, 0)
        busy.setSpacing(S)
        busy.addWidget(self._doing)
        busy.addLayout(row)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        for widget in (self.choices, self._explained, self._busy):
            column.addWidget(widget)
        session.view_changed.connect(self._update)
        session.maps_changed.connect(self._update)
        session.analysis_changed.connect(self._update)
        workbench.maps_progressed.connect(self._on_progress)
        workbench.making_maps_changed.connect(self._on_making)
        self._update()

    @property
    def busy(self) -> bool:
        """Whether the map that is asked for is still being made."""
        return self._busy.isVisibleTo(self)

    @Slot(str)
    def _choose(self, source: str) -> None:
        self._session.set_view(source=source, heat_map=True)

    @Slot()
    def _update(self) -> None:
        source = self._session.view.source
        self.choices.show_choice(source)
        self._explained.setText(source_explained(source))
        missing = (
            self._session.analysis is not None
            and source != "trained"
            and self._session.map_for(self._session.view) is None
        )
        if missing:
            self._want(source)
        self._busy.setVisible(missing)
        self._doing.setText(self.tr("Making this map from the recording …"))

    def _want(self, source: Source) -> None:
        """Have the maps made once; those of another source give way."""
        making = self._workbench.making_maps
        if making is not None and making != source:
            self._workbench.cancel_maps()
        elif making is None and self._asked != source:
            self._asked = source
            self._bar.setValue(0)
            self._workbench.want_maps(source)

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        self._bar.setValue(round(100 * progress.fraction))

    @Slot()
    def _on_making(self) -> None:
        """Go on when maps came to be or did not: back to the model's where there are none."""
        if self._workbench.making_maps is not None:
            return
        view, asked = self._session.view, self._asked
        self._asked = None
        if view.source != "trained" and self._session.map_for(view) is None:
            if asked == view.source:
                self._session.set_view(source="trained")
            else:
                self._update()

    @Slot()
    def _cancel(self) -> None:
        self._workbench.cancel_maps()
        self._session.set_view(source="trained")
