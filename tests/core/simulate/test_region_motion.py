from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.simulate.parts import Movement, ScriptStep
from core.simulate.region_motion import RegionMotion, motion_of
from core.simulate.sample import sample_spec
from core.simulate.spec import PhantomSpec
from core.simulate.timeline import build_timeline
from core.simulate.truth import truth_json, write_truth
from core.simulated import truth_path
from core.types import FACIAL_REGIONS, Region


def spec(task: str, blinks: float = 0, **gains: float) -> PhantomSpec:
    movement = Movement(
        blink_rate_per_min=blinks,
        region_gain=dict.fromkeys(FACIAL_REGIONS, 0.0) | gains if gains else {},  # type: ignore[arg-type]
    )
    step = ScriptStep(task, 3.0)  # type: ignore[arg-type]
    return replace(sample_spec(), movement=movement, script=(step,))


def moved(of: PhantomSpec) -> dict[Region, float]:
    return dict(zip(FACIAL_REGIONS, RegionMotion(of).between(0, 3).tolist(), strict=True))


@pytest.mark.parametrize("region", ["mouth", "left_cheek", "chin", "nose"])
def test_the_region_that_moves_alone_moves_most(region: Region) -> None:
    found = moved(spec("smile", **{region: 1.0}))
    assert max(found, key=lambda one: found[one]) == region
    assert found[region] > 0.005
    assert found["forehead"] < 1e-3


def test_a_face_at_rest_moves_its_lids_alone() -> None:
    found = moved(spec("rest", blinks=40))
    eyes = {region: value for region, value in found.items() if region.endswith("eye")}
    assert min(eyes.values()) > 0.003
    assert max(value for region, value in found.items() if region not in eyes) < 1e-3


def test_movement_goes_with_the_gain() -> None:
    whole = np.array(list(moved(spec("surprise")).values()))
    half = np.array(list(moved(spec("surprise", **dict.fromkeys(FACIAL_REGIONS, 0.5))).values()))
    np.testing.assert_allclose(half, whole / 2, rtol=0.02, atol=1e-6)


def test_only_what_lies_between_the_times_counts() -> None:
    script = (ScriptStep("rest", 2.0), ScriptStep("smile", 2.0))
    motion = RegionMotion(replace(spec("rest"), script=script))
    assert motion.between(0, 1.9).max() < 1e-5
    assert motion.between(2, 4).max() > 0.01
    assert not motion.between(2, 2.01).any()  # one frame
    assert not motion.between(90, 99).any()  # none


def test_a_truth_file_tells_the_movement(tmp_path: Path) -> None:
    of, video = spec("smile"), tmp_path / "v.mp4"
    write_truth(of, video)
    found = motion_of(truth_path(video))
    assert found is not None
    np.testing.assert_array_equal(found.between(0, 3), RegionMotion(of).between(0, 3))


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\xff", b'{"spec": 3}', b"[" * 100_000])
def test_what_tells_no_movement_is_passed_over(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "v.truth.json"
    assert motion_of(path) is None
    path.write_bytes(content)
    assert motion_of(path) is None


def test_a_film_of_a_given_timeline_is_passed_over(tmp_path: Path) -> None:
    of, path = spec("smile"), tmp_path / "v.truth.json"
    path.write_text(json.dumps(truth_json(of, build_timeline(of))), "utf-8")
    assert motion_of(path) is None
