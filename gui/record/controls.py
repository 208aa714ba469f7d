"""The buttons under lights and protocol: begin, go on, end, throw away."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gui.record.recorder import LEAST_TO_START_BYTES, Recorder
from gui.record.run import ProtocolRun
from gui.record.words import size_text
from gui.theme.spacing import S
from gui.widgets import icon, label
from gui.widgets.status_light import LightStatus


class Controls(QWidget):
    """Shows what can be done now.

    Signals
    -------
    start_wanted(), finish_wanted(), discard_wanted()
    """

    start_wanted = Signal()
    finish_wanted = Signal()
    discard_wanted = Signal()

    def __init__(self, run: ProtocolRun, recorder: Recorder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run, self._recorder = run, recorder
        self._live = False
        self._worst: LightStatus = "idle"
        self._sure = False
        self._free: int | None = None
        self.main = QPushButton()
        self.main.setProperty("kind", "primary")
        self.main.setProperty("large", True)
        self.next = QPushButton(self.tr("Next step"))
        self.next.setIcon(icon("skip-forward"))
        self.next.setToolTip(self.tr("End this step now and go on"))
        self.discard = QPushButton()
        self.back = QPushButton(self.tr("Go on recording"))
        self.note = label("", "caption")
        row = QHBoxLayout()
        row.setSpacing(S)
        for button in (self.next, self.discard, self.back):
            row.addWidget(button, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self.note)
        column.addLayout(row)
        column.addWidget(self.main)
        self.main.clicked.connect(self._on_main)
        self.next.clicked.connect(run.next)
        self.discard.clicked.connect(self._on_discard)
        self.back.clicked.connect(self._on_back)
        run.changed.connect(self.refresh)
        recorder.changed.connect(self.refresh)
        self.refresh()

    def set_live(self, live: bool, free_bytes: int | None) -> None:
        """Say whether pictures come, and how much room there is."""
        self._live, self._free = live, free_bytes
        self.refresh()

    def set_worst(self, worst: LightStatus) -> None:
        """Say how the worst light stands."""
        if worst != self._worst:
            self._worst = worst
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Show what can be done now."""
        phase = self._recorder.phase
        recording = phase == "recording"
        self._sure = self._sure and recording
        self.next.setVisible(recording and not self._sure)
        self.next.setEnabled(self._run.phase in ("count", "do", "pause"))
        self.discard.setVisible(recording)
        self.discard.setProperty("kind", "danger" if self._sure else "quiet")
        self.discard.setText(self.tr("Delete it") if self._sure else self.tr("Discard…"))
        self.discard.setToolTip(
            self.tr("Delete what was recorded for good") if self._sure
            else self.tr("Stop and throw away what was recorded; asks again")
        )  # fmt: skip
        self.discard.style().unpolish(self.discard)
        self.discard.style().polish(self.discard)
        self.back.setVisible(self._sure)
        full = self._is_full()
        self.main.setEnabled(recording or (phase == "idle" and self._live and not full))
        self.main.setText(self._main_text())
        self.main.setIcon(icon("stop" if recording else "record", "on_accent"))
        self.main.setToolTip(
            self.tr("End the recording, keep it, and analyse it") if recording
            else self.tr("Record this protocol; it begins with a countdown")
        )  # fmt: skip
        self.note.setText(self._note_text(full))
        self.note.setVisible(bool(self.note.text()))

    def _is_full(self) -> bool:
        return self._free is not None and self._free < LEAST_TO_START_BYTES

    def _main_text(self) -> str:
        if self._recorder.phase == "finishing":
            return self.tr("Saving…")
        if self._recorder.phase == "recording":
            return self.tr("Finish and analyse")
        if self._live and self._worst == "fail" and not self._is_full():
            return self.tr("Record anyway")
        return self.tr("Start recording")

    def _note_text(self, full: bool) -> str:
        if self._sure:
            return self.tr("Delete this recording? It cannot be brought back.")
        if self._recorder.phase != "idle":
            return ""
        if full:
            return self.tr(
                "The disk is full: {0} free, {1} needed. Free some space, or choose another "
                "storage folder in Settings."
            ).format(size_text(self._free or 0), size_text(LEAST_TO_START_BYTES))
        if self._live and self._worst == "fail":
            return self.tr("As it is now, the analysis would probably refuse this recording.")
        return ""

    @Slot()
    def _on_main(self) -> None:
        if self._recorder.phase == "recording":
            self.finish_wanted.emit()
        else:
            self.start_wanted.emit()

    @Slot()
    def _on_discard(self) -> None:
        if self._sure:
            self._sure = False
            self.discard_wanted.emit()
        else:
            self._sure = True
            self.refresh()
            self.back.setFocus()

    @Slot()
    def _on_back(self) -> None:
        self._sure = False
        self.refresh()
