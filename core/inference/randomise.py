"""Random weights for sanity checks."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from models.i3d import I3D


def random_weights(network: I3D, seed: int) -> dict[str, Tensor]:
    """Draw every layer of a network anew.

    Kernels follow He et al. 2015 (arXiv 1502.01852), under which activations neither die nor
    explode; batch norm passes them through. The head is drawn so that logits are about as large
    as the embedding.

    Parameters
    ----------
    network : I3D
        Changed in place.
    seed : int

    Returns
    -------
    dict of str to Tensor
        Its state dict; the same for the same seed.
    """
    generator = torch.Generator().manual_seed(seed)
    for module in network.modules():
        if isinstance(module, nn.Conv3d):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu", generator=generator)
        elif isinstance(module, nn.BatchNorm3d):
            module.reset_running_stats()
            nn.init.ones_(module.weight)
            nn.init.zeros_(module.bias)
        elif isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=module.in_features**-0.5, generator=generator)
            nn.init.zeros_(module.bias)
    return {key: value.detach() for key, value in network.state_dict().items()}
