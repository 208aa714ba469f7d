from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from core.study.candidate_measures import Judged, Measured, measured
from core.training.manifest import read_manifests
from core.training.manifest_row import ManifestRow

PEOPLE = 20


@pytest.fixture
def rows(tmp_path: Path) -> tuple[ManifestRow, ...]:
    """Twenty people, each once lively and once still, who are rated, too."""
    text = "path,subject_id,label,degree,updrs_3_2\n"
    for number in range(2 * PEOPLE):
        (tmp_path / f"{number}.mp4").write_bytes(bytes([number]))
        still = number % 2
        degree = 0.55 + 0.01 * number if still else 0.45 - 0.01 * number
        text += f"{number}.mp4,p{number // 2},{still},{degree:.2f},{2 * still}\n"
    path = tmp_path / "m.csv"
    path.write_text(text, encoding="utf-8")
    return read_manifests([path], ("expressive", "attenuated")).rows


def said(logits: np.ndarray, regions: float = 0.5) -> list[Judged]:
    scores = 1 / (1 + np.exp(-logits))
    return [Judged(float(x), float(p), regions) for x, p in zip(logits, scores, strict=True)]


def judged(rows: tuple[ManifestRow, ...]) -> Measured:
    degree = np.array([row.degree for row in rows])
    chance = np.random.default_rng(3).normal(size=len(rows))
    by_model = {
        "guesses": said(chance, 0.0),
        "knows": said(8 * degree - 4, 0.75),
        "says nothing": said(np.zeros(len(rows)), 0.0),
    }
    return measured(rows, by_model, seed=1)


def test_a_model_that_knows_is_told_from_one_that_guesses(rows: tuple[ManifestRow, ...]) -> None:
    both = judged(rows)
    knows, guesses = both.found["knows"], both.found["guesses"]
    assert knows["auroc"].value == 1.0
    assert 0.8 < knows["auroc"].low < 1.0, "no error among few people proves little"
    assert knows["degree"].value == pytest.approx(1.0)
    assert knows["rating"].value > 0.8
    assert knows["regions"].value == 0.75
    assert guesses["auroc"].low < 0.5 < guesses["auroc"].high
    assert {name: both.verdict("knows", name) for name in knows} == {
        "auroc": "better", "log_loss": "better", "degree": "better", "rating": "better",
        "regions": "",
    }  # fmt: skip
    assert both.less["knows"]["regions"].value == 0.75
    assert both.found["says nothing"]["auroc"].value == 0.5
    assert both.found["says nothing"]["degree"].value == 0
    assert both.verdict("guesses", "auroc") == ""


def test_few_people_are_told_nothing_about_however_often_filmed(
    rows: tuple[ManifestRow, ...],
) -> None:
    few = rows[:14]
    assert not measured(few, {"a": said(np.arange(14.0))}, seed=1).found["a"]
    partly = [Judged(0.0, 0.5, 0.5 if i < 12 else float("nan")) for i in range(len(rows))]
    assert "regions" not in measured(rows, {"a": partly}, seed=1).found["a"]


def test_a_draw_without_anybody_whose_truth_is_known_is_no_fault(
    rows: tuple[ManifestRow, ...],
) -> None:
    partly = [Judged(0.0, 0.5, 0.5 if i < 16 else float("nan")) for i in range(len(rows))]
    found = measured(rows, {"a": partly}, seed=1).found["a"]["regions"]
    assert (found.value, found.low, found.high) == (0.5, 0.5, 0.5)


def test_whoever_was_filmed_more_often_weighs_no_more(rows: tuple[ManifestRow, ...]) -> None:
    often = (*rows, *rows[:2] * 50)
    regions = np.where(np.arange(len(often)) % (2 * PEOPLE) < 2, 1.0, 0.0)
    regions[2 * PEOPLE :] = 1.0
    seen = [Judged(0.0, 0.5, float(r)) for r in regions]
    found = measured(often, {"a": seen}, seed=1).found["a"]["regions"]
    assert found.value == pytest.approx(1 / PEOPLE)
