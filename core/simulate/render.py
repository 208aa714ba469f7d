"""From a spec to pictures with their exact truth."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from core.simulate.expressions import UNITS, close_lids, unit_displacements
from core.simulate.face_model import (
    INNER_LIP_CORNERS,
    INNER_LOWER_LIP,
    INNER_UPPER_LIP,
    LEFT_CORNERS,
    LEFT_IRIS,
    LEFT_LOWER_LID,
    LEFT_UPPER_LID,
    RIGHT_CORNERS,
    RIGHT_IRIS,
    RIGHT_LOWER_LID,
    RIGHT_UPPER_LID,
)
from core.simulate.geometry import FACE_POINTS, person_vertices, topology
from core.simulate.likeness import resting_face
from core.simulate.moving import PIVOT, FrameTruth, movement_basis, rotation, truth_at
from core.simulate.openings import draw_eye, draw_mouth
from core.simulate.parts import Identity, Photographed
from core.simulate.photographed.phantom import PhotographedPhantom
from core.simulate.raster import interpolate, triangle_map
from core.simulate.spec import PhantomSpec
from core.simulate.studio import Studio
from core.simulate.texture import paint
from core.simulate.timeline import Timeline, build_timeline
from core.types import FACIAL_REGIONS

Floats = NDArray[np.float32]

_HAIR_VOLUME = {"bald": 0.0, "short": 0.10, "full": 0.22, "long": 0.20}
_FOLD_DEPTH = np.array([0.45, 0.45, 0.42, 0.42], dtype=np.float32)
_GLOSS = 38.0
_ROW = 256


class Phantom:
    """A drawn person ready to be filmed.

    Parameters
    ----------
    spec : PhantomSpec
        With an `core.simulate.parts.Identity`.
    timeline : Timeline, optional
        What to film instead of the spec's script.

    Attributes
    ----------
    spec : PhantomSpec
    timeline : Timeline
    """

    def __init__(self, spec: PhantomSpec, timeline: Timeline | None = None) -> None:
        if not isinstance(spec.identity, Identity):
            raise TypeError("a drawn phantom needs a drawn identity")
        self.spec = spec
        self.timeline: Timeline = build_timeline(spec) if timeline is None else timeline
        identity = self._identity = spec.identity
        self._mesh = topology()
        self._face = resting_face(identity)
        self._unit_px = spec.scene.face_iod_share * spec.size_px
        self._atlas_px = int(np.clip(round(self._unit_px * 7.0 / 64) * 64, 256, 1024))
        self._atlas = paint(identity, self._atlas_px)
        volume = _HAIR_VOLUME[identity.hair_style]
        self._rest = person_vertices(
            self._face, volume, identity.hair_style == "long", identity.build
        )
        self._basis = movement_basis(unit_displacements(), spec.movement)
        self._hollow = self._hollows()
        self._studio = Studio(spec)

    def frame(self, index: int) -> tuple[NDArray[np.uint8], FrameTruth]:
        """Draw one frame.

        Returns
        -------
        rgb : (S, S, 3) uint8
        truth : FrameTruth
        """
        moving = self._face_at(index)
        vertices = self._rest.copy()
        vertices[:FACE_POINTS] = moving[:FACE_POINTS]
        posed = self._posed(vertices, self._mesh.follow, index)
        landmarks = self._posed(moving, np.ones(len(moving), dtype=np.float32), index)
        light, shine = self._shade(posed)
        picture = self._surface(posed, light, shine, index)
        xy = self._project(landmarks)
        self._openings(picture, xy, light, index)
        return self._studio.expose(picture, index), truth_at(self.timeline, index, xy)

    def _face_at(self, index: int) -> Floats:
        amounts = self.timeline.amounts[index].astype(np.float32).ravel()
        moved = self._face + (amounts @ self._basis).reshape(-1, 3)
        left, right = self.timeline.closure[index]
        moved = close_lids(moved, float(left), float(right))
        gaze = self.timeline.gaze_iod[index].astype(np.float32)
        moved[FACE_POINTS:, :2] += gaze
        return moved

    def _posed(self, points: Floats, follow: Floats, index: int) -> Floats:
        """Turn and shift points with the head as far as each follows it."""
        turn = rotation(self.timeline.pose_deg[index])
        shift = np.append(self.timeline.shift_iod[index], 0).astype(np.float32)
        turned = (points - PIVOT) @ turn.T + PIVOT + shift
        return np.asarray(points + (turned - points) * follow[:, None], dtype=np.float32)

    def _project(self, points: Floats) -> Floats:
        scene, size = self.spec.scene, self.spec.size_px
        centre = np.array([scene.face_x, scene.face_y]) * size
        return np.asarray(points[:, :2] * self._unit_px + centre, dtype=np.float32)

    def _hollows(self) -> Floats:
        """Ambient occlusion of the resting face: how far a vertex lies below its neighbours."""
        triangles, count = self._mesh.triangles, len(self._rest)
        total, number = np.zeros((count, 3)), np.zeros((count, 1))
        for a, b in ((0, 1), (1, 2), (2, 0)):
            for i, j in ((a, b), (b, a)):
                np.add.at(total, triangles[:, i], self._rest[triangles[:, j]])
                np.add.at(number, triangles[:, i], 1)
        away = total / np.maximum(number, 1) - self._rest
        depth = np.einsum("ij,ij->i", away, self._normals(self._rest))
        depth[FACE_POINTS:] = 0
        return np.asarray(np.clip(1 - 6.0 * np.clip(depth, 0, None), 0.72, 1), dtype=np.float32)

    def _normals(self, points: Floats) -> Floats:
        a, b, c = (points[self._mesh.triangles[:, k]] for k in range(3))
        flat = self._mesh.to_vertices @ np.cross(c - a, b - a)
        length = np.linalg.norm(flat, axis=1, keepdims=True)
        return np.asarray(flat / np.maximum(length, 1e-9), dtype=np.float32)

    def _shade(self, posed: Floats) -> tuple[Floats, Floats]:
        normal = self._normals(posed)
        return self._studio.light(normal, self._hollow)

    def _surface(self, posed: Floats, light: Floats, shine: Floats, index: int) -> Floats:
        """Draw the skin, hair and clothes over the background."""
        xy, triangles = self._project(posed), self._mesh.triangles
        a, b, c = (xy[triangles[:, k]] for k in range(3))
        front = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) > (b[:, 1] - a[:, 1]) * (
            c[:, 0] - a[:, 0]
        )
        order = np.lexsort((-posed[triangles, 2].mean(axis=1), self._mesh.layer))
        size = self.spec.size_px
        ids = triangle_map(xy, triangles, order[front[order]], (size, size))
        attributes = np.concatenate(
            [self._mesh.uv * self._atlas_px - 0.5, light[:, None], shine[:, None]], axis=1
        )
        where, (u, v, lit, gloss) = interpolate(xy, triangles, attributes, ids)
        albedo, folds, shiny = (
            _look_up(layer, u, v)
            for layer in (self._atlas.albedo, self._atlas.folds, self._atlas.gloss)
        )
        depth = folds @ (self._fold_amounts(index) / 255)
        lit *= 1 - np.minimum(depth, 0.75)
        colour = albedo * (lit[:, None] * self._studio.light_rgb)
        colour += (gloss * shiny[:, 0] * np.float32(_GLOSS / 160))[:, None]
        return self._studio.over_background(colour, where)

    def _fold_amounts(self, index: int) -> Floats:
        """Depth of each of the atlas' four fold layers in this frame."""
        amounts, gains = self.timeline.amounts[index], self.spec.movement

        def at(unit: str, region: str) -> float:
            row = UNITS.index(unit)
            return float(amounts[row, FACIAL_REGIONS.index(region)])

        raised = at("brow_raise", "forehead")
        frown = max(at("nose_wrinkle", "nose"), at("brow_lower", "forehead"))
        level = [
            at("smile", "right_cheek") * gains.right_gain,
            at("smile", "left_cheek") * gains.left_gain,
            raised * (gains.left_gain + gains.right_gain) / 2,
            frown * (gains.left_gain + gains.right_gain) / 2,
        ]
        worn = np.clip((self._identity.age_years - 20) / 60, 0, 1)
        return np.asarray(np.clip(level, 0, 1.5) * _FOLD_DEPTH * (0.55 + 0.45 * worn), np.float32)

    def _openings(self, picture: Floats, xy: Floats, light: Floats, index: int) -> None:
        eye = np.asarray(self._identity.eye_rgb, dtype=np.float32)
        for upper, lower, (outer, inner), iris in (
            (RIGHT_UPPER_LID, RIGHT_LOWER_LID, RIGHT_CORNERS, RIGHT_IRIS),
            (LEFT_UPPER_LID, LEFT_LOWER_LID, LEFT_CORNERS, LEFT_IRIS),
        ):
            radius = float(np.linalg.norm(xy[list(iris[1:])] - xy[iris[0]], axis=1).mean())
            falls = light[list(lower)].mean() * self._studio.light_rgb
            draw_eye(
                picture, xy[[outer, *upper, inner]], xy[[outer, *lower, inner]], xy[iris[0]],
                radius, eye, np.asarray(falls, dtype=np.float32),
            )  # fmt: skip
        right, left = INNER_LIP_CORNERS
        teeth = self._posed(
            self._face[[right, INNER_UPPER_LIP[4], left]]
            * _row([0.86, 1, 1]) + _row([[0, 0.0, 0], [0, 0.055, 0.05], [0, 0.0, 0]]),
            np.ones(3, dtype=np.float32), index,
        )  # fmt: skip
        falls = light[[164, 18]].mean() * self._studio.light_rgb
        draw_mouth(
            picture, xy[[right, *INNER_UPPER_LIP, left]], xy[[right, *INNER_LOWER_LIP, left]],
            self._project(teeth), self._unit_px, np.asarray(falls, dtype=np.float32),
        )  # fmt: skip


