"""The recordings that a model was fitted on, as its bundle carries them."""

from __future__ import annotations

import numpy as np
import pytest

from core.analysis.reference_group import ReferenceGroup, distances, nearest, standardised
from tests.support.reference_factory import make_reference


def test_arrays_of_a_bundle_become_a_group() -> None:
    arrays = make_reference(recordings=12, size=20)
    group = ReferenceGroup.of(arrays)
    assert group is not None
    assert group.embeddings.shape == (12, 20)
    assert group.embeddings.mean(axis=0) == pytest.approx(np.zeros(20), abs=1e-3)
    assert group.labels.tolist() == [0, 1] * 6
    assert len(np.unique(group.subjects)) == 6


def test_a_bundle_without_reference_has_no_group() -> None:
    assert ReferenceGroup.of({}) is None
    arrays = make_reference()
    for name in ("embeddings", "loo_quantiles", "labels"):
        assert ReferenceGroup.of({k: v for k, v in arrays.items() if k != name}) is None
    assert ReferenceGroup.of(arrays | {"embeddings": np.zeros((0, 1024), np.float16)}) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"labels": np.zeros(3, np.int16)},
        {"embedding_scale": np.ones(7, np.float32)},
        {"loo_quantiles": np.ones(100, np.float32)},
        {"knn_k": np.array(0, np.int32)},
        {"embeddings": np.ones(40, np.float16)},
        {"embedding_mean": np.full(1024, np.nan, np.float32)},
    ],
)
def test_arrays_that_do_not_fit_are_refused(wrong) -> None:
    with pytest.raises(ValueError, match="do not fit"):
        ReferenceGroup.of(make_reference() | wrong)


def test_the_nearest_are_those_that_the_distance_is_to() -> None:
    arrays = make_reference(recordings=15, size=10)
    here = arrays["embeddings"][4] + np.float16(0.01)
    found = nearest(here, arrays)
    assert found[0] == 4
    known = standardised(arrays["embeddings"], arrays)
    away = np.sqrt(((known - standardised(here, arrays)) ** 2).mean(axis=1))
    assert found.tolist() == np.argsort(away)[:5].tolist()
    assert distances(here[None], arrays)[0] == pytest.approx(np.sort(away)[:5].mean())
