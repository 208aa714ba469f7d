"""How a person's face stands when it does nothing, from a recording in which it does.

The usual choice, the median over the recording (Baltrušaitis, Mahmoud and Robinson 2015, "Cross-
dataset learning and person-specific normalisation for automatic Action Unit detection", FG), holds
where most frames are neutral. In a recording of someone who talks or smiles most of the time it is
a talking or smiling face. So the frames are ranked by how much expression they show, and the median
is taken over the least expressive ones only. A face that is never at rest has no neutral frame:
then this is the least expressive posture that was seen, which is all that can be had.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.measures.signals import Signals

# The share of the frames that count as neutral, and the least and most of them.
_SHARE = 0.1
_LEAST, _MOST = 5, 300
# A face on its way through its neutral posture is moving: so much of its way counts as distance.
_MOTION_S = 0.1
_OPEN_EYES = 0.75  # of the usual aperture


def neutral_rows(signals: Signals) -> NDArray[np.intp]:
    """Choose the least expressive frames.

    The cost of a frame, in inter-ocular distances: how far the lips stand apart, how far the lip
    corners stand from where they rest (`core.measures.signals`), how far the brows from their
    median, and how far the face moves within a tenth of a second. Frames with lids down are left
    out.

    Parameters
    ----------
    signals : Signals
        Of one appearance, n rows, none of them NaN but in the motion.

    Returns
    -------
    (k,) int
        Rows, rising; at least one.
    """
    brow = signals["brow_height_iod"]
    cost = (
        signals["mouth_opening_iod"]
        + np.abs(signals["smile_amplitude_iod"])
        + np.abs(brow - np.median(brow))
        + _MOTION_S * np.nan_to_num(signals["facial_motion_iod_s"])
    )
    eyes = (signals["eye_opening_left_iod"] + signals["eye_opening_right_iod"]) / 2
    open_eyes = eyes >= _OPEN_EYES * np.median(eyes)
    ranked = np.lexsort((cost, ~open_eyes))
    count = int(np.clip(round(_SHARE * len(cost)), _LEAST, _MOST))
    return np.sort(ranked[: min(count, len(cost))])
