"""The drawn person as one triangle mesh: face, crown, ears, neck, shoulders, long hair.

Vertices 0-467 are FaceMesh points; everything after them is derived from these, so that a wider
face gets a wider neck. Every vertex has a place in one texture (an atlas with a head chart and
small patches for neck, ears, clothes and back hair).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.spatial import Delaunay

from core.simulate.body import Part, body_grids, body_vertices
from core.simulate.expressions import unit_displacements
from core.simulate.face_model import (
    INNER_LIP_CORNERS,
    INNER_LOWER_LIP,
    INNER_UPPER_LIP,
    LEFT_CORNERS,
    LEFT_LOWER_LID,
    LEFT_UPPER_LID,
    LIP_ROWS,
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

_AXIS_Z = 1.5  # the cylinder onto which the head is unwrapped
_U_PER_RAD = 1 / 3.4
_Y_BOTTOM = 2.15
ATLAS_TOP = -2.15  # y of the atlas' upper edge in model coordinates
ATLAS_HEIGHT = (_Y_BOTTOM - ATLAS_TOP) / HEAD_V
ATLAS_WIDTH = 1.6 / _U_PER_RAD  # the face's front lies about 1.6 before the axis
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
    head = Part(uv, _head_triangles(uv[:FACE_POINTS]), 4, np.ones(len(uv)))
    triangles, layers, start = [], [], 0
    parts = [head, *body_grids()]
    for part in parts:
        triangles.append(part.triangles + start)
        layers.append(np.full(len(part.triangles), part.layer, dtype=np.int8))
        start += len(part.uv)
    joined = np.concatenate(triangles).astype(np.int32)
    columns = np.repeat(np.arange(len(joined)), 3)
    ones = np.ones(len(columns), dtype=np.float32)
    return Topology(
        triangles=joined,
        layer=np.concatenate(layers),
        uv=np.concatenate([part.uv for part in parts]),
        follow=np.concatenate([part.follow for part in parts]).astype(np.float32),
        to_vertices=csr_matrix((ones, (joined.ravel(), columns)), shape=(start, len(joined))),
    )


def head_uv(points: NDArray[np.floating[Any]]) -> Floats:
    """Unwrap head points onto the atlas: (N, 3) model coordinates to (N, 2) in [0, 1]."""
    angle = np.arctan2(points[:, 0], _AXIS_Z - points[:, 2])
    u = 0.5 + angle * _U_PER_RAD
    v = (points[:, 1] - ATLAS_TOP) / ATLAS_HEIGHT
    return np.asarray(np.stack([u, v], axis=1), dtype=np.float32)


def _head_chart(face: NDArray[np.floating[Any]], crown: NDArray[np.floating[Any]]) -> Floats:
    """Texture places of the face and its rings; the rings under the jaw lie side by side."""
    uv, rings = _spread_lips(head_uv(face[:FACE_POINTS])), head_uv(crown).reshape(_RINGS, -1, 2)
    oval = uv[list(OVAL)]
    upward = _upward(face[list(OVAL)])[:, None]
    for number, ring in enumerate(rings):
        away = (oval - (0.5, 0.5)) * (0.07, 0.12) * (number + 1) / _RINGS
        ring[:] = upward * ring + (1 - upward) * (oval + away)
    return np.asarray(np.concatenate([uv, rings.reshape(-1, 2)]), dtype=np.float32)


def _spread_lips(uv: Floats) -> Floats:
    """Lay the rows of each lip side by side; in a closed mouth they fold under one another."""
    out = uv.copy()
    for rows in LIP_ROWS:
        outer, inner = uv[list(rows[0])], uv[list(rows[-1])]
        for number, row in enumerate(rows):
            out[list(row)] = outer + (inner - outer) * number / (len(rows) - 1)
    return out


def person_vertices(
    face: NDArray[np.floating[Any]], hair_volume: float, long_hair: bool, build: float
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
    body = body_vertices(face, hair_volume, long_hair, build)
    return np.asarray(np.concatenate([face[:FACE_POINTS], crown, body]), dtype=np.float32)


def _crown(face: NDArray[np.floating[Any]], volume: float) -> NDArray[np.float64]:
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


def _upward(oval: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
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
    return np.asarray(np.concatenate([triangles, _ring_triangles()]), dtype=np.int32)


def _ring_triangles() -> Ints:
    """Give strips from the outline of the face outwards, ring by ring; `OVAL` runs clockwise."""
    count = len(OVAL)
    rings = np.concatenate([OVAL, FACE_POINTS + np.arange(_RINGS * count)]).reshape(-1, count)
    inner, outer = rings[:-1], rings[1:]
    after, outer_after = np.roll(inner, -1, axis=1), np.roll(outer, -1, axis=1)
    strips = [(inner, outer, after), (after, outer, outer_after)]
    joined = np.concatenate([np.stack(s, axis=-1).reshape(-1, 3) for s in strips])
    return np.asarray(joined, dtype=np.int32)
