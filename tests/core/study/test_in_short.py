from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from core.inference import resolve_bundle
from core.study.in_short import in_short


def dose(hits: int) -> dict[str, Any]:
    return {"network": {"monotone": {"hits": hits, "count": 10}}}


def test_an_aim_is_met_only_where_the_figures_reach_it() -> None:
    both = in_short({"dose-people": dose(9), "dose-clips": dose(9)})
    assert "9 of 10 photographed people (met) and 9 of 10 real clips (met); aim 85%" in both
    assert "8 of 10 real clips (missed)" in in_short({"dose-clips": dose(8)})


@pytest.mark.parametrize(
    ("truth", "told"),
    [
        (5, "6 videos (the true movement, seen through cells as coarse, in 5), "),
        (6, "6 videos, "),
    ],
)
def test_what_the_map_s_grid_cannot_tell_is_said_beside_what_it_found(
    truth: int, told: str
) -> None:
    found = {"map": [4, 6], "freeze": [3, 6], "truth": [truth, 6]}
    said = in_short({"localisation": {"removed": found}})
    assert f"finds the region in 4 of {told}the freeze test in 3 (aim 85%: missed)" in said


def test_what_was_not_measured_is_not_told() -> None:
    assert in_short({}).count("- ") == 1
    assert "clinic is not known" in in_short({})
    assert in_short({"rated": {"films": 3}, "dose-people": {}}) == in_short({})


def test_what_is_not_known_of_people_or_clips_is_not_told() -> None:
    known = {"auroc_1": {"value": 0.7, "low": 0.6, "high": 0.8}}
    unknown = {"auroc_1": {"value": None, "low": None, "high": None}}
    scores = {"network": known, "landmark_velocity": known, "variances": known, "age": unknown}
    said = in_short(
        {
            "clips": {"above": 0, "scored": 3, "talking_above": 0, "talking": 0, "inconclusive": 1},
            "rated": {"scores": scores, "kept": {}},
        }
    )
    assert "age" not in said and "talk" not in said and "None" not in said
    assert "0 of 3 score above the threshold. 1 are inconclusive." in said


@pytest.mark.parametrize(("high", "told"), [(0.6, True), (1.2, False), (None, False)])
def test_a_score_that_is_too_sure_is_called_so(high: float | None, told: bool) -> None:
    found = {"who was rated": {"slope": {"value": 0.2, "low": -0.1, "high": high}}}
    assert ("too sure of itself" in in_short({"calibration": found})) is told


def test_a_failure_is_told_as_plainly_as_a_success() -> None:
    def auroc(value: float) -> dict[str, Any]:
        return {"auroc_1": {"value": value, "low": value - 0.1, "high": value + 0.1}}

    away = {"value": 0.2, "low": -0.3, "high": 0.6}
    text = in_short(
        {
            "clips": {
                "above": 0, "scored": 13, "talking_above": 0, "talking": 8, "inconclusive": 7,
                "spearman": {"network": away, "motion_energy": away},
            },
            "rated": {
                "scores": {n: auroc(0.7) for n in ("network", "landmark_velocity", "variances")}
                | {"age": auroc(0.75)},
                "kept": {},
                "above": {
                    "0": {"films": 50, "above": 3, "decided_above": 0},
                    "2 or more": {"films": 25, "above": 5, "decided_above": 2},
                },
            },
            "spread": {"direction": {"Mixed_5c": {"network": "narrower"}}},
            "calibration": {
                "rated": {
                    "in_the_large": {"value": -0.33, "low": -0.4, "high": -0.2},
                    "slope": {"value": 0.4, "low": 0.1, "high": 0.8},
                    "brier_less_share": {"value": 0.1, "low": 0.02, "high": 0.2},
                }
            },
            "probes": {"metadata": {"value": 0.26, "low": 0.15, "high": 0.37}},
            "retest": {"least_change": {"value": 2.0}},
        }
    )  # fmt: skip
    for words in (
        "7 are inconclusive",
        "of those who talk, 0 of 8",
        "so that an analysis would say so: 2 of 75",
        "0.75 by age alone",
        "no guide to who moves more",
        "0.75 by age alone",
        "rated 0: 3 of 50; rated 2 or more: 5 of 25",
        "narrower: the opposite of what was published",
        "0.33 too low on average and too sure of itself",
        "worse guess than always saying the label's share",
        "(0.15 to 0.37)",
        "0.50 against 0.88",
    ):
        assert words in text, words


def test_the_shipped_report_says_what_its_numbers_say() -> None:
    folder = resolve_bundle().path
    numbers = json.loads((folder / "report" / "numbers.json").read_text(encoding="utf-8"))
    assert in_short(numbers["sections"]) in Path(folder / "REPORT.md").read_text(encoding="utf-8")
