"""Finding faces in a whole picture: near and large, or far and small."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.face.choice import same_face, without_overlaps
from core.face.graphs import Detector, FaceBox
from core.face.window import Window

MIN_SCORE = 0.6
# The detector sees 192 px. In smaller pictures it finds every face that passes the size gate.
_TILE_FROM_PX = 1280


class FaceSearch:
    """The two detectors, each used for what it is good at. Close it after use."""

    def __init__(self) -> None:
        self._wide = Detector(full_range=True, min_score=MIN_SCORE)
        self._near = Detector(full_range=False, min_score=MIN_SCORE)

    def close(self) -> None:
        """Free the native graphs."""
        self._wide.close()
        self._near.close()

    def all_faces(self, rgb: NDArray[np.uint8]) -> list[FaceBox]:
        """Return every face that shows in the whole RGB picture, each once."""
        return without_overlaps(self._wide.find(rgb))

    def large_faces(self, rgb: NDArray[np.uint8]) -> list[FaceBox]:
        """Return faces so large, tilted or half hidden that `all_faces` misses them."""
        return without_overlaps(self._near.find(rgb))

    def small_faces(self, rgb: NDArray[np.uint8]) -> list[FaceBox]:
        """Return faces found in overlapping tiles a third as long as the picture."""
        return without_overlaps(
            [
                box.moved(x0, y0)
                for x0, y0, side in tiles(rgb.shape[1], rgb.shape[0])
                for box in self._wide.find(rgb[y0 : y0 + side, x0 : x0 + side])
            ]
        )

    def confirms(self, rgb: NDArray[np.uint8], window: Window, face: FaceBox) -> bool:
        """Whether the detector for near faces sees `face` when it looks into its window."""
        part = window.cut(rgb)
        return any(
            same_face(box.moved(window.x0, window.y0), face) for box in self._near.find(part)
        )


def tiles(width: int, height: int) -> Iterator[tuple[int, int, int]]:
    """Yield (x0, y0, side) of tiles that overlap by a quarter; none for a small picture."""
    if max(width, height) <= _TILE_FROM_PX:
        return
    side = min(math.ceil(max(width, height) / 3), width, height)
    for y0 in _starts(height, side):
        for x0 in _starts(width, side):
            yield x0, y0, side


def _starts(length: int, side: int) -> list[int]:
    gaps = math.ceil((length - side) / (0.75 * side))
    return [round(k * (length - side) / max(gaps, 1)) for k in range(gaps + 1)]
