"""Where recordings and analyses are kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from core.errors import FaciesError
from gui.preferences.work import check_writable, free_bytes
from gui.theme.spacing import S
from gui.widgets import Card, StatusLight, icon, label
from gui.workbench import Workbench

_SCARCE_BYTES = 2 * 1024**3


class StorageCard(Card):
    """Edits `Settings.storage`. A folder that cannot be written to is not taken.

    Parameters
    ----------
    workbench : Workbench
    parent : QWidget, optional

    Attributes
    ----------
    path : QLineEdit
        Read only: it can be copied.
    state : StatusLight
        Free space, or why a folder was not taken.
    choose, open_button, default : QPushButton
    """

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Storage"), parent)
        self._workbench = workbench
        words = self.tr(
            "Recordings and analyses are kept in this folder on this computer. Files that you "
            "open stay where they are."
        )
        self.path = QLineEdit()
        self.path.setReadOnly(True)
        self.path.setAccessibleName(self.tr("Storage folder"))
        self.state = StatusLight()
        self.choose = QPushButton(icon("folder"), self.tr("Choose…"))
        self.choose.setToolTip(self.tr("Keep further recordings and analyses in another folder"))
        self.open_button = QPushButton(icon("open"), self.tr("Open folder"))
        self.open_button.setToolTip(self.tr("Show the folder in the file manager"))
        self.default = QPushButton(self.tr("Use the usual one"))
        self.default.setToolTip(self.tr("Go back to the folder in your user data"))
        row = QHBoxLayout()
        row.setSpacing(S)
        for button in (self.choose, self.open_button, self.default):
            row.addWidget(button)
        row.addStretch()
        self.body.addWidget(label(words, "muted"))
        self.body.addWidget(self.path)
        self.body.addWidget(self.state)
        self.body.addLayout(row)
        self.choose.clicked.connect(self._on_choose)
        self.open_button.clicked.connect(self._on_open)
        self.default.clicked.connect(self._on_default)
        workbench.settings_changed.connect(self._follow)
        self.look()

    @Slot()
    def _follow(self) -> None:
        """Look again if the folder is another one; else what was told of one stays in sight."""
        if self.path.text() != str(self._workbench.settings.storage_folder):
            self.look()

    @Slot()
    def look(self) -> None:
        """Show the folder and how much room there is."""
        settings = self._workbench.settings
        folder = settings.storage_folder
        self.path.setText(str(folder))
        self.path.setCursorPosition(0)
        self.default.setEnabled(bool(settings.storage))
        free = free_bytes(folder)
        if free is None:
            self.state.set("fail", self.tr("The folder cannot be reached. Choose another one."))
            return
        size = QLocale().formattedDataSize(free)
        if free < _SCARCE_BYTES:
            words = self.tr("{size} free: too little for many recordings. Make some room.")
            self.state.set("warn", words.format(size=size))
        else:
            self.state.set("pass", self.tr("{size} free").format(size=size))

    @Slot()
    def _on_choose(self) -> None:
        folder = self._workbench.settings.storage_folder
        start = folder if folder.is_dir() else Path.home()
        dialog = QFileDialog(self, self.tr("Keep recordings and analyses in"), str(start))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.take)
        dialog.open()

    @Slot(str)
    def take(self, name: str) -> None:
        """Keep everything from now on in another folder, if it can be written to."""
        try:
            check_writable(Path(name))
        except FaciesError as error:
            self.state.set("fail", error.message)
            return
        self._workbench.change_settings(replace(self._workbench.settings, storage=name))
        self.look()

    @Slot()
    def _on_default(self) -> None:
        self._workbench.change_settings(replace(self._workbench.settings, storage=""))
        self.look()

    @Slot()
    def _on_open(self) -> None:
        folder = self._workbench.settings.storage_folder
        try:
            check_writable(folder)
        except FaciesError as error:
            self.state.set("fail", error.message)
            return
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
