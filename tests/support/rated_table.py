"""A table of rated smile videos in the form of the PARK studies' table, with drawn numbers."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from core.kinematics.signals import PAIRS

_SD = {
    "eye-open-right": 0.015, "eye-open-left": 0.015, "eye-raise-right": 0.02,
    "eye-raise-left": 0.02, "mouth-open": 0.06, "mouth-width": 0.09, "jaw-open": 0.04,
}  # fmt: skip


def write_rated_table(path: Path, people: list[tuple[str, int]], seed: int = 0) -> Path:
    """Write one row for each (participant_id, rating); the movement does not know the rating."""
    rng = np.random.default_rng(seed)
    rows = []
    for person, rating in people:
        cells = {"participant_id": person, "age": "66", "facial_expression_score": str(rating)}
        for name in PAIRS:
            cells[f"smile_{name}_mean"] = str(rng.uniform(0.1, 0.9))
            cells[f"smile_{name}_var"] = str((_SD[name] * rng.uniform(0.5, 1.5)) ** 2)
            cells[f"smile_{name}_entropy"] = str(np.log(100.0))
        rows.append(cells)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path
