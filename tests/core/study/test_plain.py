from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.analysis.analyse import analyse
from core.analysis.face_pass import FacePass
from core.clips import ClipSpec, resolve_segments
from core.errors import RecordingError
from core.inference import resolve_bundle
from core.study.plain import plainly
from core.study.rivals import RivalMeter
from core.types import FACIAL_REGIONS, Analysis, AnalysisRequest, Recording
from core.video import open_recording

SIDE = 64


@pytest.fixture(scope="module")
def analysis(short: Recording, tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    own = tmp_path_factory.mktemp("plain") / "smile.mp4"
    shutil.copy(short.path, own)
    request = AnalysisRequest(own, freeze_test=False, device="cpu")
    return analyse(request, resolve_bundle(None))


def test_a_finished_analysis_gives_the_same_as_the_pass(analysis: Analysis, tmp_path: Path) -> None:
    plain = plainly(analysis, SIDE, tmp_path)
    clip = resolve_bundle(None).spec.clip
    recording = open_recording(analysis.recording.path)
    run = FacePass(
        recording,
        ClipSpec(clip.frames, clip.span_s, clip.hop_s),
        SIDE,
        resolve_segments((), recording.duration_s),
    )
    meter = RivalMeter()
    for pixels in run.clips():
        meter.add(pixels)
    passing = meter.finish(run.face, recording.pts_s, run.clip_table)
    assert plain.motion_energy == pytest.approx(passing.motion_energy, rel=1e-3)
    assert plain.landmark_velocity == pytest.approx(passing.landmark_velocity, rel=1e-3)


def test_a_smile_moves_the_mouth_most(analysis: Analysis, tmp_path: Path) -> None:
    plain = plainly(analysis, SIDE, tmp_path)
    assert set(plain.motion_density) == set(FACIAL_REGIONS)
    assert plain.motion_spread["motion.entropy"] > 0
    assert max(plain.motion_density, key=plain.motion_density.__getitem__) == "mouth"
    known = {r: v for r, v in plain.landmark_speed.items() if np.isfinite(v)}
    assert known["mouth"] > known["nose"] > 0
    assert plain.movement_iod > 0


def test_what_was_measured_serves_the_next_model(analysis: Analysis, tmp_path: Path) -> None:
    found = plainly(analysis, SIDE, tmp_path)
    gone = replace(analysis, recording=replace(analysis.recording, path=tmp_path / "gone.mp4"))
    assert plainly(gone, SIDE, tmp_path) == found
    fewer = replace(gone, clips=replace(analysis.clips, frame_index=analysis.clips.frame_index + 1))
    for changed, side in ((gone, 2 * SIDE), (fewer, SIDE)):
        with pytest.raises(RecordingError, match="not found"):
            plainly(changed, side, tmp_path)
