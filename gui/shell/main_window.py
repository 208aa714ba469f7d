"""The main window: rail, notice bar, the place that is shown, and the status line."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QByteArray, QSettings, Qt, QTimer, Slot
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget

from core.places import data_dir
from gui.jobs import JobRunner
from gui.notice import Notice
from gui.session import Session
from gui.shell.about import about_dialog
from gui.shell.actions import Actions
from gui.shell.commands import Commands
from gui.shell.drop_veil import DropVeil, dropped_paths
from gui.shell.foot import Foot
from gui.shell.key_guard import KeyGuard
from gui.shell.keys_overlay import KeysOverlay
from gui.shell.opening import Opening
from gui.shell.places import PlaceName, PlaceStack
from gui.shell.rail import Rail
from gui.shell.recent_menu import RecentMenu
from gui.shell.surroundings import Surroundings, load_surroundings
from gui.widgets.notice_bar import NoticeBar
from gui.workbench import Workbench

_LOAD_AFTER_MS = 150  # let the first paint through


class MainWindow(QMainWindow):
    """The window of Facies.

    Parameters
    ----------
    session : Session
    workbench : Workbench
    load_ahead : bool
        Load what analyses need once the window stands.
    """

    def __init__(self, session: Session, workbench: Workbench, *, load_ahead: bool = True) -> None:
        super().__init__()
        self.setObjectName("main")
        self.setMinimumSize(1000, 640)
        self.setAcceptDrops(True)
        self.session = session
        self.workbench = workbench
        self._load_ahead = load_ahead
        self._last_phase = session.phase
        self.opening = Opening(session, workbench, self)
        self.commands = Commands(session, workbench, self)
        self.actions_ = Actions(session, self._command_table(), self)
        self.rail = Rail()
        self.notice_bar = NoticeBar()
        self.places = PlaceStack(session, workbench)
        self.foot = Foot(session)
        self._lay_out()
        self.keys_overlay = KeysOverlay(self.actions_.table, self, self.foot)
        self._veil = DropVeil(self)
        self._guard = KeyGuard(self)
        self._loading = JobRunner(self)
        self._loading.succeeded.connect(self._on_loaded)
        self._load_timer = QTimer(self)
        self._load_timer.setSingleShot(True)
        self._load_timer.setInterval(_LOAD_AFTER_MS)
        self._load_timer.timeout.connect(self._load_heavy_parts)
        self.rail.chosen.connect(self.go_to)
        workbench.noticed.connect(self._on_notice)
        workbench.place_wanted.connect(self.go_to)
        workbench.settings_changed.connect(self._on_settings)
        session.phase_changed.connect(self._on_phase)
        session.recording_changed.connect(self._show_title)
        self._used = (workbench.settings.device, workbench.settings.model)
        self._show_title()
        self.go_to("home")
        self._restore_geometry()

    @property
    def place(self) -> PlaceName:
        """Name of the place that is shown."""
        assert self.places.shown is not None
        return self.places.shown

    @Slot(str)
    def go_to(self, name: PlaceName) -> None:
        """Show a place."""
        first = name not in self.places.built
        self.places.show_place(name)
        self.rail.mark(name)
        if first:
            self._answer(self.places.place(name))

    def _answer(self, place: QWidget) -> None:
        """Answer what a place may want of the window."""
        for wanted, answer in (
            ("open_wanted", self.opening.ask_for_video),
            ("sample_wanted", self.opening.open_sample),
            ("record_wanted", self._go_to_record),
        ):
            signal = getattr(place, wanted, None)
            if signal is not None:
                signal.connect(answer)

    # Building

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.notice_bar)
        right.addWidget(self.places, 1)
        upper = QHBoxLayout()
        upper.setSpacing(0)
        upper.addWidget(self.rail)
        upper.addLayout(right, 1)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(upper, 1)
        column.addWidget(self.foot)
        self.setCentralWidget(middle)
        self.recent_menu = RecentMenu(self.workbench, self)
        self.actions_.fill(self.menuBar(), self.recent_menu)

    def _command_table(self) -> dict[str, Callable[..., object]]:
        commands, opening = self.commands, self.opening
        return {
            "open": opening.ask_for_video,
            "open_analysis": opening.ask_for_analysis,
            "open_sample": opening.open_sample,
            "close": self._close_recording,
            "pdf": self._go_to_report,
            "quit": self.close,
            "play": commands.play_or_pause,
            "previous_frame": commands.previous_frame,
            "next_frame": commands.next_frame,
            "second_back": commands.second_back,
            "second_on": commands.second_on,
            "to_start": commands.to_start,
            "to_end": commands.to_end,
            "bookmark": commands.bookmark,
            "heat_map": commands.heat_map,
            "weaker": commands.weaker,
            "stronger": commands.stronger,
            "side_by_side": commands.side_by_side,
            "layer": commands.show_layer,
            "go": self.go_to,
            "full_screen": self._toggle_full_screen,
            "keys": self._show_keys,
            "about": self._show_about,
        }

    # Loading behind the window

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to load what analyses need, once the window stands."""
        super().showEvent(event)
        if self._load_ahead:
            self._load_ahead = False
            self._load_timer.start()

    @Slot()
    def _load_heavy_parts(self) -> None:
        self._loading.start(partial(load_surroundings, self.workbench.settings))

    @Slot(object)
    def _on_loaded(self, found: Surroundings) -> None:
        self.foot.show_surroundings(found)
        if found.trouble:
            self.workbench.tell("warning", found.trouble)

    @Slot()
    def _on_settings(self) -> None:
        settings = self.workbench.settings
        used = (settings.device, settings.model)
        if used != self._used:
            self._used = used
            self._load_heavy_parts()

    # What the session says

    @Slot(object)
    def _on_notice(self, notice: Notice) -> None:
        self.notice_bar.show_notice(notice)

    @Slot(str)
    def _on_phase(self, phase: str) -> None:
        before, self._last_phase = self._last_phase, self.session.phase
        if phase == "opening":
            self.notice_bar.clear()
        if before == "opening":
            self.go_to("home" if phase == "empty" else "review")
        elif phase == "analysing":
            self.go_to("review")

    @Slot()
    def _show_title(self) -> None:
        recording = self.session.recording
        name = "Facies"
        self.setWindowTitle(name if recording is None else f"{recording.path.name} – {name}")

    # Actions of the window itself

    @Slot()
    def _close_recording(self) -> None:
        self.workbench.close_recording()
        self.go_to("home")

    @Slot()
    def _go_to_report(self) -> None:
        self.go_to("report")

    @Slot()
    def _go_to_record(self) -> None:
        self.go_to("record")

    @Slot()
    def _toggle_full_screen(self) -> None:
        self._set_full_screen(not self.isFullScreen())

    def _set_full_screen(self, full: bool) -> None:
        self.actions_["full_screen"].setChecked(full)
        self.menuBar().setVisible(not full)
        self.rail.setVisible(not full)
        if full:
            self.showFullScreen()
        else:
            self.showNormal()

    @Slot()
    def _show_keys(self) -> None:
        self.keys_overlay.toggle()

    @Slot()
    def _show_about(self) -> None:
        about_dialog(self).open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave full screen on Esc."""
        if event.key() == Qt.Key.Key_Escape and self.isFullScreen():
            self._set_full_screen(False)
        else:
            super().keyPressEvent(event)

    # Drag and drop

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if dropped_paths(event.mimeData()):
            event.acceptProposedAction()
            self._veil.cover()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Forget what was dragged across."""
        self._veil.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        self._veil.hide()
        event.acceptProposedAction()
        self.opening.open_dropped(dropped_paths(event.mimeData()))

    # Coming and going

    def _window_file(self) -> QSettings:
        return QSettings(str(data_dir() / "window.ini"), QSettings.Format.IniFormat)

    def _restore_geometry(self) -> None:
        kept = self._window_file().value("geometry")
        if not (isinstance(kept, QByteArray) and self.restoreGeometry(kept)):
            self.resize(1280, 800)

    def closeEvent(self, event: QCloseEvent) -> None:
        """End all work, wait for it, and go."""
        self._window_file().setValue("geometry", self.saveGeometry())
        self.hide()  # whatever still ends need not be watched
        self._load_timer.stop()
        self.session.set_playing(False)
        self.places.stop()
        self.workbench.stop()
        self._loading.stop()
        event.accept()
