"""Ears, neck, shoulders and long hair: small grids that are placed to fit a face."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from core.simulate.face_model import OVAL

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

# Places in the atlas: u0, v0, u1, v1.
NECK_PATCH = (0.02, 0.86, 0.46, 0.98)  # u0, v0, u1, v1
CLOTH_PATCH = (0.50, 0.84, 0.78, 0.99)
HAIR_PATCH = (0.80, 0.84, 0.98, 0.99)
EAR_PATCH = (0.02, 0.02, 0.10, 0.16)

_EAR_GRID, _NECK_GRID, _SHOULDER_GRID, _HAIR_GRID = (
    (9, 5),
    (6, 11),
    (6, 17),
    (9, 17),
)  # rows, columns


class Part(NamedTuple):
    """A grid of the body: atlas places (N, 2), triangles (M, 3), drawing layer, follow (N,)."""

    uv: Floats
    triangles: Ints
    layer: int
    follow: NDArray[np.float64]


def _grid(rows: int, columns: int, patch: tuple[float, ...]) -> tuple[Floats, Ints]:
    u0, v0, u1, v1 = patch
    v, u = np.meshgrid(np.linspace(v0, v1, rows), np.linspace(u0, u1, columns), indexing="ij")
    index = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, :-1], index[1:, 1:]
    triangles = np.concatenate(
        [np.stack(t, axis=-1).reshape(-1, 3) for t in ((a, b, c), (b, d, c))]
    )
    return np.stack([u.ravel(), v.ravel()], axis=1).astype(np.float32), triangles.astype(np.int32)


def body_grids() -> list[Part]:
    """Give the parts below and behind the face, in the order of `body_vertices`."""
    out = []
    for _ in range(2):
        uv, triangles = _grid(*_EAR_GRID, EAR_PATCH)
        out.append(Part(uv, triangles, 3, np.ones(len(uv))))
    for size, patch, layer, going in (
        (_NECK_GRID, NECK_PATCH, 2, np.linspace(0.95, 0.1, _NECK_GRID[0])),
        (_SHOULDER_GRID, CLOTH_PATCH, 1, np.zeros(_SHOULDER_GRID[0])),
        (_HAIR_GRID, HAIR_PATCH, 0, np.linspace(1.0, 0.5, _HAIR_GRID[0])),
    ):
        uv, triangles = _grid(*size, patch)
        out.append(Part(uv, triangles, layer, np.repeat(going, size[1])))
    return out


def body_vertices(
    face: NDArray[np.floating[Any]], hair_volume: float, long_hair: bool, build: float
) -> Floats:
    """Place ears, neck, shoulders and back hair of a person at rest: (W, 3) float32.

    The parameters are those of `core.simulate.geometry.person_vertices`.
    """
    parts = [
        *_ears(face, covered=long_hair),
        _neck(face, build),
        _shoulders(build),
        _back_hair(hair_volume, long_hair),
    ]
    return np.asarray(np.concatenate(parts), dtype=np.float32)


def _ears(face: NDArray[np.floating[Any]], covered: bool) -> list[NDArray[np.float64]]:
    ears = []
    rows, columns = _EAR_GRID
    down = np.linspace(0, 1, rows)
    reach = 0.20 * np.sin(np.pi * down**0.8) ** 0.6 * (1.15 - 0.55 * down)
    for side, point in ((-1.0, 234), (1.0, 454)):
        base = face[point].astype(np.float64)
        ear = np.zeros((rows, columns, 3))
        for column, share in enumerate(np.linspace(-0.3, 1, columns)):
            out = np.where(share > 0, reach, 0.1) * share * (not covered)
            ear[:, column, 0] = base[0] + side * (out - (0.30 if covered else 0.02))
            ear[:, column, 1] = base[1] - 0.38 + 0.80 * down - 0.05 * share
            ear[:, column, 2] = base[2] + 0.05 + 0.16 * share - 0.10 * np.sin(np.pi * share)
        if side < 0:
            ear = ear[:, ::-1]
        ears.append(ear.reshape(-1, 3))
    return ears


def _neck(face: NDArray[np.floating[Any]], build: float) -> NDArray[np.float64]:
    rows, columns = _NECK_GRID
    angle = np.linspace(-np.pi / 2, np.pi / 2, columns)
    across = np.abs(face[list(OVAL), 0]).max()
    flare = np.array([0.0, 0.0, 0.02, 0.06, 0.18, 0.42])
    out = np.zeros((rows, columns, 3))
    for row, y in enumerate(np.linspace(1.05, 2.75, rows)):
        radius = 0.68 * build * across + flare[row]
        out[row, :, 0] = radius * np.sin(angle)
        out[row, :, 1] = y - 0.22 * (row > 2) * (1 - np.cos(angle))
        out[row, :, 2] = 1.25 - 0.75 * np.cos(angle)
    return out.reshape(-1, 3)


def _shoulders(build: float) -> NDArray[np.float64]:
    rows, columns = _SHOULDER_GRID
    x = np.linspace(-1, 1, columns)
    out = np.zeros((rows, columns, 3))
    for row, depth in enumerate(np.linspace(0, 1, rows)):
        collar = 2.38 + 0.22 * np.cos(np.clip(x * 4.2, -np.pi, np.pi))
        slope = 0.70 * np.clip(np.abs(x) - 0.25, 0, None) ** 1.6
        out[row, :, 0] = x * build * (3.1 + 0.25 * depth)
        out[row, :, 1] = collar + slope + 2.2 * depth
        out[row, :, 2] = 1.25 - 0.8 * np.sqrt(np.clip(1 - x**2, 0, 1)) * (0.4 + 0.6 * depth)
    return out.reshape(-1, 3)


def _back_hair(volume: float, long_hair: bool) -> NDArray[np.float64]:
    rows, columns = _HAIR_GRID
    x = np.linspace(-1, 1, columns)
    out = np.zeros((rows, columns, 3))
    for row, down in enumerate(np.linspace(0, 1, rows)):
        width = 0.62 + volume + 0.72 * np.sin(np.pi * min(down * 1.25, 0.62))
        length = 3.35 - 0.35 * x**4
        if not long_hair:  # folded away behind the head
            width, length = 0.5, np.full(columns, 0.6)
        out[row, :, 0] = x * width
        out[row, :, 1] = -1.1 + 0.3 * x**2 * (1 - down) + length * down
        out[row, :, 2] = 0.95 + 0.6 * x**2
    return out.reshape(-1, 3)
