"""Task segments are marked with the mouse or by keys, and stay valid whatever is done."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt

from core.clips.sampling import resolve_segments
from core.records.review import Review
from core.types import TASKS, Segment
from gui.player import segment_edit as edit
from tests.support.analysis_factory import make_analysis

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


def drag(qtbot, lane, start_s: float, end_s: float) -> None:
    x0, x1 = (round(lane.axis().x(t)) for t in (start_s, end_s))
    qtbot.mousePress(lane, LEFT, pos=QPoint(x0, 15))
    for k in range(1, 6):
        qtbot.mouseMove(lane, QPoint(x0 + (x1 - x0) * k // 5, 15))
    qtbot.mouseRelease(lane, LEFT, pos=QPoint(x1, 15))


def choose(qtbot, lane, word: str) -> None:
    qtbot.waitUntil(lane.menu.isVisible)
    action = next(a for a in lane.menu.actions() if a.text() == word)
    qtbot.mouseClick(lane.menu, LEFT, pos=lane.menu.actionGeometry(action).center())
    qtbot.waitUntil(lambda: not lane.menu.isVisible())


def told(session) -> list[tuple[str, float, float]]:
    return [(s.task, round(s.start_s, 1), round(s.end_s, 1)) for s in session.segments]


@pytest.fixture
def lane(show, numbered, player):
    show(numbered)  # 11.2 s
    return player.lane


def test_marking_naming_moving_and_deleting_with_the_mouse(qtbot, session, lane) -> None:
    drag(qtbot, lane, 2.0, 4.0)
    choose(qtbot, lane, "Smile")
    drag(qtbot, lane, 8.0, 6.0)
    choose(qtbot, lane, "Reading aloud")
    assert told(session) == [("smile", 2.0, 4.0), ("read", 6.0, 8.0)]
    drag(qtbot, lane, 4.0, 5.0)
    assert told(session)[0] == ("smile", 2.0, 5.0)
    drag(qtbot, lane, 5.0, 9.5)
    assert told(session)[0] == ("smile", 2.0, 6.0), "stops at its neighbour"
    drag(qtbot, lane, 2.0, 0.0)
    assert told(session)[0] == ("smile", 0.0, 6.0)
    qtbot.mouseClick(lane, LEFT, pos=QPoint(round(lane.axis().x(7.0)), 15))
    qtbot.keyClick(lane, Qt.Key.Key_Delete)
    assert told(session) == [("smile", 0.0, 6.0)]


def test_menu_deletes_too(qtbot, session, lane) -> None:
    drag(qtbot, lane, 2.0, 4.0)
    choose(qtbot, lane, "Delete this segment")
    assert session.segments == ()


def test_everything_by_keys(qtbot, session, lane) -> None:
    lane.setFocus()
    session.go_to_time(3.0)
    qtbot.keyClick(lane, Qt.Key.Key_Insert)
    qtbot.waitUntil(lane.menu.isVisible)
    qtbot.keyClick(lane.menu, Qt.Key.Key_Down)
    qtbot.keyClick(lane.menu, Qt.Key.Key_Return)
    assert told(session) == [("rest", 3.0, 5.0)]
    for key, held in (
        (Qt.Key.Key_Left, CTRL), (Qt.Key.Key_Left, CTRL), (Qt.Key.Key_Right, CTRL | SHIFT),
    ):  # fmt: skip
        qtbot.keyClick(lane, key, held)
    (segment,) = session.segments
    assert (segment.start_s, segment.end_s) == pytest.approx((2.92, 5.04))
    session.go_to_time(7.0)
    qtbot.keyClick(lane, Qt.Key.Key_Insert)
    qtbot.keyClick(lane.menu, Qt.Key.Key_Escape)
    qtbot.keyClick(lane, Qt.Key.Key_Left)
    assert lane.chosen == 0 and "Rest" in lane.accessibleDescription()
    qtbot.keyClick(lane, Qt.Key.Key_Delete)
    assert told(session) == [("free", 7.0, 9.0)]


def test_nothing_is_marked_while_an_analysis_runs(qtbot, session, lane) -> None:
    session.set_phase("analysing")
    drag(qtbot, lane, 2.0, 4.0)
    lane.setFocus()
    qtbot.keyClick(lane, Qt.Key.Key_Insert)
    assert session.segments == ()


def test_a_click_marks_nothing(qtbot, session, lane) -> None:
    qtbot.mouseClick(lane, LEFT, pos=QPoint(300, 15))
    drag(qtbot, lane, 2.0, 2.05)
    assert session.segments == ()


def test_after_an_analysis_a_change_asks_for_a_new_one(qtbot, session, player, tmp_path) -> None:
    analysis = make_analysis(video=tmp_path / "v.mp4", n_frames=120)
    session.show_analysis(analysis, tmp_path, Review())
    assert not player.hint.isVisible()
    lane = player.lane
    lane.setFocus()
    qtbot.keyClick(lane, Qt.Key.Key_Right)
    qtbot.keyClick(lane, Qt.Key.Key_Delete)
    assert player.hint.isVisible()
    session.set_segments(analysis.segments)
    assert not player.hint.isVisible()


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_edits_leave_segments_that_an_analysis_takes(data) -> None:
    duration_s = data.draw(st.floats(0.5, 100.0))
    times = st.floats(-1.0, duration_s + 1.0)
    segments: tuple[Segment, ...] = ()
    for _ in range(data.draw(st.integers(1, 12))):
        one_s, other_s = data.draw(times), data.draw(times)
        if not segments or data.draw(st.booleans()):
            inside_s = min(max(one_s, 0.0), duration_s)
            made = edit.added(
                segments, data.draw(st.sampled_from(TASKS)), inside_s, other_s, duration_s
            )
            segments = segments if made is None else made[0]
        else:
            at = data.draw(st.integers(0, len(segments) - 1))
            edge = data.draw(st.sampled_from(["start", "end"]))
            segments = edit.with_edge(segments, at, edge, one_s, duration_s)
    if segments:
        assert resolve_segments(segments, duration_s) == segments
        assert all(s.end_s - s.start_s >= edit.LEAST_S - 1e-9 for s in segments)
