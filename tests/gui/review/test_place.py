"""Every phase has its panel, and nothing says more than it may."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from gui.progress import AnalysingPanel, ReadyPanel, RefusedPanel
from gui.theme import theme

LEFT = Qt.MouseButton.LeftButton


def words(widget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel) if each.isVisible())


def test_empty_offers_ways_on(qtbot, place) -> None:
    assert place.empty.isVisible() and not place.player.isVisible()
    for button, signal in zip(
        place.empty.buttons, (place.open_wanted, place.sample_wanted), strict=True
    ):
        with qtbot.waitSignal(signal):
            qtbot.mouseClick(button, LEFT)


def test_opening_shows_that_it_is_busy(place, session) -> None:
    session.set_phase("opening")
    assert "Opening" in words(place)
    assert not place.empty.isVisible()


@pytest.mark.parametrize(("phase", "panel"), [("ready", ReadyPanel), ("analysing", AnalysingPanel)])
def test_before_and_while_it_is_analysed(place, show, session, phase, panel) -> None:
    analysis = show()
    session.show_recording(analysis.recording, ())
    session.set_phase(phase)
    shown = [each for each in place.findChildren(panel) if each.isVisible()]
    assert len(shown) == 1
    assert place.player.isVisible()
    assert place.lines.isVisible() == (phase == "analysing")
    assert not place.findChildren(QWidget, "gauge")


def test_refused_shows_why_and_no_numbers_of_the_model(qtbot, place, show, session) -> None:
    show()  # a score that must not stay
    analysis = show(refused=True)
    assert session.phase == "refused"
    assert [each.isVisible() for each in place.findChildren(RefusedPanel)] == [True]
    assert not place.column.findings.isVisible()
    assert not place.lines.isVisible() and not place.lines.rows
    said = words(place)
    assert analysis.quality.checks[0].message in said
    assert not re.search(r"[Mm]odel score [\d(]|threshold of", said)
    tabs = place.column.panels["refused"]
    qtbot.mouseClick(tabs.buttons[1], LEFT)
    assert "Warns at" in words(place)


def test_done_shows_findings_and_lines(place, sample) -> None:
    assert place.column.findings.isVisible()
    assert place.lines.isVisible() and len(place.lines.rows) == 5


def test_the_pages_change_by_click_and_by_arrow(qtbot, place, sample) -> None:
    tabs = place.column.findings.tabs
    qtbot.mouseClick(tabs.buttons[4], LEFT)
    assert tabs.current == 4 and place.column.findings.quality.isVisible()
    tabs.buttons[4].setFocus()
    qtbot.keyClick(tabs.buttons[4], Qt.Key.Key_Right)
    assert tabs.current == 5 and tabs.buttons[5].hasFocus()
    qtbot.keyClick(tabs.buttons[5], Qt.Key.Key_Up)
    assert tabs.current == 1


def test_measures_show_each_segment_with_reference_or_none(qtbot, place, sample) -> None:
    findings = place.column.findings
    qtbot.mouseClick(findings.tabs.buttons[2], LEFT)
    chooser = findings.measures.segments
    assert chooser.count() == len(sample.measures.segments)
    chooser.setFocus()
    for at, found in enumerate(sample.measures.segments):
        assert chooser.currentIndex() == at
        said = words(findings.measures)
        assert "no reference" in said
        for measure in found.measures:
            if not measure.name.startswith("kp_"):
                assert measure.label in said
                assert not measure.note or measure.note in said
                assert not measure.reference or measure.reference in said
        qtbot.keyClick(chooser, Qt.Key.Key_Down)


def test_quality_shows_every_check_the_recording_and_the_device(qtbot, place, sample) -> None:
    findings = place.column.findings
    qtbot.mouseClick(findings.tabs.buttons[4], LEFT)
    said = words(findings.quality)
    for check in sample.quality.checks:
        assert check.message in said
    assert sample.device.name in said
    assert sample.recording.sha256[:16] in said
    assert sample.recording.sha256 not in said
    assert all(warning in said for warning in sample.warnings)


def test_the_model_page_shows_limits_hash_and_metrics(qtbot, place, sample) -> None:
    findings = place.column.findings
    qtbot.mouseClick(findings.tabs.buttons[5], LEFT)
    qtbot.waitUntil(lambda: "AUROC" in words(findings.model_page), timeout=60_000)
    said = words(findings.model_page)
    assert sample.model.card["limits"] in said
    assert sample.model.weights_sha256[:8] in said
    assert "not a diagnosis" in said


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_nothing_is_cut_off_at_the_smallest_size(qtbot, place, sample, mode) -> None:
    theme().set(mode)
    findings = place.column.findings
    room = place.column.viewport().width()
    for number, button in enumerate(findings.tabs.buttons):
        qtbot.mouseClick(button, LEFT)
        assert findings.minimumSizeHint().width() <= room, number
    assert place.minimumSizeHint().width() <= 1180
    assert place.minimumSizeHint().height() <= 740
    assert place.lines.height() >= place.lines.minimumSizeHint().height()


def test_stopping_ends_its_work_in_the_midst(place, sample) -> None:
    place.stop()
    assert not place._looks._runner.busy


def test_the_face_is_the_largest_thing_in_a_small_window(qtbot, place, sample) -> None:
    ratio = place.devicePixelRatioF()
    picture = place.player.stage.framing().pictures[0]
    assert picture.height() / ratio >= 380
    assert place.lines.height() < place.player.stage.height() / 1.7
    maps = place.column.findings.maps
    port = place.column.viewport()
    for widget in (maps.layers, maps.heat_map, maps.opacity, maps.source.choices):
        lowest = widget.mapTo(port, widget.rect().bottomLeft()).y()
        assert lowest < port.height(), "what is used most is seen without scrolling"


def test_the_room_is_parted_anew_until_the_user_does(qtbot, place, sample) -> None:
    small = place.lines.height()
    place.resize(1900, 1400)
    qtbot.waitUntil(lambda: place.lines.height() > 1.5 * small)
    assert place.column.width() >= 380
    place._on_parted()
    before = place.lines.height()
    place.resize(1900, 1300)
    qtbot.waitUntil(lambda: place.height() == 1300)
    assert abs(place.lines.height() - before) < 5
