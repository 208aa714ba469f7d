"""The workbench on real files: opening, cancelling, finishing, keeping."""

from __future__ import annotations

import shutil
import threading
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from unittest.mock import patch

import pytest
from pytestqt.qtbot import QtBot

from core.progress import Progress
from core.records.request_files import load_segments
from core.records.review import load_review
from core.types import ActivationMap, Visit
from gui.notice import Notice
from gui.session import Session
from gui.settings import Settings, load_settings, save_settings
from gui.work import Kept
from gui.workbench import Workbench
from tests.support import face_videos

LONG_MS = 240_000


def opened(qtbot: QtBot, workbench: Workbench, path: Path) -> None:
    workbench.open(path)
    assert workbench.session.phase == "opening"
    qtbot.waitUntil(lambda: workbench.session.phase != "opening", timeout=30_000)


def test_a_video_is_opened_but_its_name_is_not_kept(
    qtbot: QtBot, session: Session, workbench: Workbench, sample_video: Path
) -> None:
    opened(qtbot, workbench, sample_video)
    assert session.phase == "ready"
    assert session.recording is not None
    assert len(session.recording.pts_s) == 420
    assert load_settings().recent == ()


def test_an_analysis_is_remembered_only_where_its_folder_has_no_persons_name(
    qtbot: QtBot, session: Session, workbench: Workbench, analysed: Path
) -> None:
    opened(qtbot, workbench, analysed)
    assert session.phase == "done" and load_settings().recent == ()
    ours = workbench.settings.storage_folder / "analyses" / "20261122-101500-673345de"
    shutil.copytree(analysed, ours)
    opened(qtbot, workbench, ours)
    assert load_settings().recent == (str(ours.resolve()),)


def test_what_is_no_video_is_said_and_not_remembered(
    qtbot: QtBot, session: Session, workbench: Workbench, tmp_path: Path
) -> None:
    bad = tmp_path / "letter.mp4"
    bad.write_text("no video")
    said: list[Notice] = []
    workbench.noticed.connect(said.append)
    opened(qtbot, workbench, bad)
    assert session.phase == "empty"
    assert [notice.kind for notice in said] == ["error"]
    assert "letter.mp4" in said[0].text
    assert load_settings().recent == ()


def test_a_folder_without_an_analysis_is_said_in_the_windows_words(
    qtbot: QtBot, session: Session, workbench: Workbench, tmp_path: Path
) -> None:
    folder = tmp_path / "Videos of June"
    folder.mkdir()
    said: list[Notice] = []
    workbench.noticed.connect(said.append)
    opened(qtbot, workbench, folder)
    assert session.phase == "empty"
    assert "no analysis in the folder “Videos of June”" in said[0].text
    assert "--out" not in said[0].text


def test_another_file_in_the_recordings_place_is_not_analysed_with_this_patients_facts(
    qtbot: QtBot, session: Session, workbench: Workbench, sample_video: Path, tmp_path: Path
) -> None:
    video = Path(shutil.copy(sample_video, tmp_path / "visit.mp4"))
    opened(qtbot, workbench, video)
    session.set_visit(Visit(patient_id="A-17"))
    pictures = face_videos.pictures(sample_video, count=450)
    face_videos.write(video, [*pictures, *pictures[:30]])
    with qtbot.waitSignal(workbench.noticed, timeout=LONG_MS) as told:
        workbench.analyse()
    assert told.args[0].kind == "error"
    assert "no longer the file that was opened" in told.args[0].text
    assert session.phase == "ready"
    assert list(workbench.settings.storage_folder.rglob("*.json")) == []


def test_an_analysis_is_opened_with_what_was_added_to_it(
    qtbot: QtBot, session: Session, workbench: Workbench, analysed: Path
) -> None:
    opened(qtbot, workbench, analysed)
    assert session.phase == "done"
    assert session.analysis is not None
    assert session.proxy is not None
    session.go_to_frame(60)
    session.add_bookmark("smile begins")
    qtbot.waitUntil(lambda: bool((load_review(analysed) or session.review).bookmarks))
    workbench.close_recording()
    assert session.phase == "empty"
    opened(qtbot, workbench, analysed)
    assert [mark.note for mark in session.review.bookmarks] == ["smile begins"]


