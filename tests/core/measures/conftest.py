"""A face made of numbers, whose every blink and smile is known."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from core.face import landmarks as lm
from core.face.shape import RIGID_POINTS, RIGID_SHAPE
from core.types import LANDMARKS, FaceTrack, Recording

SMILE_DIRECTION = np.array([np.cos(np.radians(40)), np.sin(np.radians(40))])
OPEN_EYE_IOD = 0.2


def _depth(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    return 0.9 - 0.35 * x**2 - 0.12 * y**2


def neutral_face() -> NDArray[np.float64]:
    """Points (478, 3) in IOD: x to the patient's left, y up, z towards the viewer."""
    rng = np.random.default_rng(4)
    face = np.zeros((LANDMARKS, 3))
    face[:, :2] = rng.uniform(-1, 1, (LANDMARKS, 2))
    for points, x, y in (
        (lm.RIGHT_EYE_UPPER, np.linspace(-0.68, -0.32, 7), 0.1),
        (lm.RIGHT_EYE_LOWER, np.linspace(-0.68, -0.32, 7), -0.1),
        (lm.RIGHT_BROW_UPPER, np.linspace(-0.85, -0.15, 5), 0.45),
        (lm.RIGHT_BROW_LOWER, np.linspace(-0.85, -0.15, 5), 0.38),
        (lm.OUTER_LIP_RING[1:10], np.linspace(-0.3, 0.3, 9), -1.05),
        (lm.OUTER_LIP_RING[11:], np.linspace(0.3, -0.3, 9), -1.3),
        (lm.INNER_LIP_RING[1:10], np.linspace(-0.28, 0.28, 9), -1.17),
        (lm.INNER_LIP_RING[11:], np.linspace(0.28, -0.28, 9), -1.18),
        ((lm.RIGHT_MOUTH_CORNER, 78), np.array([-0.4, -0.35]), -1.17),
        ((lm.CHIN, lm.CHIN_FRONT), 0.0, np.array([-1.75, -1.6])),
        ((lm.RIGHT_IRIS,), -0.5, 0.0),
    ):  # fmt: skip
        face[list(points), 0] = x
        face[list(points), 1] = y
    for right, left in enumerate(lm.MIRROR):
        if left > right:
            face[left, :2] = face[right, :2] * (-1, 1)
    face[:, 2] = _depth(face[:, 0], face[:, 1])
    face[list(RIGID_POINTS)] = RIGID_SHAPE * (1, -1, -1)
    return face


def _rotation(yaw: float, pitch: float, roll: float) -> NDArray[np.float64]:
    cy, sy, cp, sp, cr, sr = (
        f(np.radians(a)) for a in (yaw, pitch, roll) for f in (np.cos, np.sin)
    )
    about_y = np.array([[cy, 0, sy], [0, 1, 0], [-sy, 0, cy]])
    about_x = np.array([[1, 0, 0], [0, cp, -sp], [0, sp, cp]])
    about_z = np.array([[cr, -sr, 0], [sr, cr, 0], [0, 0, 1]])
    return about_z @ about_x @ about_y


def _lids(face: NDArray[np.float64], upper: tuple[int, ...], lower: tuple[int, ...], shut: float):
    middle = (face[list(upper), 1] + face[list(lower), 1]) / 2
    for points in (upper, lower):
        face[list(points), 1] = middle + (face[list(points), 1] - middle) * (1 - shut)


