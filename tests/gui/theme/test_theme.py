"""The theme on the real application."""

from __future__ import annotations

from typing import get_args

import pytest
from PySide6.QtGui import QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from gui.theme import theme
from gui.theme.fonts import FontRole


@pytest.mark.parametrize(("mode", "dark"), [("light", False), ("dark", True), ("system", False)])
def test_set_takes_effect_on_everything(qtbot: QtBot, mode: str, dark: bool) -> None:
    theme().set("light" if dark else "dark")
    with qtbot.waitSignal(theme().changed):
        theme().set(mode)  # type: ignore[arg-type]
    assert theme().dark is dark
    shown = QApplication.palette().color(QPalette.ColorRole.Window)
    assert shown == theme().colour("window")
    assert (shown.lightness() < 128) is dark
    label = QLabel("x")
    qtbot.addWidget(label)
    label.setProperty("kind", "title")
    label.show()
    label.ensurePolished()
    assert label.palette().color(QPalette.ColorRole.WindowText) == theme().colour("text")
    assert label.font().pointSize() == 15
    theme().set("light")


def test_nothing_changes_where_it_is_so_already(qtbot: QtBot) -> None:
    theme().set("light")
    with qtbot.assertNotEmitted(theme().changed):
        theme().set("light")


@pytest.mark.parametrize("role", get_args(FontRole))
def test_no_text_is_smaller_than_eleven_points(qapp: QApplication, role: FontRole) -> None:
    font = theme().font(role)
    assert font.pointSize() >= 11
    assert QFontInfo(font).family()
