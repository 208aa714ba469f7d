"""Where this recording lies among those that its model was trained on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.analysis.standing import Reach, SpreadPlace, Standing, Unplaced
from core.report.words import layer_word, percent
from core.types import Analysis
from gui.review.content import AnalysisPage
from gui.review.disclosure import Disclosure
from gui.review.facts import JudgingModel
from gui.review.place_strips import PlaceStrips
from gui.review.reference_key import ReferenceKey
from gui.review.reference_map import ReferenceMap
from gui.review.standings import Standings
from gui.review.words import distance_words, nearest_words, reach_words
from gui.session import Session
from gui.theme.spacing import S
from gui.widgets import StatusLight, label
from gui.widgets.status_light import LightStatus

_LIGHTS: dict[Reach, LightStatus] = {"usual": "pass", "unusual": "warn", "unlike": "fail"}


class ReferencePage(AnalysisPage):
    """The map of the reference recordings, the distance to them, and the spread beside theirs.

    Parameters
    ----------
    session : Session
    model : JudgingModel
    standings : Standings
    parent : QWidget, optional

    Attributes
    ----------
    map : ReferenceMap or None
    strips : list of PlaceStrips
        In the order in which they stand.
    """

    def __init__(
        self,
        session: Session,
        model: JudgingModel,
        standings: Standings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(session, parent)
        self._model, self._standings = model, standings
        self.map: ReferenceMap | None = None
        self.strips: list[PlaceStrips] = []
        model.changed.connect(self.update_content)
        standings.changed.connect(self.update_content)
        self.update_content()

    def fill(self, column: QVBoxLayout, analysis: Analysis) -> None:
        """Add the map and what it tells, or why there is none."""
        self.map, self.strips = None, []
        found = self._standings.found
        if isinstance(found, Standing):
            self._add_map(column, found)
            self._add_distance(column, found)
            self._add_spread(column, found)
            column.addWidget(self._recordings(analysis, found))
        elif isinstance(found, Unplaced):
            self._add_nothing(column, found.reason)
        elif self._model.known and self._model.facts is None:
            self._add_nothing(
                column,
                self.tr(
                    "This very model is not installed here any more, and its reference recordings "
                    "come with it. Import it again under Models."
                ),
            )
        else:
            column.addWidget(label(self.tr("Reading the model's reference recordings …"), "muted"))

    def _add_nothing(self, column: QVBoxLayout, reason: str) -> None:
        column.addWidget(label(self.tr("No map of reference recordings"), "strong"))
        column.addWidget(label(reason, "muted"))

    def _add_map(self, column: QVBoxLayout, standing: Standing) -> None:
        column.addWidget(label(self.tr("Where this recording lies"), "strong"))
        column.addWidget(
            label(
                self.tr(
                    "Each mark is a recording. Near each other, they look alike to the model; the "
                    "directions have no meaning of their own."
                ),
                "muted",
            )
        )
        self.map = ReferenceMap(standing)
        column.addWidget(self.map)
        column.addWidget(ReferenceKey(standing))
        held = self.tr(
            "The map holds {0} of the differences between the reference recordings."
        ).format(percent(standing.shown_share))
        column.addWidget(label(held, "caption"))

    def _add_distance(self, column: QVBoxLayout, standing: Standing) -> None:
        column.addWidget(label(self.tr("Distance from what the model has seen"), "strong"))
        column.addWidget(StatusLight(_LIGHTS[standing.reach], reach_words(standing)))
        column.addWidget(label(distance_words(standing), "muted"))
        column.addWidget(label(nearest_words(standing), "muted"))

    def _add_spread(self, column: QVBoxLayout, standing: Standing) -> None:
        if not standing.spread:
            return
        column.addWidget(label(self.tr("Restricted or broad, beside the references"), "strong"))
        maps: dict[tuple[str, str], list[SpreadPlace]] = {}
        for place in standing.spread:
            maps.setdefault((place.layer, place.kind), []).append(place)
        for (layer, kind), places in sorted(maps.items(), key=lambda m: m[0][1] != "evidence"):
            box = Disclosure(layer_word(layer, kind), is_open=kind == "evidence")
            self._add_strips(box.body, places, len(standing.labels))
            column.addWidget(box)
        column.addWidget(label(self.tr("Compare within one model and layer only."), "caption"))

    def _add_strips(self, column: QVBoxLayout, places: Sequence[SpreadPlace], groups: int) -> None:
        column.addLayout(self._heads())
        for place in places:
            strips = PlaceStrips(place, groups)
            self.strips.append(strips)
            column.addWidget(strips)

    def _heads(self) -> QHBoxLayout:
        heads = QHBoxLayout()
        heads.setContentsMargins(S, 0, S, 0)
        boxes = label(self.tr("Boxes: 5–25–50–75–95 %"), "caption", wrap=False)
        place = label(self.tr("Percentile"), "caption", wrap=False)
        place.setAlignment(Qt.AlignmentFlag.AlignRight)
        place.setToolTip(
            self.tr("How many of 100 reference recordings of the group lie below this recording.")
        )
        heads.addWidget(boxes)
        heads.addWidget(place, 1)
        return heads

    def _recordings(self, analysis: Analysis, standing: Standing) -> QWidget:
        """Make what unfolds to say what the reference recordings are."""
        more = Disclosure(self.tr("What are these recordings?"))
        who = self.tr(
            "{0} recordings of {1} people that the model was fitted on. Their groups are what the "
            "model was taught; they are not diagnoses."
        ).format(len(standing.reference_label), standing.people)
        trained_on = analysis.model.card.get("trained_on", "")
        for words in (who, trained_on):
            if words:
                more.body.addWidget(label(words, "muted"))
        return more
