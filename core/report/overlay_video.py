"""The overlay video: every frame at its own time, with a layer's map on the face, and the sound."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.errors import RecordingError, UsageError
from core.face.warp import for_decoded
from core.progress import CancelToken, Progress, ProgressFn, silent
from core.records.tables import clip_at
from core.report.colour import colour_map_of
from core.report.legend import Legend
from core.report.map_timeline import MapTimeline
from core.report.overlay import overlay_frame
from core.report.source import source_problem
from core.types import ActivationMap, Analysis
from core.video import DecodedFrame, VideoWriter, iter_frames

_MAX_SIDE_PX = 1280
_TOLD_EVERY = 15  # frames


def write_overlay(
    analysis: Analysis,
    path: Path,
    *,
    layer: str | None = None,
    opacity: float = 0.7,
    progress: ProgressFn = silent,
    cancel: CancelToken | None = None,
) -> None:
    """Write the recording with one layer's map over the face, atomically.

    Frames keep their presentation times, and the sound is copied. The picture is at most 1280 px
    on its longer side. Where no clip covers a moment, the face is shown bare.

    Parameters
    ----------
    analysis : Analysis
    path : Path
        Ends in ``.mp4``.
    layer : str, optional
        An endpoint that was mapped, or ``"evidence"``. None: the evidence.
    opacity : float
        Of the strongest response, [0, 1].
    progress : callable
        Told the stage ``"overlay"``.
    cancel : CancelToken, optional
        Looked at on every frame.

    Raises
    ------
    UsageError
        If there is no such map; a refused recording has none.
    RecordingError
        If the source video is gone or no longer the one that was analysed.
    SurroundingsError
        If the file cannot be written.
    Cancelled
    """
    activation = _chosen(analysis, layer)
    painter = _Painter(analysis, activation, opacity)
    frames = len(analysis.recording.pts_s)
    problem = source_problem(analysis.recording)
    if problem:
        raise RecordingError(problem)
    with iter_frames(analysis.recording, max_side_px=_MAX_SIDE_PX, cancel=cancel) as stream:
        first = next(stream)  # a recording without any frame raises here
        canvas = painter.canvas_for(first.rgb)
        size_px = (canvas.shape[1], canvas.shape[0])
        with VideoWriter(path, size_px, audio_from=analysis.recording) as writer:
            writer.write(painter.paint(first, canvas), first.pts_s)
            for frame in stream:
                writer.write(painter.paint(frame, canvas), frame.pts_s)
                if frame.index % _TOLD_EVERY == 0:
                    progress(Progress("overlay", frame.index / frames))
    progress(Progress("overlay", 1.0, "The overlay video is written"))


class _Painter:
    """Paints one frame after another on a canvas that has room for the legend."""

    def __init__(self, analysis: Analysis, activation: ActivationMap, opacity: float) -> None:
        self._analysis = analysis
        self._activation = activation
        self._opacity = opacity
        self._timeline = MapTimeline(activation, analysis.clips)
        self._clip = clip_at(analysis.clips, analysis.recording.pts_s)
        self._legend: Legend | None = None

    def canvas_for(self, rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Make the canvas, with even sides as video coders want them."""
        height, width = rgb.shape[:2]
        width += width % 2
        self._legend = Legend(self._activation, width)
        return np.full((height + height % 2 + self._legend.height_px, width, 3), 255, np.uint8)

    def paint(self, frame: DecodedFrame, canvas: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """Fill `canvas` with a frame, its map and its strip, and return it."""
        height, width = frame.rgb.shape[:2]
        canvas[:height, :width] = self._with_map(frame)
        canvas[height:, :] = 255
        if self._legend is not None:
            strip = self._legend.strip(frame.pts_s, self._score(frame.index))
            canvas[-len(strip) :] = strip
        return canvas

    def _with_map(self, frame: DecodedFrame) -> NDArray[np.uint8]:
        alignment = self._analysis.alignment
        values = self._timeline.at(frame.pts_s)
        if values is None or not alignment.valid[frame.index]:
            return frame.rgb
        to_crop = for_decoded(alignment.to_crop[frame.index], frame.scale)
        layer = self._activation
        return overlay_frame(
            frame.rgb, values, to_crop, layer.scale, self._opacity, colour_map_of(layer)
        )

    def _score(self, frame: int) -> float | None:
        clip, prediction = int(self._clip[frame]), self._analysis.prediction
        return None if clip < 0 or prediction is None else float(prediction.clip_score[clip])


def _chosen(analysis: Analysis, layer: str | None) -> ActivationMap:
    if not analysis.maps:
        raise UsageError("This recording was not judged, so there is no map to lay over it.")
    wanted = layer or "evidence"
    for activation in analysis.maps:
        if wanted in (activation.layer, activation.kind):
            return activation
    if layer is None:
        return analysis.maps[0]
    known = ", ".join(activation.layer for activation in analysis.maps)
    raise UsageError(f"There is no map of “{layer}” in this analysis. There are: {known}.")
