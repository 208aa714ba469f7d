"""Batch-norm folding: the same network with half as many layers to run."""

from __future__ import annotations

import copy

import torch
from torch import Tensor, nn

from models.i3d import I3D, Unit3D


def fold_batch_norm(network: I3D) -> I3D:
    """Return a copy in which each unit's batch norm is part of its convolution.

    In eval mode batch norm is y = gamma · (x - mean) / sqrt(var + eps) + beta, a scale and a shift
    per channel; the scale goes into the kernel and the shift becomes its bias. The copy answers
    as the original does in eval mode, and is not for training.

    Parameters
    ----------
    network : I3D
        Left as it is.
    """
    folded = copy.deepcopy(network).eval()
    for unit in folded.modules():
        if isinstance(unit, Unit3D) and isinstance(unit.bn, nn.BatchNorm3d):
            unit.conv.weight, unit.conv.bias = _folded(unit.conv.weight, unit.bn)
            unit.bn = nn.Identity()
    return folded


def _folded(kernel: Tensor, bn: nn.BatchNorm3d) -> tuple[nn.Parameter, nn.Parameter]:
    if bn.running_mean is None or bn.running_var is None:
        raise ValueError("batch norm without running statistics cannot be folded")
    with torch.no_grad():
        # In double precision: the rounding then is that of the result alone.
        scale = bn.weight.double() / torch.sqrt(bn.running_var.double() + bn.eps)
        shift = bn.bias.double() - bn.running_mean.double() * scale
        weight = kernel.double() * scale.reshape(-1, 1, 1, 1, 1)
    return (
        nn.Parameter(weight.to(kernel.dtype), requires_grad=False),
        nn.Parameter(shift.to(kernel.dtype), requires_grad=False),
    )
