"""The choices of a training."""

from __future__ import annotations

from dataclasses import dataclass

from core.training.learner import Precision


@dataclass(frozen=True, slots=True)
class TrainSettings:
    """How the network is fitted.

    Attributes
    ----------
    epochs : int
    batch_size : int
    learning_rate : float
        The peak, for AdamW.
    weight_decay : float
    warm_up_share : float
        Of all steps.
    gradient_norm : float
        Longer gradients are shortened to it.
    label_smoothing : float
        Keeps the logits bounded; [0, 1).
    dropout : float
    norm_momentum : float
        Of the batch norms' running statistics. The network's usual value is too slow for the few
        hundred steps of a small run.
    motion_share : float
        Share of the first layer's kernels that start without their mean over time, and so answer
        to change alone. Ignored where the weights are given.
    movement_weight : float
        Of the movement loss (mean square of standardised values) beside the cross-entropy.
    local_weight : float
        Of the loss of single regions (`core.training.local`), where they are known. Then the
        network's constant starts anew, too, also where weights are given.
    output_stride : {16, 32}
        Of the network, as `models.i3d.I3D`.
    patience : int
        Epochs without a lower validation loss before the run stops.
    seed : int
    precision : {"float32", "bfloat16"}
        Of the large maps' forward and backward pass; weights, small maps and validation stay in
        float32. On CPUs that know bfloat16 a step takes about half as long.
    """

    epochs: int = 8
    batch_size: int = 8
    learning_rate: float = 5e-4
    weight_decay: float = 0.01
    warm_up_share: float = 0.05
    gradient_norm: float = 5.0
    label_smoothing: float = 0.05
    dropout: float = 0.2
    norm_momentum: float = 0.1
    motion_share: float = 1.0
    movement_weight: float = 1.0
    local_weight: float = 1.0
    output_stride: int = 16
    patience: int = 4
    seed: int = 0
    precision: Precision = "float32"
