from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from core.clips import ClipSpec
from core.training.clip_store import ClipStore
from tests.core.training.conftest import make_row
from tests.support.face_videos import mapped


def test_a_recording_without_a_face_is_left_out_with_the_reason(
    sample_video: Path, tmp_path: Path
) -> None:
    video = mapped(sample_video, tmp_path / "wall.mp4", lambda f: np.full_like(f, 90), 50)
    store = ClipStore(tmp_path / "clips", ClipSpec(14, 1.3, 0.65), 64)
    row = replace(make_row(0, "a", 0), path=video)
    for _ in range(2):  # cut, then read
        clips = store.get(row)
        assert len(clips) == 0
        assert "face was found in only 0 %" in clips.refused
        assert clips.landmarks_unit.shape == (0, 478, 2)
