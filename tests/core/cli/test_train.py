from __future__ import annotations

from pathlib import Path

import pytest

from core.cli.main import build_parser, main
from core.cli.train import _request
from core.training.request import TrainRequest


def parsed(*words: str) -> TrainRequest:
    return _request(build_parser().parse_args(["train", *words]))


def test_options_reach_the_request(tmp_path: Path) -> None:
    request = parsed(
        str(tmp_path / "m.csv"), "--out", str(tmp_path / "b"), "--labels", "lively, still",
        "--size", "96", "--span-s", "1.5", "--hop-s", "0.5", "--epochs", "3", "--batch-size", "4",
        "--lr", "0.01", "--patience", "2", "--seed", "7", "--threads", "1", "--threshold", "youden",
        "--init", str(tmp_path / "old"), "--work", str(tmp_path / "w"), "--precision", "bfloat16",
    )  # fmt: skip
    assert request.labels == ("lively", "still")
    assert (request.size_px, request.clip.span_s, request.clip.hop_s) == (96, 1.5, 0.5)
    settings = request.settings
    assert (settings.epochs, settings.batch_size, settings.learning_rate) == (3, 4, 0.01)
    assert (settings.patience, settings.seed, request.threads) == (2, 7, 1)
    assert settings.precision == "bfloat16"
    assert request.threshold_rule == "youden"
    assert request.work_folder == tmp_path / "w"


def test_the_card_gets_a_command_without_this_machines_folders(tmp_path: Path) -> None:
    request = parsed(str(tmp_path / "my faces.csv"), "--out", str(tmp_path / "b"), "--seed", "3")
    assert request.command.startswith("facies train 'my faces.csv' --out b ")
    assert "--seed 3" in request.command
    assert str(tmp_path) not in request.command
    assert request.work_folder == tmp_path / "b.work"
    both = parsed(str(tmp_path / "x" / "m.csv"), str(tmp_path / "y" / "m.csv"), "--out", "b")
    assert both.manifests == (tmp_path / "x" / "m.csv", tmp_path / "y" / "m.csv")
    assert both.command.startswith("facies train x/m.csv y/m.csv --out b ")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (["--labels", "one"], "--labels must be two different names"),
        (["--labels", "a,A"], "--labels must be two different names"),
        (["--size", "8"], "--size is 8; it must lie in 32 to 512"),
        (["--epochs", "0"], "--epochs is 0"),
        (["--lr", "nan"], "--lr is nan"),
        (["--batch-size", "1"], "--batch-size is 1"),
        (["--span-s", "0"], "These clips cannot be cut"),
        (["--provenance", "none.json"], "Could not read “none.json”"),
        ([], "Could not read the manifest"),
    ],
)
def test_wrong_usage_is_said_and_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], complaint: str
) -> None:
    out = tmp_path / "b"
    assert main(["train", str(tmp_path / "none.csv"), "--out", str(out), *words]) == 2
    assert complaint in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_something_else_under_the_bundles_name_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "thesis.txt").write_text("mine", encoding="utf-8")
    assert main(["train", str(tmp_path / "m.csv"), "--out", str(tmp_path / "b")]) == 2
    assert "is no model bundle" in capsys.readouterr().err
    assert (tmp_path / "b" / "thesis.txt").read_text(encoding="utf-8") == "mine"


def test_too_few_people_are_refused_before_any_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "v.mp4").write_bytes(b"x")
    (tmp_path / "m.csv").write_text("path,subject_id,label\nv.mp4,p,1\n", encoding="utf-8")
    assert main(["train", str(tmp_path / "m.csv"), "--out", str(tmp_path / "b")]) == 2
    assert "too few people" in capsys.readouterr().err
    assert sorted(p.name for p in tmp_path.iterdir()) == ["m.csv", "v.mp4"]
