"""The map lies on the face in the original picture, in its own colours, and says what it is."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt

from core.face.warp import for_decoded
from core.records.review import Review
from core.report.colour import colour_map_named, colour_map_of
from core.report.map_timeline import MapTimeline
from core.report.overlay import overlay_frame
from core.types import Analysis
from core.video import open_recording
from core.video.proxy import ProxyWriter
from gui.player.framing import frame_pictures
from tests.gui.player.conftest import pixels
from tests.support.analysis_factory import FACE_PX, face_centre_px, make_analysis
from tests.support.video_maker import number_picture, read_number

FIRST = "Conv3d_1a_7x7"
LONG_MS = 15_000


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    return make_analysis(video=tmp_path_factory.mktemp("drawn") / "v.mp4", n_frames=120)


@pytest.fixture
def shown(qtbot, session, player, analysis, tmp_path):
    """The player with an analysis, at a frame in the middle of a clip."""
    session.show_analysis(analysis, tmp_path, Review())
    session.go_to_frame(20)
    session.set_view(layer=FIRST)
    wait(qtbot, player, session)
    return player


def wait(qtbot, player, session) -> None:
    def ready() -> bool:
        stage, framing = player.stage, player.stage.framing()
        return (
            stage.shown_exact
            and stage.shown_frame == session.frame
            and stage.shown_picture().size() == framing.pictures[0].size()
        )

    qtbot.waitUntil(ready, timeout=LONG_MS)


def on_screen(player, which: int = -1) -> np.ndarray:
    rect = player.stage.framing().pictures[which]
    grabbed = pixels(player.stage.grab().toImage())
    return grabbed[rect.top() : rect.bottom() + 1, rect.left() : rect.right() + 1]


def expected(player, session, analysis, colours="auto") -> np.ndarray:
    frame, scale = session.frame, player.stage.framing().scale
    activation = session.map_for(session.view)
    values = MapTimeline(activation, analysis.clips).at(float(analysis.recording.pts_s[frame]))
    return overlay_frame(
        pixels(player.stage.shown_picture()),
        values,
        for_decoded(analysis.alignment.to_crop[frame], scale),
        activation.scale,
        session.view.opacity,
        colour_map_named(colours, activation),
    )


@pytest.mark.parametrize(("layer", "colours"), [(FIRST, "auto"), ("evidence", "auto")])
@pytest.mark.parametrize("frame", [5, 20, 55])
def test_painted_pixels_are_those_of_the_overlay(
    qtbot, session, shown, analysis, layer, colours, frame
) -> None:
    session.go_to_frame(frame)
    session.set_view(layer=layer, opacity=0.8, colours=colours)
    wait(qtbot, shown, session)
    apart = np.abs(on_screen(shown).astype(int) - expected(shown, session, analysis))
    bare = np.abs(
        expected(shown, session, analysis).astype(int) - pixels(shown.stage.shown_picture())
    )
    assert bare.max() > 20
    assert np.percentile(apart, 99) <= 4 and apart.mean() < 0.6


def test_the_map_is_on_the_face_and_follows_it(qtbot, session, shown, analysis) -> None:
    """The factory's first layer answers at one spot, under the middle of the face."""
    for frame in (10, 50, 90):
        session.go_to_frame(frame)
        session.set_view(opacity=1.0)
        wait(qtbot, shown, session)
        change = np.abs(on_screen(shown).astype(int) - pixels(shown.stage.shown_picture()))
        weight = change.sum(axis=-1).clip(60) - 60
        y, x = np.mgrid[: weight.shape[0], : weight.shape[1]]
        found = np.array([(x * weight).sum(), (y * weight).sum()]) / weight.sum()
        scale = shown.stage.framing().scale
        cx, cy = face_centre_px(np.array([frame / 30]))[0]
        wanted = np.array([cx, cy + 0.22 * FACE_PX]) * scale
        np.testing.assert_allclose(found, wanted, atol=0.04 * FACE_PX * scale)


def test_opacity_hiding_and_colours_change_the_picture(qtbot, session, shown) -> None:
    strong = on_screen(shown)
    session.set_view(colours="cividis")
    other = on_screen(shown)
    assert np.abs(other.astype(int) - strong).max() > 40
    session.set_view(opacity=0.0)
    bare = pixels(shown.stage.shown_picture())
    np.testing.assert_array_equal(on_screen(shown), bare)
    session.set_view(opacity=0.7, heat_map=False)
    np.testing.assert_array_equal(on_screen(shown), bare)


