"""The small shared widgets."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor, QImage
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.resources import icons_folder
from gui.notice import Notice
from gui.theme import theme
from gui.widgets import Card, EmptyState, NoticeBar, StatusLight, icon, label

NAMES = sorted(file.stem for file in icons_folder().glob("*.svg"))


def inked(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() > 250
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_drawing_can_be_painted(qtbot: QtBot, name: str) -> None:
    assert inked(icon(name).pixmap(64, 64).toImage())


def test_an_icon_without_room_is_no_picture(qtbot: QtBot) -> None:
    assert icon("close").pixmap(16, 0).isNull()


def test_icons_take_the_colour_of_the_theme(qtbot: QtBot) -> None:
    drawing = icon("close")
    for mode in ("light", "dark"):
        theme().set(mode)  # type: ignore[arg-type]
        assert inked(drawing.pixmap(64, 64).toImage()) == {theme().colour("text").name()}
    theme().set("light")


def test_there_is_no_icon_without_a_drawing(qtbot: QtBot) -> None:
    with pytest.raises(FileNotFoundError):
        icon("no-such-drawing")


def test_a_light_says_how_it_stands_without_colour(qtbot: QtBot) -> None:
    light = StatusLight("idle", "Face size")
    qtbot.addWidget(light)
    light.show()
    pictures = set()
    for status in ("pass", "warn", "fail", "idle"):
        light.set(status, "Face size 120 px")
        grey = light.grab().toImage().convertToFormat(QImage.Format.Format_Mono)
        pictures.add(bytes(grey.constBits()))
        assert light.text in light.accessibleName()
    assert len(pictures) == 4
    with pytest.raises(ValueError, match="no such status"):
        light.set("perhaps", "")  # type: ignore[arg-type]


def test_an_empty_state_offers_the_ways_on(qtbot: QtBot) -> None:
    chosen = []
    state = EmptyState("Nothing yet", "Open something.", [("Open", lambda: chosen.append("open"))])
    qtbot.addWidget(state)
    state.show()
    qtbot.mouseClick(state.buttons[0], Qt.MouseButton.LeftButton)
    assert chosen == ["open"]


def test_a_file_name_is_never_read_as_markup(qtbot: QtBot) -> None:
    made = label("<b>a</b>.mp4")
    qtbot.addWidget(made)
    assert made.textFormat() == Qt.TextFormat.PlainText


def test_a_card_says_its_title(qtbot: QtBot) -> None:
    card = Card("Quality")
    qtbot.addWidget(card)
    assert card.accessibleName() == "Quality"
    assert [each.text() for each in card.findChildren(QLabel)] == ["Quality"]


def test_notices_stay_until_closed_unless_they_are_good_news(qtbot: QtBot) -> None:
    bar = NoticeBar()
    qtbot.addWidget(bar)
    bar.show_notice(Notice("error", "That is not a video."))
    assert bar.isVisible()
    assert bar.accessibleName() == "That is not a video."
    assert not bar._timer.isActive()
    # A pointer that an earlier test left over the bar would count as reading.
    QCursor.setPos(bar.mapToGlobal(QPoint(0, bar.height() + 200)))
    bar.show_notice(Notice("done", "Saved."))
    bar._timer.setInterval(10)
    bar._timer.start()
    qtbot.waitUntil(lambda: not bar.isVisible())
    bar.show_notice(Notice("warning", "Slow disk."))
    qtbot.mouseClick(bar.close_button, Qt.MouseButton.LeftButton)
    assert bar.notice is None
    assert not bar.isVisible()
