"""A judged recording that is open, and the place for its report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.records import load_analysis, save_analysis
from core.records.review import Review
from core.types import Analysis
from gui.notice import Notice
from gui.report.place import ReportPlace
from gui.session import Session
from gui.workbench import Workbench
from tests.support.analysis_factory import make_analysis

LAID_OUT_MS = 60_000


@pytest.fixture(scope="session")
def judged_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a drawn recording's analysis, to be read only."""
    root = tmp_path_factory.mktemp("judged")
    save_analysis(make_analysis(video=root / "v.mp4", n_frames=90), root / "analysis")
    return root / "analysis"


@pytest.fixture
def folder(judged_once: Path, tmp_path: Path) -> Path:
    """Folder of the analysis, a copy for this test alone."""
    target = tmp_path / "analysis"
    target.mkdir()
    for path in judged_once.iterdir():
        (target / path.name).write_bytes(path.read_bytes())
    return target


@pytest.fixture
def place(qtbot: QtBot, session: Session, workbench: Workbench) -> Iterator[ReportPlace]:
    """The place, shown, with nothing open."""
    made = ReportPlace(session, workbench)
    qtbot.addWidget(made)
    made.resize(1180, 740)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.stop()


@pytest.fixture
def told(workbench: Workbench) -> list[Notice]:
    """What the user was told."""
    notices: list[Notice] = []
    workbench.noticed.connect(notices.append)
    return notices


@pytest.fixture
def opened(qtbot: QtBot, place: ReportPlace, session: Session, folder: Path) -> Analysis:
    """The analysis, open, with its report laid out."""
    analysis = load_analysis(folder)
    session.show_analysis(analysis, folder, Review(visit=analysis.visit))
    qtbot.waitUntil(lambda: place.preview.current, timeout=LAID_OUT_MS)
    return analysis
