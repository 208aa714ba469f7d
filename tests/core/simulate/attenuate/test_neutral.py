from __future__ import annotations

import numpy as np
import pytest

from core.measures.signals import Signals
from core.simulate.attenuate.neutral import neutral_rows


def signals(count: int = 300, *, rest: slice, blink: slice = slice(0, 0)) -> Signals:
    """A face that talks and smiles all the time but in `rest`."""
    rng = np.random.default_rng(5)
    t = np.arange(count) / 30
    lines = {
        "mouth_opening_iod": 0.15 + 0.1 * np.sin(9 * t),
        "smile_amplitude_iod": 0.12 + 0.05 * np.sin(2 * t),
        "brow_height_iod": 0.6 + 0.02 * np.sin(t),
        "facial_motion_iod_s": 0.4 + 0.2 * np.sin(9 * t) ** 2,
        "eye_opening_left_iod": np.full(count, 0.2),
        "eye_opening_right_iod": np.full(count, 0.2),
    }
    for name, value in (
        ("mouth_opening_iod", 0.01), ("smile_amplitude_iod", 0.0), ("facial_motion_iod_s", 0.05),
    ):  # fmt: skip
        lines[name][rest] = value
    for side in ("left", "right"):
        lines[f"eye_opening_{side}_iod"][blink] = 0.03
    noisy = {k: (v + rng.normal(0, 0.002, count)).astype(np.float32) for k, v in lines.items()}
    return Signals(noisy, np.zeros(0, np.intp))


def test_the_neutral_face_of_a_talker_is_not_the_usual_one() -> None:
    rows = neutral_rows(signals(rest=slice(200, 240)))
    assert len(rows) == 30
    assert ((rows >= 200) & (rows < 240)).all()
    assert (np.diff(rows) > 0).all()


def test_frames_with_lids_down_are_left_out() -> None:
    rows = neutral_rows(signals(rest=slice(200, 240), blink=slice(205, 215)))
    assert not ((rows >= 205) & (rows < 215)).any()


@pytest.mark.parametrize("count", [8, 12])
def test_a_short_recording_has_a_neutral_face_too(count: int) -> None:
    rows = neutral_rows(signals(count, rest=slice(0, 2)))
    assert 1 <= len(rows) <= count
