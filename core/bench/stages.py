"""The stages of the main job, each alone, and the plain work that it is measured against."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from mediapipe.python.solutions.face_mesh import FaceMesh
from numpy.typing import NDArray

from core.analysis.analyse import analyse
from core.analysis.face_pass import FacePass
from core.clips import ClipSpec, resolve_segments
from core.face import FaceTracker
from core.face.quiet import quiet_native_stderr
from core.inference import Engine
from core.report import write_report
from core.types import Analysis, AnalysisRequest, Recording
from core.video import iter_frames
from core.video.limits import MAX_SIDE_PX
from models.bundle import Bundle

# Whole clips held in memory for timing the network alone (28 MB at 112 px).
_HELD_CLIPS = 56
_BATCH = 4


def decode(recording: Recording) -> dict[str, float]:
    """Time decoding every frame at the size that the main pass uses."""
    began = time.perf_counter()
    with iter_frames(recording, max_side_px=MAX_SIDE_PX) as stream:
        for _ in stream:
            pass
    return {"decode": time.perf_counter() - began}


def tracking(recording: Recording) -> dict[str, float]:
    """Time the face tracker alone on every frame; the decoding between is not counted."""
    taken = 0.0
    with iter_frames(recording, max_side_px=MAX_SIDE_PX) as stream, FaceTracker() as tracker:
        for frame in stream:
            began = time.perf_counter()
            tracker.process(frame.rgb, frame.pts_s)
            taken += time.perf_counter() - began
    return {"tracking": taken}


def plain(recording: Recording) -> dict[str, float]:
    """Time the least that any such tool must do: decode, and MediaPipe FaceMesh on each frame.

    One face, refined landmarks, tracking mode, one frame after another in one thread.
    """
    began = time.perf_counter()
    with (
        iter_frames(recording, max_side_px=MAX_SIDE_PX) as stream,
        _face_mesh() as mesh,
    ):
        for frame in stream:
            mesh.process(frame.rgb)
    return {"decode + FaceMesh": time.perf_counter() - began}


class MainJob:
    """The main job as the user has it, timed by itself: main pass and freeze test.

    Parameters
    ----------
    request : AnalysisRequest
    bundle : Bundle

    Attributes
    ----------
    analysis : Analysis
        Of the last run.
    """

    analysis: Analysis

    def __init__(self, request: AnalysisRequest, bundle: Bundle) -> None:
        self._request = request
        self._bundle = bundle

    def __call__(self) -> dict[str, float]:
        """Analyse once."""
        self.analysis = analyse(self._request, self._bundle)
        spent = self.analysis.timings_s
        return {"main pass": spent["analyse"], "freeze test": spent.get("freeze", 0.0)}


class NetworkAlone:
    """The engine on clips of this recording that already lie in memory.

    Parameters
    ----------
    recording : Recording
    bundle : Bundle
    layers : tuple of str
        Endpoints to map, as in the main pass.
    device : str
    """

    def __init__(
        self, recording: Recording, bundle: Bundle, layers: tuple[str, ...], device: str
    ) -> None:
        self._engine = Engine(bundle, device, layers)
        self._clips, self._count = _some_clips(recording, bundle)
        self._engine.run(self._clips[:_BATCH])  # what is done once is not timed

    def __call__(self) -> dict[str, float]:
        """Run the clips that are held; the time is that of all clips of the recording."""
        began = time.perf_counter()
        for batch in _batches(self._clips):
            self._engine.run(batch)
        taken = time.perf_counter() - began
        return {"network": taken * self._count / len(self._clips)}


def report(analysis: Analysis, folder: Path) -> dict[str, float]:
    """Time writing the PDF."""
    began = time.perf_counter()
    write_report(analysis, folder / "report.pdf")
    return {"report": time.perf_counter() - began}


def _face_mesh() -> FaceMesh:
    with quiet_native_stderr():
        mesh = FaceMesh(max_num_faces=1, refine_landmarks=True)
        mesh.process(np.zeros((64, 64, 3), np.uint8))  # the graph starts with the first picture
    return mesh


def _some_clips(recording: Recording, bundle: Bundle) -> tuple[NDArray[np.uint8], int]:
    face_pass = FacePass(
        recording,
        ClipSpec.of(bundle.spec.clip),
        bundle.spec.input.size_px,
        resolve_segments((), recording.duration_s),
    )
    held: list[NDArray[np.uint8]] = []
    count = 0
    for found in face_pass.clips():
        count += 1
        if len(held) < _HELD_CLIPS:
            held.append(found.pixels)
    return np.stack(held), count


def _batches(clips: NDArray[np.uint8]) -> Iterator[NDArray[np.uint8]]:
    for start in range(0, len(clips), _BATCH):
        yield clips[start : start + _BATCH]