def _pose(
    t: NDArray[np.float64],
    *,
    shut_left=0.0,
    shut_right=0.0,
    smile_left=0.0,
    smile_right=0.0,
    mouth_open=0.0,
    brow=0.0,
    yaw=0.0,
    pitch=0.0,
    roll=0.0,
    iod_px=100.0,
    shift_px=0.0,
) -> NDArray[np.float64]:
    base = neutral_face()
    lips = list({*lm.OUTER_LIP_RING, *lm.INNER_LIP_RING})
    per_frame = [
        np.broadcast_to(np.asarray(v, np.float64), t.shape)
        for v in (shut_left, shut_right, smile_left, smile_right, mouth_open, brow,
                  yaw, pitch, roll, iod_px, shift_px)
    ]  # fmt: skip
    out = np.zeros((len(t), LANDMARKS, 3))
    for i, (sl, sr, left, right, gap, up, ya, pi, ro, px, shift) in enumerate(
        zip(*per_frame, strict=True)
    ):
        face = base.copy()
        _lids(face, lm.LEFT_EYE_UPPER, lm.LEFT_EYE_LOWER, sl)
        _lids(face, lm.RIGHT_EYE_UPPER, lm.RIGHT_EYE_LOWER, sr)
        pull = np.abs(base[lips, 0]) / 0.4
        side = np.sign(base[lips, 0])
        rise = np.where(side > 0, left, right) * pull
        face[lips, 0] += rise * side * SMILE_DIRECTION[0]
        face[lips, 1] += rise * SMILE_DIRECTION[1]
        below = [p for p in lips if base[p, 1] < -1.175]
        face[below, 1] -= gap
        face[[*lm.LEFT_BROW_UPPER, *lm.RIGHT_BROW_UPPER], 1] += up
        turned = face @ _rotation(ya, pi, ro).T
        out[i] = turned * (px, -px, -px) + (400 + shift, 300 + shift, 0)
    return out


def make_track(
    t: NDArray[np.float64],
    *,
    noise_px: float = 0.0,
    missing: NDArray[np.bool_] | None = None,
    seed: int = 0,
    **how: float | NDArray[np.float64],
) -> FaceTrack:
    """Film the face at times `t` with the given per-frame expression and head pose."""
    points = _pose(t, **how)
    points += np.random.default_rng(seed).normal(0, noise_px, points.shape) if noise_px else 0.0
    valid = np.ones(len(t), np.bool_) if missing is None else ~missing
    points[~valid] = np.nan
    iod = np.linalg.norm((points[:, lm.LEFT_IRIS] - points[:, lm.RIGHT_IRIS])[:, :2], axis=1)
    pose = np.stack(
        [np.broadcast_to(how.get(k, 0.0), t.shape) for k in ("yaw", "pitch", "roll")], 1
    )
    unknown = np.where(valid, 1.0, np.nan).astype(np.float32)
    return FaceTrack(
        landmarks_px=points.astype(np.float32),
        valid=valid,
        iod_px=iod.astype(np.float32),
        pose_deg=np.where(valid[:, None], pose, np.nan).astype(np.float32),
        other_faces=np.zeros(len(t), np.int16),
        sharpness=unknown,
        brightness=unknown,
    )


def make_recording(t: NDArray[np.float64]) -> Recording:
    interval = float(np.median(np.diff(t)))
    return Recording(
        path=Path("synthetic.mp4"),
        sha256="",
        pts_s=t,
        size_px=(800, 600),
        rotation_deg=0,
        mirrored=False,
        duration_s=float(t[-1] + interval),
        measured_fps=1.0 / interval,
        codec="h264",
        has_audio=False,
    )


def blink_curve(t: NDArray[np.float64], peaks_s: list[float], width_s=0.2, depth=0.9):
    """Share of the eye that is shut: raised cosines of a whole width."""
    out = np.zeros_like(t)
    for peak in peaks_s:
        away = np.abs(t - peak) / (width_s / 2)
        out = np.maximum(out, np.where(away < 1, depth * 0.5 * (1 + np.cos(np.pi * away)), 0.0))
    return out


def smile_curve(t, start_s: float, rise_s: float, hold_s: float, amplitude: float):
    """A linear rise, a plateau, and a linear fall twice as slow."""
    knots = np.cumsum([start_s, rise_s, hold_s, 2 * rise_s])
    return np.interp(t, knots, [0.0, amplitude, amplitude, 0.0])


class Synthetic:
    """What the tests build faces from."""

    track = staticmethod(make_track)
    recording = staticmethod(make_recording)
    blinks = staticmethod(blink_curve)
    smile = staticmethod(smile_curve)
    open_eye_iod = OPEN_EYE_IOD


@pytest.fixture(scope="session")
def synthetic() -> type[Synthetic]:
    return Synthetic


@pytest.fixture(scope="session")
def value() -> Callable[..., float | None]:
    def read(measures, name: str, segment: int = 0) -> float | None:
        found = {m.name: m for m in measures.segments[segment].measures}
        return found[name].value

    return read
