"""Reference groups made from numbers alone, as `core.training.reference` would make them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from tests.support.analysis_factory import LAYERS

LABELS = ("expressive", "attenuated")


def make_reference(
    *, recordings: int = 40, size: int = 1024, seed: int = 3, spread: float = 1.0
) -> dict[str, NDArray[Any]]:
    """Make two groups that lie side by side, and how far others usually lie from them.

    Their embeddings have a standard deviation of `spread`; a recording of
    `tests.support.analysis_factory` lies among them.
    """
    rng = np.random.default_rng(seed)
    labels = (np.arange(recordings) % 2).astype(np.int16)
    apart = np.zeros(size)
    apart[: max(size // 20, 1)] = 1.5 * spread
    embeddings = rng.normal(0, 0.3 * spread, (recordings, size)) + np.outer(labels - 0.5, apart)
    embeddings = embeddings.astype(np.float16)
    found: dict[str, NDArray[Any]] = {
        "embeddings": embeddings,
        "labels": labels,
        "subjects": (np.arange(recordings) // 2).astype(np.int32),
        "embedding_mean": embeddings.astype(np.float64).mean(axis=0).astype(np.float32),
        "embedding_scale": np.full(size, 0.3 * spread, np.float32),
        "knn_k": np.array(5, np.int32),
        "loo_quantiles": np.linspace(0.9, 1.7, 101).astype(np.float32),
    }
    for layer, kind, _ in LAYERS:
        name = "evidence" if kind == "evidence" else layer
        for measure, middle in (("entropy", 0.86), ("participation", 0.42), ("area50", 0.17)):
            values = rng.normal(middle * (1 - 0.05 * labels), 0.05 * middle)
            found[f"spread_{name}_{measure}"] = values.astype(np.float32)
    return found
