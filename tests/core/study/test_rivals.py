from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.analysis.face_pass import FacePass
from core.clips import ClipPixels, ClipSpec, resolve_segments
from core.measures.geometry import EXPRESSION
from core.simulate.attenuate import Watched, attenuate
from core.study.rivals import RivalMeter, Rivals, landmark_speeds, motion_energy
from core.types import ClipTable, FaceTrack, Recording
from core.video import open_recording

SPEC = ClipSpec(14, 1.0, 0.5)
SIDE = 64


def still_clip(level: float = 120) -> ClipPixels:
    outline = np.random.default_rng(1).uniform(0.3, 0.7, (478, 2)).astype(np.float32)
    pixels = np.full((14, SIDE, SIDE, 3), level, np.uint8)
    return ClipPixels(0, pixels, np.arange(14, dtype=np.int32), 0.0, 1.0, 0, outline)


def rivals_while_passing(
    recording: Recording, spec: ClipSpec = SPEC, size_px: int = SIDE
) -> Rivals:
    run = FacePass(recording, spec, size_px, resolve_segments((), recording.duration_s))
    meter = RivalMeter()
    for clip in run.clips():
        meter.add(clip)
    return meter.finish(run.face, recording.pts_s, run.clip_table)


def moving(face: FaceTrack, speed_iod_s: float, fps: float) -> FaceTrack:
    """A face seen from the front whose lips slide sideways at one speed."""
    first = np.array(face.landmarks_px[0])
    iod = float(np.linalg.norm(first[468, :2] - first[473, :2]))
    points = np.repeat(first[None], 30, axis=0)
    lips = np.arange(30)[:, None] / fps * speed_iod_s * iod
    points[:, list(EXPRESSION), 0] += lips
    ones = np.ones(30, np.float32)
    return FaceTrack(
        points, np.ones(30, np.bool_), ones * iod, np.zeros((30, 3), np.float32),
        np.zeros(30, np.int16), ones, ones,
    )  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 200), st.integers(1, 40))
def test_energy_is_the_mean_squared_change_of_luma(level: int, step: int) -> None:
    clip = still_clip(level)
    assert motion_energy(clip) == 0
    pixels = clip.pixels.copy()
    pixels[1::2] += np.uint8(step)
    flickering = ClipPixels(0, pixels, clip.frame_index, 0.0, 1.0, 0, clip.landmarks_unit)
    assert motion_energy(flickering) == pytest.approx(step**2, rel=1e-3)


def test_energy_outside_the_face_does_not_count(watched: Watched) -> None:
    clip = still_clip()
    pixels = clip.pixels.copy()
    pixels[1::2, :6] = 255  # above every point of the face
    outside = ClipPixels(0, pixels, clip.frame_index, 0.0, 1.0, 0, clip.landmarks_unit)
    assert motion_energy(outside) == 0


@pytest.mark.parametrize("fps", [15.0, 60.0])
def test_speed_is_in_iod_per_second_whatever_the_frame_rate(fps: float, watched: Watched) -> None:
    face = moving(watched.face, 0.2, fps)
    frames = np.arange(0, 28, 2, dtype=np.int32)[None]
    pts_s = np.arange(30) / fps
    table = ClipTable(frames, pts_s[frames[:, 0]], pts_s[frames[:, -1]], np.zeros(1, np.int16))
    (speed,) = landmark_speeds(face, pts_s, table)
    assert speed == pytest.approx(0.2, rel=0.1)


def test_less_motion_gives_higher_rivals(watched: Watched, tmp_path: Path) -> None:
    found = []
    for gain in (0.0, 0.5, 1.0):
        path = tmp_path / f"{gain}.mp4"
        attenuate(watched, gain, path)
        found.append(rivals_while_passing(open_recording(path)))
    energy = [r.motion_energy for r in found]
    speed = [r.landmark_velocity for r in found]
    assert energy[0] > energy[1] > energy[2]
    assert speed[0] > speed[1] > speed[2]


def test_nothing_gives_nothing_and_stillness_a_finite_value() -> None:
    none = Rivals(np.empty(0), np.empty(0))
    assert math.isnan(none.motion_energy)
    assert math.isnan(none.landmark_velocity)
    still = Rivals(np.zeros(3), np.array([0.0, np.nan, 0.0]))
    assert math.isfinite(still.motion_energy)
    assert math.isfinite(still.landmark_velocity)


def test_clips_and_table_must_agree(watched: Watched, short: Recording) -> None:
    table = ClipTable(np.zeros((1, 14), np.int32), np.zeros(1), np.zeros(1), np.zeros(1, np.int16))
    with pytest.raises(ValueError, match="0 clips were added"):
        RivalMeter().finish(watched.face, short.pts_s, table)
