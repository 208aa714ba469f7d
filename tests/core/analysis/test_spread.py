from __future__ import annotations

import time
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.analysis.spread import measure_map, summarise_map
from core.errors import Cancelled
from core.face import region_masks
from core.face.landmarks import LEFT_IRIS, RIGHT_IRIS
from core.face.layout import EYES_AT, IRIS_SHARE
from core.progress import CancelToken
from core.simulate.face_model import face_model
from core.types import REGIONS, ActivationMap, ClipTable, Spread

SHAPES = ("entropy", "participation", "gini", "area50", "area90", "outside_share")
MEASURES = tuple(name for name in Spread.__slots__ if name != "layer")
FACE = (face_model().mean[:, :2] * IRIS_SHARE + EYES_AT).astype(np.float32)


def summarise(values, kind="activation", face=FACE, scale=None):
    """Summarise (n, t, s, s) values of clips in which the face lies still."""
    values = np.asarray(values, np.float16)
    n, t = values.shape[:2]
    top = float(np.abs(values).max()) if values.size else 1.0
    activation = ActivationMap(
        layer="Mixed_4f",
        kind=kind,
        values=values,
        time_s=np.zeros((n, t)),
        scale=scale or (0.0, top),
    )
    zeros = np.zeros(n)
    clips = ClipTable(np.zeros((n, 14), np.int32), zeros, zeros, zeros.astype(np.int16))
    return summarise_map(activation, np.broadcast_to(face, (n, *face.shape)), clips)


def face_cells(side):
    return region_masks(FACE, side)[-1] <= 0.5


maps = st.sampled_from([7, 14]).flatmap(
    lambda s: arrays(np.float16, (2, 3, s, s), elements=st.floats(0, 64, width=16))
)


@settings(max_examples=60, deadline=None)
@given(maps)
def test_every_measure_stays_within_its_bounds(values):
    spread, rows = summarise(values)
    for name in SHAPES:
        assert 0 <= getattr(spread, name) <= 1, name
    assert spread.area50 <= spread.area90 + 1e-12
    assert 0 <= spread.ever_active <= 1
    assert spread.path_iod >= 0
    assert spread.energy >= 0
    assert [row.region for row in rows] == list(REGIONS)
    total = sum(row.share for row in rows)
    assert total == pytest.approx(1.0 if values.any() else 0.0, abs=1e-6)
    assert sum(row.area_share for row in rows) == pytest.approx(1.0, abs=1e-5)
    assert rows[-1].share == pytest.approx(spread.outside_share, abs=1e-6) or not values.all()


@settings(max_examples=40, deadline=None)
@given(
    arrays(np.float16, (1, 2, 7, 7), elements=st.integers(0, 100).map(float)),
    st.sampled_from([0.25, 4.0, 64.0]),
)
def test_scaling_a_map_changes_its_energy_and_nothing_else(values, factor):
    plain, plain_rows = summarise(values)
    scaled, scaled_rows = summarise(values * np.float16(factor))
    for name in MEASURES:
        wanted = getattr(plain, name) * (factor if name == "energy" else 1)
        assert getattr(scaled, name) == pytest.approx(wanted, rel=1e-6, abs=1e-9), name
    assert [r.density for r in scaled_rows] == pytest.approx([r.density for r in plain_rows])


@pytest.mark.parametrize("side", [7, 14, 28, 56, 112])
def test_an_even_map_is_as_broad_as_can_be(side):
    spread, rows = summarise(np.ones((2, 2, side, side)))
    assert spread.entropy == pytest.approx(1)
    assert spread.participation == pytest.approx(1)
    assert spread.gini == pytest.approx(0, abs=1e-9)
    assert spread.area50 == pytest.approx(0.5)
    assert spread.area90 == pytest.approx(0.9)
    assert spread.path_iod == pytest.approx(0, abs=1e-9)
    assert spread.ever_active == 1
    assert spread.energy == face_cells(side).sum()
    for row in rows:
        assert row.share == pytest.approx(row.area_share, abs=1e-6)
        assert row.density == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("side", [7, 14, 28])
