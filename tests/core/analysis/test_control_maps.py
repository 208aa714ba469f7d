"""Maps to compare with: the same clips again, random weights, plain motion."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.analysis.clips_again import clips_again
from core.analysis.control_maps import luma_change, motion_map, random_maps
from core.errors import Cancelled, RecordingError
from core.inference import Engine
from core.progress import CancelToken
from tests.core.analysis.conftest import Analysed


def test_the_network_says_the_same_of_the_clips_made_again(analysed: Analysed) -> None:
    analysis, bundle = analysed.analysis, analysed.bundle
    clips = list(clips_again(analysis, bundle.spec.input.size_px))
    assert len(clips) == len(analysis.clips)
    logits = Engine(bundle, "cpu").run(np.stack([c.pixels for c in clips[:4]])).evidence_logit
    assert logits == pytest.approx(analysis.prediction.evidence_logit[:4], abs=0.02)
    assert all(np.isfinite(clip.landmarks_unit).all() for clip in clips)


def test_random_weights_change_every_map(analysed: Analysed) -> None:
    analysis, bundle = analysed.analysis, analysed.bundle
    made = random_maps(analysis, bundle)
    assert [(m.layer, m.kind) for m in made] == [(m.layer, m.kind) for m in analysis.maps]
    for random, learnt in zip(made, analysis.maps, strict=True):
        assert random.values.shape == learnt.values.shape
        both = np.corrcoef(random.values.ravel(), learnt.values.ravel())[0, 1]
        assert abs(both) < 0.95
    again = random_maps(analysis, bundle)
    assert all((a.values == b.values).all() for a, b in zip(made, again, strict=True))


def test_motion_map_lies_where_something_moves(analysed: Analysed) -> None:
    made = motion_map(analysed.analysis, analysed.bundle)
    frames = analysed.analysis.clips.frame_index.shape[1]
    assert made.values.shape == (len(analysed.analysis.clips), frames - 1, 28, 28)
    assert made.kind == "motion" and not made.signed and made.scale[0] == 0.0


def test_luma_change_is_the_mean_difference_of_neighbours() -> None:
    clip = np.zeros((3, 8, 8, 3), np.uint8)
    clip[1, :4, :4] = 100
    change = luma_change(clip, 2)
    assert change.shape == (2, 2, 2)
    assert change[0].tolist() == [[100, 0], [0, 0]] and change[1].tolist() == [[100, 0], [0, 0]]


def test_another_file_under_the_same_name_is_refused(analysed: Analysed, tmp_path: Path) -> None:
    video = tmp_path / "v.mp4"
    shutil.copy(analysed.analysis.recording.path, video)
    recording = replace(analysed.analysis.recording, path=video)
    moved = replace(analysed.analysis, recording=recording)
    assert next(clips_again(moved, 32)).pixels.shape[1:] == (32, 32, 3)
    with video.open("ab") as file:
        file.write(b"\0")
    with pytest.raises(RecordingError, match="not the one"):
        next(clips_again(moved, 32))
    video.unlink()
    with pytest.raises(RecordingError, match="not found"):
        next(clips_again(moved, 32))


def test_cancel(analysed: Analysed) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        motion_map(analysed.analysis, analysed.bundle, cancel=token)
