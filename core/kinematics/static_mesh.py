"""FaceMesh on each frame by itself, as the table's signals were measured."""

from __future__ import annotations

import mediapipe as mp
import numpy as np
from numpy.typing import NDArray

from core.closing import Closing
from core.types import LANDMARKS

_DETECTION = 0.7


class StaticMesh(Closing):
    """Finds one face a frame, detection confidence 0.7, and remembers nothing.

    Use as a context manager, or call `close`.
    """

    def __init__(self) -> None:
        self._mesh = mp.solutions.face_mesh.FaceMesh(
            static_image_mode=True,
            refine_landmarks=True,
            max_num_faces=1,
            min_detection_confidence=_DETECTION,
        )

    def close(self) -> None:
        """Free the native graph."""
        self._mesh.close()

    def fit(self, rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Measure the face in an RGB uint8 (H, W, 3) picture.

        Returns
        -------
        (478, 2) float32
            In its pixels; NaN where no face is found.
        """
        faces = self._mesh.process(rgb).multi_face_landmarks
        if not faces:
            return np.full((LANDMARKS, 2), np.nan, np.float32)
        places = np.array([(p.x, p.y) for p in faces[0].landmark], np.float32)
        return np.asarray(places * np.array(rgb.shape[1::-1], np.float32), dtype=np.float32)
