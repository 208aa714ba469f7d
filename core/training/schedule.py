"""How fast to learn when."""

from __future__ import annotations

import math


def learning_rate(step: int, total: int, peak: float, warm_up_share: float = 0.05) -> float:
    """Rise linearly over the first steps, then fall along half a cosine to zero.

    Parameters
    ----------
    step : int
        From 0.
    total : int
        Steps of the whole run.
    peak : float
    warm_up_share : float
        Of `total`, [0, 1).

    Returns
    -------
    float
        Loshchilov & Hutter 2017 (arXiv 1608.03983), one cycle, after a linear warm-up.
    """
    warm_up = max(1, round(total * warm_up_share))
    if step < warm_up:
        return peak * (step + 1) / warm_up
    done = (step - warm_up) / max(1, total - warm_up)
    return peak * 0.5 * (1 + math.cos(math.pi * min(1.0, done)))
