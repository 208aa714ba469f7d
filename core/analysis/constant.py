"""What the model says of a clip whose evidence map is empty: the constant that the map adds to."""

from __future__ import annotations

import numpy as np

from core.analysis.score import sigmoid
from core.types import Analysis

# A clip score is float32: nearer to 0 or 1 its log odds are rounding.
_CLEAR = 1e-4
_NEARLY_ONE = 0.99


def empty_map_score(analysis: Analysis) -> float | None:
    """Return the score of a clip to which no place adds anything.

    The logit of a clip is the mean of its evidence map plus a constant, and the log odds of its
    score are a straight line over its logit: both are read from the clips.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    float or None
        [0, 1]; None where the clips do not tell it.
    """
    found = analysis.prediction
    evidence = next((m.values for m in analysis.maps if m.kind == "evidence"), None)
    if found is None or evidence is None or not len(evidence):
        return None
    logit = found.evidence_logit.astype(np.float64)
    score = found.clip_score.astype(np.float64)
    clear = (score > _CLEAR) & (score < 1 - _CLEAR)
    if clear.sum() < 2 or np.ptp(logit[clear]) < 1e-3:
        return None
    odds = np.log(score[clear] / (1 - score[clear]))
    slope, intercept = np.polyfit(logit[clear], odds, 1)
    constant = np.median(logit - evidence.astype(np.float64).mean(axis=(1, 2, 3)))
    return float(sigmoid(np.asarray(slope * constant + intercept)))


def empty_map_sentence(analysis: Analysis) -> str:
    """Say what the map adds to; empty where that is not known."""
    score = empty_map_score(analysis)
    if score is None:
        return ""
    about = f"{score:.2f}"
    if score > _NEARLY_ONE or score < 1 - _NEARLY_ONE:
        about = f"more than {_NEARLY_ONE:g}" if score > 0.5 else f"less than {1 - _NEARLY_ONE:.2g}"
    return f"A clip with an empty evidence map would score {about}."