def test_what_was_added_last_is_kept_on_stop(
    qtbot: QtBot, session: Session, workbench: Workbench, analysed: Path
) -> None:
    opened(qtbot, workbench, analysed)
    session.set_review(replace(session.review, notes="seen"))
    workbench.stop()
    kept = load_review(analysed)
    assert kept is not None
    assert kept.notes == "seen"


def test_opening_another_file_forgets_the_first(
    qtbot: QtBot, session: Session, workbench: Workbench, sample_video: Path, analysed: Path
) -> None:
    workbench.open(sample_video)
    workbench.open(analysed)  # the first is dropped on the way
    qtbot.waitUntil(lambda: session.phase == "done", timeout=30_000)
    assert session.folder == analysed


def test_cancel_takes_less_than_half_a_second_at_any_stage(
    qtbot: QtBot, session: Session, workbench: Workbench, sample_video: Path
) -> None:
    opened(qtbot, workbench, sample_video)
    storage = workbench.settings.storage_folder
    steps: list[Progress] = []
    session.progressed.connect(steps.append)
    for stage, share in (("analyse", 0.1), ("analyse", 0.9), ("freeze", 0.05)):
        steps.clear()
        workbench.analyse()
        qtbot.waitUntil(partial(reached, steps, stage, share), timeout=LONG_MS)
        asked = time.perf_counter()
        workbench.cancel()
        qtbot.waitUntil(lambda: session.phase == "ready", timeout=10_000)
        took_s = time.perf_counter() - asked
        assert took_s < 0.5, (stage, share)
    workbench.stop()
    assert list(storage.rglob("*.json")) == []
    assert session.live_scores == []
    assert session.segments == ()


def reached(steps: list[Progress], stage: str, fraction: float) -> bool:
    return any(step.stage == stage and step.fraction >= fraction for step in steps)


def test_an_analysis_that_ended_although_it_was_cancelled_is_not_kept(
    qtbot: QtBot, session: Session, workbench: Workbench, analysed: Path, sample_video: Path
) -> None:
    opened(qtbot, workbench, analysed)
    assert session.analysis is not None
    kept = Kept(session.analysis, analysed, session.review, None)
    opened(qtbot, workbench, sample_video)
    hold = threading.Event()

    def late(*_: object) -> Kept:
        hold.wait()
        return kept

    with patch("gui.workbench.analyse_and_keep", late):
        workbench.analyse()
    workbench.cancel()
    assert session.phase == "ready"
    hold.set()
    qtbot.waitUntil(lambda: not analysed.exists())
    assert session.analysis is None


@pytest.mark.parametrize("leave", ["open", "close"])
def test_what_is_at_work_is_left_without_waiting_for_it(
    qtbot: QtBot,
    session: Session,
    workbench: Workbench,
    analysed: Path,
    sample_video: Path,
    leave: str,
) -> None:
    opened(qtbot, workbench, analysed)
    assert session.analysis is not None
    kept = Kept(session.analysis, analysed, session.review, None)
    opened(qtbot, workbench, sample_video)
    hold = threading.Event()

    def stubborn(*_: object) -> Kept:
        assert hold.wait(20)
        return kept

    with patch("gui.workbench.analyse_and_keep", stubborn):
        workbench.analyse()
    asked = time.perf_counter()
    if leave == "open":
        workbench.open(sample_video)
    else:
        workbench.close_recording()
    assert time.perf_counter() - asked < 5
    wanted = {"open": "ready", "close": "empty"}[leave]
    qtbot.waitUntil(lambda: session.phase == wanted, timeout=30_000)
    hold.set()
    qtbot.waitUntil(lambda: not analysed.exists())  # nobody is told of it, so it does not stay
    assert session.phase == wanted


