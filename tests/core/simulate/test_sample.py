from __future__ import annotations

import json
from pathlib import Path

from core.records.request_files import load_segments
from core.simulate.sample import CAPTION, sample_spec
from core.simulate.spec import spec_from_text
from core.simulated import truth_path
from core.video import open_recording


def test_the_shipped_sample_is_what_the_code_draws(sample_video: Path) -> None:
    spec = sample_spec()
    truth = truth_path(sample_video).read_text(encoding="utf-8")
    assert spec_from_text(truth) == spec
    recording = open_recording(sample_video)
    assert recording.size_px == (spec.size_px, spec.size_px)
    assert len(recording.pts_s) == spec.frames
    assert sample_video.stat().st_size < 2 * 2**20


def test_the_sample_says_that_nobody_is_in_it(sample_video: Path) -> None:
    assert "no real person" in CAPTION
    assert "no real person" in json.loads(truth_path(sample_video).read_text())["note"]


def test_its_segments_fit_the_recording(sample_video: Path) -> None:
    segments = load_segments(sample_video.with_name("segments.json"))
    assert [s.task for s in segments].count("smile") == 3
    assert {s.task for s in segments} == {"rest", "smile", "talk"}
    assert segments[-1].end_s <= open_recording(sample_video).duration_s + 1e-6
