"""The layer panel changes how the map is shown."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel

from core.analysis.constant import empty_map_sentence

LEFT = Qt.MouseButton.LeftButton
LONG_MS = 120_000


@pytest.fixture
def maps(place, sample):
    return place.column.findings.maps


def reach(place, widget) -> None:
    """Scroll to a widget, as one must to click it."""
    place.column.ensureWidgetVisible(widget)


def click(qtbot, place, widget) -> None:
    reach(place, widget)
    qtbot.mouseClick(widget, LEFT)


def test_layers_have_plain_names_and_are_chosen_by_click(qtbot, place, maps, session) -> None:
    words = [button.text() for button in maps.layers.buttons.values()]
    assert words == ["First", "Middle", "Evidence"]
    hints = [button.toolTip() for button in maps.layers.buttons.values()]
    assert hints == ["First layers (key 1)", "Middle layers (key 2)", "Class evidence (key 3)"]
    assert maps.layers.buttons["evidence"].isChecked()
    click(qtbot, place, maps.layers.buttons["Conv3d_1a_7x7"])
    assert session.view.layer == "Conv3d_1a_7x7"
    assert not maps.layers.buttons["evidence"].isChecked()


def test_a_layer_chosen_elsewhere_is_shown_here(maps, session) -> None:
    session.set_view(layer="Mixed_4f")
    assert maps.layers.buttons["Mixed_4f"].isChecked()


def test_heat_map_and_side_by_side(qtbot, place, maps, session) -> None:
    for box, field in ((maps.heat_map, "heat_map"), (maps.side_by_side, "side_by_side")):
        before = getattr(session.view, field)
        reach(place, box)
        qtbot.mouseClick(box, LEFT, pos=QPoint(10, box.height() // 2))
        assert getattr(session.view, field) is not before
        assert box.isChecked() is not before


def test_opacity_by_key_and_from_elsewhere(qtbot, place, maps, session) -> None:
    reach(place, maps.opacity)
    maps.opacity.setFocus()
    qtbot.keyClick(maps.opacity, Qt.Key.Key_Right)
    assert session.view.opacity == pytest.approx(0.75)
    session.set_view(opacity=0.2)
    assert maps.opacity.value() == 20
    qtbot.keyClick(maps.opacity, Qt.Key.Key_Home)
    assert session.view.opacity == 0


def test_colours_are_those_of_the_kind_of_map(qtbot, place, maps, session) -> None:
    def offered() -> list[str]:
        return [maps.colours.itemData(at) for at in range(maps.colours.count())]

    assert offered() == ["auto", "blue-white-orange", "purple-white-green"]
    reach(place, maps.colours)
    maps.colours.setFocus()
    qtbot.keyClick(maps.colours, Qt.Key.Key_End)
    assert session.view.colours == "purple-white-green"
    session.set_view(layer="Mixed_4f")
    assert offered() == ["auto", "viridis", "cividis"]
    assert maps.colours.currentData() == "auto"


def spread_words(maps) -> str:
    return " ".join(each.text() for each in maps.spread.findChildren(QLabel))


def test_spread_is_that_of_the_shown_layer(maps, sample, session) -> None:
    for layer, spread in zip(("Conv3d_1a_7x7", "Mixed_4f"), sample.spread, strict=False):
        session.set_view(layer=layer)
        assert f"Evenness (entropy) {spread.entropy:.3g} " in spread_words(maps)
    assert "Compare within one model and layer only" in spread_words(maps)


def test_plain_motion_is_made_on_demand_and_compared(
    qtbot, place, maps, session, workbench
) -> None:
    source = maps.source
    click(qtbot, place, source.choices.buttons["motion"])
    assert session.view.source == "motion"
    assert source.busy and workbench.making_maps == "motion"
    assert "follows motion" in " ".join(each.text() for each in source.findChildren(QLabel))
    qtbot.waitUntil(lambda: session.map_for(session.view) is not None, timeout=LONG_MS)
    assert not source.busy
    assert session.map_for(session.view).kind == "motion"
    qtbot.waitUntil(lambda: "…" not in spread_words(maps), timeout=LONG_MS)


def test_random_weights_can_be_stopped(qtbot, place, maps, session, workbench) -> None:
    source = maps.source
    click(qtbot, place, source.choices.buttons["random"])
    assert source.busy
    click(qtbot, place, source.cancel_button)
    assert session.view.source == "trained"
    assert source.choices.buttons["trained"].isChecked()
    assert not source.busy
    qtbot.waitUntil(lambda: workbench.making_maps is None, timeout=LONG_MS)
    assert session.view.source == "trained"


def test_a_map_that_cannot_be_made_leads_back_to_the_models(
    qtbot, place, show, session, workbench, tmp_path
) -> None:
    show()  # judged by a model that is not installed
    told = []
    workbench.noticed.connect(told.append)
    page = place.column.findings.maps
    click(qtbot, place, page.source.choices.buttons["random"])
    qtbot.waitUntil(lambda: session.view.source == "trained", timeout=LONG_MS)
    assert [notice.kind for notice in told] == ["error"]
    assert not page.source.busy


@pytest.mark.parametrize("again", [False, True])
def test_the_tab_key_reaches_the_layers_before_what_lies_below(
    qtbot, place, maps, session, again: bool
) -> None:
    if again:
        session.analysis_changed.emit()
    layer = next(button for button in maps.layers.buttons.values() if button.isChecked())
    qtbot.waitUntil(layer.isVisible)
    reach(place, layer)
    layer.setFocus()
    qtbot.keyClick(layer, Qt.Key.Key_Tab)
    assert maps.heat_map.hasFocus()


def test_the_evidence_says_what_it_is_added_to(maps, sample, session) -> None:
    said = empty_map_sentence(sample)
    assert said

    def shown() -> bool:
        return any(said in each.text() for each in maps.findChildren(QLabel))

    session.set_view(layer="evidence")
    assert shown()
    session.set_view(layer="Mixed_4f")
    assert not shown()
