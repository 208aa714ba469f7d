from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.simulate.raster import interpolate, triangle_map

SQUARE = np.array([[2, 2], [30, 2], [2, 30], [30, 30]], dtype=np.float32)
TRIANGLES = np.array([[0, 1, 2], [1, 3, 2]], dtype=np.int32)


@given(st.tuples(*[st.floats(-5, 5)] * 3))
@settings(max_examples=30, deadline=None)
def test_a_linear_attribute_is_interpolated_exactly(plane: tuple[float, float, float]) -> None:
    a, b, c = plane
    attribute = (SQUARE @ np.array([a, b]) + c).astype(np.float32)[:, None]
    ids = triangle_map(SQUARE, TRIANGLES, np.array([0, 1]), (32, 32))
    where, (values,) = interpolate(SQUARE, TRIANGLES, attribute, ids)
    rows, columns = np.divmod(where, 32)
    np.testing.assert_allclose(values, a * columns + b * rows + c, atol=2e-3)
    assert len(where) == 29 * 29


def test_what_is_drawn_later_hides_what_was_drawn_before() -> None:
    same = np.array([[0, 1, 2], [0, 1, 2]], dtype=np.int32)
    ids = triangle_map(SQUARE, same, np.array([1, 0]), (32, 32))
    assert set(np.unique(ids)) == {0, 1}


def test_a_sliver_takes_its_middle_value_instead_of_running_away() -> None:
    thin = np.array([[2, 2], [30, 2.05], [16, 2.1]], dtype=np.float32)
    one = np.array([[0, 1, 2]], dtype=np.int32)
    ids = triangle_map(thin, one, np.array([0]), (8, 32))
    _, (values,) = interpolate(thin, one, np.array([[0], [3], [9]], dtype=np.float32), ids)
    np.testing.assert_allclose(values, 4)
