"""The decoding thread: the latest request wins, pictures own their bytes, the thread ends."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import QThread
from PySide6.QtGui import QImage

from core.video import open_recording
from gui.player.frame_server import FrameServer
from tests.gui.player.conftest import pixels
from tests.support.video_maker import read_number

LONG_MS = 15_000


@pytest.fixture
def server(qtbot, numbered):
    made = FrameServer()
    made.fit(300)
    made.open(open_recording(numbered), None)
    yield made
    made.stop()


def test_after_a_storm_of_requests_the_last_one_is_answered(qtbot, server) -> None:
    served: list[tuple[int, QImage, bool]] = []
    server.served.connect(lambda *what: served.append(what))
    rng = random.Random(3)
    for _ in range(3):
        for _ in range(300):
            last = rng.randrange(280)
            server.request(last)
        qtbot.waitUntil(lambda: bool(served) and served[-1][0] == last, timeout=LONG_MS)  # noqa: B023
    assert len(served) < 100
    for index, picture, exact in served:
        assert exact and read_number(pixels(picture)) == index


def test_pictures_outlive_the_thread_and_have_the_size_that_fits(qtbot, server) -> None:
    with qtbot.waitSignal(server.served, timeout=LONG_MS):
        pass
    with qtbot.waitSignal(server.served, timeout=LONG_MS) as caught:
        server.fit(640)
    server.stop()
    index, picture, _ = caught.args
    assert (picture.width(), picture.height()) == (640, 480)
    assert picture.format() == QImage.Format.Format_RGB888
    assert read_number(pixels(picture)) == index


def test_nothing_comes_of_a_recording_that_was_closed(qtbot, server, with_sound) -> None:
    server.request(270)
    server.open(open_recording(with_sound), None)
    with qtbot.waitSignal(server.served, timeout=LONG_MS) as caught:
        server.request(7)
    assert caught.args[0] == 7
    server.stop()
    server.stop()
    assert not server.running
    assert not [t for t in server.findChildren(QThread) if t.isRunning()]


def test_it_stops_at_once_in_the_middle_of_a_long_search(qtbot, server) -> None:
    server.request(279)
    server.stop()
    assert not server.running


def test_leisure_is_used_once_and_off_the_gui_thread(qtbot, numbered) -> None:
    where: list[bool] = []
    gui = QThread.currentThread()
    server = FrameServer(at_leisure=lambda: where.append(QThread.currentThread() is gui))
    server.fit(200)
    server.open(open_recording(numbered), None)
    qtbot.waitUntil(lambda: bool(where), timeout=LONG_MS)
    server.request(100)
    with qtbot.waitSignal(server.served, timeout=LONG_MS):
        pass
    server.stop()
    assert where == [False]
