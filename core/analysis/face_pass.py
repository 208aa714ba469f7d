"""One streaming pass over a recording: decode, cuts, face, alignment, quality, clips."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from core.ahead import Ahead
from core.clips import ClipAssembler, ClipPixels, ClipSpec, keep_clips, plan_clips
from core.face import (
    AlignedFrame,
    Aligner,
    FaceObservation,
    FaceTrackBuilder,
    FaceTracker,
    QualityMeter,
    crop,
)
from core.progress import CancelToken, Progress, ProgressFn, silent
from core.types import Alignment, ClipTable, FaceTrack, QualityReport, Recording, Segment
from core.video import CutDetector, DecodedFrame, iter_frames
from core.video.limits import MAX_SIDE_PX
from core.video.proxy import ProxyWriter

_PROGRESS_EVERY = 5
_QUALITY_EVERY_S = 1.0
_QUALITY_OVER_S = 30.0  # of the recording, up to where the pass has come


class FacePass:
    """Streams a recording once and gives out aligned clips as they become whole.

    Iterate `clips` to its end first; the attributes below hold results only then.

    Parameters
    ----------
    recording : Recording
    clip_spec : ClipSpec
    size_px : int
        Side of the crops.
    segments : sequence of Segment
        As `core.clips.resolve_segments` gives them.
    progress : callable
        Told stage ``"analyse"`` and the fraction of frames done; about once a second stage
        ``"quality"``, whose detail holds the gates that can be judged so far.
    cancel : CancelToken, optional
        Looked at on every frame.
    proxy : ProxyWriter, optional
        Given every frame on the way.

    Attributes
    ----------
    face : FaceTrack
    alignment : Alignment
    cuts : tuple of int
        Frames with which a new shot begins.
    quality : QualityReport
    clip_table : ClipTable
        The clips that were given out, in order.
    problems : tuple of str
        What went wrong while decoding, in plain words.
    """

    face: FaceTrack
    alignment: Alignment
    cuts: tuple[int, ...]
    quality: QualityReport
    clip_table: ClipTable
    problems: tuple[str, ...]

    def __init__(
        self,
        recording: Recording,
        clip_spec: ClipSpec,
        size_px: int,
        segments: Sequence[Segment],
        progress: ProgressFn = silent,
        cancel: CancelToken | None = None,
        proxy: ProxyWriter | None = None,
    ) -> None:
        self._proxy = proxy
        self._told_s = time.monotonic()
        self._recording = recording
        self._spec = clip_spec
        self._size_px = size_px
        self._progress = progress
        self._cancel = cancel or CancelToken()
        self._plan = plan_clips(recording.pts_s, clip_spec, segments)
        self._assembler = ClipAssembler(self._plan)
        self._builder = FaceTrackBuilder(len(recording.pts_s))
        self._aligner = Aligner()
        self._meter = QualityMeter(clip_spec.span_s)
        count = len(recording.pts_s)
        self._to_crop = np.full((count, 2, 3), np.nan, np.float32)
        self._aligned = np.zeros(count, np.bool_)
        self._cut_frames: list[int] = []
        self._given = np.zeros(len(self._plan), np.bool_)
        self._waiting: dict[int, tuple[DecodedFrame, FaceObservation]] = {}
        self._scale = 1.0

    def clips(self) -> Iterator[ClipPixels]:
        """Run the pass; yield each clip once its last frame is aligned.

        Raises
        ------
        Cancelled
            If the token was set.
        RecordingError
            If no frame at all can be decoded.
        """
        with (
            iter_frames(self._recording, max_side_px=MAX_SIDE_PX, cancel=self._cancel) as stream,
            FaceTracker() as tracker,
            Ahead(tell_shots(stream, self._proxy), "facies-decode") as shots,
            Ahead(find_faces(shots, tracker), "facies-face") as faces,
        ):
            for frame, cut, observation in faces:
                self._cancel.raise_if_cancelled()
                if cut:
                    self._cut_frames.append(frame.index)
                for aligned in self._take(frame, observation, cut):
                    yield from self._place(aligned)
                self._tell(frame.index)
            for aligned in self._aligner.flush():
                yield from self._place(aligned)
            self.problems = stream.problems
        self._finish()

    def _take(
        self, frame: DecodedFrame, observation: FaceObservation, cut: bool
    ) -> list[AlignedFrame]:
        self._scale = frame.scale
        self._builder.add(frame.index, observation, frame.scale)
        self._meter.add(observation, frame.pts_s, frame.scale)
        if self._assembler.needs(frame.index):
            self._waiting[frame.index] = (frame, observation)
        return self._aligner.push(frame.index, observation, frame.pts_s, cut=cut)

    def _place(self, aligned: AlignedFrame) -> Iterator[ClipPixels]:
        index = aligned.index
        held = self._waiting.pop(index, None)
        pixels: NDArray[np.uint8] | None = None
        landmarks: NDArray[np.float32] | None = None
        if aligned.valid and held is not None:
            frame, observation = held
            pixels = crop(frame.rgb, aligned.to_crop, self._size_px)
            if observation.landmarks_px is not None:
                points = observation.landmarks_px[:, :2]
                landmarks = points @ aligned.to_crop[:, :2].T + aligned.to_crop[:, 2]
        if aligned.valid:
            self._to_crop[index] = aligned.to_crop
            self._to_crop[index, :, :2] *= self._scale  # decoded to source pixels
            self._aligned[index] = True
        cut = index in self._cut_frames[-8:]
        for clip in self._assembler.push(index, pixels, landmarks, cut=cut):
            self._given[clip.number] = True
            yield clip

    def _tell(self, index: int) -> None:
        if index % _PROGRESS_EVERY == 0:
            total = max(len(self._recording.pts_s), 1)
            self._progress(Progress("analyse", (index + 1) / total))
        now_s = time.monotonic()
        if now_s - self._told_s >= _QUALITY_EVERY_S:
            self._told_s = now_s
            checks = self._meter.live(_QUALITY_OVER_S).checks
            self._progress(Progress("quality", 0.0, detail={"checks": [asdict(c) for c in checks]}))

    def _finish(self) -> None:
        self.cuts = tuple(self._cut_frames)
        self.face = self._builder.build()
        self.alignment = Alignment(self._to_crop, self._aligned)
        self.clip_table = keep_clips(self._plan, self._given)
        self.quality = self._meter.report(self._recording, self.cuts, len(self.clip_table))


def tell_shots(
    stream: Iterable[DecodedFrame], proxy: ProxyWriter | None = None
) -> Iterator[tuple[DecodedFrame, bool]]:
    """Tell of each frame whether a new shot begins with it."""
    detector = CutDetector()
    for frame in stream:
        if proxy is not None:
            proxy.add(frame.index, frame.rgb)
        yield frame, detector.push(frame.rgb, frame.pts_s) and frame.index > 0


def find_faces(
    shots: Iterable[tuple[DecodedFrame, bool]], tracker: FaceTracker
) -> Iterator[tuple[DecodedFrame, bool, FaceObservation]]:
    """Find the main face in each frame, afresh in each shot."""
    for frame, cut in shots:
        if cut:
            tracker.reset()
        yield frame, cut, tracker.process(frame.rgb, frame.pts_s)
