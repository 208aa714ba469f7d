from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.simulate.derive import derive, measure_pairs
from core.simulate.face_model import LEFT_UPPER_LID, RIGHT_UPPER_LID, face_model, region_weights
from core.types import REGIONS


def test_the_mean_face_is_symmetric_and_in_its_own_units() -> None:
    model = face_model()
    flip = np.array([-1, 1, 1])
    np.testing.assert_allclose(model.mean[model.mirror] * flip, model.mean, atol=1e-5)
    np.testing.assert_allclose(model.smile[model.mirror] * flip, model.smile, atol=1e-5)
    assert np.linalg.norm(model.mean[473] - model.mean[468]) == pytest.approx(1, abs=0.01)
    assert (model.mirror[list(RIGHT_UPPER_LID)] == LEFT_UPPER_LID).all()


def test_the_face_looks_at_the_camera_with_its_left_to_the_right() -> None:
    mean = face_model().mean
    assert mean[473, 0] > 0 > mean[468, 0]  # 473 is the left iris
    assert mean[1, 2] < mean[234, 2]  # the nose is nearer than the ear
    assert mean[10, 1] < mean[1, 1] < mean[152, 1]


def test_regions_share_every_point() -> None:
    weights = region_weights()
    np.testing.assert_allclose(weights.sum(axis=0), 1, atol=1e-5)
    for region, point in (("mouth", 13), ("left_eye", 386), ("right_brow", 105), ("nose", 4)):
        assert weights[REGIONS.index(region), point] > 0.9  # type: ignore[arg-type]


@pytest.mark.shared_data
@pytest.mark.slow
def test_the_shipped_numbers_are_those_of_the_london_faces(london_faces: Path) -> None:
    derived, shipped = derive(*measure_pairs(london_faces)), face_model()
    np.testing.assert_allclose(derived["mean"], shipped.mean, atol=2e-3)
    np.testing.assert_allclose(derived["smile"], shipped.smile, atol=2e-3)
    np.testing.assert_array_equal(derived["mirror"], shipped.mirror)
