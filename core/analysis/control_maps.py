"""What a map must be compared with: random weights, and plain motion.

A map that looks the same from random weights (Adebayo et al. 2018, arXiv 1810.03292), or as the
motion alone, follows edges or motion and not what the model has learnt.
"""

from __future__ import annotations

from functools import partial

import cv2
import numpy as np
from numpy.typing import NDArray

from core.analysis.clips_again import clips_again
from core.analysis.layers import MapRequest, to_map
from core.analysis.network_lane import NetworkLane
from core.inference import Engine
from core.progress import CancelToken, ProgressFn, silent
from core.types import ActivationMap, Analysis
from models.bundle import Bundle

MOTION_LAYER = "motion"
_MOTION_GRID = 28
_SEED = 0


def random_maps(
    analysis: Analysis,
    bundle: Bundle,
    device: str = "auto",
    progress: ProgressFn = silent,
    cancel: CancelToken | None = None,
) -> tuple[ActivationMap, ...]:
    """Make the maps of an analysis again, from the same network with random weights.

    Parameters
    ----------
    analysis : Analysis
    bundle : Bundle
        The one that judged.
    device : str
    progress, cancel
        As `clips_again`.

    Returns
    -------
    tuple of ActivationMap
        One for each of the analysis's, on scales of their own; the same on every call.

    Raises
    ------
    RecordingError, Cancelled
        As `clips_again`.
    """
    requests = tuple(MapRequest(m.layer, m.kind) for m in analysis.maps if m.kind != MOTION_LAYER)
    layers = tuple(r.layer for r in requests if r.kind == "activation")
    make = partial(_random_engine, bundle, device, layers)
    with NetworkLane(make, requests, lambda _starts, _logits: None) as lane:
        for clip in clips_again(analysis, bundle.spec.input.size_px, progress, cancel):
            lane.put(clip)
        found = lane.finish()
    if found is None:
        return ()
    pts_s = analysis.recording.pts_s
    return tuple(to_map(r, v, analysis.clips, pts_s) for r, v in found.maps.items())


def motion_map(
    analysis: Analysis,
    bundle: Bundle,
    progress: ProgressFn = silent,
    cancel: CancelToken | None = None,
) -> ActivationMap:
    """Make the plain motion map: how much luma changes from one clip frame to the next.

    Parameters
    ----------
    analysis : Analysis
    bundle : Bundle
        Only its crop's size is used.
    progress, cancel
        As `clips_again`.

    Returns
    -------
    ActivationMap
        Values (N, F-1, 28, 28): mean absolute difference of luma [0, 255] between neighbouring
        clip frames, in the aligned crop.

    Raises
    ------
    RecordingError, Cancelled
        As `clips_again`.
    """
    clips = clips_again(analysis, bundle.spec.input.size_px, progress, cancel)
    steps = analysis.clips.frame_index.shape[1] - 1
    values = [luma_change(clip.pixels, _MOTION_GRID) for clip in clips]
    stacked = (
        np.stack(values) if values else np.zeros((0, steps, _MOTION_GRID, _MOTION_GRID), np.float16)
    )
    return to_map(
        MapRequest(MOTION_LAYER, "motion"), stacked, analysis.clips, analysis.recording.pts_s
    )


def luma_change(clip: NDArray[np.uint8], grid: int) -> NDArray[np.float16]:
    """Mean absolute change of luma between neighbouring frames, on a grid.

    Parameters
    ----------
    clip : (F, S, S, 3) uint8
    grid : int
        Side g of the result.

    Returns
    -------
    (F-1, g, g) float16
        Levels of luma, [0, 255].
    """
    luma = np.stack([cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY) for frame in clip]).astype(np.int16)
    change = np.abs(np.diff(luma, axis=0)).astype(np.float32)
    pooled = [cv2.resize(each, (grid, grid), interpolation=cv2.INTER_AREA) for each in change]
    return np.asarray(np.stack(pooled), np.float16)


def _random_engine(bundle: Bundle, device: str, layers: tuple[str, ...]) -> Engine:
    return Engine(bundle, device, layers).randomised(_SEED)
