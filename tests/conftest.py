"""Fixtures of all tests: where material lies, and a guard against threads left behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
_GRACE_S = 2.0


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rewrite-examples", action="store_true", help="write docs/examples anew")


@pytest.fixture(scope="session")
def rewrite_examples(request: pytest.FixtureRequest) -> bool:
    """Whether the examples in the documentation shall be replaced by what the code writes."""
    return bool(request.config.getoption("--rewrite-examples"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def sample_dir(root: Path) -> Path:
    """The folder of the sample recording: sample.mp4, segments.json, truth and expectation."""
    return root / "resources" / "sample"


@pytest.fixture(scope="session")
def sample_video(sample_dir: Path) -> Path:
    """The sample recording, a drawn face."""
    return sample_dir / "sample.mp4"


@pytest.fixture(scope="session")
def shared_data(root: Path) -> Path:
    """Real material beside the project; never part of it."""
    folder = root.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("real material (../shared/data) is absent here")
    return folder


@pytest.fixture(scope="session")
def clips_dir(shared_data: Path) -> Path:
    """Real face clips of several codecs."""
    return shared_data / "clips"


@pytest.fixture(scope="session")
def london_faces(shared_data: Path) -> Path:
    """Photographs of neutral and smiling people."""
    return shared_data / "london_faces"


@pytest.fixture(autouse=True)
def no_thread_left_behind() -> Iterator[None]:
    """Fail a test whose Python threads outlive it: every job here must end when it says so."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + _GRACE_S
    while (left := _new_threads(before)) and time.monotonic() < deadline:
        time.sleep(0.02)
    if left:
        pytest.fail("threads left running: " + ", ".join(thread.name for thread in left))


def _new_threads(before: set[threading.Thread]) -> list[threading.Thread]:
    """Threads begun since `before`, save those that a library keeps as daemons of its own."""
    return [
        thread
        for thread in threading.enumerate()
        if thread not in before
        and thread.is_alive()
        and (not thread.daemon or thread.name.startswith("facies"))
    ]
