"""The time line: a slider over frames at their true times, with what was found."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible

from core.records.review import Review
from gui.player.scrub_marks import ScrubMarks
from gui.player.time_axis import TimeAxis
from tests.gui.player.conftest import pixels
from tests.support.analysis_factory import make_analysis


@given(duration_s=st.floats(0.5, 4000), width=st.floats(60, 4000), share=st.floats(0, 1))
def test_places_and_times_go_both_ways(duration_s: float, width: float, share: float) -> None:
    axis = TimeAxis(duration_s, width)
    time_s = share * duration_s
    assert axis.time_s(axis.x(time_s)) == pytest.approx(time_s, abs=1e-6 * duration_s)
    assert axis.time_s(-100) == 0 and axis.time_s(width + 100) == duration_s


def test_value_and_range_are_those_of_the_recording(session, player, show, numbered) -> None:
    bar = player.scrub_bar
    assert not bar.isEnabled()
    show(numbered)
    assert bar.isEnabled() and (bar.minimum(), bar.maximum()) == (0, 279)
    session.go_to_frame(100)
    assert bar.value() == 100
    told = QAccessible.queryAccessibleInterface(bar)
    assert told.role() == QAccessible.Role.Slider
    assert told.valueInterface().currentValue() == 100
    assert "4.00 seconds, frame 100" in bar.accessibleDescription()


def test_clip_scores_cuts_lost_faces_and_bookmarks_are_drawn(
    qtbot, session, player, tmp_path
) -> None:
    analysis = make_analysis(video=tmp_path / "v.mp4", n_frames=120)
    bar = player.scrub_bar
    pictures = []

    def look() -> None:
        pictures.append(pixels(bar.grab().toImage()))

    bare = replace(analysis, prediction=None, face=_always(analysis))
    session.show_analysis(bare, tmp_path, Review())
    look()
    session.show_analysis(replace(analysis, face=_always(analysis)), tmp_path, Review())
    look()
    session.show_analysis(analysis, tmp_path, Review())
    look()
    session.show_analysis(replace(analysis, cuts=(50,)), tmp_path, Review())
    look()
    session.go_to_frame(80)
    session.add_bookmark("look")
    look()
    for before, after in itertools.pairwise(pictures):
        assert (before != after).any()


def test_stretches_without_a_face_are_found(session, tmp_path) -> None:
    analysis = make_analysis(n_frames=120)
    session.show_analysis(analysis, tmp_path, Review())
    pts_s = analysis.recording.pts_s
    (gap,) = ScrubMarks(session).lost_face_s()
    assert gap == (pts_s[60], pts_s[66])


def test_first_scores_show_while_the_analysis_runs(session, player, show, numbered) -> None:
    show(numbered)
    session.set_phase("analysing")
    before = pixels(player.scrub_bar.grab().toImage())
    session.live_scores.append((2.0, 0.8))
    session.live_changed.emit()
    assert (pixels(player.scrub_bar.grab().toImage()) != before).any()


def test_time_under_the_mouse_is_shown(qtbot, player, show, numbered) -> None:
    show(numbered)
    bar = player.scrub_bar
    before = pixels(bar.grab().toImage())
    qtbot.mouseMove(bar, QPoint(500, 40))
    qtbot.waitUntil(lambda: (pixels(bar.grab().toImage()) != before).any())


def _always(analysis):
    valid = np.ones_like(analysis.face.valid)
    return replace(analysis.face, valid=valid)
