"""The reference group that ships in a bundle: where a new recording lies among known ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.analysis.appearance import appearance_arrays
from core.analysis.reference_group import distances
from core.training.judge import Judged

NEIGHBOURS = 5
# A unit that hardly ever fires would, divided by its own tiny spread, drown all others: none is
# scaled by less than this share of the typical spread.
_LEAST_SCALE = 0.25


def build_reference(known: Sequence[Judged], unseen: Sequence[Judged]) -> dict[str, NDArray[Any]]:
    """Make the arrays of ``reference.npz``.

    Parameters
    ----------
    known : sequence of Judged
        Recordings of the people that the network was fitted on.
    unseen : sequence of Judged
        Recordings of all others. Their distances to `known` say what is usual for someone new;
        those among `known` themselves would be too small, for the network has seen them.

    Returns
    -------
    dict of str to ndarray
        ``embeddings`` (M, 1024) float16, ``labels`` and ``subjects`` (M,) int, of `known`;
        ``embedding_mean`` and ``embedding_scale`` (1024,) float32; ``knn_k`` ();
        ``loo_quantiles`` (101,) float32, percentiles of the `distances` of `unseen`;
        ``spread_<layer>_<measure>`` (M,) float32; what
        `core.analysis.appearance.appearance_arrays` makes. People are numbered anew.
    """
    embeddings = np.stack([j.embedding for j in known]).astype(np.float16)
    numbers = {s: i for i, s in enumerate(sorted({j.clips.row.subject_id for j in known}))}
    spread_sd = embeddings.astype(np.float64).std(axis=0)
    typical = float(np.sqrt((spread_sd**2).mean()))
    reference: dict[str, NDArray[Any]] = {
        "embeddings": embeddings,
        "labels": np.array([j.clips.row.label for j in known], np.int16),
        "subjects": np.array([numbers[j.clips.row.subject_id] for j in known], np.int32),
        "embedding_mean": embeddings.astype(np.float64).mean(axis=0).astype(np.float32),
        "embedding_scale": np.maximum(spread_sd, max(_LEAST_SCALE * typical, 1e-6)).astype(
            np.float32
        ),
        "knn_k": np.array(min(NEIGHBOURS, len(known)), np.int32),
    }
    away = distances(np.stack([j.embedding for j in unseen]), reference)
    reference["loo_quantiles"] = np.percentile(away, np.arange(101)).astype(np.float32)
    looks = [np.stack([j.looks for j in group]).astype(np.float64) for group in (known, unseen)]
    reference.update(appearance_arrays(*looks))
    for name in known[0].spread:
        reference[name] = np.array([j.spread[name] for j in known], np.float32)
    return reference
