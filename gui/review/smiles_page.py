"""The smiles beside people whom clinicians rated, or why they cannot be compared."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.kinematics.reference import Performance, load_reference
from core.report.words import clock, rating_words
from core.types import Analysis, SmileComparison
from gui.review.content import AnalysisPage
from gui.review.disclosure import Disclosure
from gui.review.range_key import RangeKey
from gui.review.range_strips import RangeStrips
from gui.session import Session
from gui.theme.spacing import S
from gui.widgets import label


class SmilesPage(AnalysisPage):
    """Every smile exercise with its quantities among rated people.

    Parameters
    ----------
    session : Session
    parent : QWidget, optional

    Attributes
    ----------
    strips : list of RangeStrips
        In the order in which they stand.
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.strips: list[RangeStrips] = []
        self.update_content()

    def fill(self, column: QVBoxLayout, analysis: Analysis) -> None:
        """Add the exercises, and who the rated people are."""
        self.strips = []
        smiles = analysis.measures.smiles
        if not smiles:
            self._add_nothing(column, known=smiles is not None)
            return
        column.addWidget(
            label(
                self.tr(
                    "Where this recording's smiles fall among people whose faces clinicians rated "
                    "(MDS-UPDRS 3.2). It describes movement; it is not a diagnosis."
                ),
                "muted",
            )
        )
        for smile in smiles:
            self._add_exercise(column, smile)
        if self.strips:
            column.addWidget(RangeKey())
            column.addWidget(self._people())

    def _add_nothing(self, column: QVBoxLayout, *, known: bool) -> None:
        column.addWidget(label(self.tr("Nothing to compare"), "strong"))
        column.addWidget(
            label(
                self.tr(
                    "No smile task is named in this recording. Where the patient smiles three "
                    "times with a relaxed face between, name those stretches “Smile” in the task "
                    "lane and analyse again."
                )
                if known
                else self.tr(
                    "This analysis was made before Facies compared smiles. Analyse the recording "
                    "again."
                ),
                "muted",
            )
        )

    def _add_exercise(self, column: QVBoxLayout, smile: SmileComparison) -> None:
        span = self.tr("Smile exercise, {0}–{1}").format(clock(smile.start_s), clock(smile.end_s))
        column.addWidget(label(span, "strong"))
        if not smile.signals:
            column.addWidget(label(self.tr("Not comparable:")))
            for reason in smile.reasons:
                column.addWidget(label(f"• {reason}"))
            return
        column.addLayout(self._heads())
        for signal in smile.signals:
            strips = RangeStrips(signal)
            self.strips.append(strips)
            column.addWidget(strips)

    def _heads(self) -> QHBoxLayout:
        heads = QHBoxLayout()
        heads.setContentsMargins(S, 0, S, 0)
        rated = label(self.tr("Rated"), "caption", wrap=False)
        rated.setToolTip(self.tr("Clinicians' rating of facial expression, MDS-UPDRS 3.2"))
        place = label(self.tr("Percentile (95 %)"), "caption", wrap=False)
        place.setAlignment(Qt.AlignmentFlag.AlignRight)
        place.setToolTip(
            self.tr(
                "How many of 100 people of the group lie below this recording, with the interval "
                "over which people were measured."
            )
        )
        heads.addWidget(rated)
        heads.addWidget(place, 1)
        return heads

    def _people(self) -> QWidget:
        """Make what unfolds to say who the people are and what they cannot tell."""
        reference = load_reference()
        source = reference.source
        more = Disclosure(self.tr("Who are these people?"))
        who = self.tr(
            "{0} people of median age {1:.0f}, filmed by webcam while they smiled three times "
            "(PARK studies). Some were rated differently at another visit."
        ).format(source.people, source.median_age_years)
        groups = "\n".join(
            self.tr("Rated {0}: {1} people, median age {2:.0f}").format(
                rating_words(group.rating), group.people, group.age_years[1]
            )
            for group in reference.groups
        )
        measured = self.tr(
            "Variability is a standard deviation (SD); it and the mean are in per cent of the "
            "distance between the irises, as those studies measured it, and not comparable with "
            "the tab “Measures”. The cameras, the rooms and the guidance were other than here."
        )
        age, signals = (reference.performance_of(name, "auroc_1") for name in ("age", "geo10"))
        usual = self.tr(
            "Visits of one person differ. So one recording gives the person's usual value only to "
            "within the shaded interval."
        )
        limits = self.tr(
            "Age alone tells people rated 1 or more from those rated 0 about as well (AUROC {0}) "
            "as all smile signals of those studies together ({1})."
        ).format(_figures(age), _figures(signals))
        for words in (who, groups, usual, measured, limits):
            more.body.addWidget(label(words, "muted"))
        return more


def _figures(found: Performance) -> str:
    return f"{found.value:.2f}, {found.low:.2f}–{found.high:.2f}"
