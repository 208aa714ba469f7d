"""Time goes on truly: frames are due by their own times and left out where it is late."""

from __future__ import annotations

import time

import numpy as np
import pytest

from gui.player.clock import Clock

# Uneven on purpose: 10 to 90 ms apart.
PTS_S = np.concatenate([[0.0], np.cumsum(np.random.default_rng(5).uniform(0.01, 0.09, 20))])
END_S = float(PTS_S[-1]) + 0.04


@pytest.fixture
def clock(qapp) -> Clock:
    return Clock()


def test_frames_are_due_in_order_and_never_before_their_time(qtbot, clock) -> None:
    due: list[tuple[int, float]] = []
    began = time.monotonic()
    clock.due.connect(lambda frame: due.append((frame, time.monotonic() - began)))
    with qtbot.waitSignal(clock.ended, timeout=10_000):
        clock.start(PTS_S, END_S, 0)
    frames = [frame for frame, _ in due]
    assert frames == sorted(set(frames)) and len(frames) > 3
    assert all(at_s >= PTS_S[frame] - 0.002 for frame, at_s in due)
    assert time.monotonic() - began >= END_S - 0.002
    assert not clock.running


def test_a_late_clock_leaves_frames_out(qtbot, clock) -> None:
    clock.start(PTS_S, END_S, 0)
    time.sleep(0.5)  # the GUI thread is busy: what this test is about
    with qtbot.waitSignal(clock.due) as caught:
        pass
    assert PTS_S[caught.args[0]] >= 0.3
    clock.stop()


def test_frames_that_were_not_painted_count_as_dropped(clock) -> None:
    clock.start(PTS_S, END_S, 3)
    for frame, exact in ((3, True), (4, True), (7, True), (8, False), (9, True), (5, True)):
        clock.note_painted(frame, exact)
    assert (clock.dropped, clock.painted) == (3, 3)
    clock.jump(15)
    clock.note_painted(16, True)
    assert clock.dropped == 3
    clock.stop()
    clock.note_painted(20, True)
    assert clock.dropped == 3


def test_time_stands_still_once_stopped(qtbot, clock) -> None:
    clock.start(PTS_S, END_S, 4)
    qtbot.waitUntil(lambda: clock.time_s > PTS_S[4] + 0.05)
    clock.stop()
    stood = clock.time_s
    assert stood > PTS_S[4] and clock.time_s == stood
