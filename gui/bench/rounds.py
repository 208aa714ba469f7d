"""Whether memory stays flat over many rounds of opening, analysing and closing."""

from __future__ import annotations

from pathlib import Path

from core.bench.peak import rss_mb
from gui.bench.result import Row
from gui.shell.main_window import MainWindow
from gui.waiting import wait_until

_LIMIT_MS = 120_000
_WARM_UP = 5  # rounds until caches and pools have their size


def measure_rounds(window: MainWindow, video: Path, rounds: int) -> list[Row]:
    """Open, analyse and close a video `rounds` times; tell resident memory after each."""
    session, workbench = window.session, window.workbench
    held: list[float] = []
    for _ in range(rounds):
        workbench.open(video)
        wait_until(lambda: session.phase == "ready", _LIMIT_MS)
        workbench.analyse()
        wait_until(lambda: session.phase in ("done", "refused"), _LIMIT_MS)
        workbench.close_recording()
        wait_until(lambda: session.phase == "empty", _LIMIT_MS)
        held.append(rss_mb() or 0.0)
    warm = held[min(_WARM_UP, len(held) - 1)]
    return [
        Row(f"memory after {_WARM_UP} rounds of open, analyse, close", "MiB", (warm,)),
        Row(f"memory after {rounds} rounds", "MiB", (held[-1],), "flat"),
    ]
