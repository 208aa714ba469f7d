"""A 1080p video with rare key frames from a smaller one, for measuring the window."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from core.video import VideoWriter, iter_frames, open_recording

_SIZE_PX = (1920, 1080)


def large_video(source: Path, target: Path, length_s: float) -> None:
    """Write a video, letterboxed in 1920x1080 and repeated, with a key frame every 250 frames.

    Parameters
    ----------
    source : Path
    target : Path
        An MP4 file to be written; x264's own key frame interval is 250.
    length_s : float

    Raises
    ------
    RecordingError
        If `source` cannot be used.
    SurroundingsError
        If `target` cannot be written.
    """
    recording = open_recording(source)
    interval_s = recording.duration_s / len(recording.pts_s)
    canvas = np.zeros((_SIZE_PX[1], _SIZE_PX[0], 3), np.uint8)
    written = 0
    with VideoWriter(target, _SIZE_PX, crf=26) as writer:
        while written * interval_s < length_s:
            with iter_frames(recording) as stream:
                for frame in stream:
                    writer.write(_letterboxed(frame.rgb, canvas), written * interval_s)
                    written += 1


def _letterboxed(
    rgb: NDArray[np.uint8],
    canvas: NDArray[np.uint8],
) -> NDArray[np.uint8]:
    """Put a picture, as large as it fits, into the middle of `canvas`."""
    high, wide = canvas.shape[:2]
    scale = min(high / rgb.shape[0], wide / rgb.shape[1])
    size = (round(rgb.shape[1] * scale), round(rgb.shape[0] * scale))
    left, top = (wide - size[0]) // 2, (high - size[1]) // 2
    canvas[top : top + size[1], left : left + size[0]] = cv2.resize(rgb, size)
    return canvas
