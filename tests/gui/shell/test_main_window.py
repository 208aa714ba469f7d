"""The main window: places, opening, closing, geometry."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.places import data_dir
from core.records.request_files import load_segments
from core.types import RESEARCH_USE
from gui.session import Session
from gui.shell.main_window import MainWindow
from gui.shell.places import PLACE_NAMES, PlaceName
from gui.workbench import Workbench
from tests.support.qt_guard import DialogWatch, choosing

LONG_MS = 120_000


def wait_for_phase(qtbot: QtBot, window: MainWindow, *phases: str) -> None:
    qtbot.waitUntil(lambda: window.session.phase in phases, timeout=LONG_MS)


@pytest.mark.parametrize("name", PLACE_NAMES)
def test_every_place_is_a_click_and_a_key_away(
    qtbot: QtBot, window: MainWindow, name: PlaceName
) -> None:
    assert window.place == "home"
    assert set(window.places.built) == {"home"}  # the rest is built when it is asked for
    qtbot.mouseClick(window.rail.buttons[name], Qt.MouseButton.LeftButton)
    assert window.place == name
    assert window.places.currentWidget() is window.places.place(name)
    window.go_to("home")
    key = getattr(Qt.Key, f"Key_{PLACE_NAMES.index(name) + 1}")
    qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
    assert window.place == name
    assert window.rail.buttons[name].isChecked()


@pytest.mark.parametrize("name", PLACE_NAMES)
def test_the_research_line_is_always_visible(
    qtbot: QtBot, window: MainWindow, name: PlaceName
) -> None:
    window.resize(window.minimumSize())
    window.go_to(name)
    label = window.foot.research
    assert label.text() == RESEARCH_USE
    assert label.isVisible()
    assert label.width() >= label.fontMetrics().horizontalAdvance(RESEARCH_USE)


def test_device_and_model_are_said_once_they_are_known(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: "Model" in window.foot.model.text(), timeout=LONG_MS)
    assert window.foot.device.text().startswith("Device: CPU") or "GPU" in window.foot.device.text()
    assert "Moving faces" in window.foot.model.text()


def test_the_sample_opens_in_review_with_its_tasks(
    qtbot: QtBot, window: MainWindow, sample_dir: Path
) -> None:
    window.actions_["open_sample"].trigger()
    wait_for_phase(qtbot, window, "ready")
    assert window.place == "review"
    assert window.session.segments == load_segments(sample_dir / "segments.json")
    assert window.windowTitle() == "sample.mp4 – Facies"
    window.session.set_segments(())
    window.session.set_phase("analysing")
    window.session.set_phase("ready")  # cleared by hand: they do not come back by themselves
    assert window.session.segments == ()


def test_an_opening_that_fails_is_said_on_home(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    bad = tmp_path / "letter.mp4"
    bad.write_text("no video")
    window.go_to("review")
    window.workbench.open(bad)
    qtbot.waitUntil(window.notice_bar.isVisible)
    assert window.place == "home"
    assert window.notice_bar.notice is not None
    assert window.notice_bar.notice.kind == "error"
    qtbot.mouseClick(window.notice_bar.close_button, Qt.MouseButton.LeftButton)
    assert not window.notice_bar.isVisible()


def drop(window: MainWindow, *paths: Path) -> bool:
    """Drag files over the window and let go; say whether it took them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    where = QPointF(window.rect().center())
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    plain = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(where.toPoint(), copy, data, left, plain)
    enter.ignore()
    QApplication.sendEvent(window, enter)
    if not enter.isAccepted():
        return False
    QApplication.sendEvent(window, QDropEvent(where, copy, data, left, plain))
    return True


def test_a_dropped_video_and_a_dropped_analysis_open(
    qtbot: QtBot, window: MainWindow, sample_video: Path, analysed: Path
) -> None:
    assert drop(window, sample_video)
    wait_for_phase(qtbot, window, "ready")
    assert drop(window, analysed, sample_video)
    wait_for_phase(qtbot, window, "done")
    assert window.session.folder == analysed
    assert "Analysed on" in window.foot.device.text()


