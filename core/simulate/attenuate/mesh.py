"""The mesh that carries the picture: face, closed holes of eyes and mouth, rings about the head."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from core.face.landmarks import FACE_OVAL, FIRST_IRIS
from core.simulate.face_model import (
    LEFT_CORNERS,
    LEFT_LOWER_LID,
    LEFT_UPPER_LID,
    LIP_ROWS,
    RIGHT_CORNERS,
    RIGHT_LOWER_LID,
    RIGHT_UPPER_LID,
)
from core.simulate.geometry import topology

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Row = tuple[int, ...]

# Rings outside the face oval: how far beyond it, as a share of its radius, and how far each goes
# along with it. The last one holds the rest of the picture still.
_RINGS = ((0.10, 0.6), (0.22, 0.2), (0.40, 0.0))
_OVAL = np.array(FACE_OVAL)


@lru_cache(maxsize=1)
def triangles() -> Ints:
    """Triangles (M, 3) int32 over 468 landmarks and then three rings of 36 points.

    The skin is triangulated as in the drawn head; lips are laid anew, row by row, so that they
    meet at the corners of the mouth; strips between the lids and between the inner lips close the
    holes. All run the same way round in a picture of a frontal face.
    """
    whole = topology().triangles
    face = whole[(whole < FIRST_IRIS).all(axis=1)]
    lips = np.concatenate([np.ravel(rows) for rows in LIP_ROWS])
    skin = face[~np.isin(face, lips).all(axis=1)]
    (*_, (right, left)), upper, lower = LIP_ROWS[2], LIP_ROWS[0][-1], LIP_ROWS[1][-1]
    strips = [
        _closed(RIGHT_CORNERS[0], RIGHT_UPPER_LID, RIGHT_LOWER_LID, RIGHT_CORNERS[1]),
        _closed(LEFT_CORNERS[1], LEFT_UPPER_LID[::-1], LEFT_LOWER_LID[::-1], LEFT_CORNERS[0]),
        _closed(right, upper, lower, left),
    ]
    return np.asarray(np.concatenate([skin, *_lips(), *strips, _rings()]), np.int32)


def _lips() -> list[Ints]:
    """Give strips between neighbouring rows of each lip, corners included."""
    upper, lower, corners = (
        [np.array(row) for row in rows] for rows in (LIP_ROWS[0], LIP_ROWS[1], LIP_ROWS[2])
    )
    out = []
    for k in range(len(corners) - 1):
        rows = [
            np.concatenate([corners[j][:1], lip[j], corners[j][1:]])
            for lip, j in ((upper, k), (upper, k + 1), (lower, k + 1), (lower, k))
        ]
        out += [_strip(rows[0], rows[1]), _strip(rows[2], rows[3])]
    return out


def _closed(first: int, upper: Row, lower: Row, last: int) -> Ints:
    """Fill a hole, from its corner at the left of the picture to that at the right."""
    strip = _strip(np.array([first, *upper, last]), np.array([first, *lower, last]))
    # At the corners, where both edges meet, a triangle has no area.
    apart = [len(set(corners)) == 3 for corners in strip.tolist()]
    return np.asarray(strip[apart], np.int32)


def _strip(top: NDArray[np.int_], bottom: NDArray[np.int_]) -> Ints:
    """Triangulate between two rows that run from left to right."""
    above = np.stack([top[:-1], top[1:], bottom[1:]], axis=1)
    below = np.stack([top[:-1], bottom[1:], bottom[:-1]], axis=1)
    return np.asarray(np.concatenate([above, below]), np.int32)


def _rings() -> Ints:
    count = len(_OVAL)
    rings = np.concatenate([_OVAL, FIRST_IRIS + np.arange(len(_RINGS) * count)])
    rings = rings.reshape(-1, count)
    inner, outer = rings[:-1], rings[1:]
    after, outer_after = np.roll(inner, -1, axis=1), np.roll(outer, -1, axis=1)
    strips = [(inner, outer, after), (after, outer, outer_after)]
    joined = np.concatenate([np.stack(s, axis=-1).reshape(-1, 3) for s in strips])
    return np.asarray(joined, np.int32)


@dataclass(frozen=True, slots=True)
class Carrier:
    """The mesh in one frame: where each vertex lies, and where it shall go.

    Attributes
    ----------
    here_px, there_px : (V, 2) float32
    depth_px : (V,) float32
        Larger is further from the camera.
    """

    here_px: Floats
    there_px: Floats
    depth_px: Floats

    @property
    def eye_distance_px(self) -> float:
        """Distance of the outer eye corners, hardly moved by expression, where they shall go."""
        right, left = self.there_px[[RIGHT_CORNERS[0], LEFT_CORNERS[0]]]
        return float(np.linalg.norm(right - left))

    def box(self, size_px: tuple[int, int]) -> tuple[int, int, int, int]:
        """Return x0, y0, x1, y1 of all that may change, within a picture of (width, height)."""
        low = np.floor(np.minimum(self.here_px, self.there_px).min(axis=0)).astype(int) - 1
        high = np.ceil(np.maximum(self.here_px, self.there_px).max(axis=0)).astype(int) + 2
        width, height = size_px
        x0, x1 = (int(v) for v in np.clip([low[0], high[0]], 0, width))
        y0, y1 = (int(v) for v in np.clip([low[1], high[1]], 0, height))
        return x0, y0, x1, y1

    def reduced(self, corner: tuple[int, int], fold: int) -> Carrier:
        """Return the mesh in a picture that begins at `corner` and is `fold` times smaller."""
        shift = np.array(corner, np.float32)
        here, there = ((xy - shift) / fold for xy in (self.here_px, self.there_px))
        return Carrier(here, there, self.depth_px)


def carrier(landmarks_px: Floats, shift_px: Floats) -> Carrier:
    """Lay the mesh over a face whose landmarks are to be shifted.

    Parameters
    ----------
    landmarks_px : (478, 3) float32
    shift_px : (478, 2) float32

    Returns
    -------
    Carrier
        The outermost ring, and with it the rest of the picture, stays where it is.
    """
    face, shift = landmarks_px[:FIRST_IRIS, :2], shift_px[:FIRST_IRIS]
    oval, oval_shift = face[_OVAL], shift[_OVAL]
    middle = oval.mean(axis=0)
    far = landmarks_px[_OVAL, 2]
    here, shifts, depth = [face], [shift], [landmarks_px[:FIRST_IRIS, 2]]
    for beyond, follow in _RINGS:
        here.append(oval + beyond * (oval - middle))
        shifts.append(follow * oval_shift)
        depth.append(far + np.ptp(far) * beyond)
    points = np.concatenate(here).astype(np.float32)
    moved = points + np.concatenate(shifts).astype(np.float32)
    return Carrier(points, moved, np.concatenate(depth).astype(np.float32))
