"""The table's actions as Qt's: in menus, with keys, enabled where they make sense."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from gui.session import Session, key_of
from gui.shell.action_table import LAYERS, ActionSpec, action_table, menu_title
from gui.widgets.icons import icon


class Actions(QObject):
    """All actions of a window.

    Parameters
    ----------
    session : Session
        Its phase says which can be used; its view which are checked.
    commands : mapping of str to callable
        What each action of the table does: bound methods of objects that live as long as this.
        ``"layer"`` gets the number of a layer, counted from 0, and ``"go"`` the name of a place.
    window : QWidget
        Where the keys work.
    """

    def __init__(
        self, session: Session, commands: Mapping[str, Callable[..., object]], window: QWidget
    ) -> None:
        super().__init__(window)
        self._session = session
        self.table = action_table()
        self._actions = {spec.name: self._make(spec, window) for spec in self.table}
        self._commands = commands
        for action in self._actions.values():
            action.triggered.connect(self._on_triggered)
        session.phase_changed.connect(self.refresh)
        session.view_changed.connect(self.refresh)
        session.analysis_changed.connect(self._name_layers)
        self.refresh()

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def fill(self, bar: QMenuBar, recent: QMenu) -> None:
        """Put every action into its menu; `recent` stands below the first two."""
        menus: dict[str, QMenu] = {}
        for spec in self.table:
            if spec.menu not in menus:
                menus[spec.menu] = bar.addMenu(menu_title(spec.menu))
                menus[spec.menu].setToolTipsVisible(True)
            menu = menus[spec.menu]
            if spec.rule:
                menu.addSeparator()
            menu.addAction(self._actions[spec.name])
            if spec.name == "open_analysis":
                menu.addMenu(recent)

    @Slot()
    def refresh(self) -> None:
        """Enable what can be used now, and check what is on."""
        view, maps = self._session.view, self._maps()
        for spec in self.table:
            self._actions[spec.name].setEnabled(self._session.phase in spec.phases)
        for number in range(LAYERS):
            action = self._actions[f"layer_{number + 1}"]
            there = number < len(maps)
            action.setVisible(there or not maps)
            action.setEnabled(there)
            action.setChecked(there and view.heat_map and maps[number][0] == view.layer)
        self._actions["heat_map"].setChecked(view.heat_map)
        self._actions["side_by_side"].setChecked(view.side_by_side)

    @Slot()
    def _name_layers(self) -> None:
        """Say what lies behind the numbers."""
        for number, (_, word) in enumerate(self._maps()[:LAYERS], start=1):
            self._actions[f"layer_{number}"].setText(
                self.tr("Layer &{0}: {1}").format(number, word)
            )
        self.refresh()

    @Slot()
    def _on_triggered(self) -> None:
        action = self.sender()
        assert action is not None
        name, _, rest = action.objectName().partition("_")
        if name == "layer":
            self._commands[name](int(rest) - 1)
        elif name == "go":
            self._commands[name](rest)
        else:
            self._commands[action.objectName()]()
        self.refresh()

    def _maps(self) -> list[tuple[str, str]]:
        analysis = self._session.analysis
        if analysis is None or not analysis.maps:
            return []
        from core.report.words import layer_word

        return [(key_of(each), layer_word(each.layer, each.kind)) for each in analysis.maps]

    def _make(self, spec: ActionSpec, window: QWidget) -> QAction:
        action = QAction(spec.text, self)
        action.setObjectName(spec.name)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        shown = QKeySequence(spec.keys[0]).toString(_NATIVE) if spec.keys else ""
        action.setToolTip(f"{spec.tip} ({shown})" if shown else spec.tip)
        action.setStatusTip(spec.tip)
        action.setCheckable(spec.checkable)
        if spec.picture:
            action.setIcon(icon(spec.picture))
        window.addAction(action)  # so that its key works while the menu bar is hidden
        return action


_NATIVE = QKeySequence.SequenceFormat.NativeText
