"""What Facies remembers, and where its logs lie."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from core.places import log_dir
from gui.theme.spacing import S
from gui.widgets import Card, label
from gui.workbench import Workbench


class PrivacyCard(Card):
    """Forgets the list of recent files; shows where logs lie.

    Parameters
    ----------
    workbench : Workbench
    parent : QWidget, optional

    Attributes
    ----------
    count : QLabel
    forget : QPushButton
    logs : QLineEdit
    """

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Privacy"), parent)
        self._workbench = workbench
        self.count = label("")
        self.forget = QPushButton(self.tr("Clear the list"))
        self.forget.setToolTip(self.tr("Forget which files were opened last; no file is deleted"))
        self.logs = QLineEdit(str(log_dir()))
        self.logs.setReadOnly(True)
        self.logs.setCursorPosition(0)
        self.logs.setAccessibleName(self.tr("Folder of logs"))
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self.count, 1)
        row.addWidget(self.forget)
        self.body.addLayout(row)
        words = self.tr(
            "Logs of faults lie here. They hold no names, no paths of recordings and no pictures. "
            "Facies never opens a network connection."
        )
        self.body.addWidget(label(words, "muted"))
        self.body.addWidget(self.logs)
        self.forget.clicked.connect(self._on_forget)
        workbench.settings_changed.connect(self._follow)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        count = len(self._workbench.settings.recent)
        self.forget.setEnabled(count > 0)
        if count:
            self.count.setText(self.tr("Recently opened, remembered: {n}").format(n=count))
        else:
            self.count.setText(self.tr("No recently opened file is remembered."))

    @Slot()
    def _on_forget(self) -> None:
        self._workbench.change_settings(replace(self._workbench.settings, recent=()))
