"""Material of the face tests: a mean mesh as numbers, and pictures made from real ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from core.face import FaceObservation

Mesh = NDArray[np.float32]


@pytest.fixture(scope="session")
def mean_mesh(root: Path) -> Mesh:
    """A frontal face (478, 3): unit is the iris distance, origin between the irises."""
    with np.load(root / "core" / "simulate" / "face_model.npz") as data:
        return np.asarray(data["mean"], np.float32)


@pytest.fixture(scope="session")
def turned() -> Callable[[float, float, float], NDArray[np.float64]]:
    """Rotation in picture axes for yaw, pitch and roll in degrees, after the documented signs."""

    def rotation(yaw: float, pitch: float, roll: float) -> NDArray[np.float64]:
        y, p, r = np.radians([yaw, pitch, roll])
        pitched = np.array([[1, 0, 0], [0, np.cos(p), np.sin(p)], [0, -np.sin(p), np.cos(p)]])
        yawed = np.array([[np.cos(y), 0, -np.sin(y)], [0, 1, 0], [np.sin(y), 0, np.cos(y)]])
        rolled = np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
        return np.asarray(rolled @ yawed @ pitched)

    return rotation


@pytest.fixture(scope="session")
def placed(mean_mesh: Mesh) -> Callable[..., Mesh]:
    """Put the mean face into a picture: pixels between the irises, place and rotation."""

    def place(
        iod_px: float = 80.0,
        at: tuple[float, float] = (320.0, 240.0),
        rotation: NDArray[np.float64] | None = None,
    ) -> Mesh:
        turn = np.eye(3) if rotation is None else rotation
        return np.asarray(mean_mesh @ turn.T * iod_px + [*at, 0.0], np.float32)

    return place


@pytest.fixture(scope="session")
def seen() -> Callable[..., FaceObservation]:
    """Wrap landmarks in an observation of good quality; keywords replace its fields."""

    def observe(landmarks: Mesh | None, **changes: object) -> FaceObservation:
        if landmarks is None:
            return FaceObservation(**changes)  # type: ignore[arg-type]
        fields: dict[str, object] = {
            "found": True,
            "landmarks_px": landmarks,
            "pose_deg": (0.0, 0.0, 0.0),
            "iod_px": float(np.linalg.norm((landmarks[473] - landmarks[468])[:2])),
            "sharpness": 3.0,
            "brightness": 130.0,
            "clipped": 0.0,
        }
        return FaceObservation(**(fields | changes))  # type: ignore[arg-type]

    return observe


@pytest.fixture(scope="session")
def portrait(london_faces: Path) -> NDArray[np.uint8]:
    """A real frontal face, 640 x 640 RGB, about 98 px between the irises."""
    picture = cv2.imread(str(sorted(london_faces.glob("*_neutral.jpg"))[0]))
    return np.ascontiguousarray(picture[..., ::-1])
