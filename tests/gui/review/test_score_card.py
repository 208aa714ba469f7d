"""The score card says what the score says, and how sure it is."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from core.analysis.wording import INTERVAL_COVERS, score_sentence
from core.inference import resolve_bundle


def words(widget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


def test_it_gives_value_interval_and_sentence(place, sample) -> None:
    said = words(place.column.findings.card)
    assert f"{sample.score.value:.2f}" in said
    assert score_sentence(sample.score) in said
    assert f"{sample.score.low:.2f}–{sample.score.high:.2f}" in said


def test_an_inconclusive_score_says_why(place, show) -> None:
    analysis = show(decision="inconclusive")
    said = words(place.column.findings.card)
    assert "Inconclusive" in said
    assert analysis.score.reasons[0] in said


def test_how_sure_opens_by_a_click(qtbot, place, show) -> None:
    analysis = show()
    card = place.column.findings.card
    assert INTERVAL_COVERS not in words(card)
    qtbot.mouseClick(card.how_sure.button, Qt.MouseButton.LeftButton)
    said = words(card)
    assert INTERVAL_COVERS in said
    assert analysis.model.card["trained_on"] in said


def test_what_it_was_calibrated_on_comes_from_the_bundle(qtbot, place, sample) -> None:
    card = place.column.findings.card
    qtbot.mouseClick(card.how_sure.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "Calibrated on: " in words(card), timeout=60_000)
    bundle = resolve_bundle(sample.model.id)
    people = bundle.spec.provenance["parts"]["calibration"]["people"]
    assert f"{people} people" in words(card)
    assert bundle.spec.provenance["trained_on"] in words(card)
