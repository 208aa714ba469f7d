"""The list of recent analyses."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from gui.home.recent import RecentEntry, describe_recent
from gui.jobs import JobRunner
from gui.widgets.icons import icon
from gui.workbench import Workbench


class RecentList(QListWidget):
    """Lists recent analyses; those that are gone are greyed.

    Parameters
    ----------
    workbench : Workbench
    parent : QWidget, optional

    Signals
    -------
    chosen(Path)
    shown()
        The list is up to date.
    """

    chosen = Signal(object)
    shown = Signal()

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workbench = workbench
        self._described: tuple[str, ...] | None = None
        self.setAccessibleName(self.tr("Recent analyses"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setProperty("kind", "bare")
        self.setIconSize(QSize(24, 24))
        self._runner = JobRunner(self)
        self._runner.succeeded.connect(self._show)
        self.itemActivated.connect(self._on_activated)
        self.itemClicked.connect(self._on_activated)

    @Slot()
    def refresh(self) -> None:
        """Describe them again: they may have gone."""
        self._described = self._workbench.settings.recent
        self._runner.start(partial(describe_recent, self._described))

    def stop(self) -> None:
        """End looking at files."""
        self._runner.stop()

    @Slot(object)
    def _show(self, entries: Sequence[RecentEntry]) -> None:
        self.clear()
        for entry in entries:
            picture = icon("warn" if entry.when is None else "chart", "muted")
            item = QListWidgetItem(picture, self._words(entry))
            item.setData(Qt.ItemDataRole.UserRole, entry)
            item.setToolTip(str(entry.folder))
            if entry.when is None:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.addItem(item)
        self.shown.emit()

    def _words(self, entry: RecentEntry) -> str:
        name = " ".join(entry.name.split())  # a name may hold line ends: they would be a third line
        if entry.when is None:
            return self.tr("{0}\nNo longer there, or moved").format(name)
        when = f"{entry.when:%Y-%m-%d %H:%M}"  # means the same day everywhere
        if not entry.score:
            return self.tr("{0}\nAnalysed {1}: not scored").format(name, when)
        words = self.tr("{0}\nAnalysed {1}: model score {2}")
        return words.format(name, when, entry.score)

    @Slot(QListWidgetItem)
    def _on_activated(self, item: QListWidgetItem) -> None:
        entry = item.data(Qt.ItemDataRole.UserRole)
        if entry is not None and entry.when is not None:
            self.chosen.emit(entry.folder)