def test_a_point_is_as_restricted_as_can_be(side):
    cells = face_cells(side)
    row, column = np.argwhere(cells)[len(np.argwhere(cells)) // 2]
    values = np.zeros((1, 2, side, side))
    values[0, :, row, column] = 3
    spread, _ = summarise(values)
    n = cells.sum()
    assert spread.entropy == 0
    assert spread.participation == pytest.approx(1 / n)
    assert spread.gini == pytest.approx(1 - 1 / n)
    assert spread.area50 == pytest.approx(0.5 / n)
    assert spread.area90 == pytest.approx(0.9 / n)
    assert spread.ever_active == pytest.approx(1 / n)


def test_gini_and_areas_agree_with_their_definitions():
    rng = np.random.default_rng(3)
    values = rng.exponential(size=(1, 1, 14, 14)).astype(np.float16)
    spread, _ = summarise(values)
    mass = values[0, 0][face_cells(14)].astype(np.float64)
    apart = np.abs(mass[:, None] - mass[None]).mean() / (2 * mass.mean())
    assert spread.gini == pytest.approx(apart)
    ordered = np.sort(mass)[::-1].cumsum() / mass.sum()
    least = np.searchsorted(ordered, 0.5) + 1
    assert (least - 1) / len(mass) < spread.area50 <= least / len(mass)
    p = mass / mass.sum()
    assert spread.entropy == pytest.approx(-(p * np.log(p)).sum() / np.log(len(p)))
    assert spread.participation == pytest.approx(1 / (len(p) * (p**2).sum()))


@pytest.mark.parametrize("region", ["mouth", "left_eye", "right_cheek", "outside"])
def test_mass_in_one_region_is_found_there(region):
    values = region_masks(FACE, 112)[REGIONS.index(region)][None, None] > 0.99
    _, rows = summarise(values.astype(np.float16))
    by_region = {row.region: row for row in rows}
    assert by_region[region].share > 0.99
    assert max(rows, key=lambda row: row.density).region == region


def test_evidence_counts_by_its_size_whichever_way_it_speaks() -> None:
    values = np.random.default_rng(0).normal(0, 2, (2, 2, 7, 7))
    signed = summarise(values, kind="evidence", scale=(-5.0, 5.0))
    assert signed == summarise(np.abs(values), kind="evidence", scale=(-5.0, 5.0))
    assert signed == summarise(-values, kind="evidence", scale=(-5.0, 5.0))


def test_the_path_is_measured_in_inter_ocular_distances():
    values = np.zeros((1, 3, 28, 28))
    for step, column in enumerate((10, 14, 18)):
        values[0, step, 14, column] = 1
    spread, _ = summarise(values)
    iod = np.linalg.norm(FACE[LEFT_IRIS] - FACE[RIGHT_IRIS])
    assert spread.path_iod == pytest.approx(8 / 28 / iod, rel=1e-5)


def test_clips_without_mass_have_no_shape_but_count_as_inactive():
    values = np.zeros((2, 1, 7, 7))
    values[0] = 1.0
    spread, rows = summarise(values)
    assert spread.entropy == pytest.approx(1)
    assert spread.ever_active == pytest.approx(0.5)
    assert sum(row.share for row in rows) == pytest.approx(1)


def test_nothing_at_all_is_zero_and_not_a_number_nowhere():
    for values in (np.zeros((3, 2, 7, 7)), np.zeros((0, 2, 7, 7))):
        spread, rows = summarise(values, scale=(0.0, 1.0))
        assert [getattr(spread, name) for name in MEASURES] == [0.0] * len(MEASURES)
        assert np.isfinite([row.density for row in rows]).all()


def test_a_face_outside_the_crop_has_all_mass_outside():
    spread, rows = summarise(np.ones((1, 2, 7, 7)), face=FACE + 5)
    assert spread.outside_share == pytest.approx(1)
    assert rows[-1].share == pytest.approx(1)
    assert spread.entropy == 0


def test_unequal_numbers_and_oblong_maps_are_refused():
    with pytest.raises(ValueError, match="square"):
        summarise(np.ones((1, 2, 7, 8)))
    activation = ActivationMap("x", "activation", np.ones((2, 1, 7, 7), np.float16),
                               np.zeros((2, 1)), (0.0, 1.0))  # fmt: skip
    clips = ClipTable(np.zeros((1, 14), np.int32), np.zeros(1), np.zeros(1), np.zeros(1, np.int16))
    with pytest.raises(ValueError, match="number"):
        summarise_map(activation, FACE[None], clips)


def test_many_clips_need_little_memory():
    values = np.random.default_rng(0).random((200, 7, 56, 56)).astype(np.float16)
    tracemalloc.start()
    started = time.perf_counter()
    summarise(values)
    seconds = time.perf_counter() - started
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 300 * 2**20
    assert seconds < 60


def measured(values, cancel=None, face=FACE):
    values = np.asarray(values, np.float16)
    n, t = values.shape[:2]
    activation = ActivationMap("Mixed_4f", "activation", values, np.zeros((n, t)), (0.0, 1.0))
    zeros = np.zeros(n)
    clips = ClipTable(np.zeros((n, 14), np.int32), zeros, zeros, zeros.astype(np.int16))
    return measure_map(activation, np.broadcast_to(face, (n, *face.shape)), clips, cancel)


def test_clip_by_clip_the_measures_are_those_of_each_clip_alone():
    values = np.random.default_rng(1).exponential(0.3, (3, 2, 14, 14))
    found = measured(values)
    for number in range(3):
        alone = measured(values[number : number + 1])
        for name in MEASURES:
            assert found.per_clip[name][number] == pytest.approx(getattr(alone.spread, name)), name
    for name in MEASURES:
        assert found.per_clip[name].mean() == pytest.approx(getattr(found.spread, name)), name


def test_a_clip_without_mass_has_no_shape_but_an_energy():
    values = np.ones((3, 2, 7, 7))
    values[1] = 0
    per_clip = measured(values).per_clip
    for name in ("entropy", "area50", "path_iod", "outside_share"):
        assert np.isnan(per_clip[name]).tolist() == [False, True, False], name
    assert per_clip["energy"][1] == per_clip["ever_active"][1] == 0


def test_measuring_stops_when_it_is_cancelled():
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        measured(np.ones((2, 2, 7, 7)), token)
