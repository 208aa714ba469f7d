"""Nothing that Facies does after installation opens a network connection: the kernel's own word."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from tests.support.trace import FAMILY, needs_trace, network_calls, traced


@needs_trace
@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.socket()",
        "import socket; socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)",
        "import os; os.fork() or __import__('socket').socket()",
        "import threading, socket; t = threading.Thread(target=socket.socket); t.start(); t.join()",
    ],
)
def test_the_trace_sees_a_socket(code: str, tmp_path: Path) -> None:
    _, _, trace = traced([sys.executable, "-c", code], tmp_path)
    assert any(FAMILY.search(line) for line in network_calls(trace))


@needs_trace
def test_the_whole_job_opens_no_socket(
    sample_video: Path, sample_dir: Path, tmp_path: Path
) -> None:
    """Analysis, freeze test, report and overlay of the sample, in a home that holds nothing."""
    out = tmp_path / "out"
    home = tmp_path / "home"
    home.mkdir()
    command = [
        *(sys.executable, "-m", "gui.main", "analyze", str(sample_video)),
        *("--segments", str(sample_dir / "segments.json")),
        *("--out", str(out), "--overlay", "--progress", "json"),
    ]
    # With a screen, MediaPipe looks for graphics hardware there, over a socket of this machine.
    env = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    code, said, trace = traced(
        command, tmp_path, cwd=sample_dir.parents[1], env={**env, "HOME": str(home)}
    )
    assert code == 0, said
    assert {path.name for path in out.iterdir()} >= {"analysis.json", "report.pdf", "overlay.mp4"}
    assert json.loads((out / "analysis.json").read_text())["score"] is not None
    assert network_calls(trace) == []
