from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.simulate.attenuate import Watched, attenuate, watch
from core.study.remeasure import SIGNALS, remeasure
from core.video import open_recording


def test_a_recording_beside_itself(watched: Watched) -> None:
    same = remeasure(watched, watched)
    assert set(same.ratio) == set(SIGNALS)
    assert all(ratio == pytest.approx(1) for ratio in same.ratio.values())
    assert same.turn_deg == (0, 0, 0)


def test_other_frames_are_another_series(watched: Watched, sample_video: Path) -> None:
    with pytest.raises(ValueError, match="not of one series"):
        remeasure(watched, watch(open_recording(sample_video)))


@pytest.mark.shared_data
@pytest.mark.parametrize("clip", ["talk_a.mp4", "speech_d.mpg"])
def test_real_faces_move_by_the_gain(clip: str, clips_dir: Path, tmp_path: Path) -> None:
    source = watch(open_recording(clips_dir / clip))
    found = {}
    for gain in (0.0, 0.5, 1.0, 1.5):
        path = tmp_path / f"{gain}.mp4"
        attenuate(source, gain, path)
        found[gain] = remeasure(source, watch(open_recording(path)))
    for name in ("mouth_opening_iod", "smile_amplitude_iod"):
        ratios = [found[gain].ratio[name] for gain in sorted(found)]
        assert (np.diff(ratios) > 0.1).all(), name
        np.testing.assert_allclose(ratios, sorted(found), atol=0.3)
    assert found[1.0].ratio["mouth_opening_iod"] == pytest.approx(1, abs=0.08)
    assert max(found[1.0].turn_deg) < 0.6
