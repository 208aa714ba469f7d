"""Folds and shading that go with the face's motion, learnt from the recording itself.

Every so often the face is laid out flat (`core.simulate.attenuate.flat`). What is left to change
there is regressed on expression and on head pose together, pixel by pixel, as texture is on shape
in an active appearance model (Cootes, Edwards and Taylor 2001, IEEE TPAMI 23:681). Only the share
that goes with expression is then scaled. Light that follows the head, a hand before the face and
noise stay as they are, and since the share is as smooth in time as the landmarks, nothing flickers.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from core.face.landmarks import (
    FACE_OVAL,
    FIRST_IRIS,
    INNER_LIP_RING,
    LEFT_EYE_RING,
    RIGHT_EYE_RING,
)
from core.simulate.attenuate.flat import IOD_PX, SIDE, canonical
from core.simulate.attenuate.mesh import Carrier, triangles
from core.simulate.attenuate.warp import Box, enlarged, spread, visible
from core.video.rewrite import Picture

Floats = NDArray[np.float32]

# They show other things when they open, and are left alone.
_HOLES = (*RIGHT_EYE_RING, *LEFT_EYE_RING, *INNER_LIP_RING)
_SOFT_EDGE_IOD = 0.2  # inside the oval, where hair and background come and go
_STRETCHED = (2.0, 3.5)  # in area: from here on, and from here wholly, skin at rest stands in
_SEEN = (0.3, 0.6)  # of the area that skin has in a frontal face

_MODES = 6
_FRAMES_PER_MODE = 8
_SOFT_PX = 1.0  # on the flat face: what is finer is the landmarks' error
_RIDGE = 0.02


@lru_cache(maxsize=1)
def _share() -> Floats:
    """Return how far each vertex takes part in alterations: (V,) float32."""
    mesh, _ = canonical()
    face, oval = mesh.here_px[:FIRST_IRIS], mesh.here_px[list(FACE_OVAL)]
    inwards = np.linalg.norm(face[:, None] - oval[None], axis=2).min(axis=1) / IOD_PX
    share = np.zeros(len(mesh.here_px), np.float32)
    share[:FIRST_IRIS] = np.clip(inwards / _SOFT_EDGE_IOD, 0, 1)
    share[list(_HOLES)] = 0
    return share


def shaded(picture: Picture, change: Floats, rest: Floats, mesh: Carrier, box: Box) -> Picture:
    """Change a face's skin, and put skin at rest where the picture cannot show what is wanted.

    Parameters
    ----------
    picture : (h, w, 3) uint8
        The pixels of `box`.
    change : (SIDE, SIDE, 3) float32
        What is added to the flat face. Eyes and mouth are left alone.
    rest : (SIDE, SIDE, 3) float32
        The flat face at rest.
    mesh : Carrier
        From where the face was to where it is in `picture`.
    box : (x0, y0, x1, y1)

    Returns
    -------
    (h, w, 3) uint8
    """
    height, width = picture.shape[:2]
    fold = max(int(mesh.eye_distance_px / IOD_PX), 1)
    small = mesh.reduced(box[:2], fold)
    size = (-(-width // fold), -(-height // fold))
    share = _share() * _seen(mesh)
    spoilt = _spoilt(mesh, share)
    values = np.column_stack([canonical()[0].here_px - np.float32(0.5), share, spoilt])
    across, down, skin, spoilt = spread(small, visible(small), values, (0, 0, *size))
    added = cv2.remap(change, across, down, cv2.INTER_LINEAR) * skin[..., None]
    out = picture + enlarged(added, fold, picture.shape)
    if spoilt.max() > 0:
        calm = cv2.remap(rest, across, down, cv2.INTER_LINEAR)
        sound = (skin * (1 - spoilt))[..., None]
        light = ((out[::fold, ::fold] - calm) * sound).sum(axis=(0, 1)) / max(sound.sum(), 1e-6)
        calm = enlarged(calm + light, fold, picture.shape)
        out += enlarged(spoilt, fold, picture.shape)[..., None] * (calm - out)
    return np.asarray(np.clip(np.rint(out), 0, 255), np.uint8)


def _seen(mesh: Carrier) -> Floats:
    """How far skin faces the camera where it shall go: (V,) float32, 0 edge-on to 1."""
    laid = canonical()[0]
    usual = _areas(laid.here_px) * (mesh.eye_distance_px / laid.eye_distance_px) ** 2
    share = _areas(mesh.there_px) / np.maximum(usual, 1e-6)
    return np.asarray(np.clip((share - _SEEN[0]) / (_SEEN[1] - _SEEN[0]), 0, 1), np.float32)


def _spoilt(mesh: Carrier, share: Floats) -> Floats:
    """How far the pixels at each vertex cannot be used: (V,) float32 in [0, 1].

    Skin that is stretched several times shows the landmarks' errors.
    """
    wide = _areas(mesh.there_px) / np.maximum(_areas(mesh.here_px), 1e-6)
    spoilt = np.clip((wide - _STRETCHED[0]) / (_STRETCHED[1] - _STRETCHED[0]), 0, 1) * share
    return np.asarray(spoilt, np.float32)


def _areas(points_px: Floats) -> Floats:
    """Area of the triangles about each vertex: (V,) float32."""
    a, b, c = (points_px[triangles()[:, k]] for k in range(3))
    twice = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    areas = np.repeat(np.maximum(twice, 0), 3)
    return np.bincount(triangles().ravel(), areas, len(points_px)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class SkinModel:
    """How the flat face changes with expression.

    Attributes
    ----------
    modes : (k, 478, 3) float32
        Directions of expression, each as long as its largest amount in the recording is 1.
    change : (2 k, SIDE, SIDE, 3) float32
        Change of colour by each amount and by each amount's square, for what shows only in large
        movement.
    rest : (SIDE, SIDE, 3) float32
        The flat face where it shows least expression.
    """

    modes: Floats
    change: Floats
    rest: Floats

    def at(self, away_iod: Floats) -> Floats:
        """Return what expression (478, 3) adds to the flat face: (SIDE, SIDE, 3) float32."""
        amounts = self.modes.reshape(len(self.modes), -1) @ away_iod.ravel()
        return np.asarray(np.tensordot(_terms(amounts[None])[0], self.change, axes=1), np.float32)


def learn_skin(flats: Picture, away_iod: Floats, pose: Floats) -> SkinModel | None:
    """Regress the flat face on expression, holding the pose of the head constant.

    Parameters
    ----------
    flats : (m, SIDE, SIDE, 3) uint8
    away_iod : (m, 478, 3) float32
        Expression in the same frames.
    pose : (m, p) float32
        Whatever else moves the light on the face.

    Returns
    -------
    SkinModel or None
        None where there are too few frames.
    """
    count = min(_MODES, len(flats) // _FRAMES_PER_MODE)
    if count < 1:
        return None
    flattened = away_iod.reshape(len(away_iod), -1)
    _, _, directions = np.linalg.svd(flattened, full_matrices=False)
    largest = np.abs(flattened @ directions[:count].T).max(axis=0)
    modes = directions[:count] / np.maximum(largest, 1e-6)[:, None]
    terms = _terms(flattened @ modes.T)
    design = np.column_stack([terms, pose - pose.mean(axis=0), np.ones(len(flats))])
    # Equal for expression and pose: what goes with both, as in a smile that turns away, is shared.
    penalty = np.diag([_RIDGE * len(flats)] * (design.shape[1] - 1) + [1e-6])
    colours = flats.reshape(len(flats), -1).astype(np.float32)
    solved = np.linalg.solve(design.T @ design + penalty, design.T @ colours)
    change = solved[: terms.shape[1]].reshape(-1, SIDE, SIDE, 3).astype(np.float32)
    soft = np.stack([cv2.GaussianBlur(c, (0, 0), _SOFT_PX) for c in change])
    calm = np.argsort((flattened**2).sum(axis=1))[: max(len(flats) // 10, 1)]
    rest = np.median(flats[calm], axis=0).astype(np.float32)
    return SkinModel(modes.reshape(count, -1, 3).astype(np.float32), soft, rest)


def _terms(amounts: Floats) -> Floats:
    """Amounts (m, k) and their squares: (m, 2 k)."""
    return np.concatenate([amounts, amounts**2], axis=1)
