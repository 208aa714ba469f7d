"""A training run on disk: everything needed to go on as if it had never stopped.

One safetensors file holds all tensors, and in its header, as JSON, where the run stands. It
replaces the one before it atomically, so a kill at any moment leaves a whole one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import safetensors
import safetensors.torch
import torch
from safetensors import SafetensorError
from torch import Tensor

from core.atomic import write_with
from core.errors import SurroundingsError, UsageError

_HEADER = "facies"


@dataclass(frozen=True, slots=True)
class EpochRecord:
    """How one epoch went; losses are cross-entropies in nats."""

    epoch: int
    train_loss: float
    train_accuracy: float
    validation_loss: float
    validation_auroc: float
    seconds: float
    data_share: float


@dataclass(slots=True)
class RunState:
    """Where a run stands.

    Attributes
    ----------
    epoch, step : int
        The next step to take: `step` of `epoch`, both from 0.
    loss_sum, right, seconds, data_seconds : float
        Of the epoch so far.
    history : list of EpochRecord
    best_epoch : int
        Of the weights with the least validation loss; -1 before the first.
    best : dict of str to Tensor
        Those weights.
    """

    epoch: int = 0
    step: int = 0
    loss_sum: float = 0.0
    right: float = 0.0
    seconds: float = 0.0
    data_seconds: float = 0.0
    history: list[EpochRecord] = field(default_factory=list)
    best_epoch: int = -1
    best: dict[str, Tensor] = field(default_factory=dict)


class Checkpoint:
    """The checkpoint file of one run.

    Parameters
    ----------
    path : Path
    fingerprint : str
        Of data and settings; a file with another one belongs to another run.
    """

    def __init__(self, path: Path, fingerprint: str) -> None:
        self._path = path
        self._fingerprint = fingerprint

    def save(
        self, state: RunState, network: torch.nn.Module, optimiser: torch.optim.Optimizer
    ) -> None:
        """Write the run atomically. Raises `SurroundingsError` if that cannot be done."""
        tensors = {f"network.{k}": v for k, v in network.state_dict().items()}
        tensors |= {f"best.{k}": v for k, v in state.best.items()}
        for index, entries in optimiser.state_dict()["state"].items():
            tensors |= {f"optimiser.{index}.{name}": v for name, v in entries.items()}
        facts = {
            name: getattr(state, name)
            for name in ("epoch", "step", "loss_sum", "right", "seconds", "data_seconds")
        }
        facts |= {
            "fingerprint": self._fingerprint,
            "best_epoch": state.best_epoch,
            "history": [asdict(record) for record in state.history],
        }
        plain = {k: v.detach().contiguous() for k, v in tensors.items()}
        header = {_HEADER: json.dumps(facts)}
        write_with(
            self._path, lambda path: safetensors.torch.save_file(plain, path, metadata=header)
        )

    def load(self, network: torch.nn.Module, optimiser: torch.optim.Optimizer) -> RunState | None:
        """Put a saved run back into `network` and `optimiser`; None if there is none.

        Raises
        ------
        UsageError
            If the file belongs to a run with other data or settings.
        SurroundingsError
            If it is damaged.
        """
        if not self._path.exists():
            return None
        try:
            with safetensors.safe_open(self._path, "pt") as file:
                facts = json.loads(file.metadata()[_HEADER])
                self._check(facts)
                tensors = {key: file.get_tensor(key) for key in file.keys()}  # noqa: SIM118
        except (SafetensorError, OSError, KeyError, TypeError, ValueError) as error:
            raise SurroundingsError(
                f"The training checkpoint in “{self._path.parent}” is damaged. Delete that folder "
                "to start from the beginning."
            ) from error
        network.load_state_dict(_under("network.", tensors))
        _restore(optimiser, _under("optimiser.", tensors))
        return RunState(
            **{name: facts[name] for name in ("epoch", "step", "loss_sum", "right", "seconds")},
            data_seconds=facts["data_seconds"],
            history=[EpochRecord(**record) for record in facts["history"]],
            best_epoch=facts["best_epoch"],
            best=_under("best.", tensors),
        )

    def _check(self, facts: dict[str, Any]) -> None:
        if facts["fingerprint"] != self._fingerprint:
            raise UsageError(
                f"“{self._path.parent}” holds an unfinished training with other data or settings. "
                "Repeat that command to finish it, choose another --out, or delete that folder."
            )


def _under(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}


def _restore(optimiser: torch.optim.Optimizer, tensors: Mapping[str, Tensor]) -> None:
    """Fill the optimiser, each moment in the memory layout of its parameter.

    An optimiser may take another code path, and round otherwise, where the layouts differ.
    """
    parameters = [p for group in optimiser.param_groups for p in group["params"]]
    for key, value in tensors.items():
        index, name = key.split(".")
        parameter = parameters[int(index)]
        moment = torch.empty_like(parameter).copy_(value) if value.ndim else value
        optimiser.state[parameter][name] = moment
