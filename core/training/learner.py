"""What is fitted: the network, and beside its judgement a head that tells the movement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from core.training.clip_store import RecordingClips, batches
from core.training.movement import PARTS
from models.i3d import EMBEDDING_SIZE, I3D, Unit3D

# Clips of an even number of frames are padded by (2, 3) under the first layer: these taps fall on
# two real frames at every step.
_FIRST_TAP = 2
# Changes between frames are small beside the pictures themselves; kernels of this length lift them
# well above the batch norm's epsilon.
_CHANGE_NORM = 4.0
# The gradient of a 3 x 3 x 3 kernel in bfloat16 came out infinite, or far too large, on maps of two
# steps or of four cells a side and less (torch 2.13 with oneDNN); on 4 x 7 x 7 it was right.
_LEAST_BFLOAT16_MAP = (4, 7, 7)

_STILL_LOGIT = 1.5
_EVALUATION_BATCH = 4

Precision = Literal["float32", "bfloat16"]


class Learner(nn.Module):
    """The network with a second head, which training alone uses.

    Parameters
    ----------
    network : I3D
    precision : {"float32", "bfloat16"}
        Of the products in stages with large maps.

    Attributes
    ----------
    network : I3D
        What a bundle keeps.
    movement : Linear
        From the embedding to the standardised movement of each part of the face.
    """

    def __init__(self, network: I3D, precision: Precision = "float32") -> None:
        super().__init__()
        self.network = network
        self._bfloat16 = precision == "bfloat16"
        self.movement = nn.Linear(EMBEDDING_SIZE, len(PARTS))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Map clips (B, 3, T, H, W) to logits (B, 2), movement (B, 5) and evidence (B, h, w).

        The evidence is that of the bundle's map (`core.inference.outputs`), its mean over time.
        """
        for stage in self.network.backbone:
            x = self._through(stage, x)
        places = x.float().mean(dim=2)  # (B, 1024, h, w)
        embedding = places.mean(dim=(2, 3))
        logits: Tensor = self.network.head(self.network.dropout(embedding))
        movement: Tensor = self.movement(embedding)
        weight = self.network.head.weight
        evidence = torch.einsum("bchw,c->bhw", places, weight[1] - weight[0])
        return logits, movement, evidence

    def _through(self, stage: nn.Module, x: Tensor) -> Tensor:
        large = all(n >= least for n, least in zip(x.shape[2:], _LEAST_BFLOAT16_MAP, strict=True))
        if self._bfloat16 and large:
            with torch.autocast("cpu", torch.bfloat16):
                out: Tensor = stage(x)
        else:
            out = stage(x.float())
        return out


def new_learner(
    *,
    seed: int,
    dropout: float,
    norm_momentum: float,
    motion_share: float,
    initial: Mapping[str, Tensor] | None,
    output_stride: int,
    precision: Precision = "float32",
) -> Learner:
    """Make the learner to be fitted, in the memory layout that is fastest on a CPU.

    Parameters
    ----------
    seed, dropout, norm_momentum, motion_share, output_stride, precision
        As in `core.training.trainer.TrainSettings`.
    initial : mapping of str to Tensor, optional
        Weights of the network; without it random ones that follow from the seed.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        learner = Learner(I3D(2, dropout, output_stride), precision)
    network = learner.network
    if initial is not None:
        network.load_state_dict({k: v.to(torch.float32) for k, v in initial.items()})
    else:
        _favour_motion(network, motion_share)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm3d):
            module.momentum = norm_momentum
    network.to(memory_format=torch.channels_last_3d)  # type: ignore[call-overload]
    return learner


def call_the_still_hypomimic(network: I3D) -> None:
    """Set the constant so that a face is called hypomimic unless evidence speaks against it."""
    with torch.no_grad():
        network.head.bias.copy_(torch.tensor([-_STILL_LOGIT, _STILL_LOGIT]))


def _favour_motion(network: I3D, share: float) -> None:
    """Let a share of the first layer's kernels answer to the change between two frames alone.

    Each is a smooth random picture, subtracted from itself one frame on. Only the two middle taps
    are used: a kernel that reached into the zero padding at the clip's ends would see the still
    face appear and vanish there, which is far stronger than any of its movements.
    """
    first = next(module for module in network.modules() if isinstance(module, Unit3D))
    weight = first.conv.weight.data  # (K, 3, t, h, w)
    count = round(share * len(weight))
    picture = _smooth(weight[:count, :, _FIRST_TAP])  # (k, 3, h, w)
    picture *= _CHANGE_NORM / picture.flatten(1).norm(dim=1)[:, None, None, None]
    weight[:count] = 0
    weight[:count, :, _FIRST_TAP] = -picture
    weight[:count, :, _FIRST_TAP + 1] = picture


def _smooth(pictures: Tensor) -> Tensor:
    """Blur (k, 3, h, w) with a binomial kernel of five taps."""
    kernel = torch.tensor([1.0, 4.0, 6.0, 4.0, 1.0]) / 16
    planes = pictures.flatten(0, 1)[:, None]
    planes = functional.conv2d(planes, kernel[None, None, :, None], padding=(2, 0))
    planes = functional.conv2d(planes, kernel[None, None, None, :], padding=(0, 2))
    return planes.view_as(pictures).clone()


def to_input(clips: NDArray[np.uint8]) -> Tensor:
    """Turn clips (B, F, S, S, 3) uint8 into the network's input (B, 3, F, S, S) in [-1, 1]."""
    # Seen as (B, 3, F, S, S), the clips' own layout is channels-last already.
    x = torch.from_numpy(clips).permute(0, 4, 1, 2, 3)
    return x.to(torch.float32).div_(127.5).sub_(1.0)


def evidence(network: I3D, clips: RecordingClips) -> NDArray[np.float64]:
    """Return the evidence logit, logit 1 - logit 0, of every clip of a recording (N,)."""
    network.eval()
    found = []
    with torch.inference_mode():
        for batch in batches(clips, _EVALUATION_BATCH):
            logits = network(to_input(batch))
            found.append((logits[:, 1] - logits[:, 0]).numpy().astype(np.float64))
    return np.concatenate(found)
