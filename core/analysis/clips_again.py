"""The clips of an analysed recording once more, from what is known of its face: no tracking."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.clips import ClipAssembler, ClipPixels
from core.face import crop
from core.face.warp import apply, for_decoded
from core.progress import CancelToken, Progress, ProgressFn, silent
from core.types import Analysis
from core.video import DecodedFrame, check_unchanged, iter_frames
from core.video.limits import MAX_SIDE_PX

_TOLD_EVERY = 10  # frames


def clips_again(
    analysis: Analysis,
    size_px: int,
    progress: ProgressFn = silent,
    cancel: CancelToken | None = None,
) -> Iterator[ClipPixels]:
    """Yield the clips of an analysis, pixel by pixel as the network saw them.

    Parameters
    ----------
    analysis : Analysis
    size_px : int
        Side of the crops.
    progress : callable
        Told stage ``"maps"``.
    cancel : CancelToken, optional
        Looked at on every frame.

    Raises
    ------
    RecordingError
        If the video is gone or is no longer the one that was analysed.
    Cancelled
        If the token was set.
    """
    recording = analysis.recording
    check_unchanged(recording)
    assembler = ClipAssembler(analysis.clips)
    last = int(analysis.clips.frame_index.max()) if len(analysis.clips) else -1
    with iter_frames(recording, max_side_px=MAX_SIDE_PX, cancel=cancel) as stream:
        for frame in stream:
            if frame.index > last:
                return
            pixels, landmarks = None, None
            if assembler.needs(frame.index):
                pixels, landmarks = _aligned(analysis, frame, size_px)
            yield from assembler.push(frame.index, pixels, landmarks, cut=False)
            if frame.index % _TOLD_EVERY == 0:
                progress(Progress("maps", frame.index / (last + 1)))


def _aligned(
    analysis: Analysis, frame: DecodedFrame, size_px: int
) -> tuple[NDArray[np.uint8] | None, NDArray[np.float32] | None]:
    if not analysis.alignment.valid[frame.index]:
        return None, None
    to_crop = analysis.alignment.to_crop[frame.index]
    seen = analysis.face.valid[frame.index]
    landmarks = apply(to_crop, analysis.face.landmarks_px[frame.index]) if seen else None
    return crop(frame.rgb, for_decoded(to_crop, frame.scale), size_px), landmarks