def _look_up(layer: NDArray[np.uint8], u: Floats, v: Floats) -> NDArray[np.uint8]:
    """Sample an atlas layer at P places: (P, channels) uint8."""
    count = len(u)
    shape = (-(-count // _ROW), _ROW)  # cv2.remap takes no side of 32768 or more
    maps = [np.resize(axis, shape) for axis in (u, v)]
    found = cv2.remap(layer, maps[0], maps[1], cv2.INTER_LINEAR)
    return np.asarray(found.reshape(shape[0] * _ROW, -1)[:count], dtype=np.uint8)


def phantom_of(
    spec: PhantomSpec, timeline: Timeline | None = None
) -> Phantom | PhotographedPhantom:
    """Make a spec's person ready to be filmed, drawn or from photographs.

    Parameters
    ----------
    spec : PhantomSpec
    timeline : Timeline, optional
        What to film instead of the spec's script.

    Raises
    ------
    RecordingError
        If a photograph is missing or shows no face.
    """
    if isinstance(spec.identity, Photographed):
        return PhotographedPhantom(spec, timeline)
    return Phantom(spec, timeline)


def render_frames(
    spec: PhantomSpec, timeline: Timeline | None = None
) -> Iterator[tuple[float, NDArray[np.uint8], FrameTruth]]:
    """Draw a phantom frame by frame.

    Parameters
    ----------
    spec : PhantomSpec
    timeline : Timeline, optional
        What to film instead of the spec's script.

    Yields
    ------
    pts_s : float
    rgb : (S, S, 3) uint8
    truth : FrameTruth
    """
    phantom = phantom_of(spec, timeline)
    for index in range(len(phantom.timeline.pts_s)):
        rgb, truth = phantom.frame(index)
        yield truth.pts_s, rgb, truth


def _row(values: object) -> Floats:
    return np.array(values, dtype=np.float32)
