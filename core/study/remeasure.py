"""Whether a scaled recording moves as it should, by Facies's own landmarks found in it anew.

The landmarks of the scaled video owe nothing to those that it was made from: the tracker reads its
pixels. So a ratio that follows the gain says that the pixels moved, not that the plan was followed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.measures.geometry import to_head_frame
from core.measures.signals import Signals, make_signals
from core.measures.timeline import stretches
from core.simulate.attenuate import Watched

SIGNALS: dict[str, str] = {
    "mouth_width_iod": "mouth width",
    "mouth_opening_iod": "mouth opening",
    "smile_amplitude_iod": "smile",
    "brow_height_iod": "brow height",
    "eye_opening_left_iod": "left eye opening",
    "eye_opening_right_iod": "right eye opening",
}
"""What is measured again, with its name for people."""


@dataclass(frozen=True, slots=True)
class Remeasured:
    """A scaled recording beside its source.

    Attributes
    ----------
    ratio : dict of str to float
        Standard deviation of each of `SIGNALS`, scaled over source; about the gain if all is well.
        The tracker's own noise keeps it above 0 where hardly anything moved.
    source_sd_iod : dict of str to float
        Of the source, in inter-ocular distances: where it is near the tracker's noise (0.001 to
        0.005), the ratio says little.
    turn_deg : (yaw, pitch, roll)
        Root mean square difference of the head's pose. Some of it is the tracker's: its pose
        leans with expression.
    """

    ratio: dict[str, float]
    source_sd_iod: dict[str, float]
    turn_deg: tuple[float, float, float]


def remeasure(source: Watched, scaled: Watched) -> Remeasured:
    """Compare a scaled recording with its source, over the frames in which both show the face.

    Parameters
    ----------
    source, scaled : Watched
        With the same frames, as `core.simulate.attenuate.attenuate` writes them.

    Raises
    ------
    ValueError
        If the numbers of frames differ.
    """
    both = _both(source.face.valid, scaled.face.valid)
    before, after = _signals(source), _signals(scaled)
    source_sd = {name: float(before[name][both].std()) for name in SIGNALS}
    ratio = {name: float(after[name][both].std()) / max(sd, 1e-9) for name, sd in source_sd.items()}
    turn = scaled.face.pose_deg[both] - source.face.pose_deg[both]
    yaw, pitch, roll = np.sqrt((turn**2).mean(axis=0)).tolist()
    return Remeasured(ratio, source_sd, (yaw, pitch, roll))


def _both(one: NDArray[np.bool_], other: NDArray[np.bool_]) -> NDArray[np.bool_]:
    if len(one) != len(other):
        raise ValueError(f"{len(one)} and {len(other)} frames are not of one series")
    return one & other


def _signals(watched: Watched) -> Signals:
    pts_s = watched.recording.pts_s
    parts = stretches(watched.face.valid, pts_s)
    return make_signals(to_head_frame(watched.face), pts_s, (), parts)
