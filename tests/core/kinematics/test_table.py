"""Tables of rated smile videos: what is left out, and what may be missing."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from core.errors import RecordingError
from core.kinematics.table import read_rows, read_table
from tests.support.rated_table import write_rated_table


def changed(path: Path, **columns: list[str]) -> Path:
    """Give columns of a table other cells."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for name, cells in columns.items():
        for row, cell in zip(rows, cells, strict=True):
            row[name] = cell
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return write_rated_table(tmp_path / "table.csv", [("a", 0), ("b", 1), ("b", 2), ("c", 3)])


def test_visits_without_a_rating_or_with_few_frames_are_left_out(table: Path) -> None:
    few = ["4.6", "4.6", "4.6", str(np.log(44.0))]
    changed(table, facial_expression_score=["0", "NA", "2", "3"], **{"smile_jaw-open_entropy": few})
    rows = read_rows(table)
    assert rows.line.tolist() == [0, 2] and rows.rating.tolist() == [0, 2]
    assert rows.participant_id.tolist() == ["a", "b"] and rows.left_out == 2
    assert read_table(table).weight.tolist() == [1.0, 1.0]


def test_ages_may_be_unknown_or_the_column_missing(table: Path) -> None:
    changed(table, age=["61", "", " n/a", "70.5"])
    np.testing.assert_array_equal(read_rows(table).age_years, [61, np.nan, np.nan, 70.5])
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("age,", "years,", 1), encoding="utf-8")
    assert np.isnan(read_rows(table).age_years).all()


@pytest.mark.parametrize("cell", ["old", "1;2"])
def test_a_cell_that_is_no_number_is_refused(table: Path, cell: str) -> None:
    with pytest.raises(RecordingError, match="is not the table of rated smile videos"):
        read_rows(changed(table, facial_expression_score=["0", cell, "2", "3"]))
