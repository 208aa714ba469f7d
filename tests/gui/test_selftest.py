"""The second half of the self-test opens the real window."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("screen", ["xcb", "offscreen"])
def test_the_window_analyses_the_sample_and_writes_the_report(
    root: Path, qapp: object, screen: str
) -> None:
    env = dict(os.environ)
    if screen == "offscreen":
        env = {k: v for k, v in env.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    code = "from gui.selftest import check_window; print('\\n'.join(check_window()))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=root, env=env, capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert f"opened ({screen})" in done.stdout
    assert "Report from the window: written" in done.stdout


def test_headless_self_test_can_leave_the_window_out(root: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gui.main", "self-test", "--no-window", "--progress", "none"],
        cwd=root, capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Window" not in done.stdout
