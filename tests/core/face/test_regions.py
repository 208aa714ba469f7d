from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.face import region_masks, region_polygons
from core.face.landmarks import MIRROR
from core.face.layout import placement, to_transform
from core.face.regions import OUTLINES
from core.face.warp import apply
from core.types import REGIONS


def other_side(name: str) -> str:
    if name.startswith("left_"):
        return name.replace("left_", "right_")
    return name.replace("right_", "left_")


SWAPPED = [[str(region) for region in REGIONS].index(other_side(name)) for name in REGIONS]


@pytest.fixture(scope="module")
def unit(placed):
    """The mean face in the unit crop."""
    points = placed()
    return apply(to_transform(placement(points)), points)


def share(masks: np.ndarray, region: str) -> float:
    return float(masks[[str(r) for r in REGIONS].index(region)].mean())


@settings(deadline=None, max_examples=25)
@given(
    st.integers(1, 40), st.floats(-70, 70), st.floats(-40, 40), st.floats(-90, 90),
    st.floats(0, 0.05), st.integers(0, 99),
)  # fmt: skip
def test_regions_share_out_every_cell(placed, turned, size, yaw, pitch, roll, noise, seed):
    points = placed(0.4, (0.5, 0.5), turned(yaw, pitch, roll))
    points += np.random.default_rng(seed).normal(0, noise, points.shape).astype(np.float32)
    masks = region_masks(points, size)
    assert masks.shape == (len(REGIONS), size, size)
    assert masks.dtype == np.float32
    assert masks.min() >= 0
    assert masks.sum(0) == pytest.approx(np.ones((size, size)), abs=1e-5)


@settings(deadline=None, max_examples=15)
@given(st.floats(-50, 50), st.floats(-30, 30), st.floats(-30, 30), st.sampled_from([7, 16, 28]))
def test_a_mirrored_face_has_its_sides_swapped(placed, turned, yaw, pitch, roll, size):
    points = placed(0.3, (0.5, 0.4), turned(yaw, pitch, roll))[:, :2]
    mirrored = points[list(MIRROR)] * np.float32([-1, 1]) + np.float32([1, 0])
    straight, flipped = region_masks(points, size), region_masks(mirrored, size)
    assert np.abs(flipped[SWAPPED][:, :, ::-1] - straight).max() < 0.1
    assert np.abs(flipped[SWAPPED][:, :, ::-1] - straight).mean() < 0.001


def test_sides_are_the_patients_own(unit):
    masks = region_masks(unit, 32)
    columns = np.arange(32)
    for region in ("eye", "brow", "cheek"):
        left = masks[REGIONS.index(f"left_{region}")].sum(0)
        right = masks[REGIONS.index(f"right_{region}")].sum(0)
        assert (left * columns).sum() / left.sum() > 16 > (right * columns).sum() / right.sum()


def test_every_region_has_its_share_of_a_face(unit):
    masks = region_masks(unit, 56)
    assert 0.4 < share(masks, "outside") < 0.6
    for region in REGIONS:
        assert share(masks, region) > 0.01, region
    assert share(masks, "left_cheek") > share(masks, "nose") > share(masks, "left_eye") / 2


def test_the_forehead_reaches_the_top_of_the_oval(unit):
    forehead = region_polygons(unit)["forehead"]
    assert forehead[:, 1].min() == unit[10, 1]
    masks = region_masks(unit, 112)
    below_top = masks[:, int(unit[10, 1] * 112) + 1, int(unit[10, 0] * 112)]
    assert below_top[REGIONS.index("forehead")] == 1


def test_masks_agree_with_the_polygons(unit):
    masks = region_masks(unit, 28)
    for region, polygon in region_polygons(unit).items():
        x, y = polygon.astype(np.float64).T
        area = abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2
        wanted = 1 - area if region == "outside" else area
        assert share(masks, region) == pytest.approx(wanted, abs=0.004), region


def test_outlines_mirror_each_other():
    for region in REGIONS:
        mirrored = {MIRROR[i] for i in OUTLINES[region]}
        assert mirrored == set(OUTLINES[other_side(region)]), region  # type: ignore[index]


def test_a_face_outside_the_crop_leaves_outside_alone(unit):
    masks = region_masks(unit + np.float32(5), 7)
    assert (masks[REGIONS.index("outside")] == 1).all()


@pytest.mark.parametrize("bad", [np.zeros((468, 2)), np.full((478, 2), np.nan)])
def test_wrong_landmarks_are_refused(bad):
    with pytest.raises(ValueError, match="landmarks"):
        region_masks(bad.astype(np.float32), 7)


def test_no_grid_is_refused(unit):
    with pytest.raises(ValueError, match="size"):
        region_masks(unit, 0)
