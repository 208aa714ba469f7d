"""While the analysis runs: how far it is, what it has seen so far, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from core.progress import Progress
from gui.progress.estimate import Estimate
from gui.progress.live_plot import LivePlot
from gui.progress.live_quality import LiveQuality
from gui.progress.words import left_words, stage_words
from gui.session import Session
from gui.theme.spacing import M, S
from gui.widgets.card import Card, label
from gui.widgets.icons import icon
from gui.workbench import Workbench

_STEPS = 1000


class AnalysingPanel(QWidget):
    """An analysis is under way.

    Parameters
    ----------
    session : Session
    workbench : Workbench
    parent : QWidget, optional
    """

    def __init__(
        self, session: Session, workbench: Workbench, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._workbench = workbench
        self._estimate = Estimate(0.0)
        self.stage = label("", "strong")
        self.left = label("", "muted")
        self.percent = label("", "muted", wrap=False)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of the analysis"))
        self.cancel_button = QPushButton()
        self.cancel_button.setIcon(icon("close"))
        self.cancel_button.setToolTip(self.tr("Stop the analysis; nothing of it is kept"))
        self.cancel_button.clicked.connect(self._cancel)
        self.quality = LiveQuality(session)
        self.plot = LivePlot(session)
        self._lay_out()
        session.phase_changed.connect(self._on_phase)
        session.progressed.connect(self._on_progress)
        self._begin()

    def _lay_out(self) -> None:
        state = Card(self.tr("Analysing"))
        times = QHBoxLayout()
        times.addWidget(self.left, 1)
        times.addWidget(self.percent)
        state.body.setSpacing(S)
        state.body.addWidget(self.stage)
        state.body.addWidget(self.bar)
        state.body.addLayout(times)
        row = QHBoxLayout()
        row.addWidget(self.cancel_button)
        row.addStretch()
        state.body.addLayout(row)
        scores = Card(self.tr("First clip scores"))
        scores.body.addWidget(self.plot)
        about = self.tr(
            "Each dot is a stretch of a second or so, on its own. Single clips say little: the "
            "recording's score comes with its interval when all have been seen."
        )
        scores.body.addWidget(label(about, "caption"))
        quality = Card(self.tr("Quality so far"))
        quality.body.addWidget(self.quality)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        for card in (state, quality, scores):
            column.addWidget(card)
        column.addStretch(1)

    def _begin(self) -> None:
        recording = self._session.recording
        self._estimate = Estimate(recording.duration_s if recording is not None else 0.0)
        self.cancel_button.setText(" " + self.tr("Cancel"))
        self.cancel_button.setEnabled(True)
        self._show()

    @Slot(str)
    def _on_phase(self, phase: str) -> None:
        if phase == "analysing":
            self._begin()

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        self._estimate.take_scores(self._session.live_scores)
        self._estimate.take(progress)
        if self.cancel_button.isEnabled():
            self._show()

    def _show(self) -> None:
        estimate = self._estimate
        self.stage.setText(stage_words(estimate.stage))
        self.left.setText(left_words(estimate.left_s))
        known = estimate.fraction > 0
        self.bar.setRange(0, _STEPS if known else 0)
        self.bar.setValue(round(estimate.fraction * _STEPS))
        self.percent.setText(f"{estimate.fraction:.0%}" if known else "")

    @Slot()
    def _cancel(self) -> None:
        self.cancel_button.setEnabled(False)
        self.cancel_button.setText(" " + self.tr("Stopping…"))
        self.left.setText(self.tr("Nothing of it will be kept."))
        self._workbench.cancel()
