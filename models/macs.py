"""How much arithmetic a network costs."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

from models.i3d import I3D


def count_macs(frames: int, height_px: int, width_px: int, output_stride: int = 32) -> int:
    """Count the multiply-accumulates of I3D's convolutions on one clip.

    Padding cells count as cells do; batch norm, pooling and the head (under 0.1 %) do not count.
    The network runs on shapes alone, so this costs no arithmetic.

    Returns
    -------
    int
        24.95e9 for 14 x 224 x 224.
    """
    total = 0

    def add(module: nn.Module, _: tuple[Any, ...], output: Tensor) -> None:
        nonlocal total
        unit_conv = getattr(module, "conv", None)
        if isinstance(unit_conv, nn.Conv3d):
            total += output.numel() * unit_conv.weight[0].numel()

    with torch.device("meta"):
        network = I3D(output_stride=output_stride).eval()
        handles = [module.register_forward_hook(add) for module in network.modules()]
        network(torch.empty(1, 3, frames, height_px, width_px))
    for handle in handles:
        handle.remove()
    return total
