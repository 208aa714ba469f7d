"""The drawn person as one triangle mesh: face, crown, ears, neck, shoulders, long hair.

Vertices 0-467 are FaceMesh points; everything after them is derived from these, so that a wider
face gets a wider neck. Every vertex has a place in one texture (an atlas with a head chart and
small patches for neck, ears, clothes and back hair).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.spatial import Delaunay

from core.simulate.expressions import unit_displacements
from core.simulate.face_model import (
    INNER_LIP_CORNERS,
    INNER_LOWER_LIP,
    INNER_UPPER_LIP,
    LEFT_CORNERS,
    LEFT_LOWER_LID,
    LEFT_UPPER_LID,
    OVAL,
    RIGHT_CORNERS,
    RIGHT_LOWER_LID,
    RIGHT_UPPER_LID,
    face_model,
)

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

FACE_POINTS = 468
HEAD_V = 0.82  # the head chart's share of the atlas' height
NECK_PATCH = (0.02, 0.86, 0.46, 0.98)  # u0, v0, u1, v1
CLOTH_PATCH = (0.50, 0.84, 0.78, 0.99)
HAIR_PATCH = (0.80, 0.84, 0.98, 0.99)

_AXIS_Z = 1.5  # the cylinder onto which the head is unwrapped
_U_PER_RAD = 1 / 3.4
_Y_TOP, _Y_BOTTOM = -2.15, 2.15
_RINGS = 3


@dataclass(frozen=True, slots=True)
class Topology:
    """What is the same for every drawn person.

    Attributes
    ----------
    triangles : (M, 3) int32
    layer : (M,) int8
        Drawn in rising order: back hair, shoulders, neck, ears, head.
    uv : (V, 2) float32
        Place in the atlas, [0, 1].
    follow : (V,) float32
        How far a vertex goes along with the head's motion.
    to_vertices : (V, M) csr_matrix
        Sums triangle normals at vertices.
    """

    triangles: Ints
    layer: NDArray[np.int8]
    uv: Floats
    follow: Floats
    to_vertices: csr_matrix


@lru_cache(maxsize=1)
def topology() -> Topology:
    """Triangulate the mean person (once)."""
    mean = face_model().mean
    opened = mean + 0.5 * unit_displacements()[1]  # lips apart, or their edges would coincide
    uv = _head_chart(opened, _crown(opened, 0.12))
    parts = [(_head_triangles(uv[:FACE_POINTS]), 4)]
    extra_uv, follow = [uv], [np.ones(len(uv))]
    start = len(uv)
    for points_uv, triangles, layer, going in _grids():
        parts.append((triangles + start, layer))
        extra_uv.append(points_uv)
        follow.append(going)
        start += len(points_uv)
    triangles = np.concatenate([t for t, _ in parts]).astype(np.int32)
    layer = np.concatenate([np.full(len(t), k) for t, k in parts]).astype(np.int8)
    columns = np.repeat(np.arange(len(triangles)), 3)
    shape = (start, len(triangles))
    matrix = csr_matrix(
        (np.ones(len(columns), dtype=np.float32), (triangles.ravel(), columns)), shape=shape
    )
    return Topology(
        triangles=triangles,
        layer=layer,
        uv=np.concatenate(extra_uv).astype(np.float32),
        follow=np.concatenate(follow).astype(np.float32),
        to_vertices=matrix,
    )


def head_uv(points: NDArray[np.floating]) -> Floats:
    """Unwrap head points onto the atlas: (N, 3) model coordinates to (N, 2) in [0, 1]."""
    angle = np.arctan2(points[:, 0], _AXIS_Z - points[:, 2])
    u = 0.5 + angle * _U_PER_RAD
    v = HEAD_V * (points[:, 1] - _Y_TOP) / (_Y_BOTTOM - _Y_TOP)
    return np.stack([u, v], axis=1).astype(np.float32)


def _head_chart(face: NDArray[np.floating], crown: NDArray[np.floating]) -> Floats:
    """Texture places of the face and its rings; the rings under the jaw lie side by side."""
    uv, rings = head_uv(face[:FACE_POINTS]), head_uv(crown).reshape(_RINGS, -1, 2)
    oval = uv[list(OVAL)]
    upward = _upward(face[list(OVAL)])[:, None]
    for number, ring in enumerate(rings):
        away = (oval - (0.5, 0.5)) * (0.07, 0.12) * (number + 1) / _RINGS
        ring[:] = upward * ring + (1 - upward) * (oval + away)
    return np.concatenate([uv, rings.reshape(-1, 2)])


def person_vertices(
    face: NDArray[np.floating], hair_volume: float, long_hair: bool, build: float
) -> Floats:
    """Place every vertex of a person at rest.

    Parameters
    ----------
    face : (478, 3)
        The face, in model coordinates.
    hair_volume : float
        Thickness of the hair over the skull, in inter-iris distances.
    long_hair : bool
        False folds the back hair away behind the head.
    build : float
        Width of neck and shoulders; 1 is average.

    Returns
    -------
    (V, 3) float32
    """
    crown = _crown(face, hair_volume)
    return np.concatenate(
        [
            face[:FACE_POINTS],
            crown,
            *_ears(face),
            _neck(face, build),
            _shoulders(build),
            _back_hair(hair_volume, long_hair),
        ]
    ).astype(np.float32)


def _crown(face: NDArray[np.floating], volume: float) -> NDArray[np.float64]:
    """Rings from the face's outline to the head's silhouette: (3 * 36, 3)."""
    oval = face[list(OVAL)].astype(np.float64)
    across = np.abs(face[list(OVAL), 0]).max()
    upward = _upward(oval)
    angle = np.arctan2(-(oval[:, 1] - 0.35), oval[:, 0])
    skull = np.stack(
        [
            (across * 1.02 + 0.8 * volume) * np.cos(angle),
            -0.28 - (1.42 + volume) * np.sin(angle),
            np.full(len(oval), 0.95),
        ],
        axis=1,
    )
    under = oval * (0.93, 1, 1) + (0, -0.10, 0.55)
    goal = upward[:, None] * skull + (1 - upward[:, None]) * under
    rings = []
    for step in (np.arange(_RINGS) + 1) / _RINGS:
        bulge = np.sin(np.pi * step) * upward[:, None] * (goal - (0, -0.2, 1.0)) * 0.13
        lift = np.sin(np.pi * step / 2) * upward[:, None] * volume * np.array([0, -0.25, -0.35])
        rings.append(oval + (goal - oval) * step + bulge + lift * (step < 1))
    return np.concatenate(rings)


def _upward(oval: NDArray[np.floating]) -> NDArray[np.float64]:
    """1 where the face's outline runs above the brows, 0 where it runs along the jaw."""
    share = np.clip((0.55 - oval[:, 1].astype(np.float64)) / 1.2, 0, 1)
    return np.asarray(share * share * (3 - 2 * share))


