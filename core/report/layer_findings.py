"""What was found of each map, put together and in the order in which people read it."""

from __future__ import annotations

from dataclasses import dataclass

from core.report.words import layer_word
from core.types import REGIONS, ActivationMap, Analysis, RegionRow, Spread


@dataclass(frozen=True, slots=True)
class LayerFindings:
    """One map with its spread and the rows of its eleven regions (in the order of `REGIONS`)."""

    activation: ActivationMap
    spread: Spread
    regions: tuple[RegionRow, ...]

    @property
    def title(self) -> str:
        """Name of the map for people."""
        return layer_word(self.activation.layer, self.activation.kind)


def layer_findings(analysis: Analysis) -> tuple[LayerFindings, ...]:
    """Pair maps, spread and regions, which an analysis lists in the same order; evidence first."""
    count = len(REGIONS)
    found = [
        LayerFindings(activation, spread, analysis.regions[i * count : (i + 1) * count])
        for i, (activation, spread) in enumerate(zip(analysis.maps, analysis.spread, strict=True))
    ]
    return tuple(sorted(found, key=lambda layer: layer.activation.kind != "evidence"))
