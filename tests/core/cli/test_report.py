"""``facies report`` on the command line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from core.cli import main
from core.records import save_analysis
from core.records.review import Bookmark, Review, Signature, analysis_sha256, save_review
from core.types import RESEARCH_USE, Visit
from tests.support.analysis_factory import make_analysis


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save_analysis(make_analysis(n_frames=90), tmp_path / "análisis 1")
    return tmp_path / "análisis 1"


def text_of(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    return " ".join(page.get_textpage().get_text_range() for page in document)


def test_default_place(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(folder)]) == 0
    assert "Model score" in text_of(folder / "report.pdf")
    out = capsys.readouterr().out
    assert "report.pdf" in out and RESEARCH_USE in out


def test_named_place_and_notes(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "informe ñ.pdf"
    assert main(["report", str(folder), "--out", str(out), "--notes", "Habla bajo."]) == 0
    assert "Habla bajo." in text_of(out)
    assert not (folder / "report.pdf").exists()


def test_notes_from_a_file(folder: Path, tmp_path: Path) -> None:
    notes = tmp_path / "notas.txt"
    notes.write_text("Línea uno\n\nLínea dos", encoding="utf-8")
    assert main(["report", str(folder), "--notes", str(notes)]) == 0
    assert "Línea dos" in text_of(folder / "report.pdf")


def test_only_a_pdf_is_written_over(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (folder / "analysis.json").read_bytes()
    assert main(["report", str(folder), "--out", str(folder / "analysis.json")]) == 2
    assert "does not end in .pdf" in capsys.readouterr().err
    assert (folder / "analysis.json").read_bytes() == before


@pytest.mark.parametrize("notes", [b"\xff\xfe\x00x", b"a" * 300_000])
def test_notes_that_are_no_text(
    folder: Path, tmp_path: Path, notes: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "n.txt").write_bytes(notes)
    assert main(["report", str(folder), "--notes", str(tmp_path / "n.txt")]) == 2
    assert "n.txt" in capsys.readouterr().err
    assert not (folder / "report.pdf").exists()


def test_the_review_in_the_folder_is_used(folder: Path) -> None:
    review = Review(Visit("Ñandú 7"), "Habla bajo.", (Bookmark(1.0, "sonrisa"),))
    signature = Signature("Dra. Peña", "2026-01-02T03:04:05Z", analysis_sha256(folder))
    save_review(replace(review, signature=signature), folder)
    assert main(["report", str(folder)]) == 0
    words = text_of(folder / "report.pdf")
    for expected in ("Ñandú 7", "Habla bajo.", "sonrisa", "Signed by typed name: Dra. Peña"):
        assert expected in words
    assert main(["report", str(folder), "--notes", "Other words."]) == 0
    words = text_of(folder / "report.pdf")
    assert "Other words." in words and "sonrisa" in words and "Signed by" not in words


def test_a_damaged_review_is_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "review.json").write_text("{", encoding="utf-8")
    assert main(["report", str(folder)]) == 3
    assert "The review in" in capsys.readouterr().err
    assert not (folder / "report.pdf").exists()


def test_json_progress_prints_only_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import json

    assert main(["report", str(folder), "--progress", "json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[-1]["stage"] == "done" and lines[-1]["files"] == [str(folder / "report.pdf")]


def test_exit_codes(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(tmp_path / "nowhere")]) == 2
    assert "not an analysis folder" in capsys.readouterr().err
    assert main(["report", str(folder), "--out", str(tmp_path)]) == 2
    assert "is a folder" in capsys.readouterr().err
    (tmp_path / "file").write_text("x", encoding="utf-8")
    assert main(["report", str(folder), "--out", str(tmp_path / "file" / "r.pdf")]) == 5
    (folder / "arrays.npz").write_bytes(b"")
    assert main(["report", str(folder)]) == 3
    assert "damaged" in capsys.readouterr().err
    assert main(["report"]) == 2