def _head_triangles(uv: Floats) -> Ints:
    triangles = Delaunay(uv.astype(np.float64)).simplices
    rings = (
        (*RIGHT_UPPER_LID, *RIGHT_LOWER_LID, *RIGHT_CORNERS),
        (*LEFT_UPPER_LID, *LEFT_LOWER_LID, *LEFT_CORNERS),
        (*INNER_UPPER_LIP, *INNER_LOWER_LIP, *INNER_LIP_CORNERS),
    )
    keep = np.ones(len(triangles), dtype=bool)
    for ring in (*rings, OVAL):
        keep &= ~np.isin(triangles, ring).all(axis=1)
    triangles = triangles[keep]
    a, b, c = (uv[triangles[:, k]] for k in range(3))
    turn = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    triangles[turn < 0] = triangles[turn < 0][:, ::-1]
    return np.concatenate([triangles, _ring_triangles()]).astype(np.int32)


def _ring_triangles() -> Ints:
    """Strips from the outline of the face outwards, ring by ring; `OVAL` runs clockwise."""
    count = len(OVAL)
    rings = np.concatenate([OVAL, FACE_POINTS + np.arange(_RINGS * count)]).reshape(-1, count)
    inner, outer = rings[:-1], rings[1:]
    after, outer_after = np.roll(inner, -1, axis=1), np.roll(outer, -1, axis=1)
    strips = [(inner, outer, after), (after, outer, outer_after)]
    return np.concatenate([np.stack(s, axis=-1).reshape(-1, 3) for s in strips]).astype(np.int32)


def _grid(rows: int, columns: int, patch: tuple[float, ...]) -> tuple[Floats, Ints]:
    u0, v0, u1, v1 = patch
    v, u = np.meshgrid(np.linspace(v0, v1, rows), np.linspace(u0, u1, columns), indexing="ij")
    index = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = index[:-1, :-1], index[:-1, 1:], index[1:, :-1], index[1:, 1:]
    triangles = np.concatenate(
        [np.stack(t, axis=-1).reshape(-1, 3) for t in ((a, b, c), (b, d, c))]
    )
    return np.stack([u.ravel(), v.ravel()], axis=1).astype(np.float32), triangles.astype(np.int32)


