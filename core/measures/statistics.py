"""Intervals for small counts and small samples."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binom, chi2


def poisson_interval(count: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the exact interval of a Poisson mean given one count.

    Source: Garwood 1936, Biometrika 28:437, by quantiles of chi-squared.
    """
    tail = (1.0 - confidence) / 2.0
    low = float(chi2.ppf(tail, 2 * count)) / 2.0 if count else 0.0
    return low, float(chi2.ppf(1.0 - tail, 2 * count + 2)) / 2.0


def median_interval(
    values: NDArray[np.float64], confidence: float = 0.95
) -> tuple[float | None, float | None]:
    """Return the distribution-free interval of a median from order statistics.

    Returns
    -------
    low, high : float or None
        None where the sample is too small for that confidence (fewer than 6 values for 95 %).
    """
    ordered = np.sort(values)
    n = len(ordered)
    # The largest k with P(fewer than k of n values lie below the median) within the tail.
    k = int(binom.ppf((1.0 - confidence) / 2.0, n, 0.5)) if n else 0
    if k < 1:
        return None, None
    return float(ordered[k - 1]), float(ordered[n - k])
