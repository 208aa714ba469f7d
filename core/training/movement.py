"""How much each part of the face moves in a clip: a second target beside the label.

One bit per recording teaches a network from random weights slowly. How far the landmarks of each
part of the face move is known of every clip without anybody's rating, and to tell it the network
must learn to see movement. Learning a related quantity beside the wanted one is multi-task
learning (Caruana 1997, Machine Learning 28).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.face import landmarks as lm
from core.types import Alignment, ClipTable, FaceTrack

PARTS: tuple[lm.Indices, ...] = (
    (*lm.LEFT_EYE_UPPER, *lm.LEFT_EYE_LOWER, *lm.RIGHT_EYE_UPPER, *lm.RIGHT_EYE_LOWER),
    (*lm.LEFT_BROW_UPPER, *lm.RIGHT_BROW_UPPER),
    (lm.LEFT_NOSE_WING, lm.RIGHT_NOSE_WING, lm.LEFT_CHEEK, lm.RIGHT_CHEEK),
    (*lm.OUTER_LIP_RING, *lm.INNER_LIP_RING),
    (lm.CHIN, lm.CHIN_FRONT),
)
"""Eyelids, brows, nose and cheeks, lips, chin."""

# Below this (of the crop's side) a movement is the tracker's own noise.
_FLOOR = 1e-3


def clip_movement(face: FaceTrack, alignment: Alignment, table: ClipTable) -> NDArray[np.float32]:
    """Measure the movement of each part of the face in each clip.

    Parameters
    ----------
    face : FaceTrack
    alignment : Alignment
    table : ClipTable

    Returns
    -------
    (N, 5) float32
        Natural logarithm of the root mean square distance of the part's landmarks from their
        mean place, in sides of the crop, over the frames in which the face was seen.
    """
    out = np.full((len(table), len(PARTS)), np.log(_FLOOR), np.float32)
    for number, frames in enumerate(table.frame_index):
        seen = frames[face.valid[frames] & alignment.valid[frames]]
        if len(seen) < 2:
            continue
        to_crop = alignment.to_crop[seen]
        points = np.einsum("fij,fkj->fki", to_crop[:, :, :2], face.landmarks_px[seen, :, :2])
        points += to_crop[:, None, :, 2]
        away = ((points - points.mean(axis=0)) ** 2).sum(axis=2).mean(axis=0)  # (478,)
        rms = [float(np.sqrt(away[list(part)].mean())) for part in PARTS]
        out[number] = np.log(np.maximum(rms, _FLOOR))
    return out
