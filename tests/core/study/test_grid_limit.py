from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.simulate.parts import Movement, ScriptStep
from core.simulate.region_motion import RegionMotion
from core.simulate.sample import sample_spec
from core.simulate.spec import PhantomSpec
from core.simulate.truth import write_truth
from core.simulated import truth_path
from core.study.grid_limit import true_movement
from core.types import FACIAL_REGIONS, Region


def smile(region: Region) -> PhantomSpec:
    gains: dict[Region, float] = dict.fromkeys(FACIAL_REGIONS, 0.05) | {region: 1.2}
    movement = Movement(region_gain=gains, blink_rate_per_min=0)
    return replace(sample_spec(), movement=movement, script=(ScriptStep("smile", 3.0),))


def written(spec: PhantomSpec, folder: Path) -> Path:
    video = folder / "face.mp4"
    write_truth(spec, video)
    return truth_path(video)


@pytest.mark.parametrize("region", ["mouth", "left_cheek", "chin"])
def test_a_fine_grid_finds_what_moves_alone(region: Region, tmp_path: Path) -> None:
    found = true_movement(written(smile(region), tmp_path), 28)
    assert max(found, key=lambda one: found[one]) == region


def test_a_coarse_grid_blurs_and_one_cell_tells_nothing(tmp_path: Path) -> None:
    spec = smile("mouth")
    truth = written(spec, tmp_path)
    exact = dict(zip(FACIAL_REGIONS, RegionMotion(spec).between(0, np.inf).tolist(), strict=True))

    def contrast(cells: int) -> float:
        found = true_movement(truth, cells)
        return found["mouth"] / found["chin"]

    assert contrast(7) < contrast(56) < exact["mouth"] / exact["chin"]
    assert np.ptp(list(true_movement(truth, 1).values())) < 1e-6


def test_without_a_truth_nothing_is_said(tmp_path: Path) -> None:
    assert true_movement(tmp_path / "none.truth.json", 7) == {}
