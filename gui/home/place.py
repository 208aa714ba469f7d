"""Home: the ways to begin, and what was open last."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gui.home.recent_list import RecentList
from gui.session import Session
from gui.theme import theme
from gui.theme.spacing import XS, XXL, L, M
from gui.widgets.card import Card, label
from gui.widgets.empty_state import EmptyState
from gui.widgets.icons import icon, icon_pixmap
from gui.workbench import Workbench

_WIDEST_PX, _HIGHEST_PX = 1120, 900
_HIGHEST_DROP_PX = 240
_MARK_PX = 56


class HomePlace(QWidget):
    """Where a session begins.

    Parameters
    ----------
    session : Session
    workbench : Workbench
    parent : QWidget, optional

    Signals
    -------
    open_wanted(), record_wanted(), sample_wanted()
        Answered by the window.
    """

    open_wanted = Signal()
    record_wanted = Signal()
    sample_wanted = Signal()

    def __init__(
        self, session: Session, workbench: Workbench, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("place")
        self._session = session
        self._workbench = workbench
        self._mark = QLabel()
        self.open_button = self._way(self.tr("Open a video…"), "open", self.open_wanted, True)
        self.record_button = self._way(self.tr("Record a patient…"), "record", self.record_wanted)
        self.sample_button = self._way(
            self.tr("Open the sample recording"), "face", self.sample_wanted
        )
        self.sample_button.setToolTip(self.tr("A drawn face, no real person: to try things out"))
        self.recent = RecentList(workbench)
        self.recent.chosen.connect(self._on_chosen)
        self.recent.shown.connect(self._show_recent)
        self._nothing_recent = EmptyState(
            self.tr("Nothing yet"),
            self.tr("What you analyse will be listed here."),
            picture="clock",
        )
        self._lower = QStackedWidget()
        self._lower.addWidget(self._nothing_recent)
        self._lower.addWidget(self.recent)
        self._lay_out()
        workbench.settings_changed.connect(self._on_settings)
        theme().changed.connect(self._paint_mark)
        self._paint_mark()

    def stop(self) -> None:
        """End looking at recent files."""
        self.recent.stop()

    def showEvent(self, event: QShowEvent) -> None:
        """Look at the recent files again: they may have gone."""
        super().showEvent(event)
        self.recent.refresh()

    # How it looks

    def _lay_out(self) -> None:
        ways = Card(self.tr("Begin"))
        ways.body.setSpacing(M)
        for button in (self.open_button, self.record_button, self.sample_button):
            ways.body.addWidget(button)
        about_sample = self.tr(
            "The sample is a drawn face that rests, smiles and talks: no real person."
        )
        ways.body.addWidget(label(about_sample, "caption"))
        ways.body.addWidget(self._drop_area(), 100)
        ways.body.addStretch(1)
        recent = Card(self.tr("Recent"))
        recent.body.addWidget(self._lower, 1)
        columns = QHBoxLayout()
        columns.setSpacing(L)
        columns.addWidget(ways, 2)
        columns.addWidget(recent, 3)
        inner = QWidget()
        inner.setMaximumSize(_WIDEST_PX, _HIGHEST_PX)
        inner.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(L)
        column.addLayout(self._head())
        column.addLayout(columns, 1)
        centred = QHBoxLayout()
        centred.addStretch(1)
        centred.addWidget(inner, 100)
        centred.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(XXL, XXL, XXL, XXL)
        outer.addLayout(centred, 100)
        outer.addStretch(1)

    def _head(self) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(XS)
        words.addWidget(label("Facies", "heading"))
        about = self.tr(
            "Facies says how much a filmed face looks like the hypomimic faces that a model was "
            "trained on, and shows where in the face, when, and how sure it is. It does not say "
            "what a person has, and takes no decision for you."
        )
        words.addWidget(label(about, "muted"))
        row = QHBoxLayout()
        row.setSpacing(L)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        return row

    def _drop_area(self) -> QFrame:
        area = QFrame()
        area.setProperty("kind", "drop")
        column = QVBoxLayout(area)
        words = label(self.tr("or drop a video or an analysis folder"), "muted")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(words)
        area.setMinimumHeight(96)
        area.setMaximumHeight(_HIGHEST_DROP_PX)
        return area

    def _way(
        self, text: str, picture: str, wanted: SignalInstance, primary: bool = False
    ) -> QPushButton:
        button = QPushButton(text)
        button.setIcon(icon(picture, "on_accent" if primary else "text"))
        button.setProperty("large", True)
        if primary:
            button.setProperty("kind", "primary")
        button.clicked.connect(wanted)
        return button

    @Slot()
    def _paint_mark(self) -> None:
        ratio = self.devicePixelRatioF()
        self._mark.setPixmap(icon_pixmap("facies", "text", _MARK_PX, ratio))

    # What happens

    @Slot()
    def _show_recent(self) -> None:
        self._lower.setCurrentWidget(self.recent if self.recent.count() else self._nothing_recent)

    @Slot()
    def _on_settings(self) -> None:
        if self.isVisible():
            self.recent.refresh()

    @Slot(object)
    def _on_chosen(self, path: Path) -> None:
        self._workbench.open(path)
