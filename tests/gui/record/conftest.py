"""The recording place with a file for a camera."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from gui.record.file_source import FileSource
from gui.record.place import RecordPlace
from gui.session import Session
from gui.workbench import Workbench
from tests.support.video_maker import Recipe, make_video

PROTOCOL = """
name: Quick
steps:
  - {task: rest, seconds: 2, prompt: Relax}
  - {task: smile, seconds: 1, repeats: 3, pause_s: 0.5, prompt: {en: Smile, de: Lächeln}}
  - {task: talk, seconds: 2, prompt: {en: Talk, de: Sprechen}}
"""

MakePlace = Callable[..., RecordPlace]


@pytest.fixture
def quick_protocol(data_folder: Path) -> None:
    """A protocol of a few seconds stands first in the list."""
    folder = data_folder / "protocols"
    folder.mkdir(parents=True)
    (folder / "1-short.yaml").write_text(PROTOCOL, encoding="utf-8")


@pytest.fixture
def make_place(
    qtbot: QtBot, session: Session, workbench: Workbench, quick_protocol: None
) -> Iterator[MakePlace]:
    """Make the place, shown at its usual size, with a source; it is stopped after the test."""
    made: list[RecordPlace] = []

    def make(source: FileSource | None = None) -> RecordPlace:
        place = RecordPlace(session, workbench)
        made.append(place)
        qtbot.addWidget(place)
        place.resize(1188, 732)
        if source is not None:
            place.use_source(source)
        place.show()
        qtbot.waitExposed(place)
        return place

    yield make
    for place in made:
        place.stop()


@pytest.fixture(scope="session")
def numbered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A video of 4 s whose pictures carry their number."""
    path = tmp_path_factory.mktemp("numbered") / "numbered.mp4"
    recipe = Recipe("n", ".mp4", "libx264", {"preset": "veryfast"}, n_frames=100, audio="aac",
                    size_px=(320, 240))  # fmt: skip
    make_video(path, recipe)
    return path


@pytest.fixture(scope="session")
def slow(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A video of 8 pictures a second."""
    path = tmp_path_factory.mktemp("slow") / "slow.mp4"
    make_video(path, Recipe("s", ".mp4", "libx264", {"preset": "veryfast"}, n_frames=40, fps=8))
    return path
