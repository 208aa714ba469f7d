"""The main job on the sample recording: what it tells on the way and what comes out."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest

from core.analysis.analyse import analyse
from core.errors import Cancelled, SurroundingsError
from core.progress import CancelToken, Progress
from core.types import AnalysisRequest
from core.video import VideoReader
from core.video.proxy import ProxyReader
from models.bundle import Bundle
from tests.core.analysis.conftest import Analysed


def test_clip_scores_come_while_the_pass_is_running(analysed: Analysed) -> None:
    stages = [p.stage for p in analysed.told]
    last_frame = max(i for i, p in enumerate(analysed.told) if p.stage == "analyse")
    assert stages.index("clips") < last_frame
    told = [s for p in analysed.told if p.stage == "clips" for s in p.detail["clip_score"]]
    assert told == pytest.approx(analysed.analysis.prediction.clip_score.tolist(), abs=1e-6)


def test_gates_are_told_while_the_pass_is_running(analysed: Analysed) -> None:
    reports = [p.detail["checks"] for p in analysed.told if p.stage == "quality"]
    assert reports
    assert {check["name"] for check in reports[-1]} >= {"face_frames", "face_size", "frame_rate"}
    assert all(check["status"] in ("pass", "warn", "fail") for check in reports[-1])


def test_every_clip_frame_is_a_frame_of_the_recording(analysed: Analysed) -> None:
    clips, pts_s = analysed.analysis.clips, analysed.analysis.recording.pts_s
    assert (np.diff(clips.frame_index, axis=1) > 0).all()
    assert pts_s[clips.frame_index[:, 0]] == pytest.approx(clips.start_s)
    assert pts_s[clips.frame_index[:, -1]] == pytest.approx(clips.end_s)


def test_mean_of_the_evidence_map_is_the_logit_less_the_bias(analysed: Analysed) -> None:
    analysis = analysed.analysis
    evidence = next(m for m in analysis.maps if m.kind == "evidence")
    means = evidence.values.astype(np.float64).mean(axis=(1, 2, 3))
    bias = analysis.prediction.evidence_logit - means
    assert bias.std() < 5e-3


def test_small_pictures_show_every_frame(analysed: Analysed) -> None:
    recording = analysed.analysis.recording
    with ProxyReader(analysed.proxy) as proxy, VideoReader(recording) as reader:
        assert len(proxy) == len(recording.pts_s)
        for index in (0, 123, len(proxy) - 1):
            shown, exact = proxy.frame(index), reader.frame(index)
            assert shown is not None and shown.shape == exact.shape
            assert np.abs(shown.astype(int) - exact.astype(int)).mean() < 6


@pytest.mark.parametrize("after_s", [0.0, 0.8])
def test_cancel_stops_within_half_a_second(
    sample_video: Path, analysed: Analysed, after_s: float
) -> None:
    token, at = CancelToken(), [0.0]

    def cancel() -> None:
        at[0] = time.monotonic()
        token.cancel()

    timer = threading.Timer(after_s, cancel)
    timer.start()
    with pytest.raises(Cancelled):
        analyse(AnalysisRequest(sample_video), analysed.bundle, cancel=token)
    timer.join()
    assert time.monotonic() - at[0] < 2.0  # half a second on a quiet machine


def test_small_pictures_that_cannot_be_written_stop_the_job(
    sample_video: Path, analysed: Analysed, tmp_path: Path
) -> None:
    with pytest.raises(SurroundingsError):
        analyse(
            AnalysisRequest(sample_video), analysed.bundle, proxy=tmp_path / "none" / "proxy.bin"
        )


def test_what_is_told_of_the_pass_rises(sample_video: Path, analysed: Analysed) -> None:
    fractions = [p.fraction for p in analysed.told if p.stage == "analyse"]
    assert fractions == sorted(fractions) and fractions[-1] == 1.0
    assert isinstance(analysed.told[0], Progress) and isinstance(analysed.bundle, Bundle)
