from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from core.cli import main


@pytest.fixture
def own_sample(sample_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample's folder that the verb uses in place of the installed one."""
    folder = tmp_path / "sample"
    shutil.copytree(sample_dir, folder)
    monkeypatch.setattr("core.cli.selftest.sample_folder", lambda: folder)
    return folder


def test_this_installation_computes_what_it_should(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["self-test"]) == 0, capsys.readouterr().err
    told = capsys.readouterr().out
    assert "complete and unchanged" in told
    assert "as expected" in told


def test_another_score_or_model_is_noticed(
    own_sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record = tmp_path / "found.json"
    assert main(["self-test", "--record", str(record)]) == 0
    found = json.loads(record.read_text())
    compare = sys.modules["core.cli.selftest"]._compare  # the analysis need not run again
    compare(found, found)
    compare(found, {**found, "score": found["score"] + 0.02})
    with pytest.raises(Exception, match="Do not use scores from this machine"):
        compare(found, {**found, "score": found["score"] + 0.2})
    with pytest.raises(Exception, match="weights_sha256"):
        compare(found, {**found, "weights_sha256": "0" * 64})


@pytest.mark.parametrize("text", [None, "{", ""])
def test_damaged_expectation_is_told_before_any_work(
    text: str | None, own_sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expected = own_sample / "expected.json"
    if text is None:
        expected.unlink()
    else:
        expected.write_text(text)
    assert main(["self-test"]) == 4
    assert "Install Facies again" in capsys.readouterr().err
