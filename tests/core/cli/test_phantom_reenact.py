from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from core.cli.main import main
from core.kinematics.signals import PAIRS
from core.training.manifest import read_manifests
from tests.support.photographed_people import draw_photographs
from tests.support.rated_table import write_rated_table

REENACT = ("phantom", "reenact")


@pytest.mark.slow
def test_rated_rows_are_filmed_measured_and_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = draw_photographs(tmp_path)
    table = write_rated_table(tmp_path / "table.csv", [("d1", 0), ("d2", 2)])
    out = tmp_path / "out"
    call = [*REENACT, str(table), "--photographs", str(folder), "--out", str(out)]
    assert main([*call, "--progress", "none"]) == 0
    assert "mouth-width" in capsys.readouterr().out
    rows = list(csv.DictReader((out / "manifest.csv").open(encoding="utf-8")))
    assert [(r["subject_id"], r["label"], r["participant_id"], r["held_back"]) for r in rows] == [
        ("d1", "0", "d1", "0"),
        ("d2", "1", "d2", "1"),
    ]
    read = read_manifests([out / "manifest.csv"], ("0", "1")).rows
    assert [(row.subject_id, row.degree) for row in read] == [("d1", 0.25), ("d2", 0.8)]
    for row in rows:
        truth = json.loads((out / row["path"]).with_suffix(".truth.json").read_text("utf-8"))
        assert "no picture of that person" in truth["note"]
        story = truth["reenacted"]
        errors = [
            np.log(story["measured_variance"][n] / story["target_variance"][n]) for n in PAIRS
        ]
        assert np.median(np.abs(errors)) < 0.5
    kept = {path: path.stat().st_mtime_ns for path in out.glob("*.mp4")}
    assert main([*call, "--progress", "none"]) == 0
    assert {path: path.stat().st_mtime_ns for path in out.glob("*.mp4")} == kept
    assert {p.suffix for p in out.iterdir()} == {".mp4", ".json", ".csv"}


def test_wrong_options_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = write_rated_table(tmp_path / "table.csv", [("d1", 0)])
    call = [*REENACT, str(table), "--out", str(tmp_path / "out")]
    assert main([*call, "--photographs", str(tmp_path / "none")]) == 2
    assert "no folder" in capsys.readouterr().err
    assert main([*call, "--photographs", str(tmp_path), "--jobs", "0"]) == 2
    assert main([*call, "--photographs", str(tmp_path)]) == 2
    assert not (tmp_path / "out").exists()
