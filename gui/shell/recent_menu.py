"""The menu of recent analyses."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from core.progress import CancelToken, silent
from gui.home.recent import describe_recent
from gui.workbench import Workbench


class RecentMenu(QMenu):
    """Lists what was open last, whenever it is about to show.

    Parameters
    ----------
    workbench : Workbench
    parent : QWidget, optional
    """

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Open &recent"))
        self.setToolTipsVisible(True)
        self._workbench = workbench
        self.aboutToShow.connect(self._fill)
        self.triggered.connect(self._on_triggered)

    @Slot()
    def _fill(self) -> None:
        self.clear()
        for entry in describe_recent(self._workbench.settings.recent, silent, CancelToken()):
            when = f"  ({entry.when:%Y-%m-%d %H:%M})" if entry.when is not None else ""
            action = self.addAction((entry.name + when).replace("&", "&&"))
            action.setData(str(entry.folder))
            action.setToolTip(str(entry.folder))
            action.setEnabled(entry.when is not None)
        if self.isEmpty():
            self.addAction(self.tr("Nothing yet")).setEnabled(False)

    @Slot(QAction)
    def _on_triggered(self, action: QAction) -> None:
        if action.data():
            self._workbench.open(Path(action.data()))
