"""Measuring a recording's seven signals as those of the table were."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import RecordingError
from core.kinematics.signals import PAIRS, park_signals
from core.kinematics.static_mesh import StaticMesh
from core.video import iter_frames, open_recording

Floats = NDArray[np.float64]


def measured_signals(video: Path, mesh: StaticMesh) -> Floats:
    """Measure every frame by itself.

    Returns
    -------
    (T, 7) float64
        In the order of `core.kinematics.signals.PAIRS`; NaN where no face is found.

    Raises
    ------
    RecordingError
        If no frame shows a face.
    """
    recording = open_recording(video)
    with iter_frames(recording) as frames:
        points = np.stack([mesh.fit(frame.rgb) / frame.scale for frame in frames])
    out = signals_of(points)
    if not np.isfinite(out).any():
        raise RecordingError(f"No face was found in “{video.name}”.")
    return out


def signals_of(points_px: NDArray[np.floating[Any]]) -> Floats:
    """Compute the signals (T, 7) of points (T, 478, 2 or 3), as `measured_signals` orders them."""
    lines = park_signals(points_px)
    return np.stack([lines[name] for name in PAIRS], axis=1)


def mean_and_variance(signals: Floats) -> tuple[Floats, Floats]:
    """Mean and population variance (7,) of each signal over the frames with a face."""
    found = signals[np.isfinite(signals).all(axis=1)]
    return found.mean(axis=0), found.var(axis=0)
