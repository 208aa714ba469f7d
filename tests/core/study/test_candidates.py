from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from core.cli.main import main
from core.cli.study_candidates import as_table
from core.inference import resolve_bundle
from core.simulate.film import SetPlan, render_set
from core.study.candidates import Source, _Seen, _source
from core.training.manifest import read_manifests
from core.training.manifest_row import ManifestRow
from core.types import RESEARCH_USE
from models.bundle import save_bundle

LABELS = ("expressive", "attenuated")


@pytest.fixture
def rows(tmp_path: Path) -> tuple[ManifestRow, ...]:
    """Ten people, each once lively and once still, who are rated, too."""
    text = "path,subject_id,label,degree,updrs_3_2\n"
    for number in range(20):
        (tmp_path / f"{number}.mp4").write_bytes(bytes([number]))
        still = number % 2
        degree = 0.55 + 0.02 * number if still else 0.45 - 0.02 * number
        text += f"{number}.mp4,p{number // 2},{still},{degree:.2f},{2 * still}\n"
    path = tmp_path / "m.csv"
    path.write_text(text, encoding="utf-8")
    return read_manifests([path], LABELS).rows


def seen(rows: tuple[ManifestRow, ...], logits: np.ndarray, regions: float) -> dict[Path, _Seen]:
    return {
        row.path: _Seen(float(logit), float(1 / (1 + np.exp(-logit))), regions)
        for row, logit in zip(rows, logits, strict=True)
    }


def judged(rows: tuple[ManifestRow, ...]) -> Source:
    degree = np.array([row.degree for row in rows])
    chance = np.random.default_rng(0).normal(size=len(rows))
    return _source(
        "m.csv",
        rows,
        {
            "knows": seen(rows, 8 * degree - 4, 0.75),
            "guesses": seen(rows, chance, 0.0),
            "nan": seen(rows, -degree, np.nan),
        },
        seed=1,
    )


def test_a_model_that_knows_is_told_from_one_that_guesses(rows: tuple[ManifestRow, ...]) -> None:
    source = judged(rows)
    assert (source.recordings, source.people) == (20, 10)
    knows, guesses = source.found["knows"], source.found["guesses"]
    assert (knows["auroc"].value, knows["auroc"].low) == (1.0, 1.0)
    assert knows["degree"].value == pytest.approx(1.0)
    assert knows["rating"].value > 0.8
    assert knows["regions"].value == 0.75
    assert 0.2 < guesses["auroc"].value < 0.8
    assert guesses["auroc"].low < guesses["auroc"].value < guesses["auroc"].high
    assert source.less["guesses"]["auroc"].high < 0
    assert source.less["guesses"]["log_loss"].low > 0
    assert source.found["nan"]["degree"].value == pytest.approx(-1.0)
    assert "regions" not in source.found["nan"]


def test_the_table_marks_what_is_apart_from_the_first(rows: tuple[ManifestRow, ...]) -> None:
    head, _, columns, rule, *lines = as_table(judged(rows)).splitlines()
    assert head.startswith("m.csv: 20 recordings of 10 people.")
    assert columns.count("|") == rule.count("|") == 7
    assert [line.count(" *") for line in lines] == [0, 5, 4]
    assert "not measured" in lines[2]


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    plan = SetPlan(videos=8, subjects=8, seed=3, duration_s=(2.0, 2.0), size_px=256)
    return render_set(plan, tmp_path_factory.mktemp("set"), jobs=2)


def test_models_are_judged_on_the_same_people(
    manifest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle = resolve_bundle(None)
    shipped = bundle.path
    still = {
        name: value * 0 if "head" in name else value for name, value in bundle.state_dict.items()
    }
    save_bundle(tmp_path / "still", bundle.spec, still, {}, "Always the same.", half=True)
    words = [
        "study", "candidates", str(manifest), "--model", str(shipped),
        "--model", str(tmp_path / "still"), "--parts", "validation,test,calibration,train",
        "--work", str(tmp_path / "work"), "--json", str(tmp_path / "found.json"),
    ]  # fmt: skip
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "manifest.csv: 8 recordings of 8 people" in said
    assert RESEARCH_USE in said
    found = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    source = found["sources"][0]
    assert source["found"]["still"]["auroc"]["value"] == 0.5
    assert set(found["weights_sha256"]) == {"moving-faces", "still"}
    assert source["found"]["moving-faces"]["regions"]["value"] > 0
    assert len(list((tmp_path / "work" / "clips").glob("*.npz"))) == 8


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--parts", "holdout"], "--parts must be some of train, validation"),
        (["--model", "moving-faces"], "Two of the models have one name"),
        (["--threads", "0"], "--threads 1 or larger"),
        ([], "Could not read the manifest"),
    ],
)
def test_wrong_usage_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], complaint: str
) -> None:
    base = ["study", "candidates", str(tmp_path / "none.csv"), "--model", "moving-faces"]
    assert main([*base, "--work", str(tmp_path / "w"), *words]) == 2
    assert complaint in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
