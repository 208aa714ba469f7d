"""The place where a visit is recorded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from core.errors import FaciesError
from gui.record.controls import Controls
from gui.record.devices import DeviceBar
from gui.record.feed import Feed
from gui.record.hub import Hub
from gui.record.lights import LightsCard
from gui.record.recorder import Kept, Recorder, free_bytes
from gui.record.run import ProtocolRun
from gui.record.source import FrameSource
from gui.record.stage import Stage
from gui.record.states import WaysOn, lost, no_camera, saved
from gui.record.steps import StepsCard
from gui.record.unfinished import UnfinishedBar
from gui.record.words import clock_text
from gui.session import Session
from gui.theme.spacing import L, M
from gui.widgets import EmptyState, label
from gui.workbench import Workbench

if TYPE_CHECKING:
    from core.face.live import LiveReport

_SIDE_PX = 372
_LOOK_EVERY_MS = 200
_SPACE_EVERY = 10  # looks


class RecordPlace(QWidget):
    """Live picture, lights, protocol; ends in an analysis.

    Parameters
    ----------
    session : Session
    workbench : Workbench
    parent : QWidget, optional

    Attributes
    ----------
    state : EmptyState or None
        What is shown in place of the picture, if anything.
    """

    def __init__(
        self, session: Session, workbench: Workbench, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("place")
        self.session, self.workbench = session, workbench
        self.hub = Hub(self)
        self.feed = Feed(self.hub, self)
        self.run = ProtocolRun(self)
        self.recorder = Recorder(self.hub, self)
        self.devices = DeviceBar()
        self.unfinished = UnfinishedBar()
        self.stage = Stage(self.hub, self.run, self.recorder)
        self.lights = LightsCard()
        self.steps = StepsCard(self.run)
        self.controls = Controls(self.run, self.recorder)
        self.state: EmptyState | None = None
        self._ways = WaysOn(self._again, self.devices.ask_for_file, self._analyse_kept)
        self._given = False  # a source that did not come from the list
        self._kept: Path | None = None
        self._awaited: Path | None = None
        self._length_s = 0.0
        self._looks = 0
        self._no_sound = ""
        self._lay_out()
        self._connect()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MS)
        self._timer.timeout.connect(self._look)
        self._on_protocol()

    @property
    def folder(self) -> Path:
        """Where recordings go."""
        return self.workbench.settings.storage_folder / "recordings"

    def use_source(self, source: FrameSource) -> None:
        """Take pictures from a given source in place of what is chosen in the list."""
        self.feed.use(source)
        self._given = True
        if self.isVisible():
            self._begin()

    def stop(self) -> None:
        """End everything and keep a recording under way: the window closes."""
        self._timer.stop()
        self.run.stop()
        self.recorder.stop()
        self.feed.end()
        self.hub.stop()
        self.unfinished.stop()

    def showEvent(self, event: QShowEvent) -> None:
        """Switch the camera on."""
        super().showEvent(event)
        if self.recorder.phase == "idle":
            self.unfinished.look(self.folder)
            self._again()

    def hideEvent(self, event: QHideEvent) -> None:
        """Switch the camera off, unless it records."""
        super().hideEvent(event)
        if self.recorder.phase == "idle":
            self._timer.stop()
            self.feed.end()
        elif self.recorder.phase == "recording" and self.window().isVisible():
            self.workbench.tell(
                "info", self.tr("The recording goes on. Come back to Record to end it.")
            )

    # Recording

    @Slot()
    def start(self) -> None:
        """Begin to record and lead through the protocol."""
        protocol, source = self.steps.protocol, self.feed.source
        if protocol is None or source is None or not self.feed.live:
            return
        try:
            self.recorder.start(self.folder, source)
        except FaciesError as error:
            self.workbench.tell("error", error.message)
            self._look_at_space()
            return
        self._length_s = 0.0
        self.run.start(protocol, self.feed.now)

    @Slot()
    def finish(self) -> None:
        """End the recording; it is kept and analysed."""
        self.run.stop()
        self.recorder.finish()

    @Slot()
    def _discard(self) -> None:
        self.run.stop()
        self.recorder.discard()

    @Slot()
    def _on_recorder(self) -> None:
        state = self.recorder.state
        if state is not None:
            self._length_s = state.length_s
        idle = self.recorder.phase == "idle"
        self.devices.lock(not idle)
        self.steps.lock(not idle)
        self.unfinished.put_away(not idle)
        if self.recorder.phase == "finishing" and self.run.phase != "idle":
            self.run.stop()

    @Slot(object)
    def _on_kept(self, kept: Kept) -> None:
        self._kept = kept.path
        if kept.reason or self.session.phase == "analysing":
            reason = kept.reason or self.tr("Another analysis is still under way.")
            self._show_state(saved(kept.path.name, reason, clock_text(self._length_s), self._ways))
            self.feed.end()
        else:
            self._analyse_kept()

    @Slot(str)
    def _on_lost_recording(self, sentence: str) -> None:
        self.workbench.tell("error", sentence)
        self._again()

    @Slot()
    def _on_discarded(self) -> None:
        self.workbench.tell("info", self.tr("The recording was discarded."))
        self._again()

    # Straight on into the analysis

    @Slot()
    def _analyse_kept(self) -> None:
        if self._kept is None:
            return
        self.feed.end()
        self.workbench.close_recording()  # before anything is awaited: that ends with “empty”
        self._awaited, self._kept = self._kept, None
        self.workbench.open(self._awaited)

    @Slot(str)
    def _on_session_phase(self, phase: str) -> None:
        if self._awaited is None or phase == "opening":
            return
        recording = self.session.recording
        ours = recording is not None and recording.path == self._awaited
        if phase == "ready" and ours:
            self._awaited = None
            self.workbench.analyse()
        elif phase != "empty" or self.isVisible():
            self._awaited = None

    @Slot(object)
    def _on_recovered(self, path: Path) -> None:
        self.workbench.tell(
            "done", self.tr("Kept as “{0}” among your recordings.").format(path.name)
        )
        if self.recorder.phase == "idle":
            self._kept = path
            self.feed.end()
            self._show_state(saved(path.name, "", "", self._ways))

    # The source

    @Slot()
    def _again(self) -> None:
        """Begin anew with what is chosen."""
        if not self._given:
            self.feed.use(self.devices.make_source(self.feed))
        if self.isVisible():
            self._begin()

    def _begin(self) -> None:
        self._no_sound = ""
        self.stage.forget()
        self._timer.start()
        self._look_at_space()
        if self.feed.source is None:
            self._show_state(no_camera(self._ways))
            return
        self._show_state(None)
        self.stage.demo = self.devices.is_demo and not self._given
        self.stage.refresh()
        self.feed.end()
        self.feed.begin()

    @Slot()
    def _on_device(self) -> None:
        self._given = False
        if self.recorder.phase == "idle":
            self._again()

    @Slot()
    def _on_plugged(self) -> None:
        """Take a camera that was plugged in where there was none."""
        if self.feed.source is None and self.recorder.phase == "idle" and self._kept is None:
            self._again()

    @Slot(str, str)
    def _on_lost(self, failure: str, sentence: str) -> None:
        self.stage.forget()
        if self.recorder.phase == "recording":
            self.run.stop()
            self.recorder.finish(sentence)
        elif self.recorder.phase == "idle":
            self._show_state(lost(failure, sentence, self._ways))

    @Slot(str)
    def _on_silent(self, sentence: str) -> None:
        self._no_sound = sentence
        self.lights.show_sound(None, sentence)

    # What is shown

    @Slot(object)
    def _on_judged(self, report: LiveReport) -> None:
        if not self.feed.live:
            return
        self.lights.show_report(report)
        self.stage.picture.set_oval_status(self.lights.lights["centring"].status)
        self.controls.set_worst(self.lights.worst)

    @Slot()
    def _on_protocol(self) -> None:
        self.stage.language = self.steps.language
        self.stage.refresh()

    @Slot()
    def _look(self) -> None:
        self._looks += 1
        if self._looks % _SPACE_EVERY == 0:
            self._look_at_space()
        if self.feed.live and not self._no_sound:
            self.lights.show_sound(self.hub.sound_check())

    @Slot()
    def _look_at_space(self) -> None:
        self.controls.set_live(self.feed.live, free_bytes(self.folder))

    @Slot(str)
    def _warn(self, sentence: str) -> None:
        self.workbench.tell("warning", sentence)

    def _show_state(self, state: EmptyState | None) -> None:
        self.lights.switch(off=state is not None)
        self.controls.set_worst("idle")
        if self.state is not None:
            self.pages.removeWidget(self.state)
            self.state.hide()
            self.state.deleteLater()
        self.state = state
        if state is not None:
            self.pages.addWidget(state)
            self.pages.setCurrentWidget(state)
        else:
            self.pages.setCurrentWidget(self.stage)

    # Building

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(L)
        top.addWidget(label(self.tr("Record"), "heading", wrap=False))
        top.addWidget(self.devices, 1)
        side = QWidget()
        side.setFixedWidth(_SIDE_PX)
        right = QVBoxLayout(side)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(M)
        right.addWidget(self.lights)
        right.addWidget(self.steps, 1)
        right.addWidget(self.controls)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.stage)
        body = QHBoxLayout()
        body.setSpacing(L)
        body.addWidget(self.pages, 1)
        body.addWidget(side)
        column = QVBoxLayout(self)
        column.setContentsMargins(L, M, L, L)
        column.setSpacing(M)
        column.addLayout(top)
        column.addWidget(self.unfinished)
        column.addLayout(body, 1)

    def _connect(self) -> None:
        self.hub.judged.connect(self._on_judged)
        self.feed.lost.connect(self._on_lost)
        self.feed.silent.connect(self._on_silent)
        self.feed.changed.connect(self._look_at_space)
        self.devices.chosen.connect(self._on_device)
        self.devices.plugged.connect(self._on_plugged)
        self.steps.chosen.connect(self._on_protocol)
        self.steps.told.connect(self._warn)
        self.unfinished.told.connect(self._warn)
        self.unfinished.kept.connect(self._on_recovered)
        self.controls.start_wanted.connect(self.start)
        self.controls.finish_wanted.connect(self.finish)
        self.controls.discard_wanted.connect(self._discard)
        self.run.begun.connect(self.recorder.begin_task)
        self.run.ended.connect(self.recorder.end_task)
        self.run.dropped.connect(self.recorder.drop_step)
        self.recorder.changed.connect(self._on_recorder)
        self.recorder.kept.connect(self._on_kept)
        self.recorder.failed.connect(self._on_lost_recording)
        self.recorder.discarded.connect(self._on_discarded)
        self.session.phase_changed.connect(self._on_session_phase)
