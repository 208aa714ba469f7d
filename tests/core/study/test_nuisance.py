from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from core.errors import UsageError
from core.simulate.attenuate import Watched, watch
from core.study import changes
from core.study.nuisance import NUISANCES, Nuisance, alters, apply_nuisance
from core.types import Recording
from core.video import iter_frames, open_recording
from core.video.rewrite import Picture

BY_NAME = {nuisance.name: nuisance for nuisance in NUISANCES}


def pictures_of(path: Path) -> NDArray[np.uint8]:
    with iter_frames(open_recording(path)) as stream:
        return np.stack([frame.rgb for frame in stream])


def made(nuisance: Nuisance, short: Recording, folder: Path, seed: int = 0) -> Path:
    path = folder / f"{nuisance.name}-{seed}.mp4"
    apply_nuisance(nuisance, short, path, seed=seed)
    return path


@pytest.fixture(scope="module")
def plain(short: Recording, tmp_path_factory: pytest.TempPathFactory) -> NDArray[np.uint8]:
    return pictures_of(made(Nuisance("none"), short, tmp_path_factory.mktemp("plain")))


def test_names_say_kind_and_strength_and_none_stands_twice() -> None:
    assert len(BY_NAME) == len(NUISANCES)
    assert "resolution-240px" in BY_NAME
    assert {n.kind for n in NUISANCES} >= {
        "none", "head_motion", "camera_shake", "slow_light", "flicker", "h264", "jpeg",
        "resolution", "frame_rate", "turn",
    }  # fmt: skip
    assert len({nuisance.words for nuisance in NUISANCES}) == len(NUISANCES)
    assert BY_NAME["camera_shake-0.01"].words == "camera shake, 1%"
    assert BY_NAME["turn--8deg"].words == "turned -8°"


@pytest.mark.parametrize("kind", ["head_motion", "camera_shake", "slow_light", "flicker"])
def test_a_seed_makes_the_same_pictures_and_another_one_others(
    kind: str, short: Recording, tmp_path: Path, plain: NDArray[np.uint8]
) -> None:
    nuisance = next(n for n in NUISANCES if n.kind == kind)
    one, again, other = (
        pictures_of(made(nuisance, short, tmp_path / f"{number}", seed))
        for number, seed in enumerate((1, 1, 2))
    )
    # x264 itself does not always give the same bytes for the same pictures.
    apart = np.abs(one.astype(int) - other).mean()
    assert np.abs(one.astype(int) - again).mean() < 0.3 * apart
    assert apart > 1
    assert np.abs(one.astype(int) - plain).mean() > 1


@pytest.mark.parametrize("name", ["h264-30crf", "h264-38crf", "jpeg-30q"])
def test_compression_costs_detail_and_nothing_else(
    name: str, short: Recording, tmp_path: Path, plain: NDArray[np.uint8]
) -> None:
    path = made(BY_NAME[name], short, tmp_path)
    coarse = pictures_of(path)
    off = np.abs(coarse.astype(int) - plain)
    assert 0.3 < off.mean() < 6
    assert abs(float(coarse.mean()) - float(plain.mean())) < 1


def test_a_higher_rate_factor_makes_a_smaller_file(short: Recording, tmp_path: Path) -> None:
    sizes = [
        made(Nuisance("h264", crf, "crf"), short, tmp_path).stat().st_size for crf in (18, 30, 40)
    ]
    assert sizes[0] > 2 * sizes[1] > 2 * sizes[2]


@pytest.mark.parametrize("side", [240, 480, 2000])
def test_resolution_is_the_shorter_side_and_never_grows(
    side: int, short: Recording, tmp_path: Path
) -> None:
    written = open_recording(made(Nuisance("resolution", side, "px"), short, tmp_path))
    assert min(written.size_px) == min(side, *short.size_px)
    np.testing.assert_allclose(written.pts_s, short.pts_s, atol=1e-5)


@pytest.mark.parametrize("rate_hz", [15, 24, 60])
def test_frame_rate_keeps_the_length(rate_hz: int, short: Recording, tmp_path: Path) -> None:
    written = open_recording(made(Nuisance("frame_rate", rate_hz, "fps"), short, tmp_path))
    assert written.measured_fps == pytest.approx(rate_hz, rel=0.01)
    assert written.duration_s == pytest.approx(short.duration_s, abs=1 / 15)


def filmed(short: Recording, rate_hz: float, seconds: float, **given: object) -> Recording:
    pts_s = np.arange(round(seconds * rate_hz)) / rate_hz
    return replace(
        short, pts_s=pts_s, duration_s=len(pts_s) / rate_hz, measured_fps=rate_hz, **given
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("side_px", "altered"), [(240, False), (480, False), (484, False), (500, True), (1080, True)]
)
def test_a_picture_is_altered_only_by_a_smaller_size(
    side_px: int, altered: bool, short: Recording
) -> None:
    for size_px in ((side_px, 2 * side_px), (2 * side_px, side_px)):
        assert alters(BY_NAME["resolution-480px"], replace(short, size_px=size_px)) is altered


