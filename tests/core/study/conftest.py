"""A stretch of the drawn sample with a smile in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.simulate.attenuate import Watched, watch
from core.types import Recording
from core.video import open_recording
from tests.support.face_videos import mapped


@pytest.fixture(scope="session")
def short(sample_video: Path, tmp_path_factory: pytest.TempPathFactory) -> Recording:
    """3 s of the sample: rest and a smile."""
    path = tmp_path_factory.mktemp("study") / "smile.mp4"
    return open_recording(mapped(sample_video, path, lambda frame: frame, 75))


@pytest.fixture(scope="session")
def watched(short: Recording) -> Watched:
    """The same with its landmarks."""
    return watch(short)
