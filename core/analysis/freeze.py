"""The freeze test: how the score moves when one region of the face stands still.

A clinician can read it ("with the mouth frozen the score rises by 0.2"), and unlike a map it is
causal: the network is asked again about pictures in which only that region lost its motion.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from core.types import REGIONS, FreezeRow

Pixels = NDArray[np.uint8]

# The edge of a frozen region fades over this share of the picture's side.
_FEATHER = 0.04
_BATCH = 4


def freeze_region(pixels: Pixels, mask: NDArray[np.float32]) -> Pixels:
    """Hold one region still through a clip.

    It is held as in the frame in which it looks most usual (nearest to its median over the clip),
    so that a blink or the middle of a word is not what stays.

    Parameters
    ----------
    pixels : (F, S, S, 3) uint8
    mask : (S, S) float
        Coverage of the region in [0, 1].

    Returns
    -------
    (F, S, S, 3) uint8
        Wholly still where the mask is 1, fading outwards to the moving picture over 4 % of its
        side; untouched beyond.

    Raises
    ------
    ValueError
        If the sizes differ.
    """
    if pixels.ndim != 4 or pixels.shape[1:3] != mask.shape:
        raise ValueError(f"pixels {pixels.shape} and mask {mask.shape} do not fit")
    if not (mask > 0).any():
        return pixels.copy()
    weight = _feathered(np.asarray(mask, np.float32))[..., None]
    still = pixels[_usual_frame(pixels, mask)].astype(np.float32)
    blended = pixels + weight * (still - pixels)
    return np.asarray(np.rint(blended), np.uint8)


def freeze_test(
    clips: Sequence[Pixels],
    masks: Sequence[NDArray[np.float32]],
    run: Callable[[Pixels], NDArray[np.float32]],
    calibrate: Callable[[NDArray[np.float64]], NDArray[np.float64]],
) -> tuple[FreezeRow, ...]:
    """Freeze each region through a few clips and see what the recording's score does.

    Parameters
    ----------
    clips : sequence of (F, S, S, 3) uint8
        The caller bounds their number: the network runs once per region and clip.
    masks : sequence of (11, S, S) float
        Coverage of the regions in each clip, in the order of `REGIONS`.
    run : callable
        (B, F, S, S, 3) uint8 -> (B,) evidence logits.
    calibrate : callable
        Raw logit -> score; given the mean over clips, as the recording's score is.

    Returns
    -------
    tuple of FreezeRow
        One per region in the order of `REGIONS`; `outside` is the control (the background and
        the hair should not matter). Empty without clips.
    """
    if not clips:
        return ()
    recorded = _mean_logit(list(clips), run)
    recorded_score = _score(recorded, calibrate)
    rows = []
    for number, region in enumerate(REGIONS):
        still = [freeze_region(c, m[number]) for c, m in zip(clips, masks, strict=True)]
        logit = _mean_logit(still, run)
        rows.append(FreezeRow(region, _score(logit, calibrate) - recorded_score, logit - recorded))
    return tuple(rows)


def _score(logit: float, calibrate: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> float:
    return float(calibrate(np.asarray(logit, np.float64)))


def _mean_logit(clips: list[Pixels], run: Callable[[Pixels], NDArray[np.float32]]) -> float:
    starts = range(0, len(clips), _BATCH)
    logits = [run(np.stack(clips[i : i + _BATCH])) for i in starts]
    return float(np.concatenate(logits).astype(np.float64).mean())


def _usual_frame(pixels: Pixels, mask: NDArray[np.float32]) -> int:
    """Return the frame nearest to the clip's median picture inside the mask."""
    inside = pixels[:, mask > 0].astype(np.float32)  # (F, n, 3)
    usual = np.median(inside, axis=0)
    away = np.abs(inside - usual).mean(axis=2) @ mask[mask > 0]
    return int(np.argmin(away))


def _feathered(mask: NDArray[np.float32]) -> NDArray[np.float32]:
    """Keep the mask and let it fade outwards, linearly with the distance."""
    reach = max(_FEATHER * len(mask), 1.0)
    outside = (mask < 0.5).astype(np.uint8)
    if outside.all():
        return mask
    distance = cv2.distanceTransform(outside, cv2.DIST_L2, 5)
    ramp = np.clip(1.0 - distance / reach, 0.0, 1.0)
    return np.maximum(mask, ramp).astype(np.float32)
