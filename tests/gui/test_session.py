"""The session: what it says when, and what it keeps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from core.progress import Progress
from core.records.review import Signature
from core.types import Recording, Segment, Visit
from gui.session import Session
from tests.support.analysis_factory import make_analysis


def recording(frames: int = 300) -> Recording:
    pts_s = np.arange(frames) / 30.0
    return Recording(
        Path("a.mp4"), "0" * 64, pts_s, (640, 480), 0, False, frames / 30.0, 30.0, "h264", False
    )


@pytest.fixture
def opened(session: Session) -> Session:
    session.show_recording(recording(), (Segment("rest", 0.0, 5.0),))
    return session


def test_opening_goes_straight_from_opening_to_ready(qtbot: QtBot, session: Session) -> None:
    phases: list[str] = []
    session.phase_changed.connect(phases.append)
    session.set_phase("opening")
    session.show_recording(recording(), ())
    session.close_recording()
    assert phases == ["opening", "ready", "empty"]
    assert session.recording is None


def test_a_setter_that_changes_nothing_says_nothing(qtbot: QtBot, opened: Session) -> None:
    for signal, act in (
        (opened.frame_changed, lambda: opened.go_to_frame(0)),
        (opened.playing_changed, lambda: opened.set_playing(False)),
        (opened.view_changed, lambda: opened.set_view(opacity=opened.view.opacity)),
        (opened.segments_changed, lambda: opened.set_segments(opened.segments)),
        (opened.review_changed, lambda: opened.set_visit(opened.review.visit)),
        (opened.recording_changed, lambda: opened.orient(mirrored=False, rotation_deg=0)),
        (opened.phase_changed, lambda: opened.set_phase("ready")),
    ):
        with qtbot.assertNotEmitted(signal):
            act()


def test_the_position_stays_inside_the_recording(opened: Session) -> None:
    opened.go_to_frame(10_000)
    assert opened.frame == 299
    opened.go_to_frame(-5)
    assert opened.frame == 0
    opened.go_to_time(1.0)
    assert opened.frame == 30
    assert opened.time_s == pytest.approx(1.0)
    opened.go_to_time(1.0 + 0.9 / 30)
    assert opened.frame == 30
    opened.go_to_time(1e9)
    assert opened.frame == 299


def test_a_picture_is_turned_and_mirrored(qtbot: QtBot, opened: Session) -> None:
    with qtbot.waitSignal(opened.recording_changed):
        opened.orient(rotation_deg=90)
    assert opened.recording is not None
    assert (opened.recording.size_px, opened.recording.rotation_deg) == ((480, 640), 90)
    opened.orient(rotation_deg=270)
    assert opened.recording.size_px == (480, 640)
    opened.orient(rotation_deg=360, mirrored=True)
    assert (opened.recording.size_px, opened.recording.rotation_deg) == ((640, 480), 0)
    assert opened.recording.mirrored
    assert opened.segments == (Segment("rest", 0.0, 5.0),)


def test_early_results_are_collected_and_dropped(qtbot: QtBot, opened: Session) -> None:
    with qtbot.waitSignal(opened.live_changed):
        opened.tell(
            Progress("clips", 0.0, detail={"clip_start_s": [0.0, 1.0], "clip_score": [0.2, 0.4]})
        )
    opened.tell(Progress("quality", 0.0, detail={"checks": []}))
    with qtbot.waitSignal(opened.progressed):
        opened.tell(Progress("analyse", 0.5))
    assert opened.live_scores == [(0.0, 0.2), (1.0, 0.4)]
    opened.forget_live()
    assert opened.live_scores == []
    assert opened.live_quality == {}


def test_a_signature_does_not_outlast_what_it_stands_under(opened: Session) -> None:
    signature = Signature("A. Writer", "2026-01-02T03:04:05Z", "0" * 64)
    opened.sign(signature)
    opened.set_view(opacity=0.3)
    assert opened.review.signature == signature
    opened.add_bookmark("here")
    assert opened.review.signature is None
    opened.sign(signature)
    opened.set_visit(Visit(medication="on"))
    assert opened.review.signature is None
    opened.sign(signature)
    opened.set_review(replace(opened.review, notes="more"))
    assert opened.review.signature is None


def test_a_second_bookmark_on_a_frame_leaves_the_first_ones_note(opened: Session) -> None:
    opened.go_to_frame(30)
    opened.add_bookmark("smiles late")
    signature = Signature("A. Writer", "2026-01-02T03:04:05Z", "0" * 64)
    opened.sign(signature)
    assert opened.add_bookmark().note == "smiles late"
    assert [mark.note for mark in opened.review.bookmarks] == ["smiles late"]
    assert opened.review.signature == signature
    opened.add_bookmark("smiles very late")
    assert [mark.note for mark in opened.review.bookmarks] == ["smiles very late"]


def test_an_analysis_without_a_score_is_refused(session: Session, tmp_path: Path) -> None:
    analysis = make_analysis()
    session.show_analysis(analysis, tmp_path, session.review)
    assert session.phase == "done"
    session.show_analysis(replace(analysis, score=None), tmp_path, session.review)
    assert session.phase == "refused"
