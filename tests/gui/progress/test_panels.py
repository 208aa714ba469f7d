"""The panels beside the picture: ready, analysing, refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from core.analysis.wording import REFUSED, REFUSED_ADVICE, REFUSED_MEANS
from core.progress import Progress
from core.records.request_files import load_segments
from core.types import QualityCheck, QualityReport
from core.video import open_recording
from gui.progress import AnalysingPanel, ReadyPanel, RefusedPanel
from gui.session import Session
from gui.workbench import Workbench
from tests.support.analysis_factory import make_analysis

LEFT = Qt.MouseButton.LeftButton


def words(widget: QWidget) -> str:
    return "\n".join(each.text() for each in widget.findChildren(QLabel))


@pytest.fixture
def ready(qtbot: QtBot, session: Session, workbench: Workbench, sample_dir: Path) -> ReadyPanel:
    panel = ReadyPanel(session, workbench)
    qtbot.addWidget(panel)
    panel.resize(380, 800)
    panel.show()
    assert not panel.analyse_button.isEnabled()
    session.show_recording(open_recording(sample_dir / "sample.mp4"), ())
    return panel


def test_facts_and_tasks_are_said(ready: ReadyPanel, session: Session, sample_dir: Path) -> None:
    for word in ("sample.mp4", "14.0 s", "480 x 480 pixels", "None marked"):
        assert word in words(ready)
    session.set_segments(load_segments(sample_dir / "segments.json"))
    assert "Smile: 0:01.2-0:03.4, 0:03.4-0:05.6, 0:05.6-0:07.8" in words(ready)


def test_the_picture_can_be_turned_and_mirrored(
    qtbot: QtBot, ready: ReadyPanel, session: Session
) -> None:
    qtbot.mouseClick(ready.orientation.rotate_button, LEFT)
    assert session.recording is not None
    assert session.recording.rotation_deg == 90
    ready.orientation.mirrored_box.setFocus()
    qtbot.keyClick(ready.orientation.mirrored_box, Qt.Key.Key_Space)
    assert session.recording.mirrored
    session.orient(mirrored=False)
    assert not ready.orientation.mirrored_box.isChecked()


def test_the_analysis_follows_how_the_picture_was_turned(
    qtbot: QtBot, ready: ReadyPanel, session: Session, workbench: Workbench
) -> None:
    qtbot.mouseClick(ready.orientation.rotate_button, LEFT)
    qtbot.mouseClick(ready.analyse_button, LEFT)
    assert session.phase == "analysing"
    qtbot.waitUntil(lambda: session.phase != "analysing", timeout=240_000)
    assert session.analysis is not None
    assert session.analysis.recording.rotation_deg == 90
    workbench.stop()


@pytest.fixture
def analysing(
    qtbot: QtBot, session: Session, workbench: Workbench, sample_dir: Path
) -> AnalysingPanel:
    session.show_recording(open_recording(sample_dir / "sample.mp4"), ())
    panel = AnalysingPanel(session, workbench)
    qtbot.addWidget(panel)
    panel.resize(380, 900)
    panel.show()
    session.set_phase("analysing")
    return panel


def test_nothing_is_claimed_before_anything_is_known(analysing: AnalysingPanel) -> None:
    assert analysing.stage.text() == "Getting ready"
    assert (analysing.bar.minimum(), analysing.bar.maximum()) == (0, 0)
    assert analysing.percent.text() == ""
    assert "being looked at" in words(analysing.quality)


def test_quality_and_first_scores_appear(analysing: AnalysingPanel, session: Session) -> None:
    good = {"name": "face_size", "status": "pass", "message": "fine"}
    poor = {"name": "dark", "status": "warn", "message": "The face is dark. Add light."}
    session.tell(Progress("quality", 0.0, detail={"checks": [good, poor]}))
    lights = analysing.quality.lights
    assert (lights["face_size"].status, lights["face_size"].text) == ("pass", "Size of the face")
    assert (lights["dark"].status, lights["dark"].text) == ("warn", "The face is dark. Add light.")
    empty = analysing.plot.grab().toImage()
    session.tell(
        Progress("clips", 0.0, detail={"clip_start_s": [0.0, 1.0], "clip_score": [0.2, 0.9]})
    )
    assert analysing.plot.accessibleDescription() == "0.20 at 0.0 s, 0.90 at 1.0 s"
    drawn = analysing.plot.grab().toImage()
    at = analysing.plot.point(1.0, 0.9).toPoint()
    assert drawn.pixelColor(at) != empty.pixelColor(at)
    session.forget_live()
    assert analysing.plot.grab().toImage() == empty


def test_cancel_answers_at_once(qtbot: QtBot, analysing: AnalysingPanel, session: Session) -> None:
    qtbot.mouseClick(analysing.cancel_button, LEFT)
    assert not analysing.cancel_button.isEnabled()
    assert "Stopping" in analysing.cancel_button.text()
    session.tell(Progress("analyse", 0.5))  # still on its way
    assert analysing.left.text() == "Nothing of it will be kept."
    session.set_phase("ready")
    session.set_phase("analysing")
    assert analysing.cancel_button.isEnabled()
    assert "Cancel" in analysing.cancel_button.text()


@pytest.fixture
def refused(qtbot: QtBot, session: Session, workbench: Workbench, tmp_path: Path) -> RefusedPanel:
    checks = (
        QualityCheck("dark", "warn", 20.0, "of 255", 30, 12, "The face is dark. Add light."),
        QualityCheck("sharpness", "pass", 3.0, "", 1.7, 1.3, "The face is sharp."),
        QualityCheck("face_frames", "fail", 3.0, "%", 90, 70, "Found in only 3 %. Record again."),
    )
    panel = RefusedPanel(session, workbench)
    qtbot.addWidget(panel)
    panel.resize(380, 800)
    panel.show()
    analysis = replace(make_analysis(), score=None, quality=QualityReport(checks))
    session.show_analysis(analysis, tmp_path, session.review)
    return panel


def test_a_refusal_says_what_failed_what_it_means_and_what_to_do(refused: RefusedPanel) -> None:
    assert [(light.status, light.text) for light in refused.reasons] == [
        ("fail", "Found in only 3 %. Record again."),
        ("warn", "The face is dark. Add light."),
    ]
    for sentence in (REFUSED, REFUSED_MEANS, REFUSED_ADVICE):
        assert sentence in words(refused)
    assert "The face is sharp." not in words(refused)


def test_a_refusal_offers_to_record_again(
    qtbot: QtBot, refused: RefusedPanel, workbench: Workbench
) -> None:
    with qtbot.waitSignal(workbench.place_wanted) as wanted:
        qtbot.mouseClick(refused.record_button, LEFT)
    assert wanted.args == ["record"]


def test_another_refusal_replaces_the_reasons(
    refused: RefusedPanel, session: Session, tmp_path: Path
) -> None:
    analysis = replace(make_analysis(), score=None, quality=QualityReport(()))
    session.show_analysis(analysis, tmp_path, session.review)
    assert [light.text for light in refused.reasons] == [
        "No stretch of the recording could be judged."
    ]
