from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.simulate.face_model import face_model
from core.simulate.photographed.field import Lattice, Spread, rest_of

LATTICE = Lattice(-2.6, -2.4, 0.05, 105, 113)
POINTS = np.unique(face_model().mean[:468:4, :2].round(2), axis=0).astype(np.float32)
SPREAD = Spread(POINTS, LATTICE)


def smooth_move(seed: int, size: float) -> np.ndarray:
    """Displacements that vary as slowly as skin does."""
    rng = np.random.default_rng(seed)
    turn = rng.uniform(0.5, 2.5, (2, 2))
    return (size * np.sin(POINTS @ turn + rng.uniform(0, 6, 2))).astype(np.float32)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.01, 0.12))
def test_landmarks_are_carried_where_they_were_sent(seed: int, size: float) -> None:
    moved = smooth_move(seed, size)
    there = LATTICE.sample(SPREAD(moved), POINTS[None])[0]
    assert np.abs(there - moved).mean() < 0.06 * size


def test_nothing_moves_far_from_the_face() -> None:
    field = SPREAD(np.full((len(POINTS), 2), 0.2, dtype=np.float32))
    away = np.array([[[-2.5, 0.0], [2.5, 0.0], [0.0, -2.3], [0.0, 3.1]]], dtype=np.float32)
    assert np.abs(LATTICE.sample(field, away)).max() == 0
    assert np.abs(field).max() > 0.15


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.floats(0.01, 0.12))
def test_the_way_back_leads_to_the_rest(seed: int, size: float) -> None:
    field = SPREAD(smooth_move(seed, size))
    rng = np.random.default_rng(seed + 1)
    rest = rng.uniform(-0.9, 0.9, (1, 40, 2)).astype(np.float32)
    now = rest + LATTICE.sample(field, rest)
    np.testing.assert_allclose(rest_of(now, field, LATTICE), rest, atol=2e-3)


def test_sampling_is_exact_on_nodes_and_linear_between() -> None:
    field = np.random.default_rng(0).normal(size=(113, 105, 2)).astype(np.float32)
    nodes = LATTICE.nodes()
    np.testing.assert_allclose(LATTICE.sample(field, nodes), field, atol=2e-4)
    between = (nodes[3:4, 3:4] + nodes[3:4, 4:5]) / 2
    middle = (field[3, 3] + field[3, 4]) / 2
    assert LATTICE.sample(field, between)[0, 0] == pytest.approx(middle, abs=0.05)
