from __future__ import annotations

import json

from core.resources import sample_folder


def test_the_sample_is_whole_and_light() -> None:
    folder = sample_folder()
    assert (folder / "sample.mp4").stat().st_size < 5 * 2**20
    assert json.loads((folder / "segments.json").read_text())
    assert json.loads((folder / "expected.json").read_text())["schema_version"] == 1