def test_what_is_written_while_it_is_analysed_again_stands_under_both(
    qtbot: QtBot, session: Session, workbench: Workbench, analysed: Path, tmp_path: Path
) -> None:
    again = Path(shutil.copytree(analysed, tmp_path / "again"))
    opened(qtbot, workbench, analysed)
    assert session.analysis is not None
    kept = Kept(session.analysis, again, session.review, None)
    hold = threading.Event()
    go_on = threading.Event()

    def analysing(*_: object) -> Kept:
        assert hold.wait(20)
        return kept

    def mapping(*_: object) -> tuple[ActivationMap, ...]:
        assert go_on.wait(20)
        return kept.analysis.maps

    with (
        patch("gui.workbench.analyse_and_keep", analysing),
        patch("gui.workbench.make_maps", mapping),
    ):
        workbench.want_maps("random")
        workbench.analyse()
    session.set_review(replace(session.review, notes="late thought"))
    hold.set()
    qtbot.waitUntil(lambda: session.folder == again)
    assert session.review.notes == "late thought"
    assert workbench.making_maps is None
    go_on.set()
    qtbot.waitUntil(lambda: not workbench._mapping._running)
    # What was made of the analysis before is no map of this one.
    assert session.map_for(replace(session.view, source="random")) is None
    workbench.stop()
    for folder in (analysed, again):
        review = load_review(folder)
        assert review is not None
        assert review.notes == "late thought"


def test_the_sample_is_analysed_to_its_end(
    qtbot: QtBot, session: Session, workbench: Workbench, sample_dir: Path
) -> None:
    opened(qtbot, workbench, sample_dir / "sample.mp4")
    session.set_segments(load_segments(sample_dir / "segments.json"))
    stages: list[str] = []
    scores: list[int] = []
    session.progressed.connect(lambda progress: stages.append(progress.stage))
    session.live_changed.connect(lambda: scores.append(len(session.live_scores)))
    workbench.analyse()
    workbench.analyse()  # a second click while it runs changes nothing
    qtbot.waitUntil(lambda: session.phase != "analysing", timeout=LONG_MS)
    assert session.phase == "done"
    assert list(dict.fromkeys(stages)) == ["open", "analyse", "summarise", "freeze"]
    assert max(scores) > 0
    assert session.folder is not None
    assert session.folder.is_relative_to(workbench.settings.storage_folder)
    assert workbench.settings.recent[0] == str(session.folder.resolve())
    assert session.analysis is not None
    assert session.analysis.score is not None


def test_an_analysis_that_fails_leaves_the_recording_open(
    qtbot: QtBot, session: Session, sample_video: Path, data_folder: Path
) -> None:
    save_settings(Settings(model="no-such-model"))
    workbench = Workbench(session)
    opened(qtbot, workbench, sample_video)
    with qtbot.waitSignal(workbench.noticed, timeout=LONG_MS) as told:
        workbench.analyse()
    assert told.args[0].kind == "error"
    assert "no-such-model" in told.args[0].text
    assert session.phase == "ready"
    workbench.stop()


def test_settings_that_cannot_be_kept_are_said(
    qtbot: QtBot, workbench: Workbench, data_folder: Path
) -> None:
    data_folder.write_text("a file in the way")
    with qtbot.waitSignal(workbench.noticed) as told:
        workbench.change_settings(Settings(theme="dark"))
    assert told.args[0].kind == "warning"
    assert workbench.settings.theme == "dark"


def test_a_report_is_exported(
    qtbot: QtBot, session: Session, workbench: Workbench, analysed: Path, tmp_path: Path
) -> None:
    opened(qtbot, workbench, analysed)
    target = tmp_path / "report.pdf"
    with qtbot.waitSignal(workbench.exported, timeout=LONG_MS):
        workbench.export(target)
    assert target.read_bytes().startswith(b"%PDF")


def test_a_report_that_is_being_written_is_finished_before_the_window_goes(
    qtbot: QtBot, session: Session, workbench: Workbench, analysed: Path, tmp_path: Path
) -> None:
    opened(qtbot, workbench, analysed)
    target = tmp_path / "report.pdf"
    workbench.export(target)
    workbench.stop()
    assert target.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("phase", ["empty"])
def test_nothing_happens_without_a_recording(
    qtbot: QtBot, session: Session, workbench: Workbench, phase: str, tmp_path: Path
) -> None:
    workbench.analyse()
    workbench.cancel()
    workbench.want_maps("random")
    workbench.export(tmp_path / "x.pdf")
    assert session.phase == phase
    assert not (tmp_path / "x.pdf").exists()
