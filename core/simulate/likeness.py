"""From an identity to the resting mesh of its face."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.simulate.face_model import face_model
from core.simulate.geometry import FACE_POINTS
from core.simulate.parts import Identity


def resting_face(identity: Identity) -> NDArray[np.float32]:
    """Return the face of an identity at rest: (478, 3) float32 in model coordinates."""
    model = face_model()
    amounts = np.asarray(identity.shape, dtype=np.float32)
    face = model.mean + np.tensordot(amounts, model.modes, axes=1)
    side, y = np.sign(face[:, 0]), face[:, 1].copy()
    worn = float(np.clip((identity.age_years - 35) / 50, 0, 1))
    face = face + sagging(face, worn)
    lopsided = 1 / (1 + np.exp(-(y - 0.35) / 0.06))  # from below the eyes on
    face[:, 0] *= 1 + identity.asymmetry * side * lopsided
    return np.asarray(face, dtype=np.float32)


def sagging(face: NDArray[np.float32], worn: float) -> NDArray[np.float32]:
    """How cheeks, corners of the mouth and brows sag with age.

    Parameters
    ----------
    face : (478, 3) float32
        Model coordinates.
    worn : float
        0 young to 1 old.

    Returns
    -------
    (478, 3) float32
        Displacements.
    """
    side, x, y = np.sign(face[:, 0]), np.abs(face[:, 0]), face[:, 1]
    jowl = np.exp(-(((x - 0.62) / 0.25) ** 2) - ((y - 1.35) / 0.25) ** 2)
    mouth = np.exp(-(((x - 0.38) / 0.10) ** 2) - ((y - 1.09) / 0.08) ** 2)
    brow = np.exp(-(((x - 0.75) / 0.35) ** 2) - ((y + 0.25) / 0.16) ** 2)
    sag = worn * (0.05 * jowl + 0.03 * mouth + 0.03 * brow)
    sag[FACE_POINTS:] = 0  # eyeballs do not sag
    out = np.zeros_like(face)
    out[:, 0] = worn * 0.02 * jowl * side
    out[:, 1] = sag
    return out
