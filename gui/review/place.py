"""Review, the heart: the face in the middle, findings beside it, time lines under it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QProgressBar, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from gui.player.widget import PlayerWidget
from gui.review.column import COLUMN_PX, Column
from gui.review.facts import JudgingModel, MapLooks
from gui.review.standings import Standings
from gui.review.timelines import TimeLines
from gui.session import Session
from gui.theme.spacing import M
from gui.widgets import EmptyState, label
from gui.workbench import Workbench

_LINES_SHARE = 0.28
_COLUMN_SHARE = 0.2
_COLUMN_MOST_PX = 480
_WITH_LINES = ("analysing", "done")


class ReviewPlace(QWidget):
    """Player, findings and time lines of what is open.

    Parameters
    ----------
    session : Session
    workbench : Workbench
    parent : QWidget, optional

    Attributes
    ----------
    player : PlayerWidget
    column : Column
    lines : TimeLines
    empty : EmptyState

    Signals
    -------
    open_wanted(), sample_wanted()
        Answered by the window.
    """

    open_wanted = Signal()
    sample_wanted = Signal()

    def __init__(
        self, session: Session, workbench: Workbench, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("place")
        self._session = session
        self._laid_out = self._parted_by_user = self._widened_by_user = False
        self._looks = MapLooks(session, self)
        self._model = JudgingModel(session, self)
        self._standings = Standings(session, self._model, self)
        self.player = PlayerWidget(session, workbench)
        self.lines = TimeLines(session, self._looks)
        self.column = Column(session, workbench, self._looks, self._model, self._standings)
        self.empty = EmptyState(
            self.tr("Nothing is open"),
            self.tr(
                "Open a video of a face, or drop one here, to see where, when and how surely its "
                "movement looks hypomimic to the model."
            ),
            (
                (self.tr("Open a video…"), self.open_wanted.emit),
                (self.tr("Open the sample recording"), self.sample_wanted.emit),
            ),
        )
        self._middle = QSplitter(Qt.Orientation.Vertical)
        self._middle.addWidget(self.player)
        self._middle.addWidget(self.lines)
        self._whole = QSplitter(Qt.Orientation.Horizontal)
        self._whole.addWidget(self._middle)
        self._whole.addWidget(self.column)
        for splitter in (self._middle, self._whole):
            splitter.setChildrenCollapsible(False)
            splitter.setStretchFactor(0, 1)
        self._middle.setCollapsible(1, True)
        self._middle.setStretchFactor(1, 0)
        self._middle.splitterMoved.connect(self._on_parted)
        self._whole.setStretchFactor(1, 0)
        self._whole.splitterMoved.connect(self._on_widened)
        self._pages = QStackedWidget()
        for page in (self.empty, _opening(self.tr("Opening …")), self._whole):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        session.phase_changed.connect(self._show_phase)
        self._show_phase(session.phase)

    def stop(self) -> None:
        """End all work of this place."""
        self._looks.stop()
        self._model.stop()
        self._standings.stop()
        self.player.stop()

    def showEvent(self, event: QShowEvent) -> None:
        """Part the room once its size is known; from then on the user does."""
        super().showEvent(event)
        if not self._laid_out:
            self._laid_out = True
            self._part()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Part the room anew, unless the user has done so."""
        super().resizeEvent(event)
        if self._laid_out:
            self._part()

    def _part(self) -> None:
        """Give the findings their column, and part what is left."""
        if not self._widened_by_user:
            wide = min(max(round(self.width() * _COLUMN_SHARE), COLUMN_PX), _COLUMN_MOST_PX)
            self._whole.setSizes([max(self.width() - wide, 1), wide])
        if not self._parted_by_user:
            self._part_middle()

    def _part_middle(self) -> None:
        """Give the time lines a good quarter, or what they need while there is one row only."""
        high, least = self.height(), self.lines.minimumSizeHint().height()
        wanted = least if self._session.phase == "analysing" else round(high * _LINES_SHARE)
        lines = max(wanted, least)
        self._middle.setSizes([max(high - lines, 1), lines])

    @Slot()
    def _on_parted(self) -> None:
        """Leave the room as the user has parted it."""
        self._parted_by_user = True

    @Slot()
    def _on_widened(self) -> None:
        """Leave the column as wide as the user has made it."""
        self._widened_by_user = True

    @Slot(str)
    def _show_phase(self, phase: str) -> None:
        pages = {"empty": 0, "opening": 1}
        self._pages.setCurrentIndex(pages.get(phase, 2))
        self.lines.setVisible(phase in _WITH_LINES)
        if self._laid_out and not self._parted_by_user:
            self._part_middle()


def _opening(words: str) -> QWidget:
    """Make the page that is shown while a file is being opened."""
    page = QWidget()
    bar = QProgressBar()
    bar.setRange(0, 0)
    bar.setFixedWidth(240)
    bar.setAccessibleName(words)
    title = label(words, "title")
    title.setAlignment(Qt.AlignmentFlag.AlignCenter)
    column = QVBoxLayout(page)
    column.setSpacing(M)
    column.addStretch(2)
    column.addWidget(title)
    column.addWidget(bar, 0, Qt.AlignmentFlag.AlignCenter)
    column.addStretch(3)
    return page
