"""Home: ways to begin, and what was open last."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.progress import CancelToken, silent
from gui.home.place import HomePlace
from gui.home.recent import describe_recent
from gui.session import Session
from gui.settings import Settings
from gui.workbench import Workbench


@pytest.fixture
def home(qtbot: QtBot, session: Session, workbench: Workbench) -> HomePlace:
    made = HomePlace(session, workbench)
    qtbot.addWidget(made, before_close_func=lambda place: place.stop())
    made.resize(1100, 700)
    return made


def remember(workbench: Workbench, *paths: Path) -> None:
    workbench.change_settings(Settings(recent=tuple(map(str, paths))))


@pytest.mark.parametrize(
    ("button", "signal"),
    [
        ("open_button", "open_wanted"),
        ("record_button", "record_wanted"),
        ("sample_button", "sample_wanted"),
    ],
)
def test_each_way_asks_the_window(qtbot: QtBot, home: HomePlace, button: str, signal: str) -> None:
    home.show()
    with qtbot.waitSignal(getattr(home, signal)):
        qtbot.mouseClick(getattr(home, button), Qt.MouseButton.LeftButton)


def test_it_says_what_it_is_and_that_the_sample_is_drawn(home: HomePlace) -> None:
    words = " ".join(each.text() for each in home.findChildren(QLabel))
    assert "does not say what a person has" in words
    assert "no real person" in words


def test_nothing_recent_is_said(qtbot: QtBot, home: HomePlace) -> None:
    with qtbot.waitSignal(home.recent.shown):
        home.show()
    assert home._nothing_recent.isVisible()


def test_recent_things_are_described_and_opened(
    qtbot: QtBot, home: HomePlace, workbench: Workbench, analysed: Path
) -> None:
    gone = analysed.parent / "gone"
    remember(workbench, analysed, gone)
    with qtbot.waitSignal(home.recent.shown):
        home.show()
    texts = [home.recent.item(row).text() for row in range(home.recent.count())]
    assert texts[0].startswith("sample.mp4\nAnalysed 20")
    assert "model score 0." in texts[0]
    assert texts[1] == "gone\nNo longer there, or moved"
    assert home.recent.item(1).flags() == Qt.ItemFlag.NoItemFlags
    where = home.recent.visualItemRect(home.recent.item(0)).center()
    qtbot.mouseClick(home.recent.viewport(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.waitUntil(lambda: workbench.session.phase == "done")


def test_a_name_with_tall_letters_or_line_ends_leaves_room_for_the_second_line(
    qtbot: QtBot, home: HomePlace, workbench: Workbench, analysed: Path, tmp_path: Path
) -> None:
    names = ["plain.mp4", "名前 ñ ย้ำ.mp4", "two\nlines.mp4"]
    record = json.loads((analysed / "analysis.json").read_text())
    for number, name in enumerate(names):
        record["recording"]["path"] = f"/videos/{name}"
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "analysis.json").write_text(json.dumps(record))
    remember(workbench, *(tmp_path / str(number) for number in range(len(names))))
    with qtbot.waitSignal(home.recent.shown):
        home.show()
    recent = home.recent
    texts = [recent.item(row).text() for row in range(recent.count())]
    assert texts[2].startswith("two lines.mp4\nAnalysed 20")
    for row in range(recent.count()):
        given = recent.visualItemRect(recent.item(row)).height()
        assert given >= recent.sizeHintForRow(row), names[row]


def test_the_list_follows_the_settings(
    qtbot: QtBot, home: HomePlace, workbench: Workbench, analysed: Path
) -> None:
    with qtbot.waitSignal(home.recent.shown):
        home.show()
    with qtbot.waitSignal(home.recent.shown):
        remember(workbench, analysed)
    assert home.recent.count() == 1


@pytest.mark.parametrize("damage", ["empty", "not json", "no score", "wrong kind", "no file"])
def test_a_damaged_analysis_is_shown_as_gone(analysed: Path, damage: str) -> None:
    file = analysed / "analysis.json"
    record = json.loads(file.read_text())
    if damage == "no file":
        file.unlink()
    elif damage == "empty":
        file.write_text("")
    elif damage == "not json":
        file.write_bytes(b"\xff\x00")
    elif damage == "no score":
        del record["score"]
        file.write_text(json.dumps(record))
    else:
        record["recording"] = "sample.mp4"
        file.write_text(json.dumps(record))
    (entry,) = describe_recent([str(analysed)], silent, CancelToken())
    assert entry.when is None


def test_a_refused_recording_has_no_score(analysed: Path) -> None:
    file = analysed / "analysis.json"
    record = json.loads(file.read_text())
    record["score"] = None
    file.write_text(json.dumps(record))
    (entry,) = describe_recent([str(analysed)], silent, CancelToken())
    assert entry.when is not None and entry.score == ""
    shutil.rmtree(analysed)
    (entry,) = describe_recent([str(analysed)], silent, CancelToken())
    assert entry.when is None
