"""Valid bundles of untrained networks, for tests of what stores and runs them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from models.bundle import Bundle, BundleSpec, save_bundle
from models.bundle_spec import (
    AlignmentSpec,
    Calibration,
    ClipTiming,
    HeadSpec,
    InputSpec,
    Metric,
    NetworkSpec,
)
from models.i3d import I3D

SIZE_PX = 32
FRAMES = 4
CARD = "# Untrained network\n\nResearch use only. It has learnt nothing.\n"


def make_spec(**changes: Any) -> BundleSpec:
    """Describe a binary bundle of small clips."""
    spec = BundleSpec(
        id="untrained",
        name="Untrained I3D",
        version="1.0.0",
        network=NetworkSpec("i3d", {"num_outputs": 2, "dropout": 0.5}),
        input=InputSpec(SIZE_PX, (0.5, 0.4, 0.6), (0.5, 0.25, 0.4)),
        clip=ClipTiming(FRAMES, 1.0, 0.5),
        alignment=AlignmentSpec("similarity", {}),
        head=HeadSpec("binary", ("expressive", "attenuated"), 1),
        calibration=Calibration("platt", 1.5, -0.2, 0.3),
        threshold=0.6,
        provenance={"trained_on": "Nothing.", "seed": 7},
        metrics=(Metric("AUROC", 0.5, 0.4, 0.6, "person", "none", "facies train none.csv"),),
        intended_use="Tests of Facies.",
        limits=("It has learnt nothing.",),
        licence="Apache-2.0",
        attribution="None.",
    )
    return replace(spec, **changes)


def make_network(num_outputs: int = 2, seed: int = 0) -> I3D:
    """Build a network whose batch norm and head do something, as after training."""
    torch.manual_seed(seed)
    network = I3D(num_outputs)
    with torch.no_grad():
        for module in network.modules():
            if isinstance(module, torch.nn.BatchNorm3d):
                module.weight.uniform_(0.7, 1.2)
                module.bias.normal_(0, 0.1)
                assert module.running_mean is not None
                assert module.running_var is not None
                module.running_mean.normal_(0, 0.1)
                module.running_var.uniform_(0.5, 1.5)
        network.head.weight.normal_(0, 0.05)
        network.head.bias.normal_(0, 0.5)
    return network.eval()


def make_reference() -> dict[str, NDArray[Any]]:
    """Make a reference group of three recordings."""
    rng = np.random.default_rng(0)
    return {
        "embeddings": rng.random((3, 1024)).astype(np.float16),
        "labels": np.array([0, 1, 1]),
        "knn_k": np.array(2),
    }


def make_bundle(path: Path, *, half: bool = True, **changes: Any) -> Bundle:
    """Save an untrained bundle under `path`."""
    spec = make_spec(**changes)
    network = make_network(spec.head.num_logits)
    return save_bundle(path, spec, network.state_dict(), make_reference(), CARD, half=half)
