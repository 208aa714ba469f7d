"""What is known of the main face in one frame."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.arrays import frozen
from core.types import LANDMARKS


@dataclass(frozen=True, slots=True)
class FaceObservation:
    """The main face in one frame, in pixels of the picture that was given.

    Attributes
    ----------
    found : bool
        The main face was found in this very frame.
    landmarks_px : (478, 3) float32 or None
        As in `core.types.FaceTrack`; None where not found, like NaN in the numbers below.
    pose_deg : (yaw, pitch, roll)
        Yaw + towards the patient's left, pitch + up, roll + clockwise in the picture.
    iod_px : float
        Distance between the iris centres.
    other_faces : int
        Faces seen besides the main one (held between detector runs).
    ambiguous : bool
        Another face is about as large and central: which one is the patient cannot be told.
    sharpness : float
        See `core.face.pixels`; higher is sharper.
    brightness : float
        Median luma of the face, [0, 255].
    clipped : float
        Share of the face's pixels that are black or burnt out, [0, 1].
    """

    found: bool = False
    landmarks_px: NDArray[np.float32] | None = None
    pose_deg: tuple[float, float, float] = (math.nan, math.nan, math.nan)
    iod_px: float = math.nan
    other_faces: int = 0
    ambiguous: bool = False
    sharpness: float = math.nan
    brightness: float = math.nan
    clipped: float = math.nan

    def __post_init__(self) -> None:
        if self.found != (self.landmarks_px is not None):
            raise ValueError("landmarks_px: present exactly where the face was found")
        if self.landmarks_px is not None:
            points = frozen(self.landmarks_px, np.float32, (LANDMARKS, 3), "landmarks_px")
            object.__setattr__(self, "landmarks_px", points)
