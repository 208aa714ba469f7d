"""FaceMesh on each frame by itself, as the table's signals were measured."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.closing import Closing
from core.face.graphs import Mesh
from core.types import LANDMARKS

_DETECTION = 0.7


class StaticMesh(Closing):
    """Finds one face a frame, detection confidence 0.7, and remembers nothing.

    Use as a context manager, or call `close`.
    """

    def __init__(self) -> None:
        self._mesh = Mesh(follow=False, min_score=_DETECTION)

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
        found = self._mesh.fit(rgb)
        if found is None:
            return np.full((LANDMARKS, 2), np.nan, np.float32)
        return np.asarray(found[:, :2], np.float32)
