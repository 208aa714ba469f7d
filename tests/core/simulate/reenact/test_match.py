from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from core.kinematics.signals import PAIRS
from core.simulate.reenact.match import match


def rows(measured_over_target: float, shuffled: bool = False) -> list[dict[str, Any]]:
    rng = np.random.default_rng(1)
    target = rng.lognormal(-8, 1, 40)
    measured = measured_over_target * (rng.permutation(target) if shuffled else target)
    return [
        {
            "participant_id": f"p{k // 2}",
            "updrs_3_2": k % 3,
            "frames_with_face": 1.0,
            "target_variance": dict.fromkeys(PAIRS, target[k]),
            "measured_variance": dict.fromkeys(PAIRS, measured[k]),
            "target_mean": dict.fromkeys(PAIRS, 0.1 + k),
            "measured_mean": dict.fromkeys(PAIRS, 0.1 - k),
        }
        for k in range(40)
    ]


def test_a_match_up_to_a_factor_has_all_ranks_right() -> None:
    found = match(rows(0.25))
    assert (found.rows, found.people) == (40, 20)
    for agreement in found.signals.values():
        assert (agreement.rank, agreement.low, agreement.high) == pytest.approx((1, 1, 1))
        assert agreement.mean_rank == pytest.approx(-1)
        assert agreement.log_sd_error == pytest.approx(np.log(2))
        assert (agreement.short, agreement.over) == (40, 0)


def test_no_match_has_none() -> None:
    found = match(rows(1.0, shuffled=True))
    for agreement in found.signals.values():
        assert agreement.low < 0 < agreement.high
        assert abs(agreement.rank) < 0.4


def test_too_few_rows_give_no_correlation() -> None:
    found = match(rows(1.0)[:2])
    written = json.loads(json.dumps(found.to_json(means=False), allow_nan=False))
    assert written["signals"]["mouth-open"]["variance_rank_correlation"] is None
    assert "mouth-width" in found.as_text()
