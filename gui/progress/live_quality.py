"""How good the recording is, as far as it has been looked at."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.session import Session
from gui.theme.spacing import S
from gui.widgets.card import label
from gui.widgets.status_light import StatusLight


class LiveQuality(QWidget):
    """One light to a gate; those in trouble say what would help.

    Parameters
    ----------
    session : Session
    parent : QWidget, optional
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.lights: dict[str, StatusLight] = {}
        self._waiting = label(self.tr("The first seconds are being looked at…"), "muted")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(S)
        self._column.addWidget(self._waiting)
        session.live_changed.connect(self._show)
        self._show()

    @Slot()
    def _show(self) -> None:
        checks = self._session.live_quality.get("checks", ())
        self._waiting.setVisible(not checks)
        if not checks:
            for light in self.lights.values():
                light.hide()
            return
        from core.report.words import check_word

        for check in checks:
            name, status = check["name"], check["status"]
            if name not in self.lights:
                self.lights[name] = StatusLight()
                self._column.addWidget(self.lights[name])
            light = self.lights[name]
            light.set(status, check_word(name) if status == "pass" else check["message"])
            light.show()
