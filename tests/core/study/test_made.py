from __future__ import annotations

import os
from pathlib import Path

from core.study.made import made_from


def test_the_name_goes_with_what_the_source_holds(tmp_path: Path) -> None:
    clip, made = tmp_path / "talk_a.mp4", tmp_path / "made"
    clip.write_bytes(b"one person")
    first = made_from(clip, made, "g050")
    assert first.parent == made and first.name.startswith("talk_a-")
    assert first.name.endswith("-g050.mp4")
    assert made_from(clip, made, "g100") != first
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    clip.rename(elsewhere / clip.name)
    assert made_from(elsewhere / clip.name, made, "g050") == first
    clip.write_bytes(b"other face")
    os.utime(clip, ns=(1, 1))
    assert made_from(clip, made, "g050") != first
