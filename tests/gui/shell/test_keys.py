"""Keys: every one of the table works, and none is taken from who is typing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.shell.action_table import action_table
from gui.shell.main_window import MainWindow

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def review(qtbot: QtBot, window: MainWindow, analysed: Path) -> MainWindow:
    """The window with the analysed sample in Review."""
    window.workbench.open(analysed)
    qtbot.waitUntil(lambda: window.session.phase == "done", timeout=30_000)
    assert window.place == "review"
    window.setFocus()
    return window


def test_position_keys(qtbot: QtBot, review: MainWindow) -> None:
    session = review.session
    for key, modifier, frame in (
        (Qt.Key.Key_Right, None, 1),
        (Qt.Key.Key_Right, SHIFT, 31),
        (Qt.Key.Key_Left, None, 30),
        (Qt.Key.Key_Left, SHIFT, 0),
        (Qt.Key.Key_Left, None, 0),
        (Qt.Key.Key_End, None, 419),
        (Qt.Key.Key_Right, None, 419),
        (Qt.Key.Key_Home, None, 0),
    ):
        qtbot.keyClick(review, key, modifier or Qt.KeyboardModifier.NoModifier)
        assert session.frame == frame, (key, modifier)


def test_space_plays_and_a_step_pauses(qtbot: QtBot, review: MainWindow) -> None:
    qtbot.keyClick(review, Qt.Key.Key_Space)
    assert review.session.playing
    qtbot.keyClick(review, Qt.Key.Key_Right)
    assert not review.session.playing


def test_view_keys(qtbot: QtBot, review: MainWindow) -> None:
    session = review.session
    qtbot.keyClick(review, Qt.Key.Key_H)
    assert not session.view.heat_map
    assert not review.actions_["heat_map"].isChecked()
    before = session.view.opacity
    qtbot.keyClick(review, Qt.Key.Key_BracketLeft)
    assert session.view.opacity == pytest.approx(before - 0.1)
    for _ in range(20):
        qtbot.keyClick(review, Qt.Key.Key_BracketRight)
    assert session.view.opacity == 1.0
    layers = review.commands.layers()
    assert len(layers) >= 3
    for number, layer in enumerate(layers, start=1):
        qtbot.keyClick(review, getattr(Qt.Key, f"Key_{number}"))
        assert session.view.layer == layer
        assert session.view.heat_map
        assert review.actions_[f"layer_{number}"].isChecked()
    assert review.actions_["layer_1"].text() != "Layer 1"  # says which one it is


def test_a_bookmark_is_set_and_said(qtbot: QtBot, review: MainWindow) -> None:
    review.session.go_to_frame(30)
    qtbot.keyClick(review, Qt.Key.Key_B)
    assert [mark.time_s for mark in review.session.review.bookmarks] == [pytest.approx(1.0)]
    assert review.notice_bar.notice is not None
    assert "1.00 s" in review.notice_bar.notice.text


def test_the_report_key_goes_to_the_report(qtbot: QtBot, review: MainWindow) -> None:
    qtbot.keyClick(review, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    assert review.place == "report"


def test_all_keys_are_on_one_sheet(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_Question)
    assert window.keys_overlay.isVisible()
    texts = {each.text() for each in window.keys_overlay.findChildren(QWidget) if _has_text(each)}
    for spec in window.actions_.table:
        if spec.keys:
            assert spec.text.replace("&", "").rstrip("…") in texts
    qtbot.keyClick(window.keys_overlay, Qt.Key.Key_Escape)
    assert not window.keys_overlay.isVisible()


def _has_text(widget: QWidget) -> bool:
    return hasattr(widget, "text")


def test_every_action_is_in_a_menu_with_a_tip(qtbot: QtBot, window: MainWindow) -> None:
    in_menus = {
        action.objectName()
        for menu in window.menuBar().actions()
        for action in menu.menu().actions()  # type: ignore[union-attr]
    }
    for spec in action_table():
        assert spec.name in in_menus
        assert window.actions_[spec.name].toolTip().startswith(spec.tip)


def test_no_two_actions_share_a_key() -> None:
    keys = [key for spec in action_table() for key in spec.keys]
    assert len(keys) == len(set(keys))


def test_without_a_recording_the_keys_rest(qtbot: QtBot, window: MainWindow) -> None:
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_B, Qt.Key.Key_H, Qt.Key.Key_1):
        qtbot.keyClick(window, key)
    assert not window.session.playing
    assert window.session.review.bookmarks == ()
    assert window.session.view.heat_map
    assert not window.actions_["play"].isEnabled()
    assert window.actions_["open"].isEnabled()


def test_a_text_field_keeps_its_keys(qtbot: QtBot, review: MainWindow) -> None:
    field = QLineEdit(review.centralWidget())
    field.show()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    qtbot.keyClicks(field, "ab h[1]f?")
    qtbot.keyClick(field, Qt.Key.Key_Left)
    qtbot.keyClick(field, Qt.Key.Key_Home)
    qtbot.keyClick(field, Qt.Key.Key_Space)
    assert field.text() == " ab h[1]f?"
    assert review.session.frame == 0
    assert not review.session.playing
    assert review.session.review.bookmarks == ()
    assert not review.isFullScreen()


def test_a_button_reached_by_keyboard_keeps_space_one_that_was_clicked_does_not(
    qtbot: QtBot, review: MainWindow
) -> None:
    holder = QWidget(review.centralWidget())
    button, other = QPushButton("Press"), QPushButton("Other")
    layout = QVBoxLayout(holder)
    layout.addWidget(other)
    layout.addWidget(button)
    holder.adjustSize()
    holder.show()
    presses: list[str] = []
    button.clicked.connect(lambda: presses.append("pressed"))
    other.setFocus()
    qtbot.keyClick(other, Qt.Key.Key_Tab)
    qtbot.waitUntil(button.hasFocus)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert presses == ["pressed"]
    assert not review.session.playing
    other.setFocus()
    where = button.mapTo(review, button.rect().center())
    qtbot.mouseClick(review.windowHandle(), Qt.MouseButton.LeftButton, pos=where)
    qtbot.waitUntil(button.hasFocus)
    assert presses == ["pressed", "pressed"]
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert presses == ["pressed", "pressed"]
    assert review.session.playing