def test_side_by_side_shows_the_bare_picture_first(qtbot, session, shown) -> None:
    session.set_view(side_by_side=True, opacity=1.0)
    wait(qtbot, shown, session)
    bare = pixels(shown.stage.shown_picture())
    middle = np.s_[bare.shape[0] // 4 : 3 * bare.shape[0] // 4]
    np.testing.assert_array_equal(on_screen(shown, 0)[middle], bare[middle])
    assert np.abs(on_screen(shown, 1)[middle].astype(int) - bare[middle]).max() > 60


def test_where_no_clip_or_no_face_is_the_picture_is_bare_and_says_so(
    qtbot, session, shown, analysis
) -> None:
    maps = shown.stage.maps
    assert maps.absence(20) == ""
    assert maps.absence(119) == "no_clip"
    alignment = replace(analysis.alignment, valid=np.arange(120) != 20)
    session.show_analysis(replace(analysis, alignment=alignment), session.folder, Review())
    assert maps.absence(20) == "no_face"
    session.set_view(source="random")
    assert maps.absence(21) == "missing"


def test_maps_of_random_weights_are_labelled(qtbot, session, shown, analysis) -> None:
    before = pixels(shown.stage.grab().toImage())
    session.set_view(source="random")
    assert not shown.colour_bar.isVisible()
    session.add_maps("random", analysis.maps)
    qtbot.waitUntil(lambda: shown.colour_bar.isVisible())
    top = np.s_[:40, -200:]
    now = pixels(shown.stage.grab().toImage())
    assert np.abs(now[top].astype(int) - before[top]).max() > 100
    assert "random weights" in shown.colour_bar.accessibleDescription()


def test_colour_bar_shows_the_fixed_scale_in_the_maps_colours(session, shown, analysis) -> None:
    bar = shown.colour_bar
    for layer in (FIRST, "evidence"):
        session.set_view(layer=layer)
        activation = bar.activation()
        np.testing.assert_array_equal(pixels(bar.bar())[0], colour_map_of(activation).table)
    session.go_to_frame(119)
    assert bar.isVisible(), "the scale is the recording's, not the frame's"
    session.set_view(heat_map=False)
    assert not bar.isVisible()


def test_region_is_outlined_and_found_under_the_mouse(qtbot, session, shown, analysis) -> None:
    session.set_view(heat_map=False)
    plain = on_screen(shown)
    session.set_view(region="mouth")
    assert np.abs(on_screen(shown).astype(int) - plain).max() > 60
    session.set_view(region="no such region")
    np.testing.assert_array_equal(on_screen(shown), plain)
    framing = shown.stage.framing()
    outline = shown.stage.regions.outlines(20)["mouth"].boundingRect().center()
    place = framing.pictures[0].topLeft() + (outline * framing.scale).toPoint()
    qtbot.mouseMove(shown.stage, QPoint(place))
    assert session.view.region is not None
    qtbot.mouseMove(shown.stage, QPoint(2, 2))
    assert session.view.region is None


def test_refused_recordings_say_that_there_is_no_map(qtbot, session, player, tmp_path) -> None:
    refused = make_analysis(video=tmp_path / "v.mp4", n_frames=60, refused=True)
    session.show_analysis(refused, tmp_path, Review())
    wait(qtbot, player, session)
    assert player.stage.maps.absence(10) == "not_judged"
    assert not player.colour_bar.isVisible()


def test_drawn_recordings_are_marked(qtbot, session, player, show, sample_video, numbered) -> None:
    show(sample_video)
    assert player.stage.simulated == "drawn"
    show(numbered)
    qtbot.waitUntil(lambda: player.stage.shown_exact)
    assert player.stage.simulated is None


def test_accessible_and_reachable(player) -> None:
    for widget in (player.stage, player.scrub_bar, player.lane, player.colour_bar):
        assert widget.accessibleName()
    for widget in (player.scrub_bar, player.lane, player.transport.play):
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus


@pytest.mark.parametrize("side_by_side", [False, True])
@pytest.mark.parametrize("stage", [(1, 1), (333, 77), (1920, 1080), (50, 2000)])
def test_pictures_fit_on_the_stage_and_keep_their_shape(stage, side_by_side) -> None:
    framing = frame_pictures(stage, (1280, 720), side_by_side=side_by_side)
    assert len(framing.pictures) == 1 + side_by_side
    for rect in framing.pictures:
        if min(stage) > 20:
            assert rect.left() >= 0 and rect.right() < stage[0]
            assert rect.top() >= 0 and rect.bottom() < stage[1]
        assert abs(rect.height() - rect.width() * 9 / 16) <= 1
    assert framing.longest_px == framing.pictures[0].width()


def test_without_the_video_the_small_pictures_stand_in_and_it_is_said(
    qtbot, session, player, numbered, tmp_path
) -> None:
    gone = replace(open_recording(numbered), path=tmp_path / "gone.mp4")
    session.show_recording(gone, ())
    qtbot.waitUntil(lambda: bool(player.stage.fault), timeout=LONG_MS)
    assert "gone.mp4" in player.stage.fault
    bare = pixels(player.stage.grab().toImage())

    proxy = tmp_path / "proxy.bin"
    with ProxyWriter(proxy, len(gone.pts_s)) as small:
        for number in range(len(gone.pts_s)):
            small.add(number, number_picture(number, (320, 240)))
        small.finish()
    player.server.open(gone, proxy)
    player.server.request(40)
    qtbot.waitUntil(lambda: player.stage.shown_frame == 40, timeout=LONG_MS)
    assert not player.stage.fault
    assert read_number(pixels(player.stage.shown_picture())) == 40
    said = pixels(player.stage.grab().toImage())
    player.stage.lost = ""
    assert not np.array_equal(said, pixels(player.stage.grab().toImage()))
    assert not np.array_equal(said, bare)
