"""``facies bench --gui``: measure the window on this machine."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from core.atomic import write_text
from core.bench.large import large_video
from core.errors import SurroundingsError
from core.places import DATA_DIR_VARIABLE
from core.resources import sample_folder
from core.version import versions
from gui.app import make_application, make_window
from gui.bench.launch import launch_times_s
from gui.bench.result import Row, WindowBench
from gui.bench.rounds import measure_rounds
from gui.bench.scrub import measure_playing, measure_scrubbing
from gui.player.widget import PlayerWidget
from gui.shell.main_window import MainWindow
from gui.waiting import wait_until

_LIMIT_MS = 600_000
_LARGE_S = 20.0
_SHORT_S = 4.0
_PLAY_S = 10.0
_LAUNCHES = 5


def run(json_path: Path | None, rounds: int) -> str:
    """Measure, write the JSON and return the table. Needs a screen, a virtual one at least."""
    with TemporaryDirectory(prefix="facies-bench-", ignore_cleanup_errors=True) as folder:
        os.environ[DATA_DIR_VARIABLE] = folder
        result = measure(Path(folder), rounds)
    if json_path is not None:
        write_text(json_path, json.dumps(result.as_json(), indent=2) + "\n")
    return result.as_table()


def measure(folder: Path, rounds: int) -> WindowBench:
    """Measure everything, with videos and analyses in `folder`."""
    launches = launch_times_s(_LAUNCHES)
    rows = [
        Row("warm launch to a window that answers", "s", tuple(launches), "under 1.0 s"),
    ]
    app = make_application(sys.argv[:1])
    large, short = folder / "large.mp4", folder / "short.mp4"
    large_video(sample_folder() / "sample.mp4", large, _LARGE_S)
    large_video(sample_folder() / "sample.mp4", short, _SHORT_S)
    window = make_window(app)
    window.resize(1600, 1000)
    window.show()
    try:
        player = _analysed(window, large)
        rows += measure_scrubbing(window.session, player)
        rows += measure_playing(window.session, player, _PLAY_S)
        rows += measure_rounds(window, short, rounds)
    finally:
        window.close()
        window.deleteLater()
    machine = {"cores": str(os.cpu_count()), "platform": app.platformName(), **versions()}
    return WindowBench(tuple(rows), machine)


def _analysed(window: MainWindow, video: Path) -> PlayerWidget:
    """Open and analyse a video in the window, and return its player in Review."""
    window.workbench.open(video)
    if not wait_until(lambda: window.session.phase == "ready", _LIMIT_MS):
        raise SurroundingsError("The video for measuring could not be opened in ten minutes.")
    window.workbench.analyse()
    if not wait_until(lambda: window.session.phase == "done", _LIMIT_MS):
        raise SurroundingsError("The video for measuring could not be analysed in ten minutes.")
    window.go_to("review")
    player = window.findChild(PlayerWidget)
    assert isinstance(player, PlayerWidget)
    wait_until(lambda: player.stage.shown_exact, _LIMIT_MS)
    return player
