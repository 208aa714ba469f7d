"""The window opens no network connection either."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.support.trace import FAMILY, needs_trace, traced


@needs_trace
def test_the_window_speaks_to_nothing_beyond_this_machine(
    root: Path, qapp: object, tmp_path: Path
) -> None:
    """The whole job in the real window: only sockets of this machine, such as the screen's."""
    command = [sys.executable, "-m", "gui.main", "self-test", "--progress", "none"]
    code, said, trace = traced(
        command, tmp_path, cwd=root, env={**os.environ, "HOME": str(tmp_path)}
    )
    assert code == 0, said
    assert "Window: opened (xcb)" in said
    assert set(FAMILY.findall(trace)) <= {"AF_UNIX"}
    assert not [line for line in trace.splitlines() if "sa_family=AF_INET" in line]
