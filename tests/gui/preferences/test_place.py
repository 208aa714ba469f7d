"""Settings in the window: set with clicks, kept in the file, refused where they cannot be."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from core.types import RESEARCH_USE
from core.version import VERSION
from gui.preferences.look_card import known_languages
from gui.preferences.place import SettingsPlace
from gui.preferences.work import Device, check_writable, free_bytes
from gui.session import Session
from gui.settings import load_settings
from gui.theme import theme
from gui.workbench import Workbench
from tests.support.qt_guard import DialogWatch, choosing

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def place(qtbot: QtBot, session: Session, workbench: Workbench) -> Iterator[SettingsPlace]:
    made = SettingsPlace(session, workbench)
    qtbot.addWidget(made)
    made.resize(1180, 740)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.stop()


def looked(qtbot: QtBot, place: SettingsPlace) -> None:
    qtbot.waitUntil(lambda: bool(place.device._devices), timeout=60_000)


def test_devices_that_are_not_there_say_why(
    qtbot: QtBot, place: SettingsPlace, workbench: Workbench
) -> None:
    looked(qtbot, place)
    assert "Analyses run on:" in place.device.now.text()
    for device in place.device._devices:
        button, reason = place.device.buttons[device.kind], place.device.reasons[device.kind]
        assert button.isEnabled() is not bool(device.reason)
        assert ("Not on this machine" in reason.text()) is bool(device.reason)
    place.device.buttons["cpu"].setFocus()
    qtbot.keyClick(place.device.buttons["cpu"], Qt.Key.Key_Space)
    assert workbench.settings.device == load_settings().device == "cpu"
    assert "(cpu)" in place.device.now.text()


def test_a_chosen_device_that_is_gone_is_told(
    qtbot: QtBot, place: SettingsPlace, workbench: Workbench
) -> None:
    looked(qtbot, place)
    place.device._on_found((Device("cuda", reason="none"), Device("cpu", name="Some CPU")))
    workbench.change_settings(replace(workbench.settings, device="cuda"))
    assert "nothing can be analysed" in place.device.now.text()


def test_theme_shows_at_once_and_is_kept(qtbot: QtBot, place: SettingsPlace) -> None:
    assert not theme().dark
    qtbot.mouseClick(place.look.themes.buttons[2], LEFT)
    assert theme().dark and load_settings().theme == "dark"
    qtbot.mouseClick(place.look.themes.buttons[1], LEFT)
    assert not theme().dark and load_settings().theme == "light"


def test_language_is_kept_and_says_when_it_changes(
    qtbot: QtBot, place: SettingsPlace, workbench: Workbench
) -> None:
    assert not place.look.hint.isVisible()
    place.look.languages.setFocus()
    qtbot.keyClick(place.look.languages, Qt.Key.Key_E)
    assert workbench.settings.language == "en" and place.look.hint.isVisible()
    qtbot.keyClick(place.look.languages, Qt.Key.Key_Home)
    assert workbench.settings.language == "" and not place.look.hint.isVisible()


def test_languages_are_those_with_a_translation(tmp_path: Path) -> None:
    assert known_languages(tmp_path) == ("en",)
    (tmp_path / "facies_de.qm").write_bytes(b"")
    (tmp_path / "qt_fr.qm").write_bytes(b"")
    assert known_languages(tmp_path) == ("de", "en")


def test_storage_folder_is_chosen_and_given_up(
    qtbot: QtBot,
    place: SettingsPlace,
    workbench: Workbench,
    dialogs: DialogWatch,
    tmp_path: Path,
) -> None:
    usual = place.storage.path.text()
    assert "free" in place.storage.state.text and not place.storage.default.isEnabled()
    (tmp_path / "kept").mkdir()

    dialogs.answer(choosing(tmp_path / "kept"))
    qtbot.mouseClick(place.storage.choose, LEFT)
    qtbot.waitUntil(lambda: workbench.settings.storage == str(tmp_path / "kept"))
    assert place.storage.path.text() == load_settings().storage == str(tmp_path / "kept")
    assert list((tmp_path / "kept").iterdir()) == []
    qtbot.mouseClick(place.storage.default, LEFT)
    assert workbench.settings.storage == "" and place.storage.path.text() == usual


def test_a_folder_that_cannot_be_written_is_not_taken(
    qtbot: QtBot, place: SettingsPlace, workbench: Workbench, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    place.storage.take(str(tmp_path / "file" / "below"))
    assert place.storage.state.status == "fail" and "Could not write" in place.storage.state.text
    assert workbench.settings.storage == ""
    qtbot.mouseClick(place.look.themes.buttons[2], LEFT)
    assert place.storage.state.status == "fail", "told until the folder is another one"


def test_free_space_is_of_the_folder_that_will_be(tmp_path: Path) -> None:
    free = free_bytes(tmp_path / "a" / "b")
    disk = os.statvfs(tmp_path)
    assert free == pytest.approx(disk.f_bavail * disk.f_frsize, rel=0.1)
    check_writable(tmp_path / "a" / "b")
    assert list((tmp_path / "a" / "b").iterdir()) == []


def test_little_room_warns(
    qtbot: QtBot, place: SettingsPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    import gui.preferences.storage_card as card

    monkeypatch.setattr(card, "free_bytes", lambda _: 10**9)
    place.storage.look()
    assert place.storage.state.status == "warn" and "too little" in place.storage.state.text
    monkeypatch.setattr(card, "free_bytes", lambda _: None)
    place.storage.look()
    assert place.storage.state.status == "fail"


def test_recent_files_are_forgotten(
    qtbot: QtBot, place: SettingsPlace, workbench: Workbench
) -> None:
    assert not place.privacy.forget.isEnabled()
    workbench.change_settings(replace(workbench.settings, recent=("/a", "/b")))
    assert "2" in place.privacy.count.text()
    place.findChild(QScrollArea).ensureWidgetVisible(place.privacy.forget)
    qtbot.mouseClick(place.privacy.forget, LEFT)
    assert workbench.settings.recent == load_settings().recent == ()
    assert "No recently opened" in place.privacy.count.text()


def test_logs_and_versions(
    qtbot: QtBot, place: SettingsPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert place.privacy.logs.text().endswith("log")
    place.findChild(QScrollArea).ensureWidgetVisible(place.versions.copy)
    qtbot.mouseClick(place.versions.copy, LEFT)
    copied = QGuiApplication.clipboard().text()
    assert f"facies\t{VERSION}" in copied and "Qt\t6." in copied and "torch\t" in copied


def test_licences_and_what_it_is_not(place: SettingsPlace) -> None:
    tabs = place.licences.tabs
    texts = [tabs.widget(at).toPlainText() for at in range(tabs.count())]
    assert "PySide6" in texts[0] and "Apache License" in texts[1]
    assert RESEARCH_USE in [each.text() for each in place.findChildren(QLabel)]


def test_every_control_is_reached_by_tab_and_has_a_name(qtbot: QtBot, place: SettingsPlace) -> None:
    looked(qtbot, place)
    for control in (
        place.device.buttons["auto"], place.look.languages, place.storage.choose,
        place.storage.open_button, place.privacy.forget, place.versions.copy,
    ):  # fmt: skip
        assert control.focusPolicy() & Qt.FocusPolicy.TabFocus
        assert control.accessibleName() or getattr(control, "text", str)()
