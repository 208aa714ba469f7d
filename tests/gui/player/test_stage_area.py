"""The picture has all the height there is, and the colour bar stands where it leaves room."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.records.review import Review
from tests.support.analysis_factory import make_analysis


@pytest.fixture
def shown(qtbot, session, player, tmp_path):
    """A made analysis of a square video; there is no such file, and none is needed."""
    analysis = make_analysis(video=tmp_path / "v.mp4", n_frames=60)
    session.show_analysis(analysis, tmp_path, Review())
    qtbot.waitUntil(lambda: player.colour_bar.isVisible())
    return player


def squared(analysis, width: int, height: int):
    """The same analysis of a video with pictures of another size."""
    return replace(analysis, recording=replace(analysis.recording, size_px=(width, height)))


@pytest.mark.parametrize(
    ("size_px", "beside"), [((480, 480), True), ((1280, 720), False), ((720, 1280), True)]
)
def test_the_bar_stands_beside_the_picture_where_it_leaves_room(
    qtbot, session, shown, tmp_path, size_px, beside
) -> None:
    session.show_analysis(squared(session.analysis, *size_px), tmp_path, Review())
    stage, bar = shown.stage.geometry(), shown.colour_bar.geometry()
    assert (bar.height() > bar.width()) is beside
    if beside:
        ratio = shown.devicePixelRatioF()
        picture = shown.stage.framing().pictures[-1]
        assert stage == shown.stage.parentWidget().rect(), "all the height is the picture's"
        assert bar.left() > picture.right() / ratio
    else:
        assert bar.top() == stage.bottom() + 1
    assert shown.stage.parentWidget().rect().contains(bar)


def test_it_goes_under_two_pictures_and_away_without_a_map(session, shown, tmp_path) -> None:
    session.show_analysis(squared(session.analysis, 480, 480), tmp_path, Review())
    session.set_view(side_by_side=True)
    before = shown.stage.geometry()
    assert shown.colour_bar.geometry().top() == before.bottom() + 1
    session.set_view(heat_map=False)
    assert not shown.colour_bar.isVisible()
    assert shown.stage.geometry() == before, "hiding the map must not move the picture"


def test_it_follows_from_learnt_maps_to_random_ones(session, shown) -> None:
    session.set_view(layer="evidence")
    before = shown.colour_bar.accessibleDescription()
    others = tuple(
        replace(each, values=np.zeros_like(each.values)) for each in session.analysis.maps
    )
    session.add_maps("random", others)
    session.set_view(source="random")
    assert "random weights" in shown.colour_bar.accessibleDescription() != before
