"""Nothing that Facies does after installation opens a network connection: the kernel's own word."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

_CALLS = "socket,socketpair,connect,bind,listen,sendto,sendmsg"
_FAMILY = re.compile(r"\bsocket\((\w+)")


def can_trace() -> bool:
    if shutil.which("strace") is None:
        return False
    return (
        subprocess.run(
            ["strace", "-e", "trace=socket", "true"], capture_output=True, check=False
        ).returncode
        == 0
    )


def network_calls(trace: str) -> list[str]:
    """Lines of a trace that reach, or could reach, beyond this machine's own processes.

    A socket pair joins two ends within the process and has no address; every other call counts.
    """
    return [
        line
        for line in trace.splitlines()
        if re.search(rf"\b(?:{_CALLS.replace(',', '|')})\(", line)
        and "socketpair(AF_UNIX" not in line
    ]


def traced(command: list[str], folder: Path, **options: object) -> tuple[int, str, str]:
    """Run a command and all that it starts; return exit code, output and the trace."""
    log = folder / "trace.log"
    words = [
        "strace",
        "-f",
        "--seccomp-bpf",  # stop at the traced calls only
        "-qq",
        "--signal=none",
        "-e",
        f"trace={_CALLS}",
        "-o",
        str(log),
        *command,
    ]
    run = subprocess.run(words, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]
    return run.returncode, run.stdout + run.stderr, log.read_text()


needs_trace = pytest.mark.skipif(
    not can_trace(), reason="strace is missing or may not trace here (apt-get install strace)"
)


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
    assert any(_FAMILY.search(line) for line in network_calls(trace))


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
    code, said, trace = traced(
        command, tmp_path, cwd=sample_dir.parents[1], env={**os.environ, "HOME": str(home)}
    )
    assert code == 0, said
    assert {path.name for path in out.iterdir()} >= {"analysis.json", "report.pdf", "overlay.mp4"}
    assert json.loads((out / "analysis.json").read_text())["score"] is not None
    assert network_calls(trace) == []