def test_what_is_no_file_is_not_taken(qtbot: QtBot, window: MainWindow) -> None:
    data = QMimeData()
    data.setText("some words")
    data.setUrls([QUrl("https://example.org/a.mp4")])
    enter = QDragEnterEvent(
        window.rect().center(),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    enter.ignore()
    QApplication.sendEvent(window, enter)
    assert not enter.isAccepted()
    assert not window._veil.isVisible()


def test_the_dialog_opens_what_is_chosen(
    qtbot: QtBot, window: MainWindow, dialogs: DialogWatch, sample_video: Path
) -> None:
    dialogs.answer(choosing(sample_video))
    qtbot.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    wait_for_phase(qtbot, window, "ready")


def test_recent_analyses_are_in_the_menu(qtbot: QtBot, window: MainWindow, analysed: Path) -> None:
    file = analysed / "analysis.json"
    record = json.loads(file.read_text())
    record["recording"]["path"] = "/videos/R&D.mp4"
    file.write_text(json.dumps(record))
    settings = window.workbench.settings
    window.workbench.change_settings(replace(settings, recent=(str(analysed),)))
    window.recent_menu.aboutToShow.emit()
    (entry,) = window.recent_menu.actions()
    assert entry.text().startswith("R&&D.mp4")
    file.unlink()
    window.recent_menu.aboutToShow.emit()
    (entry,) = window.recent_menu.actions()
    assert not entry.isEnabled()


def test_about_says_what_it_is_not(qtbot: QtBot, window: MainWindow, dialogs: DialogWatch) -> None:
    seen: list[str] = []
    dialogs.answer(lambda dialog: (seen.append(dialog.windowTitle()), dialog.close()))
    window.actions_["about"].trigger()
    qtbot.waitUntil(lambda: seen == ["About Facies"])


def test_full_screen_leaves_only_the_work_and_the_research_line(
    qtbot: QtBot, window: MainWindow
) -> None:
    qtbot.keyClick(window, Qt.Key.Key_F)
    qtbot.waitUntil(window.isFullScreen)
    assert not window.rail.isVisible()
    assert not window.menuBar().isVisible()
    assert window.foot.research.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not window.isFullScreen())
    assert window.rail.isVisible()


def test_size_is_kept_for_the_next_launch(
    qtbot: QtBot, window: MainWindow, session: Session, workbench: Workbench
) -> None:
    window.resize(1111, 777)
    qtbot.waitUntil(lambda: window.width() == 1111)
    window.close()
    assert (data_dir() / "window.ini").is_file()
    again = MainWindow(session, workbench, load_ahead=False)
    qtbot.addWidget(again)
    assert (again.width(), again.height()) == (1111, 777)


def test_closing_while_it_analyses_is_quick_and_clean(
    qtbot: QtBot, window: MainWindow, data_folder: Path
) -> None:
    window.actions_["open_sample"].trigger()
    wait_for_phase(qtbot, window, "ready")
    window.workbench.analyse()
    with qtbot.waitSignal(window.session.progressed, timeout=LONG_MS):
        pass
    begun = time.perf_counter()
    window.close()
    took_s = time.perf_counter() - begun
    assert took_s < 3.0
    assert not window.isVisible()
    assert list((data_folder / "storage").rglob("*.json")) == []


def test_closing_at_once_is_clean(qtbot: QtBot, window: MainWindow) -> None:
    window.close()  # the guards of conftest.py see what is left of loading
    assert not window.isVisible()


def test_closing_the_recording_returns_to_home(
    qtbot: QtBot, window: MainWindow, sample_video: Path
) -> None:
    window.workbench.open(sample_video)
    wait_for_phase(qtbot, window, "ready")
    qtbot.keyClick(window, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert window.session.phase == "empty"
    assert window.place == "home"
    assert window.windowTitle() == "Facies"


def test_the_window_looks_different_in_the_dark(qtbot: QtBot, window: MainWindow) -> None:
    from gui.theme import theme

    def ground() -> int:
        image: QImage = window.grab().toImage()
        return image.pixelColor(window.width() - 6, window.height() // 2).lightness()

    assert ground() > 200
    theme().set("dark")
    assert ground() < 60
    theme().set("light")
