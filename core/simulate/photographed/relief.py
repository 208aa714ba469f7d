"""The depth of a photographed head, and how its places move when it turns."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import RBFInterpolator

from core.simulate.face_model import OVAL
from core.simulate.moving import PIVOT, rotation
from core.simulate.photographed.field import Lattice

Floats = NDArray[np.float32]

_COARSE = 3  # depth is smooth: found on every third node
_EDGE_DEPTH = 0.95  # where the silhouette of hair, ears and neck lies
_OUTER = (1.18, 1.45, 1.9)  # rings around the face's outline
_NECK_TOP, _NECK_END = 1.9, 3.1  # the head's motion fades out between


class Relief:
    """Depth over a lattice.

    Parameters
    ----------
    face : (478, 3) float32
        At rest.
    lattice : Lattice

    Attributes
    ----------
    depth : (rows, columns) float32
        z of each node, away from the camera.
    follow : (rows, columns, 1) float32
        How far each node goes along with the head, [0, 1].
    """

    def __init__(self, face: Floats, lattice: Lattice) -> None:
        self._nodes = lattice.nodes()
        self.depth = _depth(face, lattice)
        down = (self._nodes[..., 1:] - _NECK_TOP) / (_NECK_END - _NECK_TOP)
        t = np.clip(down, 0, 1)
        self.follow = (1 - t * t * (3 - 2 * t)).astype(np.float32)
        self._inner = np.dstack([self._nodes, self.depth]) - PIVOT

    def posed(
        self, moved: Floats, pose_deg: NDArray[np.float64], shift_iod: NDArray[np.float64]
    ) -> Floats:
        """Add the head's pose to a face's own movement.

        Parameters
        ----------
        moved : (rows, columns, 3) float32
            Displacement of the nodes by the face itself.
        pose_deg : (3,)
            Yaw, pitch, roll.
        shift_iod : (2,)

        Returns
        -------
        (rows, columns, 2) float32
            Displacement in the picture plane by both.
        """
        turn = rotation(pose_deg)[:2]
        turned = (self._inner + moved) @ turn.T + PIVOT[:2] + shift_iod.astype(np.float32)
        still = self._nodes + moved[..., :2]
        return np.asarray(still + (turned - still) * self.follow - self._nodes, dtype=np.float32)

    def normals(self, pose_deg: NDArray[np.float64]) -> Floats:
        """Outward normals of the turned head's nodes: (rows, columns, 3) float32."""
        step = float(self._nodes[0, 1, 0] - self._nodes[0, 0, 0])
        dy, dx = np.gradient(self.depth, step)
        normal = np.dstack([dx, dy, -np.ones_like(dx)])
        normal /= np.linalg.norm(normal, axis=2, keepdims=True)
        return np.asarray(normal @ rotation(pose_deg).T, dtype=np.float32)


def _depth(face: Floats, lattice: Lattice) -> Floats:
    skin = face[:468].astype(np.float64)
    oval = skin[list(OVAL)]
    middle = np.array([0.0, 0.35])
    rings = []
    for number, reach in enumerate(_OUTER):
        ring = middle + (oval[:, :2] - middle) * reach
        depth = np.full(len(ring), _EDGE_DEPTH)
        if number == 0:
            depth = 0.35 * oval[:, 2] + 0.65 * depth
        rings.append(np.column_stack([ring, depth]))
    known = np.concatenate([skin, *rings])
    fit = RBFInterpolator(known[:, :2], known[:, 2], smoothing=2e-2, kernel="thin_plate_spline")
    nodes = lattice.nodes()
    coarse = nodes[::_COARSE, ::_COARSE]
    outer = np.abs(coarse - (0.0, 0.2)).max(axis=2)
    depth = fit(coarse.reshape(-1, 2)).reshape(coarse.shape[:2])
    fade = np.clip((outer - 1.9) / 0.5, 0, 1)  # far out thin plates run away
    depth = depth * (1 - fade) + _EDGE_DEPTH * fade
    size = (nodes.shape[1], nodes.shape[0])
    scale = np.array([[1 / _COARSE, 0, 0], [0, 1 / _COARSE, 0]])
    fine = cv2.warpAffine(
        depth.astype(np.float32), scale, size,
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    return np.asarray(cv2.GaussianBlur(fine, (0, 0), 1.2), dtype=np.float32)
