"""Which stretches of a recording are a smile exercise, and whether one can be compared.

The reference people smiled three times with a relaxed face between, in one recording. So the smile
segments that follow one another, with the pauses between them, are one exercise here.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.face.limits import LIMITS
from core.types import FaceTrack, Segment

MIN_LENGTH_S = 5.0
MAX_PAUSE_S = 3.0
"""A longer pause parts two exercises."""
# The table's stretched y makes a tilted face look wider: by 4 % at this roll.
MAX_ROLL_DEG = 20.0
_TINY_S = 1e-6


def smile_exercises(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """Join the smile segments that follow one another.

    Parameters
    ----------
    segments : tuple of Segment
        In order of time and not overlapping.

    Returns
    -------
    tuple of Segment
        Each from the first smile's begin to the last one's end. Pauses of at most `MAX_PAUSE_S`,
        named rest or not named, belong to it; another task between ends it.
    """
    found: list[Segment] = []
    goes_on = False
    for segment in segments:
        if segment.task == "smile":
            if goes_on and segment.start_s - found[-1].end_s <= MAX_PAUSE_S + _TINY_S:
                found[-1] = Segment("smile", found[-1].start_s, segment.end_s)
            else:
                found.append(segment)
            goes_on = True
        elif segment.task != "rest":
            goes_on = False
    return tuple(found)


def frames_of(pts_s: NDArray[np.float64], exercise: Segment) -> slice:
    """Return which frames of a recording lie in an exercise."""
    first, stop = np.searchsorted(pts_s, (exercise.start_s, exercise.end_s))
    return slice(int(first), int(stop))


def why_not_comparable(
    face: FaceTrack, pts_s: NDArray[np.float64], cuts: tuple[int, ...], exercise: Segment
) -> tuple[str, ...]:
    """Say what keeps an exercise from being compared.

    The limits are those at which the gates of `core.face.limits` warn.

    Parameters
    ----------
    face : FaceTrack
    pts_s : (T,) float64
    cuts : tuple of int
        Frames with which a new shot begins.
    exercise : Segment

    Returns
    -------
    tuple of str
        Sentences; empty where nothing does.
    """
    return tuple(_problems(face, pts_s, cuts, exercise))


def _problems(
    face: FaceTrack, pts_s: NDArray[np.float64], cuts: tuple[int, ...], exercise: Segment
) -> Iterator[str]:
    length_s = exercise.end_s - exercise.start_s
    if length_s < MIN_LENGTH_S - _TINY_S:
        yield (
            f"The smiles last {length_s:.1f} s with their pauses; {MIN_LENGTH_S:.0f} s or more can "
            "be compared. Let the patient smile three times, with a relaxed face between."
        )
    frames = np.arange(len(pts_s))[frames_of(pts_s, exercise)]
    found = frames[face.valid[frames]]
    if not len(found):
        yield "The face was not found during the smiles."
        return
    yaw, pitch, roll = np.median(np.abs(face.pose_deg[found]), axis=0)
    for name, value in (
        ("face_frames", 100.0 * len(found) / len(frames)),
        ("other_faces", 100.0 * float((face.other_faces[found] > 0).mean())),
        ("yaw", float(yaw)),
        ("pitch", float(pitch)),
    ):
        check = LIMITS[name].check(value)
        if check.status != "pass":
            yield check.message
    if roll > MAX_ROLL_DEG:
        yield f"The head leans {roll:.0f}° to one side; up to {MAX_ROLL_DEG:.0f}° can be compared."
    if any(frames[0] < cut <= frames[-1] for cut in cuts):
        yield "The recording is cut during the smiles."
