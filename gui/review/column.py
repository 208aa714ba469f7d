"""The right column of Review: what fits the phase, in one scrolling column."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from gui.progress import AnalysingPanel, ReadyPanel, RefusedPanel
from gui.review.facts import JudgingModel, MapLooks
from gui.review.findings import Findings
from gui.review.quality_page import QualityPage
from gui.review.standings import Standings
from gui.review.tabs import Tabs
from gui.session import Session
from gui.theme.spacing import M, S
from gui.workbench import Workbench

COLUMN_PX = 380
_LEAST_PX = 376


class Column(QScrollArea):
    """Shows one panel at a time; each is made when its phase first comes.

    Parameters
    ----------
    session : Session
    workbench : Workbench
    looks : MapLooks
    model : JudgingModel
    standings : Standings
    parent : QWidget, optional

    Attributes
    ----------
    panels : dict of str to QWidget
        By phase, as far as they were made.
    """

    def __init__(
        self,
        session: Session,
        workbench: Workbench,
        looks: MapLooks,
        model: JudgingModel,
        standings: Standings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._workbench = session, workbench
        self._looks, self._model, self._standings = looks, model, standings
        self.panels: dict[str, QWidget] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there, so that nothing moves sideways between pages.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumWidth(_LEAST_PX)
        self._inner = QWidget()
        self._column = QVBoxLayout(self._inner)
        self._column.setContentsMargins(M, M, S, M)
        self._column.setSpacing(M)
        self.setWidget(self._inner)
        session.phase_changed.connect(self._show_phase)
        self._show_phase(session.phase)

    def sizeHint(self) -> QSize:
        """Ask for the usual width."""
        return QSize(COLUMN_PX, 600)

    @property
    def findings(self) -> Findings | None:
        """The panel of a finished analysis, once there was one."""
        found = self.panels.get("done")
        return found if isinstance(found, Findings) else None

    @Slot(str)
    def _show_phase(self, phase: str) -> None:
        if phase not in self.panels:
            panel = self._make(phase)
            if panel is not None:
                self.panels[phase] = panel
                self._column.addWidget(panel)
        for name, panel in self.panels.items():
            panel.setVisible(name == phase)
        self.verticalScrollBar().setValue(0)

    def _make(self, phase: str) -> QWidget | None:
        session, workbench = self._session, self._workbench
        if phase == "ready":
            return ReadyPanel(session, workbench)
        if phase == "analysing":
            return AnalysingPanel(session, workbench)
        if phase == "done":
            return Findings(session, workbench, self._looks, self._model, self._standings)
        if phase == "refused":
            return _Refused(session, workbench)
        return None


class _Refused(Tabs):
    """Why the recording cannot be judged, and every check with its limits. No scores."""

    def __init__(self, session: Session, workbench: Workbench) -> None:
        super().__init__(2)
        why = self.tr("What failed, and what to do")
        self.add_page(self.tr("What now"), RefusedPanel(session, workbench), why)
        self.add_page(self.tr("All checks"), QualityPage(session), self.tr("With their limits"))
