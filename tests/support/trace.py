"""Watching a command's system calls for whatever reaches a network."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

_CALLS = "socket,socketpair,connect,bind,listen,sendto,sendmsg"
FAMILY = re.compile(r"\bsocket\((\w+)")


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
