"""The player on screen: every picture is the one that was asked for."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import QPoint, Qt, QThread

from core.video import VideoReader, open_recording
from core.video.proxy import ProxyWriter
from tests.gui.player.conftest import number_on
from tests.support.video_maker import number_picture

LEFT = Qt.MouseButton.LeftButton
LONG_MS = 15_000


def settled(player, session) -> bool:
    return player.stage.shown_exact and player.stage.shown_frame == session.frame


def is_exact_size(player) -> bool:
    framing = player.stage.framing()
    return player.stage.shown_picture().size() == framing.pictures[0].size()


def wait(qtbot, player, session) -> None:
    qtbot.waitUntil(lambda: settled(player, session), timeout=LONG_MS)


def test_scrubbing_to_200_random_frames_shows_each(qtbot, session, player, show, numbered) -> None:
    show(numbered)
    rng = random.Random(11)
    wrong = []
    for _ in range(200):
        wanted = rng.randrange(280)
        x = round(player.scrub_bar.axis().x(float(session.recording.pts_s[wanted]) + 0.02))
        qtbot.mouseClick(player.scrub_bar, LEFT, pos=QPoint(x, 42))
        wait(qtbot, player, session)
        if abs(session.frame - wanted) > 1 or number_on(player) != session.frame:
            wrong.append((wanted, session.frame, number_on(player)))
    assert wrong == []


def test_dragging_the_handle_ends_on_the_frame_under_the_mouse(
    qtbot, session, player, show, numbered
) -> None:
    show(numbered)
    bar = player.scrub_bar
    places = [QPoint(x, 42) for x in (100, 400, 250, 700, 640)]
    qtbot.mousePress(bar, LEFT, pos=places[0])
    for place in places[1:]:
        qtbot.mouseMove(bar, place)
    qtbot.mouseRelease(bar, LEFT, pos=places[-1])
    wait(qtbot, player, session)
    assert session.time_s == pytest.approx(bar.axis().time_s(640), abs=0.05)
    assert number_on(player) == session.frame


def test_step_buttons_and_keys(qtbot, session, player, show, numbered) -> None:
    show(numbered)
    session.go_to_frame(100)
    buttons = player.transport
    for button, frame in (
        (buttons.frame_on, 101), (buttons.frame_back, 100), (buttons.second_on, 125),
        (buttons.second_back, 100), (buttons.to_end, 279), (buttons.to_start, 0),
    ):  # fmt: skip
        qtbot.mouseClick(button, LEFT)
        assert session.frame == frame
        wait(qtbot, player, session)
        assert number_on(player) == frame
    bar = player.scrub_bar
    bar.setFocus()
    shift = Qt.KeyboardModifier.ShiftModifier
    for key, held, frame in (
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, 1),
        (Qt.Key.Key_Right, shift, 26),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, 25),
        (Qt.Key.Key_Left, shift, 0),
        (Qt.Key.Key_End, Qt.KeyboardModifier.NoModifier, 279),
        (Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier, 0),
    ):
        qtbot.keyClick(bar, key, held)
        assert session.frame == frame
    assert "frame 0 of 279" in buttons.time.text()


def test_playing_shows_frames_in_order_at_true_speed_and_pauses(
    qtbot, session, player, show, numbered
) -> None:
    show(numbered)
    seen: list[int] = []
    player.stage.painted.connect(lambda frame, exact: seen.append(number_on(player)))
    qtbot.mouseClick(player.transport.play, LEFT)
    assert session.playing
    qtbot.waitUntil(lambda: session.frame >= 25, timeout=LONG_MS)
    assert player.clock.time_s == pytest.approx(session.time_s, abs=0.25)
    qtbot.mouseClick(player.transport.play, LEFT)
    assert not session.playing and not player.clock.running
    wait(qtbot, player, session)
    assert None not in seen and seen == sorted(seen) and len(seen) > 5
    assert number_on(player) == session.frame
    assert player.clock.painted + player.clock.dropped <= session.frame


def test_playing_ends_at_the_last_frame_and_begins_again(
    qtbot, session, player, show, numbered
) -> None:
    show(numbered)
    session.go_to_frame(272)
    with qtbot.waitSignal(player.clock.ended, timeout=LONG_MS):
        session.set_playing(True)
    assert not session.playing
    wait(qtbot, player, session)
    assert number_on(player) == session.frame == 279
    session.set_playing(True)
    assert session.frame == 0
    session.set_playing(False)


def test_moving_while_it_plays_goes_on_from_there(qtbot, session, player, show, numbered) -> None:
    show(numbered)
    session.set_playing(True)
    session.go_to_frame(150)
    qtbot.waitUntil(lambda: session.frame > 153, timeout=LONG_MS)
    assert session.frame < 250
    session.set_playing(False)


def test_without_a_sound_device_a_recording_with_sound_plays_on(
    qtbot, session, player, show, with_sound
) -> None:
    show(with_sound)
    assert player.transport.volume.isVisible() and player.transport.mute.isEnabled()
    session.set_playing(True)
    qtbot.waitUntil(lambda: session.frame >= 10, timeout=LONG_MS)
    session.set_playing(False)
    qtbot.mouseClick(player.transport.mute, LEFT)
    assert player.sound.muted
    player.transport.volume.setValue(40)
    assert player.sound.volume == pytest.approx(0.4)


def test_a_far_jump_shows_the_small_picture_first(
    qtbot, session, player, numbered, tmp_path
) -> None:
    recording = open_recording(numbered)
    with ProxyWriter(tmp_path / "p", 280) as writer, VideoReader(recording) as reader:
        for index in range(280):
            writer.add(index, reader.frame(index))
        writer.finish()
    session.show_recording(recording, ())
    session.proxy = tmp_path / "p"
    wait(qtbot, player, session)
    shown: list[tuple[int, int | None, bool]] = []
    player.stage.painted.connect(lambda i, exact: shown.append((i, number_on(player), exact)))
    session.go_to_frame(240)
    qtbot.waitUntil(lambda: (240, 240, True) in shown, timeout=LONG_MS)
    assert [each for each in shown if each[0] == 240] == [(240, 240, False), (240, 240, True)]


def test_a_video_that_is_gone_is_told_and_small_pictures_go_on(
    qtbot, session, player, numbered, tmp_path
) -> None:
    gone = tmp_path / "gone.mp4"
    gone.write_bytes(numbered.read_bytes())
    recording = open_recording(gone)
    gone.unlink()
    session.show_recording(recording, ())
    qtbot.waitUntil(lambda: "no file" in player.stage.fault, timeout=LONG_MS)
    with ProxyWriter(tmp_path / "p", 280) as writer:
        writer.add(7, number_picture(7))
        writer.finish()
    session.close_recording()
    session.show_recording(recording, ())
    session.proxy = tmp_path / "p"
    session.go_to_frame(7)
    qtbot.waitUntil(lambda: player.stage.shown_frame == 7 and number_on(player) == 7)
    assert not player.stage.shown_exact


def test_damaged_frames_have_their_own_state(qtbot, session, player, numbered, tmp_path) -> None:
    data = bytearray(numbered.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 400] = bytes(400)
    (tmp_path / "v.mp4").write_bytes(data)
    session.show_recording(open_recording(tmp_path / "v.mp4"), ())
    wait(qtbot, player, session)
    session.go_to_frame(230)
    qtbot.waitUntil(lambda: "damaged" in player.stage.fault, timeout=LONG_MS)
    assert player.stage.shown_picture().isNull()
    session.go_to_frame(20)
    wait(qtbot, player, session)
    assert number_on(player) == 20 and player.stage.fault == ""


def test_the_picture_is_as_large_as_the_stage_allows(
    qtbot, session, player, show, numbered
) -> None:
    show(numbered)
    for width, height in ((1200, 900), (700, 500)):
        player.resize(width, height)
        qtbot.waitUntil(lambda: is_exact_size(player), timeout=LONG_MS)
        assert number_on(player) == session.frame


def test_closing_joins_the_thread(qtbot, session, player, show, numbered) -> None:
    show(numbered)
    (thread,) = player.server.findChildren(QThread)
    assert thread.isRunning()
    session.set_playing(True)
    player.close()
    assert not player.server.running and not player.clock.running


def test_a_hidden_player_stands_still(session, player, show, numbered) -> None:
    show(numbered)
    session.set_playing(True)
    player.hide()
    assert not session.playing and not player.clock.running


def test_opening_another_recording_shows_that_one(
    qtbot, session, player, show, numbered, with_sound
) -> None:
    show(numbered)
    session.go_to_frame(33)
    show(with_sound)
    wait(qtbot, player, session)
    assert session.frame == 0 and number_on(player) == 0
    assert not player.lane.marked
    session.close_recording()
    assert player.stage.shown_frame == -1 and not player.server.running
