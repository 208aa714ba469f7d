"""``facies models``, through the parser that users meet."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

import pytest

from core.cli import models
from core.errors import FaciesError, NoSuchModelError, UsageError
from core.types import RESEARCH_USE
from tests.support.bundle_factory import make_bundle


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_bundle(tmp_path_factory.mktemp("mine") / "untrained.facies").path


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FACIES_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path / "program"), raising=False)
    return tmp_path


def facies(*words: str) -> int:
    parser = argparse.ArgumentParser()
    models.add_parser(parser.add_subparsers())
    args = parser.parse_args(["models", *words])
    return int(args.run(args))


def test_a_model_comes_and_goes(packed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert facies("list") == 0
    assert "No model is installed" in capsys.readouterr().out
    assert facies("import", str(packed)) == 0
    assert RESEARCH_USE in capsys.readouterr().out
    assert facies("list") == 0
    out = capsys.readouterr().out
    assert "untrained  1.0.0    import  complete  Untrained I3D" in out
    assert "Used by default: untrained" in out
    assert facies("verify") == 0
    assert capsys.readouterr().out == "untrained 1.0.0: complete and unchanged\n"
    assert facies("remove", "untrained") == 0
    assert facies("list") == 0
    assert "No model is installed" in capsys.readouterr().out


@pytest.mark.parametrize("named", [False, True])
def test_show_prints_facts_and_card(
    packed: Path, capsys: pytest.CaptureFixture[str], named: bool
) -> None:
    if not named:
        facies("import", str(packed))
    assert facies("show", *([str(packed)] if named else [])) == 0
    out = capsys.readouterr().out
    assert RESEARCH_USE in out
    assert "Clips: 4 frames over 1 s, every 0.5 s" in out
    assert "AUROC: 0.5 (0.4-0.6)" in out
    assert "# Untrained network" in out


def test_a_damaged_model_is_told_and_does_not_hide_another(
    packed: Path, places: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    facies("import", str(packed))
    whole = places / "data" / "bundles" / "untrained"
    bad = Path(shutil.copytree(whole, whole.parent / "another"))
    (bad / "CARD.md").write_text("better than it is")
    capsys.readouterr()
    assert facies("list") == 0
    assert "damaged" in capsys.readouterr().out
    assert facies("verify") == 5
    out = capsys.readouterr().out
    assert "“another” is damaged or was tampered with" in out
    assert "untrained 1.0.0: complete and unchanged" in out
    assert facies("verify", "untrained") == 0


def test_no_such_model() -> None:
    assert facies("verify", "nope") == 2
    for words in (("show", "nope"), ("remove", "nope"), ("import", "nope.facies")):
        with pytest.raises(NoSuchModelError) as caught:
            facies(*words)
        assert caught.value.exit_code == 2


def test_something_else_is_not_imported(places: Path) -> None:
    (places / "notes.txt").write_text("not a bundle")
    with pytest.raises(FaciesError, match="not a model bundle") as caught:
        facies("import", str(places / "notes.txt"))
    assert caught.value.exit_code == 5


def test_shipped_models_stay(packed: Path, places: Path) -> None:
    facies("import", str(packed))
    shipped = places / "program" / "models" / "bundles"
    shutil.copytree(places / "data" / "bundles", shipped)
    with pytest.raises(UsageError, match="part of Facies"):
        facies("remove", "untrained")
