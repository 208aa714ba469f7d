"""The guards of `tests/gui/conftest.py` see what they are there to see."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QObject, QThread, QTimer, qInstallMessageHandler, qWarning
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.support.qt_guard import DialogWatch, Messages, Standing, left_behind


def test_sees_threads_timers_and_windows(qtbot: QtBot) -> None:
    before = Standing.now()
    assert left_behind(before) == []
    thread, timer, window = QThread(), QTimer(), QWidget()
    thread.setObjectName("forgotten")
    thread.start()
    timer.start(1000)
    window.setWindowTitle("Forgotten")
    found = left_behind(before)
    thread.quit()
    thread.wait()
    timer.stop()
    window.deleteLater()
    assert sorted(found) == [
        "active timer of NoneType", "running thread forgotten", "window QWidget “Forgotten”",
    ]  # fmt: skip
    del window
    assert left_behind(before) == []


def test_sees_a_timer_that_is_owned_by_something_living(qtbot: QtBot) -> None:
    owner = QObject()
    QTimer(owner).start(1000)
    assert left_behind(Standing.now()) == ["active timer of QObject"]
    owner.deleteLater()


def test_hears_warnings() -> None:
    messages = Messages()
    previous = qInstallMessageHandler(messages.take)
    qWarning("something is wrong")
    qWarning("QXcbClipboard: nobody answers")
    qInstallMessageHandler(previous)
    assert messages.loud == ["something is wrong"]


def test_closes_a_dialog_that_nobody_expected(qtbot: QtBot, dialogs: DialogWatch) -> None:
    dialog = QDialog()
    qtbot.addWidget(dialog)
    dialog.setWindowTitle("Sure?")
    assert dialog.exec() == QDialog.DialogCode.Rejected  # returns, although no test code closed it
    assert dialogs.unexpected == ["QDialog “Sure?”"]
    dialogs.unexpected.clear()
    dialogs.answer(QDialog.accept)
    assert dialog.exec() == QDialog.DialogCode.Accepted


@pytest.mark.parametrize("name", ["xcb"])
def test_runs_on_the_real_platform(qapp: QApplication, name: str) -> None:
    assert qapp.platformName() == name
