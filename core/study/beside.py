"""Sentences that say how the network stands to its plain rivals: reckoned, never typed.

They compare point values. A gap of up to `MARGIN` is called about equal; a larger one may still be
chance, for which the intervals beside the values are to be read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

MEASURES = {
    "network": "model score",
    "motion_energy": "motion energy",
    "landmark_velocity": "landmark velocity",
}
"""What is compared: the network, and the two plain rivals that it has to beat."""
RIVALS = {name: words for name, words in MEASURES.items() if name != "network"}

MARGIN = 0.02
"""Values so near each other are about equal: of shares, AUROC, correlations, parts of variance."""


def beside_rivals(by: str, found: Mapping[str, float], more_is_better: bool = True) -> str:
    """Say how the network stands to its rivals.

    Parameters
    ----------
    by : str
        What is compared, to follow “By”.
    found : dict of str to float
        ``"network"`` and rivals, by their keys in `MEASURES`, each from -1 to 1; NaN is left out.
    more_is_better : bool
    """
    sign = 1 if more_is_better else -1
    mine = sign * found["network"]
    rivals = {
        name: sign * value
        for name, value in found.items()
        if name != "network" and np.isfinite(value)
    }
    if not np.isfinite(mine) or not rivals:
        return f"By {by} network and rivals cannot be compared here."
    beaten = [MEASURES[name] for name, value in rivals.items() if _above(mine, value)]
    equal = [MEASURES[name] for name, value in rivals.items() if _same(mine, value)]
    lost = [MEASURES[name] for name, value in rivals.items() if _above(value, mine)]
    parts = [
        f"{verb} {_and(names)}"
        for verb, names in (
            ("beats", beaten), ("is about equal to", equal), ("falls behind", lost),
        )
        if names
    ]  # fmt: skip
    earned = "" if beaten else " That earns it nothing here."
    return f"By {by} the network {'; it '.join(parts)}.{earned}"


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= MARGIN + 1e-9


def _above(one: float, other: float) -> bool:
    return one > other and not _same(one, other)


def _and(names: Sequence[str]) -> str:
    return " and ".join(names)
