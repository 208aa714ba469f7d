"""The right column of a finished analysis: the score, and under it everything behind it."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.review.bookmarks_page import BookmarksPage
from gui.review.facts import JudgingModel, MapLooks
from gui.review.maps_page import MapsPage
from gui.review.measures_page import MeasuresPage
from gui.review.model_page import ModelPage
from gui.review.quality_page import QualityPage
from gui.review.reference_page import ReferencePage
from gui.review.regions_page import RegionsPage
from gui.review.score_card import ScoreCard
from gui.review.smiles_page import SmilesPage
from gui.review.standings import Standings
from gui.review.tabs import Tabs
from gui.session import Session
from gui.theme.spacing import M
from gui.workbench import Workbench

_TABS_IN_A_ROW = 4


class Findings(QWidget):
    """Score card and pages.

    Parameters
    ----------
    session : Session
    workbench : Workbench
    looks : MapLooks
    model : JudgingModel
    standings : Standings
    parent : QWidget, optional

    Attributes
    ----------
    card : ScoreCard
    tabs : Tabs
    maps, regions, measures, smiles, quality, model_page, reference, bookmarks : QWidget
        The pages.
    """

    def __init__(
        self,
        session: Session,
        workbench: Workbench,
        looks: MapLooks,
        model: JudgingModel,
        standings: Standings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.card = ScoreCard(session)
        self.maps = MapsPage(session, workbench, looks)
        self.regions = RegionsPage(session, looks)
        self.measures = MeasuresPage(session)
        self.smiles = SmilesPage(session)
        self.quality = QualityPage(session)
        self.model_page = ModelPage(session, model)
        self.reference = ReferencePage(session, model, standings)
        self.bookmarks = BookmarksPage(session)
        self.tabs = Tabs(_TABS_IN_A_ROW)
        for title, page, hint in (
            (self.tr("Maps"), self.maps, self.tr("Where the network responds")),
            (self.tr("Regions"), self.regions, self.tr("The map by regions of the face")),
            (self.tr("Measures"), self.measures, self.tr("Blinks, mouth, smile, symmetry")),
            (self.tr("Smiles"), self.smiles, self.tr("The smiles beside rated people")),
            (self.tr("Quality"), self.quality, self.tr("Whether the recording was good enough")),
            (self.tr("Model"), self.model_page, self.tr("What judged, and its limits")),
            (self.tr("Place"), self.reference, self.tr("Where this recording lies")),
            (self.tr("Bookmarks"), self.bookmarks, self.tr("Moments that go into the report")),
        ):
            self.tabs.add_page(title, page, hint)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        column.addWidget(self.card)
        column.addWidget(self.tabs)
        column.addStretch(1)
