from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np

from core.kinematics.signals import PAIRS
from core.simulate.reenact.degree import BY_RATING, degrees, not_held_back
from core.simulate.split import is_held_back
from tests.support.rated_table import write_rated_table

PEOPLE = [f"p{k}" for k in range(80)]


def write_telling_table(path: Path, held_back_rating: int | None = None) -> Path:
    """Write a table in which people who are rated 1 move half as much as those rated 0."""
    write_rated_table(path, [(name, k % 2) for k, name in enumerate(PEOPLE)])
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["facial_expression_score"] == "1":
            for signal in PAIRS:
                row[f"smile_{signal}_var"] = str(float(row[f"smile_{signal}_var"]) / 4)
        if held_back_rating is not None and is_held_back(row["participant_id"]):
            row["facial_expression_score"] = str(held_back_rating)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def played(gain: float, rating: int = 0) -> dict[str, Any]:
    """Say what a truth file does of a film that moves `gain` times as much as is usual."""
    return {
        "updrs_3_2": rating,
        "measured_mean": dict.fromkeys(PAIRS, 0.5),
        "measured_variance": dict.fromkeys(PAIRS, (0.03 * gain) ** 2),
    }


def test_the_less_a_film_moves_the_more_hypomimic_it_counts_whatever_its_rating(
    tmp_path: Path,
) -> None:
    visits = not_held_back(write_telling_table(tmp_path / "table.csv"))
    gains = np.linspace(0.3, 1.3, 8)
    found = degrees([played(gain) for gain in gains], visits)
    assert (np.diff(found) <= 0).all()
    assert found[0] > 0.9 > 0.1 > found[-1]
    assert len(set(found)) > len(gains) / 2
    assert degrees([played(gain, rating=3) for gain in gains], visits) == found


def test_ratings_of_people_held_back_change_nothing(tmp_path: Path) -> None:
    films = [played(gain) for gain in (0.5, 1.0)]
    one, other = (
        not_held_back(write_telling_table(tmp_path / f"{rating}.csv", rating)) for rating in (0, 3)
    )
    assert one.left_out == other.left_out > 0
    assert degrees(films, one) == degrees(films, other)


def test_a_small_table_goes_by_the_rating(tmp_path: Path) -> None:
    visits = not_held_back(write_rated_table(tmp_path / "table.csv", [("d1", 0), ("d3", 2)]))
    found = degrees([played(1.0, rating) for rating in range(5)], visits)
    assert found == list(BY_RATING)
    above = len(BY_RATING)
    assert degrees([played(1.0, above), played(1.0, above + 3)], visits) == [BY_RATING[-1]] * 2
