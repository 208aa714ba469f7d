"""How long it takes from starting the program to a window that answers."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from PySide6.QtCore import QTimer

STARTED_VARIABLE = "FACIES_BENCH_STARTED"
"""Environment variable with the wall clock's time at which the probe was started."""

PROBE = "--launch-probe"
"""Option of ``facies gui`` that measures the launch instead of waiting for the user."""

_LIMIT_S = 60


def launch_times_s(runs: int) -> list[float]:
    """Start the program again and again; the first start, which warms the disk, is left out."""
    return [_launch_s() for _ in range(runs + 1)][1:]


def _launch_s() -> float:
    environment = {**os.environ, STARTED_VARIABLE: repr(time.time())}
    program = [] if getattr(sys, "frozen", False) else ["-P", "-m", "gui.main"]
    done = subprocess.run(
        [sys.executable, *program, "gui", PROBE],
        env=environment,
        capture_output=True,
        text=True,
        timeout=_LIMIT_S,
        check=True,
    )
    return float(done.stdout.strip().splitlines()[-1])


def probe() -> int:
    """Open the window, wait until it was painted and the event loop is idle, print the seconds."""
    from gui.app import make_application, make_window

    app = make_application(sys.argv[:1])
    window = make_window(app, load_ahead=False)
    window.show()
    # A timer of 0 ms fires once everything that waited, the first paint too, has been done.
    QTimer.singleShot(0, app.quit)
    app.exec()
    taken_s = time.time() - float(os.environ[STARTED_VARIABLE])
    sys.stdout.write(f"{taken_s}\n")
    sys.stdout.flush()
    window.close()
    window.deleteLater()
    return 0
