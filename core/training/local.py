"""What each region of the face says: a target for the evidence map, where truth is known by region.

The score of a clip is the mean of its evidence map plus a constant, so a network that is told the
whole face's degree alone may put its evidence anywhere. Where the degree of single regions is known
(the manifest says it, or the video was simulated and its truth lies beside it), the evidence in a
region is held to it. A region that does not move is asked to have no evidence, so that the map lies
where movement was seen: the constant alone calls a face without any movement hypomimic.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from core.face.regions import region_masks
from core.simulate.region_motion import motion_of
from core.simulated import truth_path
from core.training.clip_store import RecordingClips
from core.types import FACIAL_REGIONS

# A region that covers less than this of one cell has no place on the map.
_LEAST_CELLS = 0.2
# How much of the squared evidence (in logits) of still places is added to the loss.
_STILL_WEIGHT = 0.005
_SMOOTHING = 0.05
# About 0.4 mm; a full smile moves a cheek by three times as much, a full blink an eye by one and a
# half (means over a region's points).
_MOVED_IOD = 0.006
# Raise it when the same truth comes to say something else.
_TOLD = 1


def region_degrees(clips: RecordingClips) -> NDArray[np.float32]:
    """Return the degree of each facial region in each clip (N, 10), NaN where it is not known.

    What the manifest says holds for all clips of a recording. Where it says nothing and the video
    is a simulated one, a region that moves by `_MOVED_IOD` (standard deviation over the clip, as
    `core.simulate.region_motion` has it) counts as hypomimic to the degree exp(-1).
    """
    known = clips.row.region_degree
    out = np.full((len(clips), len(FACIAL_REGIONS)), np.nan, np.float32)
    if known:
        out[:] = [known.get(region, np.nan) for region in FACIAL_REGIONS]
        return out
    motion = motion_of(truth_path(clips.row.path))
    if motion is not None:
        out[:] = np.exp(-motion.in_clips(clips.table) / _MOVED_IOD)
    return out


def degrees_from(clips: RecordingClips) -> str:
    """Return a digest of what `region_degrees` goes by, the same on every machine."""
    told = json.dumps([_TOLD, clips.row.region_degree], sort_keys=True).encode()
    if not clips.row.region_degree:
        with suppress(OSError):  # most recordings have no truth
            told += truth_path(clips.row.path).read_bytes()
    return hashlib.sha256(told).hexdigest()


def region_places(
    landmarks_unit: NDArray[np.float32], matrix: NDArray[np.float64], side_px: int, cells: int
) -> NDArray[np.float32]:
    """Return how much of each cell of the evidence map every region covers.

    Parameters
    ----------
    landmarks_unit : (478, 2) float
        Of the clip as it was cut.
    matrix : (2, 3) float
        From its pixels to those of the clip that the network sees (`core.training.augment`).
    side_px : int
        Of the clip.
    cells : int
        Of the map.

    Returns
    -------
    (11, cells, cells) float32
        As `core.face.regions.region_masks`; all 0 where there are no landmarks.
    """
    if not np.isfinite(landmarks_unit).all():
        return np.zeros((len(FACIAL_REGIONS) + 1, cells, cells), np.float32)
    px = landmarks_unit * side_px - 0.5
    moved = (px @ matrix[:, :2].T + matrix[:, 2] + 0.5) / side_px
    return region_masks(moved.astype(np.float32), cells)


def local_loss(evidence: Tensor, bias: Tensor, places: Tensor, degree: Tensor) -> Tensor:
    """Hold the evidence in each region to the region's degree.

    A region is judged as if the whole face looked as it does: the bias, plus its evidence times
    the share of the map that the face covers. So the regions of a face that moves evenly ask for
    what the whole face's target asks for.

    Parameters
    ----------
    evidence : (B, h, w) float Tensor
        In logits, its mean over time.
    bias : () float Tensor
        What is added to the mean of the map.
    places : (B, 11, h, w) float Tensor
        As `region_places`.
    degree : (B, 10) float Tensor
        A row each of `region_degrees`.

    Returns
    -------
    () float Tensor
        Mean cross-entropy over regions with a degree, plus a little of the squared evidence
        where little moves and outside of the face. 0 where no degree is known.
    """
    cells = places.sum(dim=(2, 3)).clamp_min(1e-6)  # (B, 11)
    told = ~degree.isnan() & (cells[:, :-1] >= _LEAST_CELLS)
    if not bool(told.any()):
        return evidence.new_zeros(())
    face = cells[:, :-1].sum(dim=1, keepdim=True) / cells.sum(dim=1, keepdim=True)
    mean = (places * evidence[:, None]).sum(dim=(2, 3)) / cells
    square = (places * evidence[:, None] ** 2).sum(dim=(2, 3)) / cells
    wanted = degree[told]
    judged = functional.binary_cross_entropy_with_logits(
        (bias + face * mean[:, :-1])[told], wanted * (1 - _SMOOTHING) + _SMOOTHING / 2
    )
    beyond = square[told.any(dim=1), -1]
    return judged + _STILL_WEIGHT * ((wanted**2 * square[:, :-1][told]).mean() + beyond.mean())
