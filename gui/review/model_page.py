"""The model that judged: its card, limits, licence and measured quality."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.report.sections import limits, model_facts
from core.types import Analysis
from gui.review.content import AnalysisPage
from gui.review.facts import JudgingModel
from gui.review.facts_grid import FactsGrid
from gui.session import Session
from gui.widgets import label

_METRIC_WORDS = {
    "auroc": "AUROC",
    "accuracy": "Accuracy",
    "sensitivity": "Sensitivity",
    "specificity": "Specificity",
    "brier": "Brier score",
    "log_loss": "Log loss",
}


class ModelPage(AnalysisPage):
    """What the model is, what it is not, and how good it was measured to be.

    Parameters
    ----------
    session : Session
    model : JudgingModel
    parent : QWidget, optional
    """

    def __init__(
        self, session: Session, model: JudgingModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(session, parent)
        self._model = model
        model.changed.connect(self.update_content)
        self.update_content()

    def fill(self, column: QVBoxLayout, analysis: Analysis) -> None:
        """Add the card's facts, its measured quality and its limits."""
        facts = self._model.facts
        for name, value in model_facts(analysis.model):
            column.addWidget(label(name, "strong"))
            column.addWidget(label(value))
        self._add_quality(column)
        if self._model.known and facts is None:
            column.addWidget(
                label(
                    self.tr(
                        "This very model is not installed here any more, so how good it was "
                        "measured to be cannot be shown."
                    ),
                    "muted",
                )
            )
        column.addWidget(label(self.tr("What this can and cannot say"), "strong"))
        for sentence in limits():
            column.addWidget(label(f"• {sentence}", "muted"))

    def _add_quality(self, column: QVBoxLayout) -> None:
        facts = self._model.facts
        if facts is None or not facts.metrics:
            return
        column.addWidget(label(self.tr("How good it was measured to be"), "strong"))
        grid = FactsGrid(3, values_right=True)
        grid.add_titles(["", self.tr("value"), self.tr("95 % interval")])
        for metric in facts.metrics:
            interval = f"{metric.low:.2f}–{metric.high:.2f}"
            name = _METRIC_WORDS.get(metric.name, metric.name)
            grid.add_row(name, [f"{metric.value:.2f}", interval], metric.unit_of_analysis)
        column.addWidget(grid)
        first = facts.metrics[0]
        words = self.tr("Unit: {0}. Data: {1}.").format(first.unit_of_analysis, first.data)
        column.addWidget(label(words, "caption"))
