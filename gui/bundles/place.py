"""The place for models: what is installed, which is active, import and removal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.errors import FaciesError
from gui.bundles.bundle_item import bundle_item
from gui.bundles.detail import BundleDetail
from gui.bundles.work import (
    Description,
    describe_all,
    import_and_describe,
    remove_and_describe,
)
from gui.jobs import JobRunner, Work
from gui.session import Session
from gui.theme.spacing import L, M, S
from gui.widgets import EmptyState, StatusLight, icon, label
from gui.workbench import Workbench

_LIST_WIDTH_PX = 320


class ModelsPlace(QWidget):
    """Left the installed models, right all about the one that is chosen.

    Parameters
    ----------
    session : Session
    workbench : Workbench
    parent : QWidget, optional

    Attributes
    ----------
    list : QListWidget
    detail : BundleDetail
    import_file, import_folder : QPushButton
    message : StatusLight
        How the last import or removal went.
    bundles : tuple of Description
        What is installed.
    """

    def __init__(
        self, session: Session, workbench: Workbench, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("place")
        self._workbench = workbench
        self.bundles: tuple[Description, ...] = ()
        self._looked = False
        self._wanted = ""
        self._folder = ""
        self._done: Callable[[object], None] = self._on_described
        self._runner = JobRunner(self)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Installed models"))
        self.list.setIconSize(QSize(20, 20))
        self.import_file = QPushButton(icon("import"), self.tr("Import a file…"))
        self.import_file.setToolTip(self.tr("Check and install a .facies file"))
        self.import_folder = QPushButton(icon("folder"), self.tr("Import a folder…"))
        self.import_folder.setToolTip(self.tr("Check and install a bundle's folder"))
        self.message = StatusLight()
        self.message.hide()
        self._bar = QProgressBar()
        self._bar.setAccessibleName(self.tr("Checking models"))
        self._bar.hide()
        self._busy_words = label("", "caption")
        self._busy_words.hide()
        self.detail = BundleDetail()
        self._right = QStackedWidget()
        self._right.addWidget(self._loading_page())
        self._right.addWidget(self.detail)
        self._right.addWidget(self._none_page())
        self._lay_out()
        self._connect()

    def stop(self) -> None:
        """End the work: the window closes."""
        self._runner.stop()

    @property
    def active_id(self) -> str:
        """Id of the model that judges: the chosen one, or the first where none was chosen."""
        chosen = self._workbench.settings.model
        known = [bundle.id for bundle in self.bundles]
        return chosen or (known[0] if known else "")

    def showEvent(self, event: QShowEvent) -> None:
        """Look at the models when the place is first shown."""
        super().showEvent(event)
        if not self._looked:
            self._looked = True
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read and check all models again."""
        self._start(describe_all, self._on_described, self.tr("Checking every file…"))

    # What it is made of

    def _loading_page(self) -> QWidget:
        return EmptyState(
            self.tr("Looking at the models"),
            self.tr("Every file is checked against its hash. This takes a moment."),
            picture="models",
        )

    def _none_page(self) -> QWidget:
        return EmptyState(
            self.tr("No model is installed"),
            self.tr("Without one nothing can be judged. Import a bundle that its maker gave you."),
            [(self.tr("Import a file…"), self.choose_file)],
            "models",
        )

    def _lay_out(self) -> None:
        side = QWidget()
        side.setFixedWidth(_LIST_WIDTH_PX)
        column = QVBoxLayout(side)
        column.setContentsMargins(L, L, 0, L)
        column.setSpacing(M)
        column.addWidget(label(self.tr("Models"), "heading"))
        column.addWidget(self.list, 1)
        for widget in (self._busy_words, self._bar, self.message):
            column.addWidget(widget)
        buttons = QVBoxLayout()
        buttons.setSpacing(S)
        buttons.addWidget(self.import_file)
        buttons.addWidget(self.import_folder)
        column.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(side)
        row.addWidget(self._right, 1)

    def _connect(self) -> None:
        self._runner.succeeded.connect(self._on_succeeded)
        self._runner.failed.connect(self._on_failed)
        self._runner.progressed.connect(self._on_progress)
        self.list.currentRowChanged.connect(self._on_chosen)
        self.import_file.clicked.connect(self.choose_file)
        self.import_folder.clicked.connect(self.choose_folder)
        self.detail.activate_wanted.connect(self._on_activate)
        self.detail.verify_wanted.connect(self._on_verify)
        self.detail.remove_wanted.connect(self._on_remove)
        self._workbench.settings_changed.connect(self._on_settings)

    # Work

    def _start(self, work: Work, done: Callable[[object], None], words: str) -> None:
        self._done = done
        self.message.hide()
        self._bar.setRange(0, 0)
        self._busy_words.setText(words)
        self._set_busy(True)
        self._runner.start(work)

    def _set_busy(self, busy: bool) -> None:
        self._bar.setVisible(busy)
        self._busy_words.setVisible(busy)
        for button in (self.import_file, self.import_folder):
            button.setEnabled(not busy)
        self.detail.set_busy(busy)

    @Slot(object)
    def _on_progress(self, progress: object) -> None:
        fraction = getattr(progress, "fraction", None)
        self._bar.setRange(0, 0 if fraction is None else 100)
        if fraction is not None:
            self._bar.setValue(round(100 * fraction))

    @Slot(object)
    def _on_succeeded(self, result: object) -> None:
        self._set_busy(False)
        self._done(result)

    @Slot(object)
    def _on_failed(self, error: FaciesError) -> None:
        self._set_busy(False)
        self._say("fail", error.message)
        self._workbench.tell("error", error.message)
        if not self.bundles:
            self._right.setCurrentIndex(2)

    def _say(self, status: str, words: str) -> None:
        self.message.set(status, words)  # type: ignore[arg-type]
        self.message.show()

    def _on_described(self, result: object) -> None:
        assert isinstance(result, tuple)
        self._show(result)

    def _on_verified(self, result: object) -> None:
        assert isinstance(result, tuple)
        self._show(result)
        shown = self.detail.shown
        if shown is not None and not shown.problem:
            self._say(
                "pass", self.tr("“{name}” is complete and unchanged.").format(name=shown.title)
            )

    def _on_imported(self, result: object) -> None:
        assert isinstance(result, tuple)
        self._wanted, found = result
        self._show(found)
        name = next((each.title for each in found if each.id == self._wanted), self._wanted)
        self._say("pass", self.tr("“{name}” was checked and installed.").format(name=name))

    def _on_removed(self, result: object) -> None:
        assert isinstance(result, tuple)
        known = [bundle.id for bundle in result]
        if self._workbench.settings.model not in ("", *known):
            self._workbench.change_settings(replace(self._workbench.settings, model=""))
        self._show(result)
        self._say("pass", self.tr("The model was removed."))

    # What is shown

    def _show(self, bundles: tuple[Description, ...]) -> None:
        self.bundles = bundles
        known = [bundle.id for bundle in bundles]
        wanted = self._wanted or self.active_id
        row = known.index(wanted) if wanted in known else 0
        self.list.blockSignals(True)
        self.list.clear()
        for bundle in bundles:
            self.list.addItem(bundle_item(bundle, active=bundle.id == self.active_id))
        self.list.setCurrentRow(row if bundles else -1)
        self.list.blockSignals(False)
        self._on_chosen(row if bundles else -1)
        if bundles and self.active_id not in known:
            words = self.tr("The active model “{id}” is not installed. Make another one active.")
            self._say("fail", words.format(id=self.active_id))

    @Slot(int)
    def _on_chosen(self, row: int) -> None:
        if not 0 <= row < len(self.bundles):
            self._right.setCurrentIndex(2)
            return
        bundle = self.bundles[row]
        self._wanted = bundle.id
        self.detail.show_bundle(bundle, active=bundle.id == self.active_id)
        self._right.setCurrentIndex(1)

    @Slot()
    def _on_settings(self) -> None:
        if self.bundles:
            self._show(self.bundles)

    # What can be done

    @Slot(str)
    def _on_activate(self, bundle_id: str) -> None:
        self._workbench.change_settings(replace(self._workbench.settings, model=bundle_id))

    @Slot()
    def _on_verify(self) -> None:
        self._start(describe_all, self._on_verified, self.tr("Checking every file…"))

    @Slot(str)
    def _on_remove(self, bundle_id: str) -> None:
        self._wanted = ""
        work = partial(remove_and_describe, bundle_id)
        self._start(work, self._on_removed, self.tr("Removing…"))

    @Slot()
    def choose_file(self) -> None:
        """Ask for a ``.facies`` file and import it."""
        dialog = self._dialog(self.tr("Import a model"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self.tr("Model bundles (*.facies)"))
        dialog.open()

    @Slot()
    def choose_folder(self) -> None:
        """Ask for a bundle's folder and import it."""
        dialog = self._dialog(self.tr("Import a model's folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.open()

    def _dialog(self, title: str) -> QFileDialog:
        dialog = QFileDialog(self, title, self._folder or str(Path.home()))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.import_from)
        return dialog

    @Slot(str)
    def import_from(self, name: str) -> None:
        """Check the bundle under a path and install it."""
        source = Path(name)
        self._folder = str(source.parent)
        words = self.tr("Checking every file of “{name}”…").format(name=source.name)
        self._start(partial(import_and_describe, source), self._on_imported, words)
