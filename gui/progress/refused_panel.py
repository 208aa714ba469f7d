"""When a recording cannot be judged: what failed, what that means, and what to do now."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from core.analysis.wording import REFUSED, REFUSED_ADVICE, REFUSED_MEANS
from gui.progress.orientation import Orientation
from gui.session import Session
from gui.theme.spacing import M, S
from gui.widgets.card import Card, label
from gui.widgets.icons import icon
from gui.widgets.status_light import StatusLight
from gui.workbench import Workbench


class RefusedPanel(QWidget):
    """A gate failed: there is no score, and no measures are shown.

    Parameters
    ----------
    session : Session
    workbench : Workbench
    parent : QWidget, optional
    """

    def __init__(
        self, session: Session, workbench: Workbench, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._workbench = workbench
        self.record_button = QPushButton(" " + self.tr("Record again"))
        self.record_button.setIcon(icon("record", "on_accent"))
        self.record_button.setProperty("kind", "primary")
        self.record_button.clicked.connect(self._record)
        self.analyse_button = QPushButton(" " + self.tr("Analyse again"))
        self.analyse_button.setIcon(icon("redo"))
        self.analyse_button.clicked.connect(workbench.analyse)
        self.reasons: list[StatusLight] = []
        self._failed = QVBoxLayout()
        self._failed.setSpacing(M)
        self._lay_out()
        session.analysis_changed.connect(self._show)
        self._show()

    def _lay_out(self) -> None:
        refused = Card(self.tr(REFUSED))
        refused.body.addWidget(label(self.tr(REFUSED_MEANS)))
        refused.body.addSpacing(S)
        refused.body.addWidget(label(self.tr("What failed"), "strong"))
        refused.body.addLayout(self._failed)
        now = Card(self.tr("What to do now"))
        now.body.addWidget(label(self.tr(REFUSED_ADVICE)))
        now.body.addWidget(self.record_button)
        turned = Card(self.tr("Does the picture lie on its side?"))
        turned.body.addWidget(label(self.tr("Turn it until the face is upright, and try again.")))
        turned.body.addWidget(Orientation(self._session))
        turned.body.addWidget(self.analyse_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        for card in (refused, now, turned):
            column.addWidget(card)
        column.addStretch(1)

    @Slot()
    def _show(self) -> None:
        for light in self.reasons:
            self._failed.removeWidget(light)
            light.deleteLater()
        analysis = self._session.analysis
        checks = analysis.quality.checks if analysis is not None else ()
        # What failed first; what was merely poor may explain it.
        found = [check for check in checks if check.status == "fail"]
        found += [check for check in checks if check.status == "warn"]
        self.reasons = [StatusLight(check.status, check.message) for check in found]
        if analysis is not None and not found:
            nothing = self.tr("No stretch of the recording could be judged.")
            self.reasons = [StatusLight("fail", nothing)]
        for light in self.reasons:
            self._failed.addWidget(light)

    @Slot()
    def _record(self) -> None:
        self._workbench.place_wanted.emit("record")
