from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from core.face.shape import RIGID_SHAPE
from core.face.similarity import fit_similarities

ANGLE = st.floats(-3, 3)


@settings(max_examples=50, deadline=None)
@given(ANGLE, ANGLE, ANGLE, st.floats(0.1, 300), st.floats(-900, 900), st.floats(-900, 900))
def test_any_turn_size_and_shift_is_taken_out(
    a: float, b: float, c: float, scale: float, x: float, y: float
) -> None:
    turn = Rotation.from_rotvec([a, b, c]).as_matrix()
    seen = RIGID_SHAPE @ turn * scale + np.array([x, y, 5.0])
    both = np.stack([seen, RIGID_SHAPE])
    fit = fit_similarities(both, RIGID_SHAPE)
    np.testing.assert_allclose(fit.apply(both)[0], RIGID_SHAPE, atol=1e-6)
    np.testing.assert_allclose(fit.part(slice(1, 2)).apply(both[1:])[0], RIGID_SHAPE, atol=1e-9)


def test_a_mirror_image_is_not_turned_into_the_shape() -> None:
    mirrored = RIGID_SHAPE * (1, 1, -1)
    fit = fit_similarities(mirrored[None], RIGID_SHAPE)
    assert np.linalg.det(fit.turn[0]) > 0
    assert np.abs(fit.apply(mirrored[None])[0] - RIGID_SHAPE).max() > 0.1
