"""Inflation of 2D units into 3D ones (Carreira & Zisserman 2017, arXiv 1705.07750, section 2.3).

A kernel is repeated along time and divided by its length, so that a video of one picture, shown
again and again, gives what the picture gave, away from the borders in time.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

from models.i3d import Unit3D

_STATISTICS = ("weight", "bias", "running_mean", "running_var")


def inflate_kernel(kernel: Tensor, frames: int) -> Tensor:
    """Inflate a (K, C, kh, kw) kernel to (K, C, frames, kh, kw)."""
    return kernel.unsqueeze(2).expand(-1, -1, frames, -1, -1) / frames


@torch.no_grad()
def inflate_unit(unit: Unit3D, conv: nn.Conv2d, norm: nn.BatchNorm2d) -> None:
    """Fill a 3D unit from a 2D convolution and its batch norm.

    Parameters
    ----------
    unit : Unit3D
        Changed in place.
    conv : nn.Conv2d
        Without bias, of the same channels, kernel (kh, kw) and stride (h, w).
    norm : nn.BatchNorm2d
        Of the same eps.

    Raises
    ------
    ValueError
        If the two do not correspond.
    """
    kernel = inflate_kernel(conv.weight, unit.conv.kernel_size[0])
    if kernel.shape != unit.conv.weight.shape or tuple(conv.stride) != tuple(unit.stride[1:]):
        raise ValueError(
            f"a 2D kernel {tuple(conv.weight.shape)} with stride {tuple(conv.stride)} does not "
            f"inflate to {tuple(unit.conv.weight.shape)} with stride {unit.stride}"
        )
    if conv.bias is not None or not isinstance(unit.bn, nn.BatchNorm3d) or norm.eps != unit.bn.eps:
        raise ValueError("only units without bias, and of the same batch-norm eps, are inflated")
    unit.conv.weight.copy_(kernel)
    unit.bn.load_state_dict(
        {name: getattr(norm, name) for name in _STATISTICS}
        | {"num_batches_tracked": norm.num_batches_tracked}
    )
