from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.cli.main import main
from core.inference import resolve_bundle
from core.simulate.film import SetPlan, render_set
from core.types import RESEARCH_USE
from models.bundle import save_bundle


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight people, four of whom are kept for validation, and a file that is no video."""
    plan = SetPlan(videos=8, subjects=8, seed=3, duration_s=(2.0, 2.0), size_px=256)
    path = render_set(plan, tmp_path_factory.mktemp("set"), jobs=2)
    head, *lines = path.read_text("utf-8").splitlines()
    (path.parent / "bad.mp4").write_bytes(b"no video")
    lines = [f"{line},{'train' if n % 2 else 'validation'}" for n, line in enumerate(lines)]
    lines.append("bad.mp4,x,1,bad,smile,50,validation")
    path.write_text("\n".join([f"{head},part", *lines]) + "\n", "utf-8")
    return path


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that says the same of everything."""
    bundle = resolve_bundle(None)
    weights = {k: v * 0 if "head" in k else v for k, v in bundle.state_dict.items()}
    path = tmp_path_factory.mktemp("models") / "still"
    save_bundle(path, bundle.spec, weights, {}, "Always the same.", half=True)
    return path


def test_models_are_judged_on_the_same_people(
    manifest: Path, still: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [
        "study", "candidates", str(manifest), "--model", "moving-faces", "--model", str(still),
        "--work", str(tmp_path / "work"), "--json", str(tmp_path / "found.json"),
    ]  # fmt: skip
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "manifest.csv: 4 recordings of 4 people of validation." in said
    assert "early stopping chose" in said
    assert "too few people for any measure" in said
    assert "Left out: 1 recordings (line 10: " in said
    assert RESEARCH_USE in said
    found = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    assert set(found["weights_sha256"]) == {"moving-faces", "still"}
    assert found["sources"][0]["measured"] == {
        "found": {"moving-faces": {}, "still": {}}, "less": {"still": {}},
    }  # fmt: skip
    assert len(list((tmp_path / "work" / "clips").glob("*.npz"))) == 4


def test_more_people_are_measured_and_told_in_a_table(
    manifest: Path, still: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Everybody is kept for the test, and each film counts under three names."""
    head, *lines = manifest.read_text("utf-8").splitlines()
    rows = [line.rsplit(",", 1)[0] for line in lines[:-1]]
    text = [f"{head},degree"]
    for copy in "abc":
        for row in rows:
            path, person, label, number, *rest = row.split(",")
            video = tmp_path / f"{copy}{path}"
            video.write_bytes((manifest.parent / path).read_bytes() + copy.encode())
            facts = [video.name, person + copy, label, number + copy, *rest, "test"]
            text.append(",".join([*facts, "0.8" if label == "1" else "0.2"]))
    (tmp_path / "m.csv").write_text("\n".join(text) + "\n", "utf-8")
    words = ["study", "candidates", str(tmp_path / "m.csv"), "--parts", "test", "--model"]
    words += [str(still), "--model", "moving-faces", "--work", str(tmp_path / "w")]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "m.csv: 24 recordings of 24 people of test." in said
    assert "| model | AUROC, label | log loss, label (lower is better) |" in said
    assert "| still | 0.50 (0.50 to 0.50) |" in said
    assert "leaving out 0; not corrected for the number of comparisons" in said
    assert "early stopping" not in said


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--parts", "holdout"], "--parts must be some of validation, calibration, test"),
        (["--parts", "train"], "whom they were not fitted on"),
        (["--model", "moving-faces"], "Two of the models have one name"),
        (["--threads", "0"], "--threads lie in 1 to 256"),
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


def test_people_of_no_known_part_are_not_guessed_at(
    manifest: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["study", "candidates", str(manifest), "--model", "moving-faces", "--parts", "test"]
    assert main([*words, "--work", str(tmp_path / "w")]) == 2
    assert "Say in that column who was in which part" in capsys.readouterr().err
    bad = manifest.with_name("bad.csv")
    bad.write_text("path,subject_id,label,part\nbad.mp4,x,1,test\n", "utf-8")
    words[2] = str(bad)
    assert main([*words, "--work", str(tmp_path / "w")]) == 2
    assert "No recording of these people in “bad.csv” can be used. line 2: " in (
        capsys.readouterr().err
    )
