"""What an engine says of clips, and how the evidence is read from the head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.arrays import frozen
from models.bundle_spec import HeadSpec
from models.i3d import EMBEDDING_SIZE, I3D

EVIDENCE = "evidence"
"""Key of the evidence map among the maps."""


@dataclass(frozen=True, slots=True)
class ClipOutputs:
    """The network's answer to B clips.

    Attributes
    ----------
    logits : (B, K) float32
    evidence_logit : (B,) float32
        Higher means more hypomimic: for a binary head the difference of its two logits, for an
        ordinal one the logit that the bundle names.
    embedding : (B, 1024) float32
        Mean over time and place of the last feature map.
    maps : dict of str to (B, t, h, w) float32
        Per asked endpoint the mean over channels of its non-negative activation, and
        ``"evidence"``: w·A at the last feature map A, in logits, whose mean is the evidence logit
        less the head's bias.
    """

    logits: NDArray[np.float32]
    evidence_logit: NDArray[np.float32]
    embedding: NDArray[np.float32]
    maps: dict[str, NDArray[np.float32]]

    def __post_init__(self) -> None:
        b = len(self.logits)
        for name, shape in (
            ("logits", (b, None)), ("evidence_logit", (b,)), ("embedding", (b, EMBEDDING_SIZE)),
        ):  # fmt: skip
            object.__setattr__(self, name, frozen(getattr(self, name), np.float32, shape, name))
        grid = (b, None, None, None)
        maps = {name: frozen(m, np.float32, grid, name) for name, m in self.maps.items()}
        object.__setattr__(self, "maps", maps)


@dataclass(frozen=True, slots=True)
class EvidenceReadout:
    """The direction in the embedding that the evidence logit measures.

    ``evidence_logit = weight · embedding + bias``; `weight` (1024,) and `bias` are float32.
    `over_logits` (K,) gives the same from the logits.
    """

    weight: NDArray[np.float32]
    bias: float
    over_logits: NDArray[np.float32]

    @classmethod
    def of(cls, head: HeadSpec, network: I3D) -> EvidenceReadout:
        """Read it from a network's head, after what the bundle says the logits mean."""
        over_logits = np.zeros(head.num_logits, np.float32)
        over_logits[head.evidence_logit] = 1
        if head.type == "binary":
            over_logits[1 - head.evidence_logit] = -1
        weight = network.head.weight.detach().cpu().numpy()
        bias = network.head.bias.detach().cpu().numpy()
        return cls(over_logits @ weight, float(over_logits @ bias), over_logits)


@dataclass(frozen=True, slots=True)
class RawOutputs:
    """What a backend returns: `logits` (B, K), `embedding` (B, 1024), `maps` as `ClipOutputs`."""

    logits: NDArray[np.float32]
    embedding: NDArray[np.float32]
    maps: dict[str, NDArray[np.float32]]


class Backend(Protocol):
    """Something that runs the network; not to be used by two threads at once."""

    name: str

    def run(self, clips: NDArray[np.uint8]) -> RawOutputs:
        """Run clips (B, F, H, W, 3) RGB uint8."""