@pytest.mark.parametrize(
    ("rate_hz", "altered"),
    [(15, True), (23.976, False), (24, False), (25, True), (29.97, True), (48, True)],
)
def test_frames_are_altered_only_by_another_rate(
    rate_hz: float, altered: bool, short: Recording
) -> None:
    for seconds in (3.0, 20.0):
        recording = filmed(short, rate_hz, seconds)
        assert alters(BY_NAME["frame_rate-24fps"], recording) is altered


def test_uneven_frames_are_altered_by_their_usual_rate(short: Recording) -> None:
    even = filmed(short, 24, 5.0)
    waits = np.arange(len(even.pts_s)) // 10 * 0.1  # a pause after every tenth frame
    uneven = replace(even, pts_s=even.pts_s + waits, duration_s=even.duration_s + waits[-1])
    assert alters(BY_NAME["frame_rate-24fps"], uneven)


def test_a_last_frame_that_stays_alters_nothing(short: Recording) -> None:
    even = filmed(short, 24, 4.0)
    assert not alters(BY_NAME["frame_rate-24fps"], replace(even, duration_s=even.duration_s + 1))


def test_what_is_written_is_altered_as_said(short: Recording, tmp_path: Path) -> None:
    same = Nuisance("frame_rate", round(short.measured_fps), "fps")
    assert not alters(same, short)
    written = pictures_of(made(same, short, tmp_path))
    plainly = pictures_of(made(Nuisance("none"), short, tmp_path))
    assert written.shape == plainly.shape
    assert np.abs(written.astype(int) - plainly).mean() < 0.3


def test_the_way_through_the_encoder_alone_alters_nothing(short: Recording) -> None:
    idle = (
        Nuisance("none"), Nuisance("turn", 0), Nuisance("flicker", 0), Nuisance("h264", 18, "crf")
    )  # fmt: skip
    assert not any(alters(nuisance, short) for nuisance in idle)
    always = [n for n in NUISANCES if n.kind not in ("none", "resolution", "frame_rate")]
    assert all(alters(nuisance, short) for nuisance in always)


@pytest.mark.parametrize("yaw_deg", [8.0, -8.0])
def test_a_turn_is_measured_as_one(yaw_deg: float, watched: Watched, tmp_path: Path) -> None:
    path = tmp_path / "turned.mp4"
    apply_nuisance(Nuisance("turn", yaw_deg, "deg"), watched.recording, path, watched=watched)
    again = watch(open_recording(path)).face
    turned = again.pose_deg - watched.face.pose_deg
    # The mesh's own depth is flat, so the tracker sees less of a turn than was made.
    assert 0.4 * abs(yaw_deg) < np.median(turned[:, 0]) * math.copysign(1, yaw_deg) < 12
    assert np.abs(np.median(turned[:, 1:], axis=0)).max() < 2
    assert np.std(turned[:, 0]) < 1, "it is the same all the time"


@given(st.integers(0, 1000), st.floats(0.05, 2), st.floats(0, 100))
def test_wandering_is_bounded_and_without_jumps(seed: int, high_hz: float, time_s: float) -> None:
    wander = changes.Wander(np.random.default_rng(seed), high_hz / 4, high_hz)
    assert abs(wander.at(time_s)) <= 1
    assert abs(wander.at(time_s + 0.001) - wander.at(time_s)) <= 2 * math.pi * high_hz * 0.0011


def test_a_moved_picture_keeps_what_it_shows() -> None:
    rng = np.random.default_rng(3)
    small = rng.integers(0, 256, (24, 32, 3), np.uint8)
    rgb = np.asarray(cv2.resize(small, (320, 240), interpolation=cv2.INTER_CUBIC), np.uint8)
    change = changes.camera_motion(
        (320, 240), 1, shift=0.04, turn_deg=4, zoom=0.04, band_hz=(0.1, 0.5)
    )
    for time_s in (0.0, 1.3, 7.0):
        out = change(rgb, time_s, 0)
        assert out.shape == rgb.shape
        found, _ = cv2.findTransformECC(
            cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), cv2.cvtColor(out, cv2.COLOR_RGB2GRAY),
            np.eye(2, 3, dtype=np.float32), cv2.MOTION_AFFINE,
        )  # fmt: skip
        assert found > 0.9


@given(st.floats(0, 0.4), st.floats(0, 60))
def test_light_scales_every_pixel_alike(depth: float, time_s: float) -> None:
    rgb: Picture = np.full((4, 4, 3), 100, np.uint8)
    out = changes.flicker(0, depth=depth, hz=9.3)(rgb, time_s, 0)
    assert (out == out[0, 0, 0]).all()
    assert abs(int(out[0, 0, 0]) - 100) <= 100 * depth + 1


@pytest.mark.parametrize(
    ("kind", "strength"), [("h264", 60), ("jpeg", 0), ("turn", 45), ("frame_rate", 0)]
)
def test_a_strength_that_makes_no_sense_is_refused(kind: str, strength: float) -> None:
    nuisance = next(n for n in NUISANCES if n.kind == kind)
    with pytest.raises(UsageError, match="strength"):
        replace(nuisance, strength=strength)
