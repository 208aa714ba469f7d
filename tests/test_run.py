"""`run.py` on a copy of the project that installs nothing from outside: real Python, venv, pip."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

# A build backend that needs no package: it notes each call, and waits while a file says so.
BACKEND = """
import pathlib, time, zipfile
HERE = pathlib.Path(__file__).parent

def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    with (HERE / "builds.log").open("a") as log:
        log.write("build\\n")
    if (HERE / "broken").exists():
        raise SystemExit("no space left")
    while (HERE / "hold").exists():
        time.sleep(0.05)
    name = "facies-0.1-py3-none-any.whl"
    info = "facies-0.1.dist-info/"
    with zipfile.ZipFile(pathlib.Path(wheel_directory) / name, "w") as wheel:
        wheel.writestr("facies_path.pth", str(HERE))
        wheel.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: facies\\nVersion: 0.1\\n")
        wheel.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nTag: py3-none-any\\n")
        wheel.writestr(info + "RECORD", "")
    return name
"""
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
[project]
name = "facies"
version = "0.1"
"""
ECHO = "import sys\nprint('facies got', sys.argv[1:])\nsys.exit(len(sys.argv) - 1)\n"

PYENV = Path.home() / ".pyenv" / "versions"


@pytest.fixture
def project(tmp_path: Path, root: Path) -> Path:
    """A project of the same shape: run.py, pins, and a `gui.main` that repeats its arguments."""
    folder = tmp_path / "a project"
    (folder / "gui").mkdir(parents=True)
    shutil.copy(root / "run.py", folder)
    (folder / "constraints.txt").write_text("numpy==1.26.4\n")
    (folder / "pyproject.toml").write_text(PYPROJECT)
    (folder / "backend.py").write_text(BACKEND)
    (folder / "gui" / "__init__.py").touch()
    (folder / "gui" / "main.py").write_text(ECHO)
    return folder


def run(project: Path, *arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(project / "run.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload,no-any-return]


def builds(project: Path) -> int:
    log = project / "builds.log"
    return len(log.read_text().splitlines()) if log.exists() else 0


def test_second_run_installs_nothing_and_passes_arguments_on(project: Path, tmp_path: Path) -> None:
    first = run(project, "setup")
    assert first.returncode == 0, first.stdout + first.stderr
    assert "once, a few minutes" in first.stdout
    assert builds(project) == 1
    shutil.rmtree(next((project / ".venv").glob("**/site-packages/pip")))  # a call would now fail

    (tmp_path / "gui.py").write_text("raise SystemExit('the caller’s own gui')")
    began = time.monotonic()
    second = run(project, "analyze", "a b.mp4", cwd=tmp_path)
    assert time.monotonic() - began < 2.0
    assert second.stdout == "facies got ['analyze', 'a b.mp4']\n"
    assert second.returncode == 2  # the job's own exit code
    assert builds(project) == 1


def test_installs_again_when_and_only_when_what_is_installed_changes(project: Path) -> None:
    run(project, "setup")
    with (project / "pyproject.toml").open("a") as file:
        file.write("[tool.ruff]\nline-length = 90\n")
    run(project, "setup")
    assert builds(project) == 1
    (project / "constraints.txt").write_text("numpy==1.26.3\n")
    again = run(project, "setup")
    assert again.returncode == 0, again.stderr
    assert builds(project) == 2


@pytest.mark.skipif(os.name == "nt", reason="kills a process group")
def test_killed_installation_is_made_anew(project: Path) -> None:
    hold = project / "hold"
    hold.touch()
    command = [sys.executable, str(project / "run.py"), "setup"]
    process = subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while builds(project) == 0 and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    hold.unlink()
    next((project / ".venv").glob("**/site-packages/pip/__init__.py")).unlink()  # half-written

    again = run(project, "setup")
    assert again.returncode == 0, again.stdout + again.stderr
    assert "interrupted" in again.stdout
    assert builds(project) == 2


def test_failed_installation_says_what_to_do(project: Path) -> None:
    (project / "broken").touch()
    failed = run(project, "setup")
    assert failed.returncode == 5
    assert "start again" in failed.stderr
    (project / "broken").unlink()
    again = run(project, "setup")
    assert again.returncode == 0
    assert "interrupted" not in again.stdout  # nothing was half-made: it goes on in place


def other_python() -> str | None:
    """A Python that Facies cannot use, if this machine has one that starts."""
    places = [*os.environ["PATH"].split(os.pathsep), *map(str, PYENV.glob("*/bin"))]
    for name in ("python3.13", "python3.10", "python3.9", "python3.8", "python3.14"):
        found = shutil.which(name, path=os.pathsep.join(reversed(places)))
        if (
            found
            and subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode == 0
        ):
            return found
    return None


@pytest.mark.skipif(other_python() is None, reason="no other Python on this machine")
def test_another_python_hands_on_or_says_which_is_needed(project: Path, tmp_path: Path) -> None:
    command = [str(other_python()), str(project / "run.py"), "setup"]
    nowhere = {**os.environ, "PATH": str(tmp_path)}
    told = subprocess.run(command, env=nowhere, capture_output=True, text=True, check=False)
    assert told.returncode == 5
    assert "needs Python 3.11 or 3.12" in told.stderr

    fitting = tmp_path / "python3.12"
    fitting.symlink_to(Path(sys.executable).resolve())
    handed_on = subprocess.run(command, env=nowhere, capture_output=True, text=True, check=False)
    assert handed_on.returncode == 0, handed_on.stderr
    assert builds(project) == 1
