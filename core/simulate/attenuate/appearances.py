"""Who is seen when, and each appearance's landmarks without the motion of the head."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.face.align import BRIDGE_S
from core.face.shape import RIGID_POINTS
from core.face.similarity import Similarities, fit_similarities
from core.face.tracker import FORGET_AFTER_S
from core.measures.geometry import TO_UP, own_shape
from core.types import FaceTrack

Floats = NDArray[np.float64]
Frames = NDArray[np.intp]

# Fewer frames say too little of how a face moves and stands at rest.
_LEAST_FRAMES = 8
_BLOCK = 1024


@dataclass(frozen=True, slots=True)
class Appearance:
    """One person's stretch of a recording: between cuts, and between long losses of the face.

    Attributes
    ----------
    frames : (n,) int
        Source frames, rising. Short losses (`core.face.align.BRIDGE_S`) are bridged.
    pts_s : (n,) float64
    landmarks_px : (n, 478, 3) float32
        As in `FaceTrack`, in source pixels.
    head_iod : (n, 478, 3) float32
        The same in the person's own frontal frame, with the axes and unit of
        `core.measures.geometry`: head motion is taken out.
    to_head : Similarities
        How each frame was brought there.
    parts : tuple of int arrays
        Rows without a gap longer than was bridged.
    """

    frames: Frames
    pts_s: Floats
    landmarks_px: NDArray[np.float32]
    head_iod: NDArray[np.float32]
    to_head: Similarities
    parts: tuple[Frames, ...]

    def to_picture(self, row: int, shift_iod: NDArray[np.float32]) -> NDArray[np.float32]:
        """Bring shifts (m, 3) in the head's frame to shifts (m, 2) in pixels of one frame."""
        turned = shift_iod @ self.to_head.turn[row].T / self.to_head.scale[row]
        return np.asarray((turned * TO_UP)[:, :2], np.float32)


def find_appearances(
    face: FaceTrack, pts_s: Floats, cuts: tuple[int, ...]
) -> tuple[Appearance, ...]:
    """Split a track where a shot ends or the face was lost so long that another may follow.

    Parameters
    ----------
    face : FaceTrack
    pts_s : (T,) float64
    cuts : tuple of int
        Frames with which a new shot begins.

    Returns
    -------
    tuple of Appearance
        Those that last long enough to know how the face moves.
    """
    seen = np.flatnonzero(face.valid)
    shot = np.searchsorted(np.asarray(sorted(cuts), np.intp), seen, side="right")
    apart = (np.diff(pts_s[seen]) > FORGET_AFTER_S) | (np.diff(shot) > 0)
    stretches = np.split(seen, np.flatnonzero(apart) + 1)
    return tuple(_appearance(face, pts_s, s) for s in stretches if len(s) >= _LEAST_FRAMES)


def _appearance(face: FaceTrack, pts_s: Floats, seen: Frames) -> Appearance:
    frames, landmarks = _bridged(face, pts_s, seen)
    shape = own_shape(face, seen)
    fit = fit_similarities(landmarks[:, list(RIGID_POINTS)] * TO_UP, shape)
    breaks = np.flatnonzero(np.diff(frames) > 1) + 1
    return Appearance(
        frames=frames,
        pts_s=pts_s[frames],
        landmarks_px=landmarks,
        head_iod=_in_head_frame(landmarks, fit),
        to_head=fit,
        parts=tuple(np.split(np.arange(len(frames)), breaks)),
    )


def _in_head_frame(landmarks: NDArray[np.float32], fit: Similarities) -> NDArray[np.float32]:
    out = np.empty_like(landmarks)
    for start in range(0, len(landmarks), _BLOCK):
        block = slice(start, start + _BLOCK)
        out[block] = fit.part(block).apply(landmarks[block] * TO_UP)
    return out


def _bridged(face: FaceTrack, pts_s: Floats, seen: Frames) -> tuple[Frames, NDArray[np.float32]]:
    """Lay straight lines over short losses; return all frames and their landmarks."""
    points = face.landmarks_px[seen]
    added_frames, added_points = [seen], [points]
    for k in np.flatnonzero(np.diff(seen) > 1).tolist():
        before, after = int(seen[k]), int(seen[k + 1])
        if pts_s[after] - pts_s[before] > BRIDGE_S:
            continue
        lost = np.arange(before + 1, after)
        share = (pts_s[lost] - pts_s[before]) / (pts_s[after] - pts_s[before])
        between = points[k] + share[:, None, None] * (points[k + 1] - points[k])
        added_frames.append(lost)
        added_points.append(between.astype(np.float32))
    if len(added_frames) == 1:
        return seen, points
    frames = np.concatenate(added_frames)
    order = np.argsort(frames)
    return frames[order], np.concatenate(added_points)[order]
