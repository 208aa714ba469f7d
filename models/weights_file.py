"""A network's parameters as the bytes of a safetensors file, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import safetensors.torch
import torch
from safetensors import SafetensorError
from torch import Tensor

from models.bundle_spec import BundleSpec
from models.networks import build_network, check_fits


def weights_bytes(state_dict: Mapping[str, Tensor], *, half: bool = False) -> bytes:
    """Return the file's bytes; `half` stores kernels, and nothing else, in half precision."""

    def stored(value: Tensor) -> Tensor:
        is_kernel = value.is_floating_point() and value.ndim > 1
        dtype = torch.float16 if half and is_kernel else value.dtype
        return value.detach().to("cpu", dtype).contiguous().clone()

    tensors = {key: stored(value) for key, value in state_dict.items()}
    return cast(bytes, safetensors.torch.save(tensors))


def parse_weights(spec: BundleSpec, data: bytes, name: str) -> dict[str, Tensor]:
    """Read the bytes of a file of that `name` as the parameters of a bundle's network.

    Raises
    ------
    ValueError
        If they are no such file, or belong to another network.
    """
    network = build_network(spec.network, device="meta")
    if network.head.out_features != spec.head.num_logits:
        raise ValueError(
            f"head needs {spec.head.num_logits} logits, the network has {network.head.out_features}"
        )
    try:
        weights = cast("dict[str, Tensor]", safetensors.torch.load(data))
    except SafetensorError as error:
        raise ValueError(f"{name} is not a safetensors file") from error
    check_fits(network, weights)
    return weights
