"""The first pass over a recording: landmarks of every frame, and the face laid out flat of some."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.ahead import Ahead
from core.analysis.face_pass import find_faces, tell_shots
from core.errors import RecordingError
from core.face import FaceTrackBuilder, FaceTracker
from core.progress import CancelToken, Progress, ProgressFn, silent
from core.simulate.attenuate.appearances import Appearance, find_appearances
from core.simulate.attenuate.flat import flat
from core.types import FaceTrack, Recording
from core.video import iter_frames
from core.video.limits import MAX_SIDE_PX

# So many flat faces at most, evenly over the recording: they take 50 kB each.
_MOST_FLAT = 600
_TOLD_EVERY = 10  # frames


@dataclass(frozen=True, slots=True)
class Watched:
    """A recording whose faces are known.

    Attributes
    ----------
    recording : Recording
    face : FaceTrack
    appearances : tuple of Appearance
        At least one.
    flat_frames : (m,) int
        Source frames, rising, of which `flats` (m, S, S, 3) uint8 are the flat faces.
    flats : (m, S, S, 3) uint8
    """

    recording: Recording
    face: FaceTrack
    appearances: tuple[Appearance, ...]
    flat_frames: NDArray[np.intp]
    flats: NDArray[np.uint8]

    def rows(self) -> dict[int, tuple[Appearance, int]]:
        """Say, by source frame, in which appearance and in which row of it the face is."""
        return {
            int(frame): (appearance, row)
            for appearance in self.appearances
            for row, frame in enumerate(appearance.frames)
        }


def watch(
    recording: Recording, progress: ProgressFn = silent, cancel: CancelToken | None = None
) -> Watched:
    """Follow the main face through a recording.

    Parameters
    ----------
    recording : Recording
    progress : callable
        Told stage ``"analyse"``.
    cancel : CancelToken, optional

    Returns
    -------
    Watched
        Of which only landmarks grow with the recording's length.

    Raises
    ------
    RecordingError
        If no face is seen for long enough to know how it moves.
    Cancelled
    """
    count = len(recording.pts_s)
    builder = FaceTrackBuilder(count)
    cuts: list[int] = []
    flats: dict[int, NDArray[np.uint8]] = {}
    every = -(-count // _MOST_FLAT)
    with (
        iter_frames(recording, max_side_px=MAX_SIDE_PX, cancel=cancel) as stream,
        FaceTracker() as tracker,
        Ahead(tell_shots(stream), "facies-decode") as shots,
    ):
        for frame, cut, seen in find_faces(shots, tracker):
            if cut:
                cuts.append(frame.index)
            builder.add(frame.index, seen, frame.scale)
            if seen.landmarks_px is not None and frame.index % every == 0:
                flats[frame.index] = flat(frame.rgb, seen.landmarks_px)
            if frame.index % _TOLD_EVERY == 0:
                progress(Progress("analyse", frame.index / count))
    progress(Progress("analyse", 1.0))
    face = builder.build()
    appearances = find_appearances(face, recording.pts_s, tuple(cuts))
    if not appearances:
        raise RecordingError(
            f"No face is seen in “{recording.path.name}” for long enough to know how it moves, so "
            "its motion cannot be scaled. Choose a recording of one face from the front."
        )
    frames = np.array(sorted(flats), np.intp)
    return Watched(
        recording, face, appearances, frames, np.stack([flats[i] for i in sorted(flats)])
    )
