"""Does what the window asks for: opens, analyses, keeps and exports, and tells the session."""

from __future__ import annotations

import shutil
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from core.errors import FaciesError
from core.progress import Progress
from gui.jobs import JobRunner
from gui.notice import Notice
from gui.session import Session
from gui.settings import Settings, load_settings, save_settings
from gui.theme import theme
from gui.view_state import Source
from gui.work import Kept, Opened, analyse_and_keep, make_maps, open_path, write_pdf

_SAVE_AFTER_MS = 800
_RECENT = 10


class Workbench(QObject):
    """Runs the window's jobs; all results go into the session.

    Parameters
    ----------
    session : Session
    parent : QObject, optional

    Signals
    -------
    noticed(Notice)
        Something to tell the user.
    settings_changed()
    exported(Path)
        A report was written.
    place_wanted(str)
        Emitted by whoever wants another place to be shown: ``"record"``, ``"report"``, ...
    maps_progressed(Progress)
        Of the maps that are being made.
    making_maps_changed()
        Maps begin to be made, or no longer are.
    """

    noticed = Signal(object)
    settings_changed = Signal()
    exported = Signal(object)
    place_wanted = Signal(str)
    maps_progressed = Signal(object)
    making_maps_changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.settings = load_settings()
        self._opening = JobRunner(self)
        self._opening.succeeded.connect(self._on_opened)
        self._opening.failed.connect(self._on_open_failed)
        self._analysing = JobRunner(self)
        self._analysing.progressed.connect(self._on_progress)
        self._analysing.succeeded.connect(self._on_analysed)
        self._analysing.failed.connect(self._on_analysis_failed)
        self._analysing.cancelled.connect(self._on_cancelled)
        self._analysing.discarded.connect(self._on_discarded)
        self._mapping = JobRunner(self)
        self._mapping.succeeded.connect(self._on_maps)
        self._mapping.failed.connect(self._on_failed)
        self._mapping.progressed.connect(self.maps_progressed)
        self._mapping.finished.connect(self.making_maps_changed)
        self._exporting = JobRunner(self)
        self._exporting.succeeded.connect(self._on_exported)
        self._exporting.failed.connect(self._on_failed)
        self._mapping_source: Source = "random"
        self._save_timer = QTimer(self)
        self._save_timer.setSingleShot(True)
        self._save_timer.setInterval(_SAVE_AFTER_MS)
        self._save_timer.timeout.connect(self._save_review)
        session.review_changed.connect(self._on_review_changed)

    # What the window may ask for

    @Slot(object)
    def open(self, path: Path) -> None:
        """Open a video, or an analysis folder. What was open is closed, its analysis cancelled."""
        self._leave()
        self.session.set_phase("opening")
        self._opening.start(partial(open_path, Path(path)))

    def close_recording(self) -> None:
        """Close what is open."""
        self._opening.drop()
        self._leave()

    def _leave(self) -> None:
        """Keep what was added and end what is at work on the recording, without waiting for it."""
        self._finish_saving()
        self._analysing.drop()
        self._drop_maps()
        self.session.close_recording()

    def _drop_maps(self) -> None:
        if self._mapping.busy:
            self._mapping.drop()
            self.making_maps_changed.emit()

    def analyse(self) -> None:
        """Analyse the open recording with the marked segments and the active model."""
        recording = self.session.recording
        if recording is None or self.session.phase in ("opening", "analysing"):
            return
        self._finish_saving()
        self.session.forget_live()
        self.session.set_playing(False)
        self.session.set_phase("analysing")
        self._analysing.start(
            partial(
                analyse_and_keep,
                recording,
                self.session.segments,
                self.session.review,
                self.settings,
            )
        )

    def cancel(self) -> None:
        """Stop the analysis under way."""
        self._analysing.cancel()

    def want_maps(self, source: Source) -> None:
        """Have the maps from random weights, or of plain motion, made for what is open."""
        analysis = self.session.analysis
        if analysis is None or not analysis.maps or source == "trained" or self._mapping.busy:
            return
        self._mapping_source = source
        self._mapping.start(partial(make_maps, analysis, source, self.settings))
        self.making_maps_changed.emit()

    @property
    def making_maps(self) -> Source | None:
        """Whose maps are being made; None while none are."""
        return self._mapping_source if self._mapping.busy else None

    def cancel_maps(self) -> None:
        """Stop making maps."""
        self._mapping.cancel()

    def export(self, path: Path) -> None:
        """Write the report with the clinician's part to `path`."""
        analysis = self.session.analysis
        if analysis is not None:
            self._exporting.start(partial(write_pdf, analysis, self.session.review, Path(path)))

    def change_settings(self, settings: Settings) -> None:
        """Keep other settings."""
        if settings == self.settings:
            return
        self.settings = settings
        theme().set(settings.theme)
        self.settings_changed.emit()
        try:
            save_settings(settings)
        except FaciesError as error:
            self.tell("warning", error.message)

    def tell(self, kind: str, text: str) -> None:
        """Tell the user something."""
        self.noticed.emit(Notice(kind, text))  # type: ignore[arg-type]

    def stop(self) -> None:
        """End all work and wait for it: the window closes. A report is still written."""
        self._finish_saving()
        for runner in (self._opening, self._analysing, self._mapping):
            runner.stop()
        self._exporting.wait()

    # What the jobs say

    @Slot(object)
    def _on_opened(self, opened: Opened) -> None:
        if opened.analysis is not None and opened.folder is not None:
            self._remember(opened.folder)
            self.session.show_analysis(opened.analysis, opened.folder, opened.review, opened.proxy)
        elif opened.recording is not None:
            self.session.show_recording(opened.recording, opened.segments)

    @Slot(object)
    def _on_open_failed(self, error: FaciesError) -> None:
        self.session.close_recording()
        self.tell("error", error.message)

    @Slot(object)
    def _on_progress(self, progress: Progress) -> None:
        self.session.tell(progress)

    @Slot(object)
    def _on_analysed(self, kept: Kept) -> None:
        self.session.forget_live()
        self._drop_maps()  # of the analysis before
        self._finish_saving()
        self._remember(kept.folder)
        # Beside an earlier analysis the clinician may have gone on writing meanwhile.
        review = replace(self.session.review, signature=None)
        self.session.show_analysis(kept.analysis, kept.folder, review, kept.proxy)

    @Slot(object)
    def _on_analysis_failed(self, error: FaciesError) -> None:
        self._back_from_analysis()
        self.tell("error", error.message)

    @Slot()
    def _on_cancelled(self) -> None:
        self._back_from_analysis()
        self.tell("info", self.tr("The analysis was cancelled. Nothing was kept of it."))

    @Slot(object)
    def _on_discarded(self, kept: Kept) -> None:
        """Keep no analysis that was cancelled in its very last moment: that is what was said."""
        shutil.rmtree(kept.folder, ignore_errors=True)

    def _back_from_analysis(self) -> None:
        """Show again what there was before the analysis that did not come to its end."""
        self.session.forget_live()
        self.session.settle()

    @Slot(object)
    def _on_maps(self, maps: object) -> None:
        self.session.add_maps(self._mapping_source, maps)  # type: ignore[arg-type]

    @Slot(object)
    def _on_exported(self, path: Path) -> None:
        self.tell("done", self.tr("The report was saved as “{0}”.").format(path.name))
        self.exported.emit(path)

    @Slot(object)
    def _on_failed(self, error: FaciesError) -> None:
        self.tell("error", error.message)

    # Keeping the clinician's part

    @Slot()
    def _on_review_changed(self) -> None:
        if self.session.analysis is not None and self.session.folder is not None:
            self._save_timer.start()

    def _finish_saving(self) -> None:
        if self._save_timer.isActive():
            self._save_timer.stop()
            self._save_review()

    @Slot()
    def _save_review(self) -> None:
        folder = self.session.folder
        if folder is None:
            return
        from core.records.review import save_review

        try:
            save_review(self.session.review, folder)
        except FaciesError as error:
            self.tell("error", error.message)

    def _remember(self, folder: Path) -> None:
        """Keep an analysis as recent, if it lies where we name folders: others may name people."""
        if not folder.resolve().is_relative_to(self.settings.storage_folder.resolve()):
            return
        name = str(folder.resolve())
        recent = (name, *(each for each in self.settings.recent if each != name))[:_RECENT]
        self.change_settings(replace(self.settings, recent=recent))
