"""Region bars point at regions."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from core.types import REGIONS

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def regions(qtbot, place, sample):
    findings = place.column.findings
    qtbot.mouseClick(findings.tabs.buttons[1], LEFT)
    assert findings.regions.isVisible()
    return findings.regions


def test_every_region_has_its_share_density_and_freeze(regions, sample) -> None:
    assert list(regions.bars) == list(REGIONS)
    rows = {row.region: row for row in sample.regions[-11:]}  # evidence comes last
    frozen = {row.region: row.delta_score for row in sample.freeze}
    for region, bar in regions.bars.items():
        assert bar.facts.share == rows[region].share
        assert bar.facts.delta == frozen[region]
        assert f"{100 * rows[region].share:.0f} %" in bar.accessibleDescription()
        assert f"{rows[region].density:.1f} times" in bar.accessibleDescription()
    assert "stood still" in regions.bars["mouth"].accessibleDescription()


def test_hovering_points_at_the_region(qtbot, place, regions, session) -> None:
    for region in ("mouth", "left_eye"):
        bar = regions.bars[region]
        place.column.ensureWidgetVisible(bar)
        qtbot.mouseMove(bar, QPoint(5, 5))
        qtbot.mouseMove(bar, bar.rect().center())
        qtbot.waitUntil(lambda region=region: session.view.region == region)
    qtbot.mouseMove(place.player, QPoint(50, 50))
    qtbot.waitUntil(lambda: session.view.region is None)


def test_focus_points_at_the_region(qtbot, place, regions, session) -> None:
    regions.bars["left_eye"].setFocus(Qt.FocusReason.TabFocusReason)
    assert session.view.region == "left_eye"
    qtbot.keyClick(regions.bars["left_eye"], Qt.Key.Key_Tab)
    assert session.view.region == "right_eye"
    place.setFocus()
    regions.bars["right_eye"].clearFocus()
    assert session.view.region is None


def test_another_layer_has_other_shares(regions, session, sample) -> None:
    session.set_view(layer="Conv3d_1a_7x7")
    assert regions.bars["mouth"].facts.share == sample.regions[REGIONS.index("mouth")].share


def test_without_a_freeze_test_no_change_is_claimed(qtbot, place, show, session) -> None:
    from dataclasses import replace

    from core.records.review import Review

    analysis = replace(show(), freeze=None)
    session.show_analysis(analysis, session.folder, Review())
    bar = place.column.findings.regions.bars["mouth"]
    assert bar.facts.delta is None
    assert "stood still" not in bar.accessibleDescription()
