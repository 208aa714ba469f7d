"""The score, its gauge, the sentence to quote, and how sure it is."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.analysis.wording import INTERVAL_COVERS, score_sentence
from core.types import Score
from gui.review.disclosure import Disclosure
from gui.review.gauge import DECISION_ROLES, ScoreGauge
from gui.session import Session
from gui.theme import theme
from gui.theme.spacing import M
from gui.widgets import Card, label


class ScoreCard(Card):
    """What the model says of the recording, in figures and in a plain sentence.

    Parameters
    ----------
    session : Session
    parent : QWidget, optional

    Attributes
    ----------
    gauge : ScoreGauge
    how_sure : Disclosure
    """

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setAccessibleName(self.tr("Model score"))
        self._session = session
        self.body.setContentsMargins(M, M, M, M)
        self.body.setSpacing(6)
        self._value = label("", "display", wrap=False)
        self._interval = label("", "muted")
        self._decision = label("", "strong")
        self.gauge = ScoreGauge()
        self._sentence = label()
        self._sentence.setTextInteractionFlags(_SELECTABLE)
        self._reasons = label()
        self.how_sure = Disclosure(self.tr("How sure is this?"))
        self._trained = label("", "muted")
        self._calibrated = label("", "muted")
        self._limits = label("", "muted")
        covers = label(INTERVAL_COVERS, "muted")
        for words in (covers, self._trained, self._calibrated, self._limits):
            self.how_sure.body.addWidget(words)
        figure = QHBoxLayout()
        figure.setSpacing(M)
        figure.addWidget(self._value)
        beside = QVBoxLayout()
        beside.setSpacing(0)
        beside.addStretch()
        beside.addWidget(self._decision)
        beside.addWidget(self._interval)
        beside.addStretch()
        figure.addLayout(beside, 1)
        head = QHBoxLayout()
        head.addWidget(label(self.tr("Model score"), "title", wrap=False), 1)
        head.addWidget(self.how_sure.button)
        self.body.addLayout(head)
        self.body.addLayout(figure)
        for widget in (self.gauge, self._sentence, self._reasons, self.how_sure):
            self.body.addWidget(widget)
        session.analysis_changed.connect(self._update)
        theme().changed.connect(self._colour)
        self._update()

    @Slot()
    def _update(self) -> None:
        analysis = self._session.analysis
        score = analysis.score if analysis is not None else None
        self.gauge.set_score(score)
        if analysis is None or score is None:
            for words in (self._value, self._interval, self._decision, self._sentence):
                words.clear()
            self._reasons.hide()
            return
        self._value.setText(f"{score.value:.2f}")
        self._value.setAccessibleName(self.tr("Model score {0:.2f}").format(score.value))
        self._interval.setText(
            self.tr("95 % interval {0:.2f}–{1:.2f}").format(score.low, score.high)
        )
        self._decision.setText(self._decision_words(score))
        several = len(score.reasons) > 1
        whole = replace(score, reasons=()) if several else score
        self._sentence.setText(score_sentence(whole).strip())
        self._reasons.setText("\n".join(f"• {reason}" for reason in score.reasons))
        self._reasons.setVisible(several)
        self._colour()
        self._tell_model()

    def _decision_words(self, score: Score) -> str:
        if score.decision == "inconclusive":
            return self.tr("Inconclusive")
        if score.decision == "above":
            return self.tr("Above the threshold")
        return self.tr("Below the threshold")

    @Slot()
    def _colour(self) -> None:
        analysis = self._session.analysis
        if analysis is not None and analysis.score is not None:
            colour = theme().colour(DECISION_ROLES[analysis.score.decision]).name()
            self._decision.setStyleSheet(f"color: {colour};")

    @Slot()
    def _tell_model(self) -> None:
        analysis = self._session.analysis
        if analysis is None:
            return
        card = analysis.model.card
        trained = card.get("trained_on") or self.tr("not kept with this analysis.")
        self._say(self._trained, self.tr("Trained on: {0}"), trained)
        self._say(self._calibrated, self.tr("Calibrated on: {0}"), card.get("calibrated_on", ""))
        self._say(self._limits, self.tr("Limits: {0}"), card.get("limits", ""))

    @staticmethod
    def _say(words: QLabel, pattern: str, value: str) -> None:
        words.setText(pattern.format(value))
        words.setVisible(bool(value))


_SELECTABLE = (
    Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
)
