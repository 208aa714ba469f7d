"""Time lines share one cursor, which follows and leads the session."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

LEFT = Qt.MouseButton.LeftButton
LONG_MS = 60_000


@pytest.fixture(autouse=True)
def every_move():
    """Have every move of the mouse count: made ones come faster than a hand's."""
    before = pg.getConfigOption("mouseRateLimit")
    pg.setConfigOption("mouseRateLimit", -1)
    yield
    pg.setConfigOption("mouseRateLimit", before)


@pytest.fixture
def lines(qtbot, place, sample):
    found = place.lines
    qtbot.waitUntil(lambda: bool(found.rows) and found.rows[0].view.width() > 100)
    return found


def on_plot(lines, row, time_s) -> QPoint:
    """Where a time of a row is, in pixels of the viewport."""
    view = lines.rows[row].view
    y = sum(view.viewRange()[1]) / 2
    return lines.plots.mapFromScene(view.mapViewToScene(QPointF(time_s, y)))


def range_s(lines) -> tuple[float, float]:
    return tuple(lines.rows[0].view.viewRange()[0])


def turn_wheel(lines, at: QPoint, notches: int) -> None:
    port = lines.plots.viewport()
    event = QWheelEvent(
        QPointF(at), QPointF(port.mapToGlobal(at)), QPoint(), QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(port, event)


def test_all_rows_are_there_with_their_numbers(qtbot, lines, sample, session) -> None:
    assert [row.facts.key for row in lines.rows] == ["score", "spread", "motion", "eyes", "mouth"]
    score = lines.rows[0].facts
    assert score.threshold == sample.score.threshold
    shown = np.concatenate([values for _, values, _ in score.dots])
    assert sorted(shown) == pytest.approx(sorted(sample.prediction.clip_score))
    hollow = sum(len(time_s) for time_s, _, filled in score.dots if not filled)
    rest = [sample.segments[int(i)].task == "rest" for i in sample.clips.segment]
    assert hollow == sum(rest) > 0  # clips of rest do not enter the score
    assert len(lines.rows[3].facts.marks_s) == len(sample.measures.blinks)


def test_spread_comes_and_follows_the_layer(qtbot, lines, session) -> None:
    row = lines.rows[1]
    qtbot.waitUntil(lambda: bool(row.facts.curves), timeout=LONG_MS)
    first = row.facts.curves[0].values
    session.set_view(layer="Conv3d_1a_7x7")
    qtbot.waitUntil(
        lambda: bool(row.facts.curves) and not np.array_equal(
            row.facts.curves[0].values, first, equal_nan=True
        ),
        timeout=LONG_MS,
    )  # fmt: skip


def test_the_cursor_follows_in_every_row(lines, session) -> None:
    session.go_to_time(6.5)
    places = [row.cursor.value() for row in lines.rows]
    assert places == pytest.approx([session.time_s] * 5)


@pytest.mark.parametrize("row", range(5))
def test_a_click_goes_there(qtbot, lines, session, row) -> None:
    qtbot.mouseClick(lines.plots.viewport(), LEFT, pos=on_plot(lines, row, 9.0))
    assert session.time_s == pytest.approx(9.0, abs=0.06)


def test_dragging_the_cursor_takes_the_frame_along(qtbot, lines, session) -> None:
    session.go_to_time(4.0)
    port = lines.plots.viewport()
    start, end = on_plot(lines, 2, session.time_s), on_plot(lines, 2, 8.0)
    qtbot.mouseMove(port, start)
    qtbot.mousePress(port, LEFT, pos=start)
    for share in np.linspace(0.1, 1.0, 10):
        qtbot.mouseMove(port, start + (end - start) * float(share))
    qtbot.mouseRelease(port, LEFT, pos=end)
    assert session.time_s == pytest.approx(8.0, abs=0.15)


def test_the_wheel_zooms_all_rows_and_the_button_shows_all(qtbot, lines) -> None:
    whole = range_s(lines)
    assert whole == (0.0, pytest.approx(14.0))
    assert not lines.whole_button.isEnabled()
    turn_wheel(lines, on_plot(lines, 2, 7.0), 6)
    near = range_s(lines)
    assert near[1] - near[0] < 0.8 * (whole[1] - whole[0])
    assert near[0] < 7.0 < near[1]
    assert all(tuple(row.view.viewRange()[0]) == pytest.approx(near) for row in lines.rows)
    qtbot.mouseClick(lines.whole_button, LEFT)
    assert range_s(lines) == pytest.approx(whole)


def test_dragging_pans_within_the_recording(qtbot, lines, session) -> None:
    session.go_to_time(0.0)
    qtbot.mouseClick(lines.closer_button, LEFT)
    before = range_s(lines)
    port = lines.plots.viewport()
    start, end = on_plot(lines, 2, 6.0), on_plot(lines, 2, 4.0)
    qtbot.mousePress(port, LEFT, pos=start)
    for share in np.linspace(0.1, 1.0, 10):
        qtbot.mouseMove(port, start + (end - start) * float(share))
    qtbot.mouseRelease(port, LEFT, pos=end)
    assert range_s(lines)[0] == pytest.approx(before[0] + 2.0, abs=0.5)
    assert session.frame == 0


def test_the_page_turns_when_the_cursor_leaves_it(qtbot, lines, session) -> None:
    session.go_to_time(1.0)
    for _ in range(4):
        qtbot.mouseClick(lines.closer_button, LEFT)
    assert range_s(lines)[1] < 10
    session.go_to_time(12.0)
    low, high = range_s(lines)
    assert low <= session.time_s <= high


def test_curves_break_where_the_face_was_lost(place, show) -> None:
    analysis = show()
    row = next(row for row in place.lines.rows if row.facts.key == "motion")
    values = row.facts.curves[0].values
    lost = ~analysis.face.valid
    assert lost.any()
    assert np.isnan(values[lost]).all() and np.isfinite(values[~lost]).all()


def test_live_scores_show_while_it_is_analysed(place, show, session) -> None:
    show()
    session.set_phase("analysing")
    session.live_scores.extend([(0.0, 0.2), (0.6, 0.8)])
    session.live_changed.emit()
    assert [row.facts.key for row in place.lines.rows] == ["score"]
    assert list(place.lines.rows[0].facts.curves[0].values) == [0.2, 0.8]
    session.set_phase("done")
    assert len(place.lines.rows) == 5


def test_ten_minutes_are_drawn_from_few_points_without_losing_a_peak(place, show) -> None:
    show(n_frames=18_000, video=None)
    lines = place.lines
    row = next(row for row in lines.rows if row.facts.key == "motion")
    drawn = row._curves[0].curve.getData()[1]
    values = row.facts.curves[0].values
    assert len(values) == 18_000
    assert len(drawn) <= 3 * row.view.width()
    assert np.nanmax(drawn) == pytest.approx(np.nanmax(values))