_EAR_GRID, _NECK_GRID, _SHOULDER_GRID, _HAIR_GRID = (5, 3), (6, 11), (6, 13), (5, 9)


def _grids() -> list[tuple[Floats, Ints, int, NDArray[np.float64]]]:
    """Texture places, triangles, layer and follow of ears, neck, shoulders and back hair."""
    out = []
    for _ in range(2):
        uv, triangles = _grid(*_EAR_GRID, (0.30, 0.95, 0.32, 0.97))
        out.append((uv, triangles, 3, np.ones(len(uv))))
    for size, patch, layer, going in (
        (_NECK_GRID, NECK_PATCH, 2, np.linspace(0.95, 0.1, _NECK_GRID[0])),
        (_SHOULDER_GRID, CLOTH_PATCH, 1, np.zeros(_SHOULDER_GRID[0])),
        (_HAIR_GRID, HAIR_PATCH, 0, np.linspace(1.0, 0.5, _HAIR_GRID[0])),
    ):
        uv, triangles = _grid(*size, patch)
        out.append((uv, triangles, layer, np.repeat(going, size[1])))
    return out


def _ears(face: NDArray[np.floating]) -> list[NDArray[np.float64]]:
    ears = []
    height = np.linspace(-0.08, 0.70, _EAR_GRID[0])
    reach = np.array([0.10, 0.22, 0.21, 0.15, 0.04])
    for side, point in ((-1.0, 234), (1.0, 454)):
        base = face[point].astype(np.float64)
        ear = np.zeros((*_EAR_GRID, 3))
        for column, share in enumerate((-0.35, 0.45, 1.0)):
            out = reach * share if share > 0 else np.full(len(reach), 0.2 * share)
            ear[:, column, 0] = base[0] + side * out
            ear[:, column, 1] = height + 0.06 * share
            ear[:, column, 2] = base[2] + 0.05 + 0.18 * share
        if side < 0:
            ear = ear[:, ::-1]
        ears.append(ear.reshape(-1, 3))
    return ears


def _neck(face: NDArray[np.floating], build: float) -> NDArray[np.float64]:
    rows, columns = _NECK_GRID
    angle = np.linspace(-np.pi / 2, np.pi / 2, columns)
    across = np.abs(face[list(OVAL), 0]).max()
    flare = np.array([0.0, 0.0, 0.02, 0.06, 0.18, 0.42])
    out = np.zeros((rows, columns, 3))
    for row, y in enumerate(np.linspace(1.05, 2.95, rows)):
        radius = 0.72 * build * across + flare[row]
        out[row, :, 0] = radius * np.sin(angle)
        out[row, :, 1] = y - 0.22 * (row > 2) * (1 - np.cos(angle))
        out[row, :, 2] = 1.25 - 0.75 * np.cos(angle)
    return out.reshape(-1, 3)


def _shoulders(build: float) -> NDArray[np.float64]:
    rows, columns = _SHOULDER_GRID
    x = np.linspace(-1, 1, columns)
    out = np.zeros((rows, columns, 3))
    for row, depth in enumerate(np.linspace(0, 1, rows)):
        collar = 2.62 - 0.36 * np.cos(np.clip(x * 5.0, -np.pi, np.pi)) * (-1)
        slope = 0.75 * np.clip(np.abs(x) - 0.25, 0, None) ** 1.6
        out[row, :, 0] = x * build * (3.1 + 0.25 * depth)
        out[row, :, 1] = collar + slope + 2.2 * depth
        out[row, :, 2] = 1.25 - 0.8 * np.sqrt(np.clip(1 - x**2, 0, 1)) * (0.4 + 0.6 * depth)
    return out.reshape(-1, 3)


def _back_hair(volume: float, long_hair: bool) -> NDArray[np.float64]:
    rows, columns = _HAIR_GRID
    x = np.linspace(-1, 1, columns)
    length = 2.9 if long_hair else 0.6
    out = np.zeros((rows, columns, 3))
    for row, depth in enumerate(np.linspace(0, 1, rows)):
        width = (1.12 + volume + 0.35 * np.sin(depth * 2.2)) if long_hair else 0.5
        out[row, :, 0] = x * width
        out[row, :, 1] = -0.7 + length * depth + 0.12 * depth * np.cos(3 * x)
        out[row, :, 2] = 1.35 - 0.25 * np.cos(x * np.pi / 2)
    return out.reshape(-1, 3)
