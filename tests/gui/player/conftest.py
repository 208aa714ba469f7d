"""A player on screen, and videos whose pictures carry their frame number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from core.video import open_recording
from gui.player.widget import PlayerWidget
from gui.session import Session
from gui.workbench import Workbench
from tests.support.video_maker import RECIPES, make_video, read_number

_RECIPE = {recipe.name: recipe for recipe in RECIPES}


@pytest.fixture(scope="session")
def numbered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """280 frames in one group of 250, as phones and screen recorders write them."""
    path = tmp_path_factory.mktemp("numbered") / "long.mp4"
    make_video(path, replace(_RECIPE["long_gop"], size_px=(320, 240)))
    return path


@pytest.fixture(scope="session")
def with_sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty frames with a sound track."""
    path = tmp_path_factory.mktemp("sound") / "phone.mp4"
    make_video(path, replace(_RECIPE["phone"], size_px=(320, 240)))
    return path


@pytest.fixture
def player(qtbot: QtBot, session: Session, workbench: Workbench) -> PlayerWidget:
    """A player of its own, shown and active."""
    made = PlayerWidget(session, workbench)
    qtbot.addWidget(made)
    made.resize(900, 640)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def show(qtbot: QtBot, session: Session, player: PlayerWidget) -> Callable[[Path], None]:
    """Open a video in the player and wait for its first picture."""

    def open_it(path: Path) -> None:
        session.show_recording(open_recording(path), ())
        qtbot.waitUntil(lambda: player.stage.shown_exact, timeout=10_000)

    return open_it


def pixels(image: QImage) -> np.ndarray:
    """Pixels of an image as (H, W, 3) uint8 RGB."""
    rgb = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(rgb.constBits(), np.uint8).reshape(rgb.height(), rgb.bytesPerLine())
    return rows[:, : 3 * rgb.width()].reshape(rgb.height(), rgb.width(), 3).copy()


def number_on(player: PlayerWidget) -> int | None:
    """Read the frame number out of the picture on the stage."""
    return read_number(pixels(player.stage.shown_picture()))
