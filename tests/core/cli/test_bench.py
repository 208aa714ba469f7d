from __future__ import annotations

from pathlib import Path

import pytest

from core.cli import main


def test_no_repeats_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--repeats", "0"]) == 2
    assert "--repeats" in capsys.readouterr().err


def test_missing_video_is_a_recording_that_cannot_be_used(tmp_path: Path) -> None:
    figures = tmp_path / "figures.json"
    assert main(["bench", str(tmp_path / "none.mp4"), "--json", str(figures)]) == 3
    assert not figures.exists()
