from __future__ import annotations

import json
from dataclasses import replace

import pytest

from core.bench.results import BenchResult, as_json, as_table
from core.bench.timing import Timing
from core.types import DeviceInfo

SECONDS = {
    "decode": 2.0,
    "decode + FaceMesh": 10.0,
    "main pass": 14.0,
    "freeze test": 3.0,
    "tracking": 7.0,
    "network": 5.0,
    "plain network": 0.9,
    "engine": 0.3,
    "report": 1.0,
}


@pytest.fixture
def result() -> BenchResult:
    return BenchResult(
        length_s=20.0,
        size_px=(640, 480),
        clips=38,
        timings={name: Timing(name, (s, s * 0.5, s * 2)) for name, s in SECONDS.items()},
        peak_mb={600.0: 1100.0, 60.0: 1000.0},
        device=DeviceInfo("cpu", "a processor", "openvino"),
        machine={"cores": "2"},
    )


def test_ratios(result: BenchResult) -> None:
    assert result.main_over_plain == pytest.approx(1.4)
    assert result.network_speedup == pytest.approx(3.0)
    assert result.memory_growth == pytest.approx(0.1)


def test_memory_growth_is_unknown_where_memory_is(result: BenchResult) -> None:
    assert replace(result, peak_mb={}).memory_growth is None
    assert replace(result, peak_mb={60.0: None, 600.0: None}).memory_growth is None


def test_table_says_every_stage_against_the_length_of_the_video(result: BenchResult) -> None:
    table = as_table(result)
    rows = {line[:26].strip(): line.split()[-2:] for line in table.splitlines()}
    for name in ("decode", "tracking", "network", "main pass", "freeze test", "report"):
        assert rows[name] == [f"{SECONDS[name]:.2f}", f"{SECONDS[name] / 20:.2f}x"]
    assert "growth of peak memory               +10%" in table
    assert "a processor (openvino)" in table


def test_json_holds_the_same_and_no_names(result: BenchResult) -> None:
    told = json.loads(json.dumps(as_json(result)))
    assert told["schema_version"] == 1
    assert told["timings"]["decode"]["runs_s"] == [2.0, 1.0, 4.0]
    assert told["times_of_video"]["main pass"] == pytest.approx(0.7)
    assert [entry["length_s"] for entry in told["peak_mb"]] == [60.0, 600.0]
    assert told["main_over_plain"] == pytest.approx(1.4)
    assert set(told["video"]) == {"length_s", "size_px", "clips"}
