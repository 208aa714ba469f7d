"""Tracks of a mean face that smiles and blinks by a known amount."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from core.face import landmarks as lm
from core.simulate.face_model import face_model
from core.types import FaceTrack

FPS = 30.0
IOD_PX = 80.0


def smiling(
    length_s: float = 9.0,
    gain: float = 1.0,
    *,
    yaw_deg: float = 0.0,
    roll_deg: float = 0.0,
    lost: float = 0.0,
    others: int = 0,
    seed: int = 3,
) -> tuple[FaceTrack, np.ndarray]:
    """Make a face that smiles three times, and its presentation times (T,).

    The last `lost` share of the frames has no face. Yaw is only said, not drawn.
    """
    rng = np.random.default_rng(seed)
    pts_s = np.arange(round(length_s * FPS)) / FPS
    t = len(pts_s)
    smile = gain * np.clip(np.sin(2 * np.pi * 3 * pts_s / length_s), 0, None)
    blink = np.exp(-(((pts_s % 2.5 - 1.2) / 0.06) ** 2))
    model = face_model()
    points = model.mean + smile[:, None, None] * model.smile
    for upper, lower in (
        (lm.RIGHT_EYE_UPPER, lm.RIGHT_EYE_LOWER),
        (lm.LEFT_EYE_UPPER, lm.LEFT_EYE_LOWER),
    ):
        gap = points[:, lower] - points[:, upper]
        points[:, upper] += gain * blink[:, None, None] * 0.8 * gap
    # Brows go up and down, and the lips part a little in every smile.
    brow = 0.04 * gain * np.sin(2 * np.pi * pts_s / 3)
    for brows in (lm.RIGHT_BROW_UPPER, lm.LEFT_BROW_UPPER):
        points[:, brows, 1] -= brow[:, None]
    lower_lip = [88, 178, 87, 14, 317, 402, 318, 95, 324]
    points[:, lower_lip, 1] += 0.12 * smile[:, None]
    turn = np.radians(roll_deg)
    plane = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    points[..., :2] = points[..., :2] @ plane
    points = points * IOD_PX + 300 + rng.normal(0, 0.15, points.shape)
    valid = np.arange(t) < round((1 - lost) * t)
    points[~valid] = np.nan

    def known(value: object) -> np.ndarray:
        shape = (-1, *[1] * (np.ndim(value) - 1)) if np.ndim(value) else (-1,)
        return np.where(valid.reshape(shape), value, np.nan).astype(np.float32)

    pose = np.tile([yaw_deg, 0.0, roll_deg], (t, 1))
    face = FaceTrack(
        landmarks_px=points.astype(np.float32),
        valid=valid,
        iod_px=known(np.full(t, IOD_PX)),
        pose_deg=known(pose),
        other_faces=np.full(t, others, np.int16),
        sharpness=known(np.full(t, 3.0)),
        brightness=known(np.full(t, 120.0)),
    )
    return face, pts_s


@pytest.fixture(scope="session", name="smiling")
def smiling_fixture() -> Callable[..., tuple[FaceTrack, np.ndarray]]:
    return smiling
