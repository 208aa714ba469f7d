"""Fixtures of the window's tests: a screen, the window, an analysis; and what none may leave."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, qInstallMessageHandler
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.places import DATA_DIR_VARIABLE
from gui.session import Session
from gui.workbench import Workbench
from tests.support.analysed_sample import analysed_sample
from tests.support.qt_guard import QUIET, DialogWatch, Messages, Standing, left_behind
from tests.support.screen import ensure_screen

if TYPE_CHECKING:
    from gui.shell.main_window import MainWindow

_OF_CV2 = ("QT_QPA_PLATFORM_PLUGIN_PATH", "QT_QPA_FONTDIR")
_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(pytest.mark.qt_log_ignore(*QUIET))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    standing = Standing.now() if QApplication.instance() else Standing(set())
    item.stash[_STANDING] = standing
    return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """Listen to Qt while everything is taken down, then look for what is still there."""
    messages = Messages()
    previous = qInstallMessageHandler(messages.take)
    try:
        result = yield
        left = left_behind(item.stash[_STANDING]) if QCoreApplication.instance() else []
    finally:
        qInstallMessageHandler(previous)
    if messages.loud:
        pytest.fail("Qt said while the test was taken down: " + " | ".join(messages.loud))
    if left:
        pytest.fail("left behind: " + ", ".join(left))
    return result


_STANDING = pytest.StashKey[Standing]()


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """Arguments of the application, asked for right before it is made: now there is a screen."""
    ensure_screen()
    for name in _OF_CV2:
        os.environ.pop(name, None)
    return ["facies"]


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's data folder of this test alone."""
    folder = tmp_path / "facies-data"
    monkeypatch.setenv(DATA_DIR_VARIABLE, str(folder))
    return folder


@pytest.fixture(autouse=True)
def dialogs(qapp: QApplication, data_folder: Path) -> Iterator[DialogWatch]:
    """Fails a test on a modal dialog that it did not announce with ``dialogs.answer(...)``."""
    from gui.theme import theme

    theme().set("light")
    watch = DialogWatch()
    yield watch
    watch.stop()
    if watch.unexpected:
        pytest.fail("unexpected modal dialog: " + ", ".join(watch.unexpected))
    assert not watch.answers, "an announced dialog did not show"


@pytest.fixture
def session(qapp: QApplication) -> Session:
    """An empty session."""
    return Session()


@pytest.fixture
def workbench(session: Session) -> Iterator[Workbench]:
    """A workbench on `session`; its work is ended after the test."""
    bench = Workbench(session)
    yield bench
    bench.stop()


@pytest.fixture(scope="session")
def analysed_once(request: pytest.FixtureRequest, root: Path) -> Path:
    """Folder of the analysed sample, shared by all tests: to be read only."""
    return analysed_sample(request.config, root)


@pytest.fixture
def analysed(analysed_once: Path, tmp_path: Path) -> Path:
    """Folder of the analysed sample, a copy for this test alone."""
    return Path(shutil.copytree(analysed_once, tmp_path / "analysed"))


@pytest.fixture
def window(qtbot: QtBot, session: Session, workbench: Workbench) -> MainWindow:
    """The main window on `session`, shown at 1280x800 and active."""
    from gui.shell.main_window import MainWindow

    made = MainWindow(session, workbench)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made
