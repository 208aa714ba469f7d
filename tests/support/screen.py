"""A virtual screen for tests on machines without one."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys

from PySide6.QtCore import QCoreApplication

SIZE = "1920x1080x24"


def ensure_screen() -> None:
    """Give this process a screen, virtual where there is no other; it ends with the process.

    Raises
    ------
    RuntimeError
        If none could be started.
    """
    if not sys.platform.startswith("linux"):
        return
    os.environ["QT_QPA_PLATFORM"] = "xcb"  # the real platform, not the one that only pretends
    if os.environ.get("DISPLAY"):
        return
    read_end, write_end = os.pipe()
    # It ends with the connection of its last client, which is this process.
    command = ["Xvfb", "-displayfd", str(write_end), "-screen", "0", SIZE, "-nolisten", "tcp"]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(
        [*command, "-terminate"], pass_fds=[write_end], stdout=quiet, stderr=quiet
    )
    os.close(write_end)
    with os.fdopen(read_end, encoding="ascii") as told:
        number = told.readline().strip()  # blocks until it is up; empty if it ended
    if not number:
        raise RuntimeError(f"Xvfb did not start (exit code {server.wait()})")
    os.environ["DISPLAY"] = f":{number}"
    atexit.register(_end_unless_in_use, server)


def _end_unless_in_use(server: subprocess.Popen[bytes]) -> None:
    if QCoreApplication.instance() is None:
        server.terminate()
        server.wait()
