from __future__ import annotations

import numpy as np
import pytest

from core.simulate.expressions import UNITS, close_lids, unit_displacements
from core.simulate.face_model import face_model

MEAN = face_model().mean


def moved(unit: str) -> np.ndarray:
    return MEAN + unit_displacements()[UNITS.index(unit)]  # type: ignore[arg-type]


def gap(points: np.ndarray, a: int, b: int) -> float:
    return float(np.linalg.norm(points[a] - points[b]))


@pytest.mark.parametrize("unit", UNITS)
def test_units_move_both_sides_alike_and_leave_the_eyeballs(unit: str) -> None:
    change = moved(unit) - MEAN
    assert 0.01 < np.abs(change).max() < 0.5
    assert not change[468:].any()
    mirror = face_model().mirror
    np.testing.assert_allclose(change[mirror] * (-1, 1, 1), change, atol=0.02)


def test_each_unit_does_what_it_is_called() -> None:
    assert gap(moved("smile"), 61, 291) > gap(MEAN, 61, 291) + 0.05
    assert gap(moved("jaw_open"), 13, 14) > gap(MEAN, 13, 14) + 0.15
    assert gap(moved("pucker"), 61, 291) < gap(MEAN, 61, 291) - 0.05
    assert moved("brow_raise")[105, 1] < MEAN[105, 1] - 0.05
    assert moved("brow_lower")[55, 1] > MEAN[55, 1] + 0.03
    assert gap(moved("lid_raise"), 159, 145) > gap(MEAN, 159, 145)
    assert gap(moved("lid_squint"), 159, 145) < gap(MEAN, 159, 145)
    assert moved("nose_wrinkle")[0, 1] < MEAN[0, 1] - 0.03


@pytest.mark.parametrize("amount", [0.0, 0.3, 0.7, 1.0])
def test_lids_close_by_the_asked_share_on_the_asked_side(amount: float) -> None:
    closed = close_lids(MEAN, amount, 0.0)
    assert gap(closed, 386, 374) == pytest.approx(gap(MEAN, 386, 374) * (1 - 0.98 * amount))
    assert gap(closed, 159, 145) == gap(MEAN, 159, 145)
