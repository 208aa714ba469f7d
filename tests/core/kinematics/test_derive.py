"""The command that makes the reference, on the real table where it is to be had."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from core.errors import RecordingError, UsageError
from core.kinematics import derive as module
from core.kinematics.performance import (
    auroc,
    people_drawn,
    rank_correlation,
)
from core.kinematics.quantities import GEO10, SHOWN
from core.kinematics.reference import Reference, load_reference
from core.kinematics.signals import PAIRS
from core.kinematics.table import RatedVisits, read_table
from models.typed_json import from_json


def write_table(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def row(person: str, rating: float, *, frames: int = 90, age: str = "70") -> dict[str, str]:
    cells = {"participant_id": person, "age": age, "facial_expression_score": str(rating)}
    for name in PAIRS:
        cells |= {f"smile_{name}_mean": "0.5", f"smile_{name}_var": "0.001"}
        cells[f"smile_{name}_entropy"] = str(np.log(frames))
    return cells


def test_each_person_weighs_one_over_all_visits(tmp_path: Path) -> None:
    rows = [row("a", 0), row("b", 1), row("b", 2), row("b", 2, frames=20), row("c", 3, age="")]
    visits = read_table(write_table(tmp_path / "table.csv", rows))
    assert visits.rating.tolist() == [0, 1, 2, 3]
    assert visits.weight.tolist() == [1, 0.5, 0.5, 1]
    assert visits.left_out == 1
    assert np.isnan(visits.age_years[3])
    groups = [module.describe_group(visits, rating) for rating in ("0", "1", "2+")]
    assert [(g.people, g.visits) for g in groups] == [(1, 1), (1, 1), (2, 2)]
    assert groups[2].effective_people == pytest.approx(1.5**2 / 1.25)


def test_another_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="not the table"):
        read_table(write_table(tmp_path / "other.csv", [{"path": "a"}]))
    with pytest.raises(RecordingError, match="not the table"):
        read_table(tmp_path / "missing.csv")
    with pytest.raises(UsageError):
        module.main(["one"])


def test_weighted_percentiles_are_those_of_repeated_values() -> None:
    values, weight = np.array([3.0, 1.0, 2.0, 9.0]), np.array([2.0, 1.0, 1.0, 0.0])
    found = module.weighted_percentiles(values, weight, (0, 12.5, 37.5, 75, 100))
    assert found == [1.0, 1.0, 2.0, 3.0, 3.0]


def test_metrics_with_weights_are_those_of_repeated_people() -> None:
    rng = np.random.default_rng(2)
    rating, score = rng.integers(0, 4, 60), rng.normal(size=60)
    times = rng.integers(1, 4, 60)
    again = np.repeat(np.arange(60), times)
    one, many = np.ones(len(again)), times.astype(float)
    assert auroc(rating >= 2, score, many) == pytest.approx(
        auroc(rating[again] >= 2, score[again], one)
    )
    assert rank_correlation(rating, score, many) == pytest.approx(
        rank_correlation(rating[again], score[again], one), abs=1e-3
    )
    assert rank_correlation(rating, rating + 0.0, many) == pytest.approx(1)


def test_people_are_drawn_whole() -> None:
    visits = RatedVisits(
        values=np.zeros((3, 10)),
        rating=np.array([0, 1, 2]),
        age_years=np.full(3, 60.0),
        person=np.array([0, 1, 1]),
        weight=np.array([1, 0.5, 0.5]),
        left_out=0,
    )
    for weight in people_drawn(visits, 20, np.random.default_rng(0)):
        assert weight[1] == weight[2]
        assert weight.sum() == 2


@pytest.fixture(scope="module")
def derived(shared_data: Path) -> Reference:
    """The reference made anew from the table, with few draws."""
    visits = read_table(shared_data / "park_smile" / "park_smile_updrs32.csv")
    no_difference = np.zeros((1, len(GEO10)))
    return module.derive(visits, no_difference, resamples=100)


@pytest.mark.shared_data
def test_the_shipped_reference_is_what_the_command_makes(derived: Reference) -> None:
    shipped = load_reference()
    again = from_json(Reference, json.loads(module.as_text(derived)))
    assert again.source == shipped.source
    assert again.groups == shipped.groups
    assert again.models == shipped.models
    for made, kept in zip(again.performance, shipped.performance, strict=True):
        assert (made.score, made.metric, made.value) == (kept.score, kept.metric, kept.value)
        assert made.low == pytest.approx(kept.low, abs=0.05)
    for name in SHOWN:
        for rating, curve in shipped.signals[name].curves.items():
            spread = curve.value[-1] - curve.value[0]
            made_curve = again.signals[name].curves[rating].value
            np.testing.assert_allclose(made_curve, curve.value, atol=0.06 * spread)


@pytest.mark.shared_data
def test_the_baseline_says_what_is_known_of_the_table(derived: Reference) -> None:
    """Means and variances tell ratings apart a little; age alone does it about as well."""
    known = {("geo10", "auroc_1"): 0.74, ("geo10", "auroc_2"): 0.75, ("geo10", "spearman"): 0.41}
    known |= {("variances", "auroc_1"): 0.68, ("variances", "auroc_2"): 0.70}
    known |= {("age", "auroc_1"): 0.73}
    for (score, metric), value in known.items():
        assert derived.performance_of(score, metric).value == pytest.approx(value, abs=0.035)


@pytest.mark.shared_data
def test_no_value_of_one_visit_is_shipped(shared_data: Path, derived: Reference) -> None:
    visits = read_table(shared_data / "park_smile" / "park_smile_updrs32.csv")
    for column, name in enumerate(GEO10):
        signal = derived.signals[name]
        shipped = [signal.low, signal.high]
        shipped += [
            v for c in signal.curves.values() for part in (c.value, c.low, c.high) for v in part
        ]
        nearest = np.abs(np.subtract.outer(shipped, visits.values[:, column])).min()
        assert nearest > 1e-9, name
