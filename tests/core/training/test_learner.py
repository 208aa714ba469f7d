from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy.ndimage import gaussian_filter

from core.training.learner import Precision, call_the_still_hypomimic, new_learner, to_input

FRAMES, SIZE_PX = 14, 112


def gradients(precision: Precision, output_stride: int) -> dict[str, torch.Tensor]:
    learner = new_learner(
        seed=0, dropout=0.0, norm_momentum=0.1, motion_share=1.0, initial=None,
        output_stride=output_stride, precision=precision,
    ).train()  # fmt: skip
    rng = np.random.default_rng(1)
    noise = gaussian_filter(rng.normal(size=(2, FRAMES, SIZE_PX, SIZE_PX, 3)), (0, 1, 6, 6, 0))
    clips = np.clip(128 + 60 * noise / noise.std(), 0, 255).astype(np.uint8)
    logits, movement, evidence = learner(to_input(clips))
    sum(out.square().mean() for out in (logits, movement, evidence)).backward()
    return {name: p.grad for name, p in learner.named_parameters() if p.grad is not None}


@pytest.mark.parametrize("output_stride", [16, 32])
def test_bfloat16_gives_gradients_of_the_same_size_down_to_the_smallest_maps(
    output_stride: int,
) -> None:
    exact, rough = gradients("float32", output_stride), gradients("bfloat16", output_stride)
    assert exact.keys() == rough.keys()
    size = {n: float(rough[n].norm() / exact[n].norm()) for n in exact if "conv" in n}
    assert 0.5 < min(size.values()) < max(size.values()) < 2


@pytest.mark.parametrize(("output_stride", "cells"), [(16, 4), (32, 2)])
def test_the_evidence_is_that_of_the_map_whose_mean_is_the_score(
    output_stride: int, cells: int
) -> None:
    learner = new_learner(
        seed=0, dropout=0.0, norm_momentum=0.1, motion_share=1.0, initial=None,
        output_stride=output_stride,
    ).eval()  # fmt: skip
    call_the_still_hypomimic(learner.network)
    clips = np.random.default_rng(0).integers(0, 256, (2, 4, 64, 64, 3), np.uint8)
    with torch.inference_mode():
        logits, _, evidence = learner(to_input(clips))
        plain = learner.network(to_input(clips))
    assert evidence.shape == (2, cells, cells)
    assert torch.allclose(logits, plain, atol=1e-5)
    assert torch.allclose(evidence.mean(dim=(1, 2)) + 3, logits[:, 1] - logits[:, 0], atol=1e-4)
