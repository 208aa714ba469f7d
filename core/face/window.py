"""The part of a picture that the mesh looks at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.face.graphs import FaceBox, reduced

# Side of a window in face sizes. The mesh crops 1.5 face sizes itself; the rest is room to move.
ROOM = 2.4
_REACH = 1.5
# A window is kept while its face is within this factor of the size that it was made for.
_SIZE_RANGE = (0.7, 1.4)
# Reducing by area to about what the mesh network sees (192 px for 1.5 face sizes) takes a third to
# a half off its jitter on noisy pictures (noise sd 8: 0.26 % to 0.16 % of the iris distance).
_WORK_PX = 288


@dataclass(frozen=True, slots=True)
class Window:
    """A rectangle of the picture about a face.

    It stays fixed while the face stays well inside: a moving one would jolt the mesh's tracking.

    Attributes
    ----------
    x0, y0, x1, y1 : int
        Picture pixels, the last two exclusive; inside the picture.
    made_for : float
        Size in pixels of the face that it was made for.
    """

    x0: int
    y0: int
    x1: int
    y1: int
    made_for: float

    @classmethod
    def about(cls, face: FaceBox, size_px: tuple[int, int], room: float = ROOM) -> Window:
        """Make the window about a face in a picture of (width, height)."""
        x, y = face.centre
        half = max(room * face.size / 2, 16.0)
        (x0, x1), (y0, y1) = (
            _inside(middle, half, limit) for middle, limit in zip((x, y), size_px, strict=True)
        )
        return cls(x0, y0, x1, y1, face.size)

    def suits(self, face: FaceBox, size_px: tuple[int, int]) -> bool:
        """Whether `face` may still be followed in this window."""
        low, high = _SIZE_RANGE
        if not low <= face.size / self.made_for <= high:
            return False
        x, y = face.centre
        half = _REACH * face.size / 2
        return all(
            (first == 0 or middle - half >= first) and (last == limit or middle + half <= last)
            for middle, first, last, limit in (
                (x, self.x0, self.x1, size_px[0]),
                (y, self.y0, self.y1, size_px[1]),
            )
        )

    def cut(self, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Return the window's part of a picture (a view)."""
        return rgb[self.y0 : self.y1, self.x0 : self.x1]

    def view(self, rgb: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], int]:
        """Return the window's part of a picture, and by how much it was reduced."""
        return reduced(self.cut(rgb), _WORK_PX)

    def to_picture(self, points: NDArray[np.float32], fold: int) -> NDArray[np.float32]:
        """Bring points (n, 3) from a view that was reduced `fold` times to picture pixels."""
        return points * np.float32(fold) + np.array([self.x0, self.y0, 0], np.float32)


def _inside(middle: float, half: float, limit: int) -> tuple[int, int]:
    first, last = max(int(middle - half), 0), min(int(middle + half), limit)
    return (first, last) if last - first >= 2 else (0, limit)
