"""The recordings that a model was fitted on, as its bundle carries them (``reference.npz``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_ARRAYS = ("embeddings", "labels", "subjects", "embedding_mean", "embedding_scale", "knn_k",
           "loo_quantiles")  # fmt: skip
_PERCENTILES = 101
_LEAST_SCALE = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class ReferenceGroup:
    """Reference recordings whose arrays are known to fit one another.

    Attributes
    ----------
    embeddings : (M, D) float64
        Standardised.
    labels, subjects : (M,) int64
        Index into the bundle's labels; number of the person.
    usual : (101,) float64
        Percentiles 0 to 100 of the distance (see `distances`) of people who were not fitted on.
    arrays : mapping
        What it was made of.
    """

    embeddings: NDArray[np.float64]
    labels: NDArray[np.int64]
    subjects: NDArray[np.int64]
    usual: NDArray[np.float64]
    arrays: Mapping[str, NDArray[Any]]

    @classmethod
    def of(cls, arrays: Mapping[str, NDArray[Any]]) -> ReferenceGroup | None:
        """Take the arrays of a bundle; None where it carries no reference recordings.

        Raises
        ------
        ValueError
            If they do not fit one another.
        """
        if any(name not in arrays for name in _ARRAYS) or not arrays["embeddings"].size:
            return None
        embeddings = arrays["embeddings"]
        count, *size = embeddings.shape
        shapes = {"labels": (count,), "subjects": (count,), "embedding_mean": tuple(size),
                  "embedding_scale": tuple(size), "knn_k": (),
                  "loo_quantiles": (_PERCENTILES,)}  # fmt: skip
        wrong = [name for name, shape in shapes.items() if arrays[name].shape != shape]
        numbers = [arrays[name] for name in _ARRAYS]
        whole = all(np.isfinite(each).all() for each in numbers)
        if len(size) != 1 or wrong or not whole or arrays["knn_k"] < 1:
            raise ValueError("the reference recordings of this model do not fit one another")
        return cls(
            embeddings=standardised(embeddings, arrays),
            labels=arrays["labels"].astype(np.int64),
            subjects=arrays["subjects"].astype(np.int64),
            usual=np.maximum.accumulate(arrays["loo_quantiles"].astype(np.float64)),
            arrays=arrays,
        )


def standardised(
    embeddings: NDArray[Any], reference: Mapping[str, NDArray[Any]]
) -> NDArray[np.float64]:
    """Measure embeddings (..., D) from the reference's mean, in units of its scale."""
    mean = reference["embedding_mean"].astype(np.float64)
    scale = np.maximum(reference["embedding_scale"].astype(np.float64), _LEAST_SCALE)
    return np.asarray((embeddings.astype(np.float64) - mean) / scale)


def distances(
    embeddings: NDArray[Any], reference: Mapping[str, NDArray[Any]]
) -> NDArray[np.float64]:
    """Mean distance of each embedding (N, D) to its k nearest in the reference, (N,).

    Distance = root mean square over the standardised dimensions.
    """
    known = standardised(reference["embeddings"], reference)
    here = standardised(embeddings, reference)
    return np.array([_nearest(each, known, reference)[1].mean() for each in here])


def nearest(embedding: NDArray[Any], reference: Mapping[str, NDArray[Any]]) -> NDArray[np.int64]:
    """Return the indices of the k reference recordings nearest to an embedding (D,)."""
    known = standardised(reference["embeddings"], reference)
    return _nearest(standardised(embedding, reference), known, reference)[0]


def _nearest(
    here: NDArray[np.float64], known: NDArray[np.float64], reference: Mapping[str, NDArray[Any]]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    away = np.sqrt(((known - here) ** 2).mean(axis=1))
    order = np.argsort(away, kind="stable")[: int(reference["knn_k"])]
    return order, away[order]
