"""The network at work beside the face pass: clips in, results out, in order, bounded."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.analysis.appearance import describe
from core.analysis.layers import MapRequest
from core.clips import ClipPixels
from core.closing import Closing
from core.inference import ClipOutputs, Engine

_BATCH = 4
_MAX_WAITING = 2
# The freeze test runs each region on these few clips, spread over the recording.
FREEZE_CLIPS = 8


@dataclass(frozen=True, slots=True)
class LaneResult:
    """What the network said of all clips, in order.

    Attributes
    ----------
    evidence_logit : (N,) float32
    embedding : (N, D) float32
    maps : dict of MapRequest to (N, t, h, w) float16
    landmarks_unit : (N, 478, 2) float32
    looks : (N, 52) float32
        As `core.analysis.appearance.describe` gives them.
    """

    evidence_logit: NDArray[np.float32]
    embedding: NDArray[np.float32]
    maps: dict[MapRequest, NDArray[np.float16]]
    landmarks_unit: NDArray[np.float32]
    looks: NDArray[np.float32]


class NetworkLane(Closing):
    """Runs clips through an engine in one thread of its own, in batches.

    Parameters
    ----------
    make_engine : callable
        Builds the engine; called in the lane's thread so that compiling it overlaps the decoding.
    requests : sequence of MapRequest
        Which maps to keep.
    on_logits : callable
        Told the start times and evidence logits of each finished batch, in the caller's thread.
    """

    def __init__(
        self,
        make_engine: Callable[[], Engine],
        requests: Sequence[MapRequest],
        on_logits: Callable[[list[float], NDArray[np.float32]], None],
    ) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="facies-network")
        self._engine = self._pool.submit(make_engine)
        self._requests = tuple(requests)
        self._on_logits = on_logits
        self._batch: list[ClipPixels] = []
        self._running: deque[tuple[list[float], Future[_Kept]]] = deque()
        self._kept: list[_Kept] = []
        self._landmarks: list[NDArray[np.float32]] = []
        self._sample = _Sample()

    def close(self) -> None:
        """Drop what waits, and wait for the batch under way."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    @property
    def engine(self) -> Engine:
        """The engine; waits until it is built."""
        return self._engine.result()

    @property
    def sample(self) -> tuple[ClipPixels, ...]:
        """A few whole clips, spread evenly over those put in so far."""
        return self._sample.clips

    def put(self, clip: ClipPixels) -> None:
        """Queue one clip; waits while too many batches are under way."""
        self._landmarks.append(clip.landmarks_unit)
        self._sample.add(clip)
        self._batch.append(clip)
        if len(self._batch) == _BATCH:
            self._send()

    def finish(self) -> LaneResult | None:
        """Run what is left and hand over everything; None if no clip was put in."""
        if self._batch:
            self._send()
        while self._running:
            self._collect()
        # Nothing stays here: of a long recording these are tens of megabytes.
        kept, self._kept = self._kept, []
        landmarks, self._landmarks = self._landmarks, []
        if not kept:
            return None
        return LaneResult(
            evidence_logit=np.concatenate([k.evidence_logit for k in kept]),
            embedding=np.concatenate([k.embedding for k in kept]),
            maps={
                request: np.concatenate([k.maps.pop(0) for k in kept]) for request in self._requests
            },
            landmarks_unit=np.stack(landmarks),
            looks=np.concatenate([k.looks for k in kept]),
        )

    def _send(self) -> None:
        clips, self._batch = self._batch, []
        while len(self._running) >= _MAX_WAITING:
            self._collect()
        starts = [clip.start_s for clip in clips]
        pixels = np.stack([clip.pixels for clip in clips])
        self._running.append((starts, self._pool.submit(self._run, pixels)))

    def _collect(self) -> None:
        starts, future = self._running.popleft()
        kept = future.result()
        self._kept.append(kept)
        self._on_logits(starts, kept.evidence_logit)

    def _run(self, pixels: NDArray[np.uint8]) -> _Kept:
        engine = self._engine.result()
        out = engine.run(pixels)
        maps = [_map(engine, out, request, pixels) for request in self._requests]
        small = [m.astype(np.float16) for m in maps]
        return _Kept(out.evidence_logit, out.embedding, small, describe(pixels))


@dataclass(frozen=True, slots=True)
class _Kept:
    evidence_logit: NDArray[np.float32]
    embedding: NDArray[np.float32]
    maps: list[NDArray[np.float16]]
    looks: NDArray[np.float32]


class _Sample:
    """Keeps every 2^k-th clip, never more than twice `FREEZE_CLIPS`."""

    def __init__(self) -> None:
        self._held: list[ClipPixels] = []
        self._stride = 1
        self._seen = 0

    def add(self, clip: ClipPixels) -> None:
        if self._seen % self._stride == 0:
            self._held.append(clip)
            if len(self._held) >= 2 * FREEZE_CLIPS:
                self._held = self._held[::2]
                self._stride *= 2
        self._seen += 1

    @property
    def clips(self) -> tuple[ClipPixels, ...]:
        return tuple(self._held)


def _map(
    engine: Engine, out: ClipOutputs, request: MapRequest, pixels: NDArray[np.uint8]
) -> NDArray[np.float32]:
    if request.kind in ("hirescam", "layercam"):
        return engine.gradient_maps(pixels, request.layer, request.kind)
    return out.maps["evidence" if request.kind == "evidence" else request.layer]
