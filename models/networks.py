"""The networks by name, and whether weights fit them."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from models.bundle_spec import NetworkSpec
from models.i3d import I3D

_NETWORKS: dict[str, type[I3D]] = {"i3d": I3D}


def build_network(spec: NetworkSpec, device: str = "cpu") -> I3D:
    """Build an untrained network from its name and parameters.

    Raises
    ------
    ValueError
        If there is no such network or it does not take these parameters.
    """
    if spec.name not in _NETWORKS:
        raise ValueError(f"network.name must be one of {sorted(_NETWORKS)}")
    try:
        with torch.device(device):
            return _NETWORKS[spec.name](**spec.params)
    except (TypeError, RuntimeError) as error:
        raise ValueError(f"network.params do not fit {spec.name}") from error


def check_fits(network: nn.Module, weights: Mapping[str, Tensor]) -> None:
    """Check that `weights` are exactly those of `network`, and finite.

    Raises
    ------
    ValueError
        Naming the first tensor that is missing, unknown, of another shape or kind, or not finite.
    """
    wanted = network.state_dict()
    if missing := sorted(wanted.keys() - weights.keys()):
        raise ValueError(f"the weights lack {missing[0]} ({len(missing)} missing)")
    if unknown := sorted(weights.keys() - wanted.keys()):
        raise ValueError(f"the weights hold unknown {unknown[0]} ({len(unknown)} unknown)")
    for key, value in weights.items():
        if value.shape != wanted[key].shape:
            raise ValueError(
                f"{key} has shape {tuple(value.shape)}, not {tuple(wanted[key].shape)}"
            )
        if value.is_floating_point() != wanted[key].is_floating_point():
            raise ValueError(f"{key} has the wrong kind of numbers, {value.dtype}")
        if not bool(torch.isfinite(value).all()):
            raise ValueError(f"{key} holds values that are not finite")
