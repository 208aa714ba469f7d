from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from core.video import CutDetector, iter_frames, open_recording

_FPS = 25
Picture = NDArray[np.uint8]


def _room(seed: int) -> Picture:
    """Draw a wall with furniture: large shapes with soft edges."""
    rng = np.random.default_rng(seed)
    picture = np.empty((240, 320, 3), np.uint8)
    picture[:] = rng.integers(60, 200, 3)
    for _ in range(9):
        x, y = rng.integers(0, (320, 240))
        w, h = rng.integers(20, 120, 2)
        colour = rng.integers(0, 256, 3).tolist()
        cv2.rectangle(picture, (int(x), int(y)), (int(x + w), int(y + h)), colour, -1)
    return cv2.GaussianBlur(picture, (0, 0), 2)


def _person(room: Picture, *, dx: float = 0, eyes_open: bool = True, seed: int = 0) -> Picture:
    """Put a drawn head before a room."""
    picture = room.copy()
    x, y = round(160 + dx), 120
    skin = np.random.default_rng(seed).integers(120, 230, 3).tolist()
    cv2.ellipse(picture, (x, y), (52, 70), 0, 0, 360, skin, -1)
    for side in (-20, 20):
        size = (11, 7 if eyes_open else 1)
        cv2.ellipse(picture, (x + side, y - 15), size, 0, 0, 360, (30, 30, 30), -1)
    return picture


def _noisy(picture: NDArray[np.floating] | Picture, rng: np.random.Generator) -> Picture:
    noise = rng.normal(0, 3, picture.shape)
    return np.clip(picture + noise, 0, 255).astype(np.uint8)


def _cuts(pictures: list[Picture], fps: float = _FPS) -> list[int]:
    detector = CutDetector()
    rng = np.random.default_rng(0)
    return [k for k, p in enumerate(pictures) if detector.push(_noisy(p, rng), k / fps)]


@pytest.mark.parametrize("seed", range(10))
def test_a_hard_cut_is_found_at_its_very_frame(seed: int) -> None:
    one, other = _room(2 * seed), _room(2 * seed + 1)
    pictures = [_person(one, dx=k % 7) for k in range(30)]
    pictures += [_person(other, dx=20 - k % 5, seed=seed) for k in range(30)]
    assert _cuts(pictures) == [30]


def test_several_cuts_in_short_succession() -> None:
    pictures = [_room(k // 4) for k in range(24)]
    assert _cuts(pictures) == [4, 8, 12, 16, 20]


@pytest.mark.parametrize("fps", [5, 25, 120])
def test_blinks_and_head_motion_are_no_cuts(fps: float) -> None:
    room = _room(1)
    pictures = [
        _person(room, dx=45 * np.sin(k / 3), eyes_open=k % 10 not in (4, 5)) for k in range(60)
    ]
    assert _cuts(pictures, fps) == []


def test_a_shaking_camera_is_no_cut() -> None:
    wide = cv2.resize(_person(_room(3)), (380, 300))
    rng = np.random.default_rng(1)
    pictures = [wide[dy : dy + 240, dx : dx + 320] for dx, dy in rng.integers(10, 40, (60, 2))]
    assert _cuts(pictures) == []


def test_flicker_is_no_cut() -> None:
    picture = _person(_room(4)).astype(np.float64)
    pictures = [picture * (0.6 if k % 2 else 1.1) for k in range(40)]
    assert _cuts(pictures) == []


def test_fades_and_switched_lamps_are_no_cuts() -> None:
    picture = _person(_room(5)).astype(np.float64)
    lamp = np.linspace(0.35, 1.3, 320)[None, :, None]
    fade = [picture * level for level in np.linspace(1, 0.2, 40)]
    switched = [picture * (lamp if k >= 20 else 0.8) for k in range(40)]
    assert _cuts(fade) == []
    assert _cuts(switched) == []


def test_single_black_frames_are_no_cuts() -> None:
    picture = _person(_room(6))
    pictures = [np.zeros_like(picture) if k in (10, 25) else picture for k in range(40)]
    assert _cuts(pictures) == []


def test_another_scene_after_black_is_a_cut() -> None:
    pictures = [_room(7)] * 20 + [np.zeros((240, 320, 3), np.uint8)] * 5 + [_room(8)] * 20
    assert _cuts(pictures) == [25]


def test_nothing_but_black_is_no_cut() -> None:
    assert _cuts([np.zeros((240, 320, 3), np.uint8)] * 20) == []


def test_memory_does_not_grow() -> None:
    detector = CutDetector()
    picture = _room(9)
    for k in range(2000):
        detector.push(picture, k / 1000)
    assert len(detector._changes) <= 240


# All other clips are one shot each, talk_b with a quick head before a hand-held camera.
_TRUE_CUTS = {"face_then_noface_hevc.mov": [73], "noface_then_face_hevc.mov": [96]}


def _clip_cuts(path: Path) -> list[int]:
    detector = CutDetector()
    with iter_frames(open_recording(path), max_side_px=480) as frames:
        return [frame.index for frame in frames if detector.push(frame.rgb, frame.pts_s)]


@pytest.mark.shared_data
def test_real_clips_are_cut_where_the_eye_sees_it(shared_data: Path) -> None:
    clips = sorted((shared_data / "clips").glob("*.m[op]*"))
    assert len(clips) > 10
    found = {path.name: _clip_cuts(path) for path in clips}
    assert {name: cuts for name, cuts in found.items() if cuts} == _TRUE_CUTS


@pytest.mark.shared_data
def test_cuts_between_alike_speakers_are_found(shared_data: Path) -> None:
    shots = []
    for path in sorted((shared_data / "clips").glob("speech_*.mpg")):
        with iter_frames(open_recording(path)) as frames:
            shots.append([frame.rgb for frame in frames][:30])
    detector = CutDetector()
    pictures = [picture for shot in shots for picture in shot]
    found = [k for k, picture in enumerate(pictures) if detector.push(picture, k / 25)]
    assert found == [30, 60, 90, 120]
