"""How far the tracked mesh lies from FaceMesh on each frame by itself, on given videos.

The table's signals come from static frames (detection confidence 0.7); an analysis tracks.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.face import FaceTrackBuilder, FaceTracker
from core.face import landmarks as lm
from core.kinematics.signals import geo10_of
from core.kinematics.static_mesh import StaticMesh
from core.kinematics.table import MIN_FRAMES
from core.types import LANDMARKS
from core.video import iter_frames, open_recording

Floats = NDArray[np.float64]


def tracking_difference(clips: Sequence[Path]) -> Floats:
    """Measure clips both ways.

    Parameters
    ----------
    clips : sequence of Path
        Those with fewer than `MIN_FRAMES` frames with a face, either way, are left out.

    Returns
    -------
    (N, 10) float64
        Tracked less static, in the order of `GEO10`.
    """
    found = []
    for path in clips:
        tracked, static = _both(path)
        if min(_faces(tracked), _faces(static)) >= MIN_FRAMES:
            found.append(geo10_of(tracked) - geo10_of(static))
    return np.array(found)


def _both(path: Path) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    recording = open_recording(path)
    builder = FaceTrackBuilder(len(recording.pts_s))
    static = np.full((len(recording.pts_s), LANDMARKS, 2), np.nan, np.float32)
    with (
        FaceTracker() as tracker,
        iter_frames(recording) as frames,
        StaticMesh() as mesh,
    ):
        for frame in frames:
            builder.add(frame.index, tracker.process(frame.rgb, frame.pts_s), frame.scale)
            static[frame.index] = mesh.fit(frame.rgb) / frame.scale
    return builder.build().landmarks_px, static


def _faces(points_px: NDArray[np.float32]) -> int:
    return int(np.isfinite(points_px[:, lm.RIGHT_IRIS, 0]).sum())
