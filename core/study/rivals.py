"""Plain rivals of the network's score, from the very clips that it sees.

How hypomimic a face looks could be told by how little it moves, and that takes no network: by the
energy of the frame-to-frame change in the aligned face, or by how fast its landmarks go. A network
that does not do better than both has earned nothing. Both are turned so that higher means more
hypomimic, like the model score: the negative natural logarithm of the mean over the clips.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.analysis.control_maps import luma_change
from core.clips import ClipPixels
from core.face import region_masks
from core.measures.geometry import EXPRESSION, to_head_frame
from core.types import REGIONS, ClipTable, FaceTrack

# Below these, what is measured is rounding: a twentieth of a grey level, a hundredth of an
# inter-ocular distance a second.
_LEAST_ENERGY = 0.05**2
_LEAST_SPEED_IOD_S = 0.01
_OUTSIDE = REGIONS.index("outside")


@dataclass(frozen=True, slots=True)
class Rivals:
    """The rivals of one recording.

    Attributes
    ----------
    energy : (N,) float64
        `motion_energy` of each clip, squared grey levels.
    speed_iod_s : (N,) float64
        `landmark_speeds` of each clip, inter-ocular distances per second.
    """

    energy: NDArray[np.float64]
    speed_iod_s: NDArray[np.float64]

    @property
    def motion_energy(self) -> float:
        """-ln of the mean energy: higher = more hypomimic; NaN without any clip."""
        return _turned(self.energy, _LEAST_ENERGY)

    @property
    def landmark_velocity(self) -> float:
        """-ln of the mean speed: higher = more hypomimic; NaN without any clip."""
        return _turned(self.speed_iod_s, _LEAST_SPEED_IOD_S)


def motion_energy(clip: ClipPixels) -> float:
    """Measure the energy of motion in the aligned face.

    Parameters
    ----------
    clip : ClipPixels

    Returns
    -------
    float
        Mean over face pixels and pairs of neighbouring clip frames of the squared difference of
        luma, in squared grey levels. The face is what lies within its oval.
    """
    side = clip.pixels.shape[1]
    inside = 1 - region_masks(clip.landmarks_unit, side)[_OUTSIDE]
    energy = (luma_change(clip.pixels, side).astype(np.float32) ** 2).mean(axis=0)
    return float((energy * inside).sum() / max(float(inside.sum()), 1e-6))


def landmark_speeds(
    face: FaceTrack, pts_s: NDArray[np.float64], table: ClipTable
) -> NDArray[np.float64]:
    """Measure how fast the face's landmarks move in each clip, the head's own motion taken out.

    Parameters
    ----------
    face : FaceTrack
    pts_s : (T,) float64
    table : ClipTable
        N clips.

    Returns
    -------
    (N,) float64
        Mean speed of `core.measures.geometry.EXPRESSION` between neighbouring frames of the clip
        in which the face was found, in inter-ocular distances per second; NaN where there is no
        such pair.
    """
    points = to_head_frame(face).at(*EXPRESSION)
    out = np.full(len(table), np.nan)
    for number, frames in enumerate(table.frame_index):
        # A frame may stand twice in a clip of a slow recording.
        seen = np.unique(frames[face.valid[frames]])
        if len(seen) > 1:
            steps = np.linalg.norm(np.diff(points[seen], axis=0), axis=2).mean(axis=1)
            out[number] = float((steps / np.diff(pts_s[seen])).mean())
    return out


class RivalMeter:
    """Collects the rivals while clips stream by on their way to the network.

    Add each clip of a pass in order, then `finish` with what the pass knows at its end.
    """

    def __init__(self) -> None:
        self._energy: list[float] = []

    def add(self, clip: ClipPixels) -> None:
        """Take the next clip."""
        self._energy.append(motion_energy(clip))

    def finish(self, face: FaceTrack, pts_s: NDArray[np.float64], table: ClipTable) -> Rivals:
        """Return the rivals of the clips that were added.

        Parameters
        ----------
        face : FaceTrack
        pts_s : (T,) float64
        table : ClipTable
            The same clips in the same order, as `core.analysis.face_pass.FacePass.clip_table`.

        Raises
        ------
        ValueError
            If the number of clips differs.
        """
        if len(self._energy) != len(table):
            raise ValueError(f"{len(self._energy)} clips were added, {len(table)} are in the table")
        return Rivals(np.array(self._energy, np.float64), landmark_speeds(face, pts_s, table))


def _turned(values: NDArray[np.float64], least: float) -> float:
    known = values[np.isfinite(values)]
    return -math.log(max(float(known.mean()), least)) if len(known) else math.nan
