"""Keeping analyses: whole folders or nothing, named without a patient."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import Cancelled, SurroundingsError
from core.progress import CancelToken
from core.records import load_analysis
from core.records.review import Review, load_review
from core.records.store import keep_analysis, proxy_in
from core.types import Visit
from tests.support.analysis_factory import make_analysis


def test_everything_stands_together_in_the_end(tmp_path: Path) -> None:
    analysis, review = make_analysis(), Review(visit=Visit(patient_id="Doe"), notes="well")
    with keep_analysis(tmp_path, analysis.recording.sha256) as keeping:
        keeping.proxy.write_bytes(b"small")
        keeping.save(analysis, review, CancelToken())
        assert not (keeping.folder / "analysis.json").exists()
    assert load_analysis(keeping.folder).score == analysis.score
    assert load_review(keeping.folder) == review
    assert keeping.kept_proxy == proxy_in(keeping.folder) and keeping.kept_proxy is not None
    assert "Doe" not in str(keeping.folder)
    assert analysis.recording.path.stem not in keeping.folder.name


def test_nothing_is_left_of_what_was_cancelled(tmp_path: Path) -> None:
    analysis, token = make_analysis(), CancelToken()
    token.cancel()
    with pytest.raises(Cancelled), keep_analysis(tmp_path / "storage", "0" * 64) as keeping:
        keeping.save(analysis, Review(), token)
    assert not (tmp_path / "storage").exists()


def test_two_at_once_do_not_meet(tmp_path: Path) -> None:
    with keep_analysis(tmp_path, "0" * 64) as one, keep_analysis(tmp_path, "0" * 64) as other:
        assert one.folder != other.folder


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "storage").write_text("a file")
    with pytest.raises(SurroundingsError), keep_analysis(tmp_path / "storage", "0" * 64):
        pass
