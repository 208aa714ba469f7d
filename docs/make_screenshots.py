"""Take the README's pictures of the window anew: ``python3 run.py screenshots``.

They show the sample recording, a drawn face, and nothing else. Needs a screen; without one,
`run.py` starts a virtual one. ``--all FOLDER`` takes every place in both themes and three sizes, to
be looked at.
"""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QSize

from core.places import DATA_DIR_VARIABLE
from core.resources import sample_folder
from gui.app import make_application, make_window
from gui.report.place import ReportPlace
from gui.shell.main_window import MainWindow
from gui.waiting import wait_until

IMAGES = Path(__file__).resolve().parent / "images"
_SIZE = QSize(1440, 900)
_SIZES = (QSize(1280, 800), QSize(1920, 1080), QSize(3840, 2160))
_LIMIT_MS = 180_000
_SETTLE_MS = 1500
_LONG_MS = 5000  # until pages are drawn, and the live picture has its lights
_FRAME = 190  # in the middle of a smile
_IN_README = ("review-light", "review-dark", "record-light", "report-light", "models-dark")


def main(argv: list[str]) -> int:
    """Take all pictures."""
    parser = argparse.ArgumentParser(prog="run.py screenshots", description=__doc__)
    parser.add_argument("--all", type=Path, metavar="FOLDER")
    wanted = parser.parse_args(argv)
    with TemporaryDirectory(prefix="facies-screenshots-", ignore_cleanup_errors=True) as folder:
        os.environ[DATA_DIR_VARIABLE] = folder
        os.environ["FACIES_DEMO_CAMERA"] = str(sample_folder() / "sample.mp4")
        window = make_window(make_application(sys.argv[:1]))
        window.show()
        try:
            take_all(window, wanted.all)
        finally:
            window.close()
            window.deleteLater()
    return 0


def take_all(window: MainWindow, elsewhere: Path | None) -> None:
    """Visit every place; take what the README shows, or everything."""
    sizes = _SIZES if elsewhere else (_SIZE,)
    folder = elsewhere or IMAGES
    folder.mkdir(parents=True, exist_ok=True)
    take(window, "home", folder, sizes)
    window.opening.open_sample()
    wait_until(lambda: window.session.phase == "ready", _LIMIT_MS)
    if elsewhere:
        take(window, "review", folder, sizes, "ready")
    window.workbench.analyse()
    if elsewhere:
        wait_until(lambda: len(window.session.live_scores) > 3, _LIMIT_MS)
        take(window, "review", folder, (_SIZE,), "analysing", settle_ms=200)
    wait_until(lambda: window.session.phase == "done", _LIMIT_MS)
    window.session.go_to_frame(_FRAME)
    window.session.add_bookmark("Second smile, at its widest")
    for place in ("review", "models", "settings"):
        take(window, place, folder, sizes)
    for place in ("report", "record"):
        take(window, place, folder, sizes, settle_ms=_LONG_MS)


def take(
    window: MainWindow,
    place: str,
    folder: Path,
    sizes: tuple[QSize, ...],
    state: str = "",
    settle_ms: int = _SETTLE_MS,
) -> None:
    """Take one place in all sizes and both themes."""
    window.go_to(place)  # type: ignore[arg-type]
    for size in sizes:
        window.resize(size)
        for theme in ("light", "dark"):
            if folder == IMAGES and f"{place}-{theme}" not in _IN_README:
                continue
            window.workbench.change_settings(replace(window.workbench.settings, theme=theme))
            wait_until(lambda: _is_laid_out(window), _LIMIT_MS)
            wait_until(lambda: False, settle_ms)
            width = f"-{size.width()}" if len(sizes) > 1 else ""
            name = "-".join(part for part in (place, state, theme) if part)
            window.grab().save(str(folder / f"{name}{width}.png"))


def _is_laid_out(window: MainWindow) -> bool:
    """Whether the preview of the report, if that is what is shown, is there."""
    place = window.places.place(window.place)
    return not isinstance(place, ReportPlace) or bool(place.preview.data)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
