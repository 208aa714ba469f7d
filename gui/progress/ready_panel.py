"""Before the analysis: what was opened, what will be looked at, and the button."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFormLayout, QPushButton, QVBoxLayout, QWidget

from core.types import Segment
from gui.progress.orientation import Orientation
from gui.progress.words import recording_facts
from gui.session import Session
from gui.theme.spacing import L, M, S
from gui.widgets.card import Card, label
from gui.widgets.icons import icon
from gui.workbench import Workbench


class ReadyPanel(QWidget):
    """A recording is open and can be analysed.

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
        self.analyse_button = QPushButton(self.tr("Analyse"))
        self.analyse_button.setProperty("kind", "primary")
        self.analyse_button.setProperty("large", True)
        self.analyse_button.setIcon(icon("chart", "on_accent"))
        self.analyse_button.setToolTip(self.tr("Look at the whole recording with the active model"))
        self.analyse_button.clicked.connect(workbench.analyse)
        self.orientation = Orientation(session)
        self._facts = QFormLayout()
        self._facts.setHorizontalSpacing(L)
        self._facts.setVerticalSpacing(S)
        self._tasks = QVBoxLayout()
        self._tasks.setSpacing(S)
        self._lay_out()
        session.recording_changed.connect(self._show_facts)
        session.segments_changed.connect(self._show_tasks)
        self._show_facts()
        self._show_tasks()

    def _lay_out(self) -> None:
        recording = Card(self.tr("Recording"))
        recording.body.addLayout(self._facts)
        way = Card(self.tr("Which way round"))
        way.body.addWidget(self.orientation)
        tasks = Card(self.tr("Tasks"))
        tasks.body.addLayout(self._tasks)
        why = self.tr(
            "Tasks are scored and measured one by one: a still face at rest and a still face that "
            "should be smiling are not the same finding. Mark them in the lane under the video."
        )
        tasks.body.addWidget(label(why, "caption"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        column.addWidget(self.analyse_button)
        for card in (recording, tasks, way):
            column.addWidget(card)
        column.addStretch(1)

    @Slot()
    def _show_facts(self) -> None:
        while self._facts.rowCount():
            self._facts.removeRow(0)
        recording = self._session.recording
        self.analyse_button.setEnabled(recording is not None)
        for name, value in recording_facts(recording) if recording is not None else ():
            shown = label(value)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._facts.addRow(label(name, "muted", wrap=False), shown)

    @Slot()
    def _show_tasks(self) -> None:
        while (item := self._tasks.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        lines = self._task_lines(self._session.segments)
        for line in lines:
            self._tasks.addWidget(label(line))
        if not lines:
            self._tasks.addWidget(
                label(self.tr("None marked: the whole recording counts as one stretch."))
            )

    def _task_lines(self, segments: Sequence[Segment]) -> list[str]:
        if not segments:
            return []
        from core.report.words import clock, task_word

        found: dict[str, list[Segment]] = {}
        for segment in segments:
            found.setdefault(task_word(segment.task), []).append(segment)
        lines = []
        for word, each in found.items():
            times = ", ".join(f"{clock(one.start_s)}-{clock(one.end_s)}" for one in each)
            lines.append(f"{word}: {times}")
        return lines
