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


def test_what_was_not_measured_is_not_told() -> None:
    assert in_short({}).count("- ") == 1
    assert "clinic is not known" in in_short({})
    assert in_short({"rated": {"films": 3}, "dose-people": {}}) == in_short({})


@pytest.mark.parametrize(("high", "told"), [(0.6, True), (1.2, False), (None, False)])
def test_a_score_that_is_too_sure_is_called_so(high: float | None, told: bool) -> None:
    found = {"who was rated": {"slope": {"value": 0.2, "low": -0.1, "high": high}}}
    assert ("too sure of itself" in in_short({"calibration": found})) is told


def test_the_shipped_report_says_what_its_numbers_say() -> None:
    folder = resolve_bundle().path
    numbers = json.loads((folder / "report" / "numbers.json").read_text(encoding="utf-8"))
    assert in_short(numbers["sections"]) in Path(folder / "REPORT.md").read_text(encoding="utf-8")
