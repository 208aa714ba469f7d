from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from core.arrays import frozen


@given(hnp.arrays(np.float64, hnp.array_shapes(min_dims=2, max_dims=2), elements=st.floats(-9, 9)))
def test_keeps_values_and_cannot_be_written(array: np.ndarray) -> None:
    out = frozen(array, np.float64, (None, array.shape[1]), "x")
    np.testing.assert_array_equal(out, array)
    with pytest.raises(ValueError, match="read-only"):
        out[0, 0] = 1.0


def test_the_callers_array_stays_writable() -> None:
    mine = np.zeros(3)
    frozen(mine, np.float64, (3,), "x")
    mine[0] = 1.0


def test_narrows_within_a_kind() -> None:
    assert frozen([0.5, 1.0], np.float32, (2,), "x").dtype == np.float32


def test_refuses_to_lose_the_kind() -> None:
    with pytest.raises(TypeError, match="Cannot cast"):
        frozen([0.5], np.int32, (1,), "x")


@pytest.mark.parametrize("shape", [(2,), (3, None), (None, None, None)])
def test_refuses_another_shape(shape: tuple[int | None, ...]) -> None:
    with pytest.raises(ValueError, match="weights: expected shape"):
        frozen(np.zeros((2, 4)), np.float64, shape, "weights")
