"""The regions of the face: which share of the map lies on each, and what freezing it does."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.report.layer_findings import layer_findings
from core.types import Analysis, RegionRow
from gui.review.facts import MapLooks
from gui.review.region_bar import SHARE_PART, RegionBar, RegionFacts
from gui.review.words import map_word, source_word
from gui.session import Session
from gui.theme.spacing import S
from gui.widgets import label

_LEAST_DELTA = 0.1  # a full bar of the freeze test means at least this much


class RegionsPage(QWidget):
    """Bars of all regions for the map that is shown.

    Parameters
    ----------
    session : Session
    looks : MapLooks
    parent : QWidget, optional

    Attributes
    ----------
    bars : dict of str to RegionBar
        By region.
    """

    def __init__(self, session: Session, looks: MapLooks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._looks = session, looks
        self.bars: dict[str, RegionBar] = {}
        self._shown: tuple[object, ...] = ()
        self._title = label("", "strong")
        self._share_title = label(self.tr("Share and density"), "caption", wrap=False)
        self._share_title.setToolTip(
            self.tr(
                "Share: how much of the map's response lies on the region. Density: that share "
                "divided by the region's share of the area; 1 × is even."
            )
        )
        self._delta_title = label(self.tr("If still"), "caption", wrap=False)
        self._delta_title.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._delta_title.setToolTip(
            self.tr(
                "The change of the model score when only this region stands still and all else "
                "moves as recorded."
            )
        )
        heads = QHBoxLayout()
        heads.setContentsMargins(S, 0, S, 0)
        heads.setSpacing(0)
        heads.addWidget(self._share_title, round(100 * SHARE_PART))
        heads.addWidget(self._delta_title, round(100 * (1 - SHARE_PART)))
        self._list = QVBoxLayout()
        self._list.setSpacing(0)
        self._waiting = label(self.tr("Measuring this map …"), "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self._title)
        column.addLayout(heads)
        column.addLayout(self._list)
        column.addWidget(self._waiting)
        self._note = label("", "caption")
        column.addWidget(self._note)
        column.addStretch()
        looks.changed.connect(self._update)
        session.view_changed.connect(self._update)
        session.analysis_changed.connect(self._update)
        self._update()

    @Slot()
    def _update(self) -> None:
        analysis, view = self._session.analysis, self._session.view
        shown = self._session.map_for(view)
        rows = self._rows_of_shown(analysis)
        if analysis is not None and self._shown != (rows, analysis.freeze):
            self._shown = (rows, analysis.freeze)
            self._fill(analysis, rows)
        name = map_word(shown) if shown is not None else ""
        whose = "" if view.source == "trained" else f", {source_word(view.source).lower()}"
        self._title.setText(self.tr("Regions: {0}{1}").format(name, whose))
        tested = analysis is not None and bool(analysis.freeze)
        self._delta_title.setVisible(tested)
        self._note.setText(self._notes(tested))
        self._waiting.setVisible(not rows)
        for region, bar in self.bars.items():
            bar.setVisible(bool(rows))
            bar.light(region == view.region)

    def _notes(self, tested: bool) -> str:
        notes = [self.tr("Sides are the patient's own. The list keeps its order.")]
        if self._session.view.layer == "evidence":
            notes.insert(0, self.tr("Of evidence: the share of all that moves the score."))
        if tested:
            notes.append(
                self.tr(
                    "“Outside the face” is a control: if freezing it moves the score much, the "
                    "model has looked beside the face."
                )
            )
        return " ".join(notes)

    def _rows_of_shown(self, analysis: Analysis | None) -> tuple[RegionRow, ...]:
        if analysis is None:
            return ()
        shown = self._session.map_for(self._session.view)
        for each in layer_findings(analysis):
            if each.activation is shown:
                return each.regions
        look = self._looks.look_of(shown)
        return look.regions if look is not None else ()

    def _fill(self, analysis: Analysis, rows: tuple[RegionRow, ...]) -> None:
        deltas = {row.region: row.delta_score for row in analysis.freeze or ()}
        full_delta = max([_LEAST_DELTA, *(abs(delta) for delta in deltas.values())])
        full_share = max([row.share for row in rows], default=1.0)
        for row in rows:
            facts = RegionFacts(
                row.region, row.share, row.density, full_share, deltas.get(row.region), full_delta
            )
            if row.region in self.bars:
                self.bars[row.region].set_facts(facts)
            else:
                bar = RegionBar(facts)
                bar.pointed.connect(self._point)
                self._list.addWidget(bar)
                self.bars[row.region] = bar

    @Slot(str)
    def _point(self, region: str) -> None:
        self._session.set_view(region=region or None)
