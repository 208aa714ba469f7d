"""The smiles beside rated people: drawn, told, or not comparable and why."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QLabel, QToolTip

from core.kinematics.quantities import SHOWN, quantity_word
from core.kinematics.reference import load_reference
from core.records.review import Review
from core.report.words import percentile_words
from gui.review import words as gui_words
from gui.review.disclosure import Disclosure
from gui.review.range_key import RangeKey
from gui.review.range_strips import STRIP_PX
from gui.theme import theme

LEFT = Qt.MouseButton.LeftButton
TAB = 3


@pytest.fixture
def page(qtbot, place, show):
    """The page of a made analysis whose smiles can be compared."""
    show()
    findings = place.column.findings
    qtbot.mouseClick(findings.tabs.buttons[TAB], LEFT)
    assert findings.smiles.isVisible()
    return findings.smiles


def said(page) -> str:
    return " ".join(each.text() for each in page.findChildren(QLabel) if each.isVisible())


def test_every_quantity_is_drawn_and_told(page, session) -> None:
    (smile,) = session.analysis.measures.smiles
    assert [each.signal for each in page.strips] == list(smile.signals)
    for strips, signal in zip(page.strips, smile.signals, strict=True):
        assert strips.isVisible()
        assert gui_words.quantity_word(signal.name) in strips.accessibleName()
        for group in signal.groups:
            assert percentile_words(group) in strips.accessibleDescription()
            assert f"{group.people} people" in strips.accessibleDescription()
    assert page.findChild(RangeKey).isVisible()


def test_the_window_and_the_report_name_the_quantities_alike() -> None:
    for name in SHOWN:
        assert gui_words.quantity_word(name) == quantity_word(name)
        assert gui_words.quantity_hint(name)


def test_boxes_and_value_stand_where_the_numbers_say(page) -> None:
    for strips in page.strips:
        for group in strips.signal.groups:
            places = [strips.x_of(value) for value in group.box]
            assert places == sorted(places)
            assert places[0] > 0 and places[-1] < strips.width()
            below = strips.signal.value < group.box[2]
            assert (group.percentile < 50) == below
            assert (strips.x_of(strips.signal.value) < places[2]) == below


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_value_is_painted_at_its_place(page, mode) -> None:
    theme().set(mode)
    accent = theme().colour("accent").rgb()
    for strips in page.strips:
        image = strips.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        ratio = image.width() / strips.width()
        columns = [
            x
            for x in range(image.width())
            if sum(image.pixel(x, y) == accent for y in range(image.height())) > STRIP_PX * ratio
        ]
        assert columns, strips.signal.name
        middle = np.mean(columns) / ratio
        assert middle == pytest.approx(strips.x_of(strips.signal.value), abs=2)


def test_pointing_at_a_strip_explains_its_group(qtbot, page) -> None:
    strips = page.strips[0]
    for row, group in enumerate(strips.signal.groups):
        at = QPoint(60, round(strips._top() + (row + 0.5) * STRIP_PX))
        event = QHelpEvent(QEvent.Type.ToolTip, at, strips.mapToGlobal(at))
        QApplication.sendEvent(strips, event)
        assert strips.group_words(group) in QToolTip.text()
        assert "logarithmic" in QToolTip.text()
    QToolTip.hideText()


def test_the_strips_are_reached_by_key(qtbot, page) -> None:
    first, second, *_ = page.strips
    first.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(first, Qt.Key.Key_Tab)
    assert second.hasFocus()


def test_who_they_are_and_what_it_is_not_can_be_read(qtbot, page) -> None:
    assert "it is not a diagnosis" in said(page)
    more = page.findChild(Disclosure)
    qtbot.mouseClick(more.button, LEFT)
    reference = load_reference()
    for words in (
        f"{reference.source.people} people of median age",
        "filmed by webcam",
        f"Rated 2 or more: {reference.groups[2].people} people",
        "The cameras, the rooms",
        f"Age alone tells people rated 1 or more from those rated 0 about as well (AUROC "
        f"{reference.performance_of('age', 'auroc_1').value:.2f}",
    ):
        assert words in said(page)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"comparable": False}, ("Not comparable", "The head is turned 25° sideways.")),
        ({"tasks": ("talk",)}, ("Nothing to compare", "No smile task is named")),
    ],
)
def test_what_cannot_be_compared_says_why(page, show, changes, words) -> None:
    show(**changes)
    assert not page.strips
    assert page.findChild(RangeKey) is None
    for each in words:
        assert each in said(page)


def test_an_analysis_of_before_says_so(page, session) -> None:
    analysis = session.analysis
    older = replace(analysis, measures=replace(analysis.measures, smiles=None))
    session.show_analysis(older, session.folder, Review())
    assert "before Facies compared smiles" in said(page)


def test_the_sample_s_three_smiles_are_one_exercise(qtbot, place, sample) -> None:
    findings = place.column.findings
    qtbot.mouseClick(findings.tabs.buttons[TAB], LEFT)
    (smile,) = sample.measures.smiles
    asked = [segment for segment in sample.segments if segment.task == "smile"]
    assert len(asked) == 3
    assert (smile.start_s, smile.end_s) == (asked[0].start_s, asked[-1].end_s)
    assert len(findings.smiles.strips) == len(SHOWN)
