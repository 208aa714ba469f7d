"""The stopwatch measures pictures that were really painted."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gui.bench.launch import launch_times_s
from gui.bench.scrub import Stopwatch, measure_playing
from gui.player.widget import PlayerWidget
from gui.session import Session
from gui.workbench import Workbench


@pytest.fixture
def player(qtbot: QtBot, session: Session, workbench: Workbench, analysed: Path) -> PlayerWidget:
    made = PlayerWidget(session, workbench)
    qtbot.addWidget(made)
    made.resize(640, 480)
    made.show()
    workbench.open(analysed)
    qtbot.waitUntil(lambda: session.phase == "done", timeout=20_000)
    qtbot.waitUntil(lambda: made.stage.shown_exact, timeout=20_000)
    yield made
    made.stop()


def test_a_step_is_timed_until_its_exact_picture(player: PlayerWidget, session: Session) -> None:
    seen = Stopwatch(session, player).go(37)
    assert player.stage.shown_frame == 37 and player.stage.shown_exact
    assert 0 < seen.any_s <= seen.exact_s < 10


def test_playing_counts_frames(player: PlayerWidget, session: Session) -> None:
    (row,) = measure_playing(session, player, 1.0)
    assert session.time_s >= 1.0 and not session.playing
    assert row.values[0] >= 0 and player.clock.painted > 0


def test_a_launch_takes_some_time(qapp: object) -> None:
    (taken_s,) = launch_times_s(1)
    assert 0.1 < taken_s < 60
