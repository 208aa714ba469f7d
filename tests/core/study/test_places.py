from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.analysis.analyse import analyse
from core.analysis.clip_landmarks import clip_landmarks
from core.face.regions import region_masks
from core.inference import resolve_bundle
from core.simulated import truth_path
from core.study import places
from core.study.grid_limit import true_movement
from core.study.judging import Judge, Verdict
from core.study.series import rendered
from core.training.metrics import wilson
from core.types import FACIAL_REGIONS, REGIONS, AnalysisRequest, Recording, Region
from tests.support.photographed_people import draw_photographs

EMPTY = Verdict(
    score=0.5, low=0.0, high=1.0, decision="inconclusive", distance=1.0, motion_energy=0.0,
    landmark_velocity=0.0, movement_iod=0.0, evidence={}, frozen={}, motion_density={},
    landmark_speed={}, motion_spread={}, spread={},
)  # fmt: skip


def told(region: Region, here: float, elsewhere: float) -> dict[Region, float]:
    return {r: here if r == region else elsewhere for r in FACIAL_REGIONS}


def test_what_moves_is_where_evidence_speaks_most_against_and_freezing_raises_most() -> None:
    found = replace(
        EMPTY,
        evidence=told("chin", -3, -0.1),
        frozen=told("mouth", 2.0, 0.1),
        motion_density=told("left_eye", 4.0, 1.0),
        landmark_speed=told("nose", 0.4, float("nan")),
    )
    other = replace(EMPTY, evidence=told("forehead", -1, 1), frozen=told("right_brow", 1, 0))
    moves = places._moves(found, other, told("left_cheek", 0.02, 0.01))
    assert {name: places._pick("left in", by_region) for name, by_region in moves.items()} == {
        "map": "chin", "freeze": "mouth", "motion": "left_eye", "landmarks": "nose",
        "random": "forehead", "random_freeze": "right_brow", "truth": "left_cheek",
    }  # fmt: skip


def test_what_stands_still_is_where_evidence_and_freezing_say_least() -> None:
    moving = told("chin", -0.2, -3.0)
    frozen = told("right_eye", 0.01, 1.0)
    moves = places._moves(replace(EMPTY, evidence=moving, frozen=frozen), EMPTY, {})
    assert places._pick("removed", moves["map"]) == "chin"
    assert places._pick("removed", moves["freeze"]) == "right_eye"
    assert places._pick("removed", moves["random"]) is places._pick("removed", {}) is None


def test_beside_the_whole_face_s_movement_counts_what_was_lost() -> None:
    """An eye that hardly moves anyway is stiller than a mouth that was stilled."""
    whole: places.Moves = {"motion": told("mouth", 9.0, 3.0) | {"left_eye": 0.5}}
    here: places.Moves = {"motion": told("mouth", 1.0, 3.0) | {"left_eye": 0.4}}
    assert places._pick("removed", here["motion"]) == "left_eye"
    assert places._pick("compared", places._lost(here, whole)["motion"]) == "mouth"
    assert places._pick("compared", places._lost(here, {"motion": {}})["motion"]) is None


def test_a_share_s_interval_draws_people_with_all_of_their_videos() -> None:
    """Ten videos of two people who differ say less than ten people."""
    found = [("a", True)] * 5 + [("b", False)] * 5
    share = places.share_of_all(found)
    assert (share.value, share.low, share.high) == (0.5, 0.0, 1.0)
    same = places.share_of_all([(person, hit) for person in "abc" for hit in (True, False)])
    assert (same.low, same.high) == pytest.approx(wilson(0.5, 3))
    assert np.isnan(places.share_of_all([]).value)


@pytest.mark.slow
def test_the_script_moves_every_region(tmp_path: Path) -> None:
    (tmp_path / "faces").mkdir()
    films = places._films(draw_photographs(tmp_path / "faces"), ["d2"], tmp_path)
    assert len(films) == 2 * len(FACIAL_REGIONS) + 1
    for region in FACIAL_REGIONS:
        alone = places._video(tmp_path, "d2", region, left_in=True)
        moved = true_movement(truth_path(rendered(films[alone], alone)), 14)
        assert max(moved, key=moved.__getitem__) == region


def test_evidence_by_region_adds_up_to_the_score(short: Recording, tmp_path: Path) -> None:
    """With what lies outside of the face, areas times evidence give the map's mean."""
    bundle = resolve_bundle()
    evidence = Judge(bundle, tmp_path).verdict(short.path).evidence
    assert evidence.keys() == set(FACIAL_REGIONS)
    analysis = analyse(AnalysisRequest(short.path), bundle)
    values = next(m.values for m in analysis.maps if m.kind == "evidence").astype(float)
    landmarks = clip_landmarks(analysis.face, analysis.alignment, analysis.clips)
    masks = np.stack([region_masks(points, values.shape[-1]) for points in landmarks])
    share = dict(zip(REGIONS, masks.mean(axis=(0, 2, 3)), strict=True))
    outside = (masks[:, None, -1] * values).mean()
    total = sum(share[region] * value for region, value in evidence.items()) + outside
    assert total == pytest.approx(values.mean(), rel=1e-4, abs=1e-4)
