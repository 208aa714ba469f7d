"""The seven geometry signals of the PARK smile tables, from FaceMesh landmarks.

A signal is the mean distance over its pairs of points divided by the distance between the iris
centres, in two dimensions and in every frame by itself. The published values were computed in
coordinates divided by the width and height of 640x480 recordings, so y counts 4/3 there: in true
pixels it is scaled by 4/3 before every distance, whatever the size of the recording at hand.

Source: the smile task of Adnan et al. 2023, arXiv:2308.02588 (PARK, ROC-HCI). The pairs were found
again by computing the published values anew; those of `jaw-open` mix in lid and temple points and
stay as they were, to match.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.face import landmarks as lm

Floats = NDArray[np.float64]
Pairs = tuple[tuple[int, int], ...]

# fmt: off
PAIRS: dict[str, Pairs] = {
    "eye-open-right": (
        (246, 7), (161, 163), (160, 144), (159, 145), (158, 153), (157, 154), (173, 155),
    ),
    "eye-open-left": (
        (398, 382), (384, 381), (385, 380), (386, 374), (387, 373), (388, 390), (466, 249),
    ),
    "eye-raise-right": (
        (246, 156), (161, 70), (160, 63), (159, 105), (158, 66), (157, 107), (173, 9),
    ),
    "eye-raise-left": (
        (398, 9), (384, 336), (385, 296), (386, 334), (387, 293), (388, 300), (466, 383),
    ),
    "mouth-open": (
        (191, 95), (80, 88), (81, 178), (82, 87), (13, 14), (312, 317), (311, 402), (310, 318),
        (415, 324),
    ),
    "mouth-width": ((78, 308),),
    "jaw-open": (
        (191, 169), (80, 170), (81, 145), (82, 171), (13, 175), (312, 396), (311, 389), (310, 395),
        (415, 394),
    ),
}
"""Pairs of FaceMesh points by the table's name of the signal; sides are the patient's own."""

# fmt: on

# In the order of the parts in GEO10.
_SIDES = (
    ("eye-open-right", "eye-open-left"),
    ("eye-raise-right", "eye-raise-left"),
    ("mouth-open",),
    ("mouth-width",),
    ("jaw-open",),
)

_Y_SCALE = 4.0 / 3.0
_LEAST_VARIANCE = 1e-12  # of a face that does not move at all


def park_signals(points_px: NDArray[np.floating[Any]]) -> dict[str, Floats]:
    """Compute every signal in every frame.

    Parameters
    ----------
    points_px : (T, 478, 2 or 3) float
        FaceMesh points (refined) in true pixels; NaN where no face was found.

    Returns
    -------
    dict of str to (T,) float64
        In iris distances, both as the table scales them; NaN where no face was found.
    """
    irises = _distance(points_px, ((lm.RIGHT_IRIS, lm.LEFT_IRIS),))
    return {name: _distance(points_px, pairs) / irises for name, pairs in PAIRS.items()}


def geo10(mean: Mapping[str, ArrayLike], variance: Mapping[str, ArrayLike]) -> Floats:
    """Average left and right of the signals' means and log variances.

    Parameters
    ----------
    mean, variance : dict of str to array_like (...)
        By the table's name of the signal; population variances.

    Returns
    -------
    (..., 10) float64
        In the order of `core.kinematics.quantities.GEO10`.
    """
    means = [_over(mean, sides) for sides in _SIDES]
    logs = {name: np.log(np.maximum(v, _LEAST_VARIANCE)) for name, v in variance.items()}
    return np.stack([*means, *(_over(logs, sides) for sides in _SIDES)], axis=-1)


def geo10_of(points_px: NDArray[np.floating[Any]]) -> Floats:
    """Measure one recording, or a part of it, over all frames with a face, unsmoothed.

    Parameters
    ----------
    points_px : (T, 478, 2 or 3) float
        As for `park_signals`; at least one frame with a face.

    Returns
    -------
    (10,) float64
    """
    found = np.isfinite(points_px[:, lm.RIGHT_IRIS, 0])
    lines = park_signals(points_px[found])
    return geo10(
        {name: line.mean() for name, line in lines.items()},
        {name: line.var() for name, line in lines.items()},
    )


def _distance(points_px: NDArray[np.floating[Any]], pairs: Pairs) -> Floats:
    first, second = (
        points_px[:, list(points), :2].astype(np.float64) for points in zip(*pairs, strict=True)
    )
    away = (first - second) * (1.0, _Y_SCALE)
    return np.asarray(np.linalg.norm(away, axis=2).mean(axis=1))


def _over(values: Mapping[str, ArrayLike], sides: tuple[str, ...]) -> Floats:
    return np.asarray(np.mean([np.asarray(values[side], np.float64) for side in sides], axis=0))
