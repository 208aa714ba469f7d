"""The pixels of a scaled recording move by the gain, by Facies's own landmarks found in it anew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.measures.geometry import to_head_frame
from core.measures.signals import make_signals
from core.measures.timeline import stretches
from core.simulate.attenuate import Watched, attenuate, watch
from core.video import open_recording


def signal_sd(watched: Watched, name: str) -> float:
    pts_s, face = watched.recording.pts_s, watched.face
    signals = make_signals(to_head_frame(face), pts_s, (), stretches(face.valid, pts_s))
    return float(signals[name][face.valid].std())


@pytest.mark.shared_data
@pytest.mark.parametrize("clip", ["talk_a.mp4", "speech_d.mpg"])
def test_real_faces_move_by_the_gain(clip: str, clips_dir: Path, tmp_path: Path) -> None:
    source = watch(open_recording(clips_dir / clip))
    scaled = {}
    for gain in (0.0, 0.5, 1.0, 1.5):
        path = tmp_path / f"{gain}.mp4"
        attenuate(source, gain, path)
        scaled[gain] = watch(open_recording(path))
    for name in ("mouth_opening_iod", "smile_amplitude_iod"):
        before = signal_sd(source, name)
        ratios = [signal_sd(scaled[gain], name) / before for gain in sorted(scaled)]
        assert (np.diff(ratios) > 0.1).all(), name
        np.testing.assert_allclose(ratios, sorted(scaled), atol=0.3)
        if name == "mouth_opening_iod":
            assert ratios[2] == pytest.approx(1, abs=0.08)
    turn_deg = scaled[1.0].face.pose_deg - source.face.pose_deg
    both = source.face.valid & scaled[1.0].face.valid
    assert np.sqrt((turn_deg[both] ** 2).mean(axis=0)).max() < 0.6
