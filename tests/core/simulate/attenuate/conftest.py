"""A stretch of the drawn sample, watched once: rest, a smile, a blink."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.simulate.attenuate import Watched, watch
from core.video import open_recording
from tests.support.face_videos import mapped


@pytest.fixture(scope="session")
def smile_video(sample_video: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """3.4 s of the sample."""
    path = tmp_path_factory.mktemp("attenuate") / "smile.mp4"
    return mapped(sample_video, path, lambda frame: frame, 102)


@pytest.fixture(scope="session")
def watched(smile_video: Path) -> Watched:
    """The stretch with its landmarks."""
    return watch(open_recording(smile_video))
