"""The engine against the same network run plainly: eager torch, ordinary layout, same input."""

from __future__ import annotations

import time

import numpy as np
import torch
from numpy.typing import NDArray

from core.bench.timing import Job
from core.inference import Engine
from models.bundle import Bundle
from models.bundle_spec import InputSpec

FRAMES = 14
SIDE_PX = 224


def against_plain(bundle: Bundle, device: str) -> tuple[Job, Job]:
    """Make two jobs that run one clip of 14x224x224: plainly, and through the engine.

    Parameters
    ----------
    bundle : Bundle
        Its weights are used by both.
    device : str
        For the engine; the plain network runs on the CPU.

    Returns
    -------
    tuple of two callables
        Each times one clip and gives ``"plain network"`` or ``"engine"``. Both have run once.
    """
    generator = np.random.default_rng(0)
    clip = generator.integers(0, 256, (1, FRAMES, SIDE_PX, SIDE_PX, 3), np.uint8)
    network = bundle.network()
    engine = Engine(bundle, device)

    def plain() -> dict[str, float]:
        began = time.perf_counter()
        with torch.inference_mode():
            network(_as_input(clip, bundle.spec.input))
        return {"plain network": time.perf_counter() - began}

    def engined() -> dict[str, float]:
        began = time.perf_counter()
        engine.run(clip)
        return {"engine": time.perf_counter() - began}

    plain()
    engined()
    return plain, engined


def _as_input(clips: NDArray[np.uint8], pixels: InputSpec) -> torch.Tensor:
    """(B, F, S, S, 3) uint8 to (B, 3, F, S, S) float32, contiguous."""
    values = torch.from_numpy(clips).permute(0, 4, 1, 2, 3).contiguous().to(torch.float32)
    mean, std = (torch.tensor(each).view(3, 1, 1, 1) for each in (pixels.mean, pixels.std))
    return (values / 255 - mean) / std
