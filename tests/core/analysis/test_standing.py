"""Where a recording lies among those that its model was fitted on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from core.analysis.score import OOD_LIMIT, ood_ratio
from core.analysis.standing import (
    SPREAD_MEASURES,
    Standing,
    Unplaced,
    find_standing,
    percentile_among,
    percentile_on,
    principal_plane,
)
from tests.support.analysis_factory import LAYERS, make_analysis
from tests.support.reference_factory import LABELS, make_reference

FINITE = st.floats(-1e3, 1e3, allow_nan=False, width=32)
POINTS = arrays(np.float64, array_shapes(min_dims=2, max_dims=2, min_side=3, max_side=9),
                elements=FINITE)  # fmt: skip


def placed(at: np.ndarray | None = None, **facts: object) -> Standing:
    """A made analysis whose clips all lie `at` one place, among the made reference."""
    analysis = make_analysis(**facts)  # type: ignore[arg-type]
    if at is not None:
        clips = np.tile(at.astype(np.float32), (len(analysis.clips), 1))
        analysis = replace(analysis, prediction=replace(analysis.prediction, embedding=clips))
    found = find_standing(analysis, make_reference(), LABELS)
    assert isinstance(found, Standing)
    return found


def test_a_recording_on_a_reference_recording_falls_on_its_point() -> None:
    reference = make_reference()
    for at in (2, 7):
        found = placed(reference["embeddings"][at])
        assert found.here_xy == pytest.approx(found.reference_xy[at], abs=1e-4)
        assert found.nearest_label[0] == reference["labels"][at]
        assert found.reach == "usual"


def test_the_groups_lie_apart_on_the_plane() -> None:
    found = placed()
    middles = [found.reference_xy[found.reference_label == k].mean(axis=0) for k in (0, 1)]
    within = found.reference_xy[found.reference_label == 0].std(axis=0).max()
    assert np.linalg.norm(middles[0] - middles[1]) > 5 * within
    assert 0.1 < found.shown_share < 0.9
    assert found.people == 20


def test_only_clips_that_enter_the_score_count() -> None:
    analysis = make_analysis()
    found = find_standing(analysis, make_reference(), LABELS)
    counted = analysis.clips.segment != 0  # all but rest
    assert len(found.clips_xy) == counted.sum()
    assert found.clip_start_s.tolist() == analysis.clips.start_s[counted].tolist()
    assert found.here_xy == pytest.approx(found.clips_xy.mean(axis=0))
    only = ood_ratio(analysis.prediction.embedding[counted], make_reference())
    assert found.distance_ratio == pytest.approx(only)


def test_far_away_is_unlike_anything_seen() -> None:
    near = make_reference()["embeddings"][0].astype(np.float64)
    ratios = []
    for step in (0.0, 1.0, 2.0, 5.0):
        found = placed(near + step)
        ratios.append(found.distance_ratio)
        assert (found.reach == "unlike") == (found.distance_ratio > OOD_LIMIT)
    assert ratios == sorted(ratios)
    assert found.reach == "unlike"
    assert found.distance_percentile == 100
    away = np.linalg.norm(found.reference_xy, axis=1).max()
    assert np.linalg.norm(found.here_xy) > away


def test_spread_stands_among_each_group_by_itself() -> None:
    reference, analysis = make_reference(), make_analysis()
    found = find_standing(analysis, reference, LABELS)
    assert [(p.layer, p.kind, p.measure) for p in found.spread] == [
        (layer, kind, measure) for layer, kind, _ in LAYERS for measure in SPREAD_MEASURES
    ]
    for place in found.spread:
        name = "evidence" if place.kind == "evidence" else place.layer
        values = reference[f"spread_{name}_{place.measure}"]
        assert [group.label for group in place.groups] == list(LABELS)
        for group in place.groups:
            mine = values[reference["labels"] == group.index]
            assert group.recordings == group.people == len(mine) == 20
            assert group.percentile == pytest.approx(100 * (mine < place.value).mean())
            assert group.box[2] == pytest.approx(np.median(mine))
            assert list(group.box) == sorted(group.box)


def test_maps_that_the_reference_does_not_know_are_left_out() -> None:
    reference = make_reference()
    known = {k: v for k, v in reference.items() if not k.startswith("spread_Mixed_4f")}
    known["spread_evidence_area50"] = np.full(40, np.nan, np.float32)
    found = find_standing(make_analysis(), known, LABELS)
    told = [(p.layer, p.measure) for p in found.spread]
    assert ("Mixed_5c", "entropy") in told
    assert ("Mixed_5c", "area50") not in told
    assert not any(layer == "Mixed_4f" for layer, _ in told)


@pytest.mark.parametrize(
    ("reference", "labels", "words"),
    [
        ({}, LABELS, "carries no reference recordings"),
        (make_reference(recordings=2), LABELS, "carries no reference recordings"),
        (make_reference() | {"labels": np.zeros(2, np.int16)}, LABELS, "do not fit"),
        (make_reference(size=512), LABELS, "another network"),
        (make_reference(), LABELS[:1], "another network"),
    ],
)
def test_without_a_usable_reference_it_says_why(reference, labels, words) -> None:
    found = find_standing(make_analysis(), reference, labels)
    assert isinstance(found, Unplaced)
    assert words in found.reason


def test_a_refused_recording_lies_nowhere() -> None:
    found = find_standing(make_analysis(refused=True), make_reference(), LABELS)
    assert isinstance(found, Unplaced)
    assert "could not be judged" in found.reason


@given(POINTS)
@settings(max_examples=60, deadline=None)
def test_the_plane_holds_its_share_and_stretches_nothing(points: np.ndarray) -> None:
    plane, middle, share = principal_plane(points)
    on_it = (points - middle) @ plane
    total = ((points - middle) ** 2).sum()
    assert 0 <= share <= 1
    assert (on_it**2).sum() == pytest.approx(share * total, rel=1e-6, abs=1e-6)
    between = np.linalg.norm(points[:, None] - points[None], axis=-1)
    shown = np.linalg.norm(on_it[:, None] - on_it[None], axis=-1)
    assert (shown <= between + 1e-6).all()


@given(POINTS, st.integers(0, 2**31))
@settings(max_examples=60, deadline=None)
def test_the_plane_does_not_turn_with_the_order_of_recordings(points, seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(points))
    (first, middle, share), (second, _, again) = principal_plane(points), principal_plane(
        points[order]
    )  # fmt: skip
    assert share == pytest.approx(again)
    sizes = np.linalg.svd(points - middle, compute_uv=False)
    if sizes[0] > 1e-3 and len(sizes) > 2 and (np.diff(sizes[:3]) < -0.05 * sizes[0]).all():
        # Up to a turn of a direction whose largest components are as large as each other.
        assert np.abs(np.diag(first.T @ second)) == pytest.approx([1, 1], abs=1e-6)


def test_recordings_that_are_all_the_same_make_one_point() -> None:
    plane, middle, share = principal_plane(np.full((4, 3), 2.0))
    assert share == 1
    assert (np.full(3, 2.0) - middle) @ plane == pytest.approx([0, 0])


@given(st.lists(FINITE, min_size=101, max_size=101), st.lists(FINITE, min_size=2, max_size=20))
@settings(max_examples=60, deadline=None)
def test_percentiles_on_quantiles_rise_with_the_value(quantiles, values) -> None:
    known = np.sort(np.array(quantiles))
    found = [percentile_on(known, v) for v in sorted(values)]
    assert all(0 <= p <= 100 for p in found)
    assert found == sorted(found)
    assert percentile_on(known, known[0] - 1) == 0
    assert percentile_on(known, known[-1] + 1) == 100


def test_percentiles_on_quantiles_are_what_they_say() -> None:
    known = np.linspace(10, 20, 101)
    for value in (10.0, 12.5, 17.03, 20.0):
        assert percentile_on(known, value) == pytest.approx(10 * (value - 10))
    assert percentile_on(np.ones(101), 1.0) == 50


@given(st.lists(FINITE, min_size=1, max_size=30), FINITE, FINITE)
@settings(max_examples=60, deadline=None)
def test_percentiles_among_recordings(values, one: float, other: float) -> None:
    known = np.array(values)
    low, high = sorted((one, other))
    assert 0 <= percentile_among(known, low) <= percentile_among(known, high) <= 100
    turned = percentile_among(-known, -low)
    assert percentile_among(known, low) + turned == pytest.approx(100)
