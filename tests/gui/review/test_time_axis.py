"""Ticks of the time axis stand at round times."""

from __future__ import annotations

import pytest

from gui.review.plot_parts import TimeAxis


@pytest.mark.parametrize(
    ("span_s", "width_px", "step_s"),
    [(14.0, 560, 2.0), (600.0, 960, 60.0), (600.0, 400, 120.0), (0.4, 500, 0.1)],
)
def test_steps_are_whole_and_leave_room_for_their_words(qapp, span_s, width_px, step_s) -> None:
    assert TimeAxis().tickSpacing(0.0, span_s, width_px) == [(step_s, 0.0)]


def test_times_are_written_as_minutes_and_seconds(qapp) -> None:
    assert TimeAxis().tickStrings([0.0, 75.0], 1.0, 15.0) == ["0:00", "1:15"]
    assert TimeAxis().tickStrings([2.5], 1.0, 0.5) == ["0:02.5"]
