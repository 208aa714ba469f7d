"""Review on a session, with the analysed sample or with a made analysis."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from core.records.analysis_folder import load_analysis
from core.records.review import Review
from core.types import Analysis
from gui.review.place import ReviewPlace
from gui.session import Session
from gui.workbench import Workbench
from tests.support.analysis_factory import make_analysis


@pytest.fixture
def place(qtbot: QtBot, session: Session, workbench: Workbench) -> Iterator[ReviewPlace]:
    """The place, shown as large as the smallest window leaves it."""
    made = ReviewPlace(session, workbench)
    qtbot.addWidget(made)
    made.resize(1180, 740)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.stop()


@pytest.fixture
def sample(session: Session, analysed: Path) -> Analysis:
    """The analysed sample, shown; kept in a folder of its own."""
    analysis = load_analysis(analysed)
    session.show_analysis(analysis, analysed, Review())
    return analysis


@pytest.fixture
def show(session: Session, tmp_path: Path) -> Callable[..., Analysis]:
    """Show a made analysis, as `tests.support.analysis_factory.make_analysis` makes it."""

    def showing(**facts: object) -> Analysis:
        folder = tmp_path / "made"
        folder.mkdir(exist_ok=True)
        facts.setdefault("video", folder / "made.mp4")
        analysis = make_analysis(**facts)  # type: ignore[arg-type]
        session.show_analysis(analysis, folder, Review())
        return analysis

    return showing
