"""What an aligned face looks like, apart from how it moves: to tell masks and drawings from faces.

A network that answers to movement says little of what moves: a mask is to it a face that keeps
still. Here the middle picture of each clip is described by where on the face its edges are strong
and how sparse they are, each beside the whole face, and by the two overall. Distances are
Mahalanobis's from the training recordings, for the pattern and for the whole apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SIDE_PX = 112
"""Crops are brought to this side first, so that all sizes are described alike."""
CELLS = 7
WHOLE = 2
"""The last so many numbers describe the whole; the others the pattern."""

_BLUR_PX = 0.8
_LEAST_SIZE = 1e-6  # of a variance, in units of the typical: two recordings have none in most ways
_PARTS = {"pattern": slice(0, -WHOLE), "whole": slice(-WHOLE, None)}


def describe(pixels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Describe clips by their middle pictures.

    Parameters
    ----------
    pixels : (N, F, S, S, 3) uint8
        RGB, aligned.

    Returns
    -------
    (N, 52) float32
        Log strength of edges and their sparseness (log mean square less twice the log mean), each
        in the 25 inner cells of a 7 x 7 grid; the first less its mean. Then both means.
    """
    return np.array([_described(clip[len(clip) // 2]) for clip in pixels], np.float32)


def _described(rgb: NDArray[np.uint8]) -> Floats:
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2LAB)[..., 0].astype(np.float32)
    if grey.shape[0] != SIDE_PX:
        shrinks = grey.shape[0] > SIDE_PX
        way = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
        grey = np.asarray(cv2.resize(grey, (SIDE_PX, SIDE_PX), interpolation=way), np.float32)
    smooth = cv2.GaussianBlur(grey, (0, 0), _BLUR_PX)
    edges = np.hypot(cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1))
    strength = np.log(_cells(edges) + 1.0)
    sparse = np.log(_cells(edges**2) + 1.0) - 2 * strength
    pattern = [(strength - strength.mean()).ravel(), sparse.ravel()]
    return np.concatenate([*pattern, [strength.mean(), sparse.mean()]])


def _cells(values: NDArray[np.float32]) -> Floats:
    """Means over the cells of the face; the outermost show what is around it."""
    grid = cv2.resize(values, (CELLS, CELLS), interpolation=cv2.INTER_AREA)
    return np.asarray(grid[1:-1, 1:-1], np.float64)


def appearance_arrays(known: Floats, unseen: Floats) -> dict[str, NDArray[Any]]:
    """Make what `appearance_ratio` needs of a bundle's ``reference.npz``.

    Parameters
    ----------
    known, unseen : (M, 52), (N, 52) float64
        Means over the clips of recordings that were fitted on, and of other people's.

    Returns
    -------
    dict of str to ndarray
        ``appearance_mean`` (52,); for each part a matrix that makes deviations white
        (``appearance_<part>``, by the shrunk covariance of Ledoit and Wolf 2004) and the 95th
        percentile of the distances of `unseen` (``appearance_<part>_usual``, ()). All float32.
    """
    from sklearn.covariance import LedoitWolf

    mean = known.mean(axis=0)
    out: dict[str, NDArray[Any]] = {"appearance_mean": mean.astype(np.float32)}
    for name, part in _PARTS.items():
        scale = np.maximum(known[:, part].std(axis=0), 1e-3)
        fitted = LedoitWolf(assume_centered=True).fit((known - mean)[:, part] / scale)
        size, ways = np.linalg.eigh(fitted.covariance_)
        whiten = ways / np.sqrt(np.maximum(size, _LEAST_SIZE)) / scale[:, None]
        out[f"appearance_{name}"] = whiten.astype(np.float32)
        usual = np.percentile(_distance((unseen - mean)[:, part], whiten), 95)
        out[f"appearance_{name}_usual"] = np.array(usual, np.float32)
    return out


def appearance_ratio(
    described: NDArray[np.floating[Any]], reference: Mapping[str, NDArray[Any]]
) -> float | None:
    """Say how far a recording's looks lie from those of the training recordings.

    Parameters
    ----------
    described : (N, 52)
        Of its clips.
    reference : mapping
        The bundle's ``reference.npz``.

    Returns
    -------
    float or None
        Distance / the 95th percentile of the same of people who were not fitted on, the larger of
        pattern and whole; None if the bundle does not know looks.
    """
    if "appearance_mean" not in reference:
        return None
    away = described.astype(np.float64).mean(axis=0) - reference["appearance_mean"]
    return max(
        float(_distance(away[None, part], reference[f"appearance_{name}"])[0])
        / max(float(reference[f"appearance_{name}_usual"]), 1e-6)
        for name, part in _PARTS.items()
    )


def _distance(away: Floats, whiten: NDArray[np.floating[Any]]) -> Floats:
    """Root mean square of whitened deviations (N, D): (N,)."""
    return np.asarray(np.sqrt(((away @ whiten.astype(np.float64)) ** 2).mean(axis=1)))
