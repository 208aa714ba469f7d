"""What a film shows besides movement, as plain numbers: for probes that ought to learn nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from core.face.landmarks import FACE_OVAL, LEFT_IRIS, RIGHT_IRIS
from core.kinematics.signals import park_signals
from core.kinematics.static_mesh import StaticMesh
from core.simulate.parts import Photographed
from core.simulate.spec import spec_from_json
from core.video import iter_frames, open_recording
from core.video.rewrite import Change, Picture

Floats = NDArray[np.float64]

_GRID = 12
_FRAMES = 8
_GREY = 128
_MASK = 1.15  # of the face's outline about its middle: the face alone
_NEIGHBOURHOOD = 1.8  # with hair, ears and throat


@dataclass(frozen=True, slots=True)
class Shown:
    """Features of one film.

    Attributes
    ----------
    background : (432,) float64
        The picture without the face and what is about it, 12x12 cells of RGB, mean over time.
    masked : (432,) float64
        The same with the face alone painted out.
    first : (864,) float64
        The first frame: the whole picture, and the face's own box.
    first_geometry : (7,) float64
        The table's seven signals in the first frame.
    metadata : (13,) float64
        Length, frame rate, picture size, brightness and contrast of the first frame, where and
        how large the face is in it, apparent age, compression, and how the head is held.
    file_size : (1,) float64
        Bytes per second, logarithm.
    """

    background: Floats
    masked: Floats
    first: Floats
    first_geometry: Floats
    metadata: Floats
    file_size: Floats


def shown(video: Path, base: dict[str, Any], mesh: StaticMesh) -> Shown | None:
    """Measure a film; None where no face is found in its first frame.

    Parameters
    ----------
    video : Path
    base : dict
        How it was described, as `core.simulate.spec.PhantomSpec.to_json`.
    mesh : StaticMesh
    """
    recording = open_recording(video)
    count = len(recording.pts_s)
    wanted = set(np.linspace(0, count - 1, _FRAMES).round().astype(int).tolist())
    with iter_frames(recording) as frames:
        pictures = [frame.rgb for frame in frames if frame.index in wanted]
    points = [mesh.fit(rgb) for rgb in pictures]
    if not np.isfinite(points[0]).all():
        return None
    seen = [(p, at) for p, at in zip(pictures, points, strict=True) if np.isfinite(at).all()]
    return Shown(
        background=_mean_cells([painted_out(p, at, _NEIGHBOURHOOD) for p, at in seen]),
        masked=_mean_cells([painted_out(p, at, _MASK) for p, at in seen]),
        first=np.concatenate([_cells(pictures[0]), _cells(_box(pictures[0], points[0]))]),
        first_geometry=np.array([line[0] for line in park_signals(points[0][None]).values()]),
        metadata=_metadata(pictures[0], points[0], count, recording.measured_fps, base),
        file_size=np.log([video.stat().st_size / max(recording.duration_s, 1e-3)]),
    )


def painted_out(rgb: Picture, points_px: NDArray[np.float32], size: float = _MASK) -> Picture:
    """Paint the face grey, to so many times its outline."""
    oval = points_px[list(FACE_OVAL), :2]
    middle = oval.mean(axis=0)
    outline = np.round(middle + size * (oval - middle)).astype(np.int32)
    return np.asarray(cv2.fillPoly(rgb.copy(), [outline], (_GREY,) * 3), np.uint8)


def face_painted_out(mesh: StaticMesh) -> Change:
    """Paint the face out of every frame in which it is found."""

    def change(rgb: Picture, _time_s: float, _: int) -> Picture:
        points = mesh.fit(rgb)
        return painted_out(rgb, points) if np.isfinite(points).all() else rgb

    return change


def held_still() -> Change:
    """Show the first frame all the time."""
    first: list[Picture] = []

    def change(rgb: Picture, _time_s: float, _: int) -> Picture:
        if not first:
            first.append(rgb.copy())
        return first[0]

    return change


def _metadata(
    rgb: Picture, points_px: NDArray[np.float32], frames: int, fps: float, base: dict[str, Any]
) -> Floats:
    height, width = rgb.shape[:2]
    iod = float(np.linalg.norm(points_px[RIGHT_IRIS, :2] - points_px[LEFT_IRIS, :2]))
    across, down = points_px[list(FACE_OVAL), :2].mean(axis=0) / (width, height)
    spec = spec_from_json(base)
    assert isinstance(spec.identity, Photographed)
    age = spec.identity.apparent_age_years
    return np.array(
        [
            frames, fps, width, height, rgb.mean(), rgb.std(), iod / width, across, down,
            0.0 if age is None else age, spec.scene.crf, spec.head.mean_yaw_deg,
            spec.head.mean_pitch_deg,
        ],
        np.float64,
    )  # fmt: skip


def _box(rgb: Picture, points_px: NDArray[np.float32]) -> Picture:
    oval = points_px[list(FACE_OVAL), :2]
    size = np.array([rgb.shape[1], rgb.shape[0]])
    left, top = np.clip(np.floor(oval.min(axis=0)), 0, size - 2).astype(int).tolist()
    right, bottom = np.clip(np.ceil(oval.max(axis=0)), (left + 1, top + 1), size).astype(int)
    return rgb[top:bottom, left:right]


def _cells(rgb: Picture) -> Floats:
    small = cv2.resize(rgb, (_GRID, _GRID), interpolation=cv2.INTER_AREA)
    return np.asarray(small, np.float64).ravel()


def _mean_cells(pictures: list[Picture]) -> Floats:
    return np.asarray(np.mean([_cells(p) for p in pictures], axis=0))
