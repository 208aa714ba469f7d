"""How restricted or broad the shown map lies on the face."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.report.layer_findings import layer_findings
from core.types import ActivationMap, Spread
from gui.review.facts import MapLooks
from gui.review.facts_grid import FactsGrid
from gui.review.words import map_word, source_word, spread_rows
from gui.session import Session
from gui.theme.spacing import S
from gui.view_state import ViewState
from gui.widgets import label


class SpreadBox(QWidget):
    """Lists the measures of spread of the shown map, beside the model's own where it is not that.

    Parameters
    ----------
    session : Session
    looks : MapLooks
    parent : QWidget, optional
    """

    def __init__(self, session: Session, looks: MapLooks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._looks = session, looks
        self._shown: ActivationMap | None = None
        self._spreads: tuple[Spread | None, ...] = (None, None)
        self._title = label("", "strong")
        self._grid = FactsGrid(3, values_right=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self._title)
        column.addWidget(self._grid)
        column.addWidget(label(self.tr("Compare within one model and layer only."), "caption"))
        looks.changed.connect(self._update)
        session.view_changed.connect(self._update)
        self._update()

    @Slot()
    def _update(self) -> None:
        view = self._session.view
        shown = self._session.map_for(view)
        spread = self._spread_of(shown)
        own = None
        if view.source == "random":
            own = self._spread_of(self._session.map_for(_trained(view)))
        if shown is not None and shown is self._shown and self._spreads == (spread, own):
            return
        self._shown, self._spreads = shown, (spread, own)
        self._title.setText(
            self.tr("Spread") if shown is None else self.tr("Spread: {0}").format(map_word(shown))
        )
        self._grid.clear()
        if own is not None:
            self._grid.add_titles(["", source_word("trained"), source_word("random")])
        for row in spread_rows():
            spreads = (spread,) if own is None else (own, spread)
            values = ["…" if s is None else row.show(getattr(s, row.name)) for s in spreads]
            self._grid.add_row(row.words, values, row.hint)

    def _spread_of(self, activation: ActivationMap | None) -> Spread | None:
        """Return what is known of a map: by the analysis, or by a look at it."""
        analysis = self._session.analysis
        if analysis is None or activation is None:
            return None
        for each in layer_findings(analysis):
            if each.activation is activation:
                return each.spread
        look = self._looks.look_of(activation)
        return look.spread if look is not None else None


def _trained(view: ViewState) -> ViewState:
    return ViewState(layer=view.layer)
