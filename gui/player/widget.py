"""The player: stage, colour bar, time line, task segments and transport, run by the session."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QHideEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.simulated import simulated_kind, told_kind
from gui.player.clock import Clock
from gui.player.colour_bar import ColourBar
from gui.player.frame_server import FrameServer
from gui.player.map_layer import warm_up
from gui.player.scrub_bar import ScrubBar
from gui.player.segment_edit import named
from gui.player.segment_lane import SegmentLane
from gui.player.sound import Sound
from gui.player.stage import Stage
from gui.player.stage_area import StageArea
from gui.player.transport import Transport
from gui.session import Session
from gui.theme.spacing import M, S
from gui.widgets.card import label
from gui.workbench import Workbench

_STEP_CHECK_MS = 500  # how often the sound is compared with the clock


class PlayerWidget(QWidget):
    """Shows what is open in the session, and plays it at true speed with its sound.

    Parameters
    ----------
    session : Session
    workbench : Workbench
    parent : QWidget, optional

    Attributes
    ----------
    stage : Stage
    clock : Clock
        Its `dropped` counts frames that did not reach the screen since playing began.
    """

    def __init__(
        self, session: Session, workbench: Workbench, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._workbench = workbench
        self._ticking = False
        self.server = FrameServer(self, at_leisure=warm_up)
        self.clock = Clock(self)
        self.sound = Sound(self)
        self.stage = Stage(session)
        self.colour_bar = ColourBar(session)
        self.scrub_bar = ScrubBar(session)
        self.lane = SegmentLane(session)
        self.transport = Transport(session, self.sound)
        self._in_step = QTimer(self)
        self._in_step.setInterval(_STEP_CHECK_MS)
        # An analysis that is opened comes in several steps; its file is opened once.
        self._open_soon = QTimer(self)
        self._open_soon.setSingleShot(True)
        self._open_soon.setInterval(0)
        self._lay_out()
        self._connect()
        self._on_recording()

    def stop(self) -> None:
        """End playing and the thread that decodes; a picture can no longer be asked for."""
        self._open_soon.stop()
        self._pause()
        self.sound.close()
        self.server.stop()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(StageArea(self._session, self.stage, self.colour_bar), 1)
        column.addWidget(self.scrub_bar)
        column.addWidget(self.lane)
        column.addWidget(self._make_hint())
        column.addWidget(self.transport)

    def _make_hint(self) -> QWidget:
        self.hint = QWidget()
        words = label(self.tr("The tasks were changed. The results are still those before."))
        words.setProperty("kind", "caption")
        self.analyse_again = QPushButton(self.tr("Analyse again"))
        self.analyse_again.setProperty("kind", "quiet")
        self.analyse_again.setToolTip(self.tr("Analyse the recording with the tasks marked now"))
        self.analyse_again.clicked.connect(self._on_analyse_again)
        row = QHBoxLayout(self.hint)
        row.setContentsMargins(M, 0, M, 0)
        row.setSpacing(S)
        row.addWidget(words, 1)
        row.addWidget(self.analyse_again)
        self.hint.hide()
        return self.hint

    def _connect(self) -> None:
        session = self._session
        session.recording_changed.connect(self._on_recording)
        session.analysis_changed.connect(self._on_analysis)
        session.frame_changed.connect(self._on_frame)
        session.playing_changed.connect(self._on_playing)
        session.segments_changed.connect(self._show_hint)
        session.phase_changed.connect(self._show_hint)
        self.server.served.connect(self.stage.show_picture)
        self.server.damaged.connect(self.stage.show_damaged)
        self.server.lost.connect(self.stage.show_lost)
        self.stage.fits.connect(self.server.fit)
        self.stage.painted.connect(self.clock.note_painted)
        self.clock.due.connect(self._on_due)
        self.clock.ended.connect(self._on_ended)
        self.transport.play_pressed.connect(self._on_play_pressed)
        self._in_step.timeout.connect(self._keep_in_step)
        self._open_soon.timeout.connect(self._open_server)

    # What is open

    @Slot()
    def _on_recording(self) -> None:
        self._pause()
        self.sound.close()
        recording = self._session.recording
        if recording is None:
            self._open_soon.stop()
            self.server.stop()
            self.stage.clear()
            return
        self.stage.clear(simulated=simulated_kind(recording.path))
        self._open_soon.start()

    @Slot()
    def _on_analysis(self) -> None:
        # Turning and mirroring may have changed with the analysis, and small pictures come along.
        analysis = self._session.analysis
        if analysis is not None:
            self._open_soon.start()
            self.stage.simulated = self.stage.simulated or told_kind(analysis.warnings)

    @Slot()
    def _open_server(self) -> None:
        recording = self._session.recording
        if recording is not None:
            self.server.open(recording, self._session.proxy)
            self.server.set_playing(self._session.playing)
            self.server.request(self._session.frame)

    @Slot()
    def _show_hint(self) -> None:
        analysis = self._session.analysis
        changed = analysis is not None and named(self._session.segments) != named(analysis.segments)
        self.hint.setVisible(changed and self._session.phase in ("done", "refused"))

    @Slot()
    def _on_analyse_again(self) -> None:
        self._workbench.analyse()

    # Moving through it

    @Slot(int)
    def _on_frame(self, frame: int) -> None:
        if self._session.recording is None:
            return
        self.server.request(frame, following=self._ticking)
        if self.clock.running and not self._ticking:
            self.clock.jump(frame)
            self._start_sound()

    @Slot()
    def _on_play_pressed(self) -> None:
        self._session.set_playing(not self._session.playing)

    @Slot(bool)
    def _on_playing(self, playing: bool) -> None:
        recording = self._session.recording
        if not playing or recording is None:
            self._pause()
            return
        if self._session.frame == len(recording.pts_s) - 1:
            self._session.go_to_frame(0)
        self.server.set_playing(True)
        self._start_sound()
        self.clock.start(recording.pts_s, recording.duration_s, self._session.frame)

    def _start_sound(self) -> None:
        recording = self._session.recording
        if recording is not None and recording.has_audio:
            self.sound.start(recording.path, self._session.time_s)
            self._in_step.start()

    def _pause(self) -> None:
        self.clock.stop()
        self._in_step.stop()
        self.sound.stop()
        self.server.set_playing(False)

    @Slot(int)
    def _on_due(self, frame: int) -> None:
        self._ticking = True
        self._session.go_to_frame(frame)
        self._ticking = False

    @Slot()
    def _on_ended(self) -> None:
        self._session.set_playing(False)

    @Slot()
    def _keep_in_step(self) -> None:
        self.sound.keep_in_step(self.clock.time_s)

    # Events

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Play or pause by a double click on the picture."""
        if event.button() == Qt.MouseButton.LeftButton and self._session.recording is not None:
            self._on_play_pressed()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stand still while nobody looks."""
        self._session.set_playing(False)
        super().hideEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """End all work before the window goes."""
        self.stop()
        super().closeEvent(event)
