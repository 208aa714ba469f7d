"""``facies self-test``, second half: the window opens on an analysis and the report is written."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from core.errors import FaciesError

_LIMIT_MS = 120_000


def check_window() -> list[str]:
    """Analyse the sample in the real window, look at it in Review, and write the PDF from it.

    Without a screen Qt's offscreen platform takes its place. The user's data are not touched.

    Returns
    -------
    list of str
        Lines to be told.

    Raises
    ------
    FaciesError
        If a step does not come to its end.
    """
    from core.places import DATA_DIR_VARIABLE
    from gui.screen import screen_trouble

    if screen_trouble():
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with TemporaryDirectory(prefix="facies-window-", ignore_cleanup_errors=True) as folder:
        os.environ[DATA_DIR_VARIABLE] = folder
        return _use_window(Path(folder) / "report.pdf")


def _use_window(report: Path) -> list[str]:
    from gui.app import make_application, make_window
    from gui.waiting import wait_until

    app = make_application(sys.argv[:1])
    window = make_window(app, load_ahead=False)
    try:
        window.resize(1280, 800)
        window.show()
        session, workbench = window.session, window.workbench

        def reached(step: str, condition: Callable[[], bool]) -> None:
            if not wait_until(condition, _LIMIT_MS):
                raise FaciesError(
                    f"The window did not come to “{step}” in two minutes. Close other programs "
                    "and try again; if it happens again, install Facies anew."
                )

        window.opening.open_sample()
        reached("recording opened", lambda: session.phase == "ready")
        workbench.analyse()
        reached("analysis finished", lambda: session.phase == "done")
        window.go_to("review")
        session.go_to_frame(100)
        reached("picture shown", lambda: _shows(window, 100))
        workbench.export(report)
        reached("report written", report.is_file)
        score = session.analysis.score if session.analysis is not None else None
        if score is None:
            raise FaciesError("The sample recording was refused in the window.")
        return [
            f"Window: opened ({app.platformName()}), sample analysed, score {score.value:.3f}",
            f"Report from the window: written, {report.stat().st_size / 1024:.0f} KiB",
        ]
    finally:
        window.close()
        window.deleteLater()


def _shows(window: object, frame: int) -> bool:
    from PySide6.QtWidgets import QWidget

    from gui.player.stage import Stage

    assert isinstance(window, QWidget)
    stage = window.findChild(Stage)
    return stage is not None and stage.shown_frame == frame and stage.shown_exact
