"""Where the open recording lies among its model's reference recordings, worked out in a thread."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from core.analysis.standing import Standing, Unplaced
from core.errors import FaciesError
from core.types import Analysis
from gui.jobs import JobRunner
from gui.review.facts import JudgingModel
from gui.review.work import place_recording
from gui.session import Session


class Standings(QObject):
    """Places each recording once its model's reference has been read.

    Parameters
    ----------
    session : Session
    model : JudgingModel
    parent : QObject, optional

    Attributes
    ----------
    found : Standing or Unplaced or None
        None while it is being worked out, and where that cannot be: no analysis is open, or the
        model that judged is not installed.

    Signals
    -------
    changed()
    """

    changed = Signal()

    def __init__(
        self, session: Session, model: JudgingModel, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session, self._model = session, model
        self.found: Standing | Unplaced | None = None
        self._of: Analysis | None = None
        self._runner = JobRunner(self)
        self._runner.succeeded.connect(self._on_found)
        self._runner.failed.connect(self._on_failed)
        session.analysis_changed.connect(self._update)
        model.changed.connect(self._update)
        self._update()

    def stop(self) -> None:
        """End the work and wait for it."""
        self._runner.stop()

    @Slot()
    def _update(self) -> None:
        analysis, facts = self._session.analysis, self._model.facts
        wanted = analysis if facts is not None else None
        if wanted is self._of:
            return
        self._of = wanted
        self._runner.drop()
        self.found = None
        self.changed.emit()
        if wanted is not None and facts is not None:
            self._runner.start(partial(place_recording, wanted, facts))

    @Slot(object)
    def _on_found(self, found: Standing | Unplaced) -> None:
        self.found = found
        self.changed.emit()

    @Slot(object)
    def _on_failed(self, error: FaciesError) -> None:
        self._on_found(Unplaced(error.message))
