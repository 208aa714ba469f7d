"""How Review shows an analysis: which map, how strongly, beside what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Source = Literal["trained", "random", "motion"]
"""Whose map is shown: the model's, the same network's with random weights, or plain motion."""

SOURCES: tuple[Source, ...] = ("trained", "random", "motion")


@dataclass(frozen=True, slots=True)
class ViewState:
    """What the user has chosen to see.

    Attributes
    ----------
    heat_map : bool
        Whether a map lies over the face.
    layer : str
        ``"evidence"`` or an endpoint's name, as in `core.types.ActivationMap`.
    source : {"trained", "random", "motion"}
    opacity : float
        Of the strongest response, [0, 1].
    colours : str
        Name of a colour map, ``"auto"`` for the one that fits the map's kind.
    side_by_side : bool
        The bare picture beside the one with the map.
    region : str or None
        The facial region that is pointed at.
    """

    heat_map: bool = True
    layer: str = "evidence"
    source: Source = "trained"
    opacity: float = 0.7
    colours: str = "auto"
    side_by_side: bool = False
    region: str | None = None
