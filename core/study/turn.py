"""A face turned a little further to the side, by its own landmarks.

The landmarks with their depth are turned about the head's vertical axis, and the picture follows
them as a mesh of triangles. So the nose moves against the cheeks as in a real turn, and the far
cheek gets narrower. It is an approximation for small angles: what the camera did not see stays
unseen, light does not change, and hair and ears follow only as far as the mesh reaches about the
face.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.simulate.attenuate.appearances import Appearance
from core.simulate.attenuate.mesh import carrier
from core.simulate.attenuate.warp import warped
from core.simulate.attenuate.watch import Watched
from core.video.rewrite import Change, Picture

_AXIS = (234, 454)  # before the ears: the axis runs midway between them
_AXIS_BEHIND_IOD = 0.3


def turned(watched: Watched, yaw_deg: float) -> Change:
    """Turn the main face by a constant angle; frames without it stay as they are.

    Parameters
    ----------
    watched : Watched
        Of the recording whose pictures are changed.
    yaw_deg : float
        + towards the patient's left, as in `core.types.FaceTrack`; small angles only.
    """
    place = watched.rows()

    def change(rgb: Picture, _time_s: float, index: int) -> Picture:
        if index not in place:
            return rgb
        appearance, row = place[index]
        landmarks = appearance.landmarks_px[row]
        mesh = carrier(landmarks, _shift(appearance, row, np.radians(yaw_deg)))
        box = mesh.box((rgb.shape[1], rgb.shape[0]))
        if box[0] >= box[2] or box[1] >= box[3]:
            return rgb
        out = rgb.copy()
        out[box[1] : box[3], box[0] : box[2]] = warped(rgb, mesh, box)
        return out

    return change


def _shift(appearance: Appearance, row: int, yaw_rad: float) -> NDArray[np.float32]:
    """Return where a turn about the head's own upright axis takes each landmark, in pixels."""
    points = appearance.head_iod[row]
    axis = points[list(_AXIS)].mean(axis=0) - np.array([0, 0, _AXIS_BEHIND_IOD], np.float32)
    away = points - axis
    cos, sin = np.cos(yaw_rad), np.sin(yaw_rad)
    # x towards the patient's left, z towards the viewer: a turn to the left takes z to x.
    x = cos * away[:, 0] + sin * away[:, 2]
    z = cos * away[:, 2] - sin * away[:, 0]
    moved_iod = np.stack([x - away[:, 0], np.zeros_like(x), z - away[:, 2]], axis=1)
    return appearance.to_picture(row, moved_iod.astype(np.float32))
