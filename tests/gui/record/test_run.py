"""A protocol's run by a clock that the test turns."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from gui.record.protocol import Protocol, Step
from gui.record.run import ProtocolRun

PROTOCOL = Protocol(
    {"": "p"},
    (
        Step("rest", 10, {"": "relax"}),
        Step("smile", 4, {"": "smile"}, repeats=2, pause_s=2),
        Step("talk", 20, {"": "talk"}),
    ),
)


class Clock:
    def __init__(self) -> None:
        self.now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


class Turned:
    """A run that is ticked by hand, and all that it said."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.run = ProtocolRun()
        self.said: list[tuple[object, ...]] = []
        self.run.begun.connect(self._on_begun)
        self.run.ended.connect(self._on_ended)
        self.run.dropped.connect(self._on_dropped)
        self.run.start(PROTOCOL, self.clock)
        self.run._timer.stop()

    def _on_begun(self, task: str, step: int, time_s: float) -> None:
        self.said.append(("begin", task, step, round(time_s - 100, 3)))

    def _on_ended(self, time_s: float) -> None:
        self.said.append(("end", round(time_s - 100, 3)))

    def _on_dropped(self, step: int, time_s: float) -> None:
        self.said.append(("drop", step, round(time_s - 100, 3)))

    def go(self, seconds: float) -> None:
        for _ in range(round(seconds * 10)):
            self.clock.now_s = round(self.clock.now_s + 0.1, 6)
            self.run._tick()
        self.run._timer.stop()


@pytest.fixture
def turned(qtbot: QtBot) -> Turned:
    return Turned()


def test_it_leads_through_all_steps_and_ends(turned: Turned) -> None:
    assert turned.run.phase == "count"
    turned.go(60)
    assert turned.run.phase == "done"
    assert turned.said == [
        ("begin", "rest", 0, 3), ("end", 13),
        ("begin", "smile", 1, 16), ("end", 20), ("begin", "smile", 1, 22), ("end", 26),
        ("begin", "talk", 2, 29), ("end", 49),
    ]  # fmt: skip
    assert turned.run.done == {0, 1, 2}
    assert turned.run.current is None


def test_time_left_and_share(turned: Turned) -> None:
    turned.go(3)
    assert (turned.run.phase, turned.run.left_s, turned.run.share) == ("do", 10, 0)
    turned.go(2.5)
    assert turned.run.left_s == pytest.approx(7.5)
    assert turned.run.share == pytest.approx(0.25)


def test_next_ends_a_step_early(turned: Turned) -> None:
    turned.run.next()
    turned.go(2)
    turned.run.next()
    assert turned.said == [("begin", "rest", 0, 0), ("end", 2)]
    assert (turned.run.phase, turned.run.step) == ("count", 1)


def test_redo_of_a_step_done_comes_back_to_the_one_that_was_left(turned: Turned) -> None:
    turned.go(18)  # two seconds into the first smile
    turned.run.redo(0)
    assert turned.said[-3:] == [("end", 18), ("drop", 1, 18), ("drop", 0, 18)]
    assert turned.run.done == set()
    turned.go(13.1)
    assert turned.run.done == {0}
    assert (turned.run.phase, turned.run.step, turned.run.repeat) == ("count", 1, 0)
    turned.go(40)
    assert turned.run.phase == "done"


def test_redo_after_the_end(turned: Turned) -> None:
    turned.go(60)
    turned.run.redo(1)
    turned.go(14)
    assert turned.run.phase == "done"
    assert turned.said[-5:] == [
        ("drop", 1, 60), ("begin", "smile", 1, 63), ("end", 67), ("begin", "smile", 1, 69),
        ("end", 73),
    ]  # fmt: skip


def test_stop_ends_the_task_under_way(turned: Turned) -> None:
    turned.go(5)
    turned.run.stop()
    assert turned.said == [("begin", "rest", 0, 3), ("end", 5)]
    assert turned.run.phase == "idle"
    turned.run.stop()
    assert len(turned.said) == 2
