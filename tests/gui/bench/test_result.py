"""What was measured of the window, told truly."""

from __future__ import annotations

import json

from gui.bench.result import Row, WindowBench


def test_median_and_percentile_with_their_unit() -> None:
    row = Row("step", "ms", tuple(float(n) for n in range(1, 101)), "under 16 ms")
    assert row.median == "50.5 ms"
    assert row.p95 == "95.0 ms" or row.p95 == "95.1 ms"
    assert Row("dropped", "frames", (3.0,)).p95 == ""
    assert Row("dropped", "frames", (3.0,)).median == "3 frames"


def test_table_and_json_hold_every_row() -> None:
    bench = WindowBench((Row("launch", "s", (0.8, 0.9)), Row("step", "ms", (4.0,))), {"cores": "2"})
    data = json.loads(json.dumps(bench.as_json()))
    assert [row["what"] for row in data["rows"]] == ["launch", "step"]
    assert data["rows"][0]["values"] == [0.8, 0.9]
    lines = bench.as_table().splitlines()
    assert len(lines) == 3 and "0.85 s" in lines[1]
