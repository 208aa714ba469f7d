"""What is fitted: the network, and beside its judgement a head that tells the movement."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

from core.training.movement import PARTS
from models.i3d import EMBEDDING_SIZE, I3D, Unit3D


class Learner(nn.Module):
    """The network with a second head, which training alone uses.

    Parameters
    ----------
    network : I3D

    Attributes
    ----------
    network : I3D
        What a bundle keeps.
    movement : Linear
        From the embedding to the standardised movement of each part of the face.
    """

    def __init__(self, network: I3D) -> None:
        super().__init__()
        self.network = network
        self.movement = nn.Linear(EMBEDDING_SIZE, len(PARTS))

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        """Map clips (B, 3, T, H, W) to logits (B, 2) and movement (B, 5)."""
        embedding = self.network.embed(x)
        logits: Tensor = self.network.head(self.network.dropout(embedding))
        movement: Tensor = self.movement(embedding)
        return logits, movement


def new_learner(
    *,
    seed: int,
    dropout: float,
    norm_momentum: float,
    motion_share: float,
    initial: Mapping[str, Tensor] | None,
) -> Learner:
    """Make the learner to be fitted, in the memory layout that is fastest on a CPU.

    Parameters
    ----------
    seed, dropout, norm_momentum, motion_share
        As in `core.training.trainer.TrainSettings`.
    initial : mapping of str to Tensor, optional
        Weights of the network; without it random ones that follow from the seed.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        learner = Learner(I3D(num_outputs=2, dropout=dropout))
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


def _favour_motion(network: I3D, share: float) -> None:
    """Let a share of the first layer's kernels see smooth change alone.

    Without their mean over time they are blind to looks; smoothed over place, with their length
    kept, they prefer the movement of features to the sensor's noise.
    """
    first = next(module for module in network.modules() if isinstance(module, Unit3D))
    weight = first.conv.weight.data  # (K, 3, t, h, w)
    count = round(share * len(weight))
    start = weight[:count]
    length = start.flatten(1).norm(dim=1)
    kernel = torch.tensor([1.0, 4.0, 6.0, 4.0, 1.0]) / 16
    planes = start.flatten(0, 2)[:, None]  # (K * 3 * t, 1, h, w)
    planes = functional.conv2d(planes, kernel[None, None, :, None], padding=(2, 0))
    planes = functional.conv2d(planes, kernel[None, None, None, :], padding=(0, 2))
    smooth = planes.view_as(start)
    smooth = smooth - smooth.mean(dim=2, keepdim=True)
    scale = length / smooth.flatten(1).norm(dim=1).clamp_min(1e-12)
    weight[:count] = smooth * scale[:, None, None, None, None]
