"""Asking for a file, and opening the sample with the tasks that it is known to hold."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from core.errors import FaciesError
from core.resources import sample_folder
from gui.session import Session
from gui.workbench import Workbench

VIDEO_ENDINGS = (
    "mp4",
    "m4v",
    "mov",
    "avi",
    "mkv",
    "webm",
    "wmv",
    "mpg",
    "mpeg",
    "3gp",
    "ts",
    "mts",
)
_SAMPLE = sample_folder() / "sample.mp4"


class Opening(QObject):
    """The window's ways to open something.

    Parameters
    ----------
    session : Session
    workbench : Workbench
    window : QWidget
    """

    def __init__(self, session: Session, workbench: Workbench, window: QWidget) -> None:
        super().__init__(window)
        self._session = session
        self._workbench = workbench
        self._window = window
        self._phase = session.phase
        session.phase_changed.connect(self._on_phase)

    @Slot()
    def ask_for_video(self) -> None:
        """Let the user choose a video."""
        dialog = self._dialog(self.tr("Open a video"), QFileDialog.FileMode.ExistingFile)
        endings = " ".join(f"*.{each} *.{each.upper()}" for each in VIDEO_ENDINGS)
        dialog.setNameFilters([self.tr("Videos ({0})").format(endings), self.tr("All files (*)")])
        dialog.fileSelected.connect(self._on_selected)
        dialog.open()

    @Slot()
    def ask_for_analysis(self) -> None:
        """Let the user choose an analysis folder."""
        dialog = self._dialog(self.tr("Open an analysis"), QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setDirectory(str(self._workbench.settings.storage_folder / "analyses"))
        dialog.fileSelected.connect(self._on_selected)
        dialog.open()

    @Slot()
    def open_sample(self) -> None:
        """Open the sample recording with its task segments."""
        self._workbench.open(_SAMPLE)

    def open_dropped(self, paths: list[Path]) -> None:
        """Open the first of the dropped paths; say so if there were more."""
        if not paths:
            return
        self._workbench.open(paths[0])
        if len(paths) > 1:
            words = self.tr("{0} files were dropped; the first one is opened.")
            self._workbench.tell("info", words.format(len(paths)))

    def _dialog(self, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
        dialog = QFileDialog(self._window, title)
        dialog.setFileMode(mode)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    @Slot(str)
    def _on_selected(self, path: str) -> None:
        self._workbench.open(Path(path))

    @Slot(str)
    def _on_phase(self, phase: str) -> None:
        before, self._phase = self._phase, self._session.phase
        recording = self._session.recording
        if (before, phase) == ("opening", "ready") and recording is not None:
            self._mark_sample(recording.path)

    def _mark_sample(self, path: Path) -> None:
        """Mark the sample's tasks, which stand in a file of another name than a user's would."""
        if self._session.segments or path.resolve() != _SAMPLE.resolve():
            return
        from core.records.request_files import load_segments

        try:
            self._session.set_segments(load_segments(_SAMPLE.with_name("segments.json")))
        except FaciesError as error:
            self._workbench.tell("warning", error.message)
