"""Results that are computed when they are looked at: a map's spread, the bundle's own words."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from core.types import ActivationMap
from gui.jobs import JobRunner
from gui.review.work import ModelFacts, describe_model, look_at_map
from gui.session import Session

if TYPE_CHECKING:
    from core.analysis.spread import MapSpread


class MapLooks(QObject):
    """Measures the map that is shown, once for each map.

    Parameters
    ----------
    session : Session
    parent : QObject, optional

    Signals
    -------
    changed()
        `look` is another one, or there is none any more.
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._known: dict[int, tuple[ActivationMap, MapSpread]] = {}
        self._wanted: ActivationMap | None = None
        self._shown: ActivationMap | None = None
        self._runner = JobRunner(self)
        self._runner.succeeded.connect(self._on_look)
        session.analysis_changed.connect(self._on_analysis)
        session.view_changed.connect(self._update)
        session.maps_changed.connect(self._update)
        self._update()

    @property
    def look(self) -> MapSpread | None:
        """How the shown map lies on the face; None where it is not known (yet)."""
        found = self._known.get(id(self._shown))
        return found[1] if found is not None else None

    def look_of(self, activation: ActivationMap | None) -> MapSpread | None:
        """How a map lies on the face, if it has been shown before."""
        found = self._known.get(id(activation))
        return found[1] if found is not None else None

    def stop(self) -> None:
        """End the work and wait for it."""
        self._runner.stop()

    @Slot()
    def _on_analysis(self) -> None:
        self._runner.stop()
        self._known.clear()
        self._wanted = self._shown = None
        self.changed.emit()
        self._update()

    @Slot()
    def _update(self) -> None:
        activation = self._session.map_for(self._session.view)
        if activation is self._shown:
            return
        self._shown = activation
        self.changed.emit()
        analysis = self._session.analysis
        if analysis is None or activation is None or id(activation) in self._known:
            return
        if activation is not self._wanted or not self._runner.busy:
            self._wanted = activation
            self._runner.start(partial(look_at_map, analysis, activation))

    @Slot(object)
    def _on_look(self, look: MapSpread) -> None:
        if self._wanted is not None:
            self._known[id(self._wanted)] = (self._wanted, look)
            self._wanted = None
            self.changed.emit()


class JudgingModel(QObject):
    """Reads what the bundle that judged says of itself.

    Parameters
    ----------
    session : Session
    parent : QObject, optional

    Attributes
    ----------
    facts : ModelFacts or None
        None while it is read, and where that bundle is not installed any more.
    known : bool
        Whether it has been read.

    Signals
    -------
    changed()
    """

    changed = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.facts: ModelFacts | None = None
        self.known = False
        self._of = ""
        self._runner = JobRunner(self)
        self._runner.succeeded.connect(self._on_facts)
        session.analysis_changed.connect(self._update)
        self._update()

    def stop(self) -> None:
        """End the work and wait for it."""
        self._runner.stop()

    @Slot()
    def _update(self) -> None:
        analysis = self._session.analysis
        if analysis is None or analysis.model.weights_sha256 == self._of:
            return
        self._of = analysis.model.weights_sha256
        self.facts, self.known = None, False
        self.changed.emit()
        self._runner.start(partial(describe_model, analysis.model))

    @Slot(object)
    def _on_facts(self, facts: ModelFacts | None) -> None:
        self.facts, self.known = facts, True
        self.changed.emit()
