"""Where the face lies in each clip of an analysis, from what the analysis keeps."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.face.warp import apply
from core.types import LANDMARKS, Alignment, ClipTable, FaceTrack


def clip_landmarks(face: FaceTrack, alignment: Alignment, clips: ClipTable) -> NDArray[np.float32]:
    """Landmarks of each clip in the unit crop, as they were when the clip was assembled.

    Parameters
    ----------
    face : FaceTrack
    alignment : Alignment
    clips : ClipTable
        N clips.

    Returns
    -------
    (N, 478, 2) float32
        Median over the clip's frames in which the face was seen.

    Raises
    ------
    ValueError
        If a clip has no such frame; no analysis holds one.
    """
    out = np.empty((len(clips), LANDMARKS, 2), np.float32)
    for number, frames in enumerate(clips.frame_index):
        seen = frames[face.valid[frames] & alignment.valid[frames]]
        if not len(seen):
            raise ValueError(f"the face was seen in no frame of clip {number}")
        points = [apply(alignment.to_crop[i], face.landmarks_px[i]) for i in seen]
        out[number] = np.median(np.stack(points), axis=0)
    return out
