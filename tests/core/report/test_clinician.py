"""What the clinician added, as a reader of the PDF finds it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from core.progress import CancelToken
from core.records.review import Bookmark, Review, Signature
from core.report import pictures as pictures_module
from core.report import report_bytes, report_pictures, write_report
from core.types import RESEARCH_USE, Analysis, Visit
from tests.support.analysis_factory import make_analysis

HASH = "0123456789abcdef" * 4
SIGNED = Signature("Dra. Peña", "2026-01-02T03:04:05Z", HASH)
REVIEW = Review(
    Visit("Ñandú 7", "Dra. Peña", "off", 12, None, 2.5, 2),
    "Habla bajo.\n\nVuelve en marzo.",
    (Bookmark(0.5, "Primera sonrisa\nbreve"), Bookmark(2.0)),
)


def pages(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    return [document[i].get_textpage().get_text_range() for i in range(len(document))]


def said(path: Path) -> str:
    return re.sub(r"\s+", " ", " ".join(pages(path)))


def images(path: Path) -> int:
    image = pypdfium2.raw.FPDF_PAGEOBJ_IMAGE
    document = pypdfium2.PdfDocument(path)
    return sum(item.type == image for page in document for item in page.get_objects())


@pytest.fixture(scope="module")
def analysis(tmp_path_factory: pytest.TempPathFactory) -> Analysis:
    video = tmp_path_factory.mktemp("source") / "v.mp4"
    return make_analysis(video=video, n_frames=90, visit=Visit("Old id", medication="on"))


def test_visit_notes_bookmarks_and_signature_stand_in_it(
    analysis: Analysis, tmp_path: Path
) -> None:
    path = tmp_path / "r.pdf"
    write_report(analysis, path, review=replace(REVIEW, signature=SIGNED))
    words = said(path)
    for expected in (
        "Patient Ñandú 7", "Medication OFF", "Since last dose 12 h", "MDS-UPDRS 3.2 2",
        "Habla bajo.", "Vuelve en marzo.",
        "at 0:00.5 · Rest", "Primera sonrisa breve", "at 0:02.0 · Talking", "No note.",
        "Signed by typed name: Dra. Peña, 2026-01-02 03:04:05 UTC",
        "over analysis SHA-256 01234567 89abcdef",
        "A typed name, no qualified electronic signature.",
    ):  # fmt: skip
        assert expected in words
    assert "Old id" not in words and "Reviewed by" not in words
    assert all(RESEARCH_USE in page for page in pages(path))


def test_bookmarks_bring_two_pictures_each(analysis: Analysis, tmp_path: Path) -> None:
    write_report(analysis, tmp_path / "bare.pdf")
    write_report(analysis, tmp_path / "marked.pdf", review=REVIEW)
    assert images(tmp_path / "marked.pdf") == images(tmp_path / "bare.pdf") + 4


def test_unsigned_reports_keep_the_lines(analysis: Analysis, tmp_path: Path) -> None:
    write_report(analysis, tmp_path / "r.pdf", review=REVIEW)
    words = said(tmp_path / "r.pdf")
    assert "Reviewed by" in words and "Signed by" not in words


def test_other_notes_do_not_stand_over_the_signature(analysis: Analysis, tmp_path: Path) -> None:
    review = replace(REVIEW, signature=SIGNED)
    write_report(analysis, tmp_path / "a.pdf", review=review, notes="Other words.")
    words = said(tmp_path / "a.pdf")
    assert "Other words." in words and "Habla bajo." not in words
    assert "Signed by" not in words and "Reviewed by" in words
    write_report(analysis, tmp_path / "b.pdf", review=review, notes=REVIEW.notes)
    assert "Signed by" in said(tmp_path / "b.pdf")


def test_a_refused_recording_can_be_annotated_and_signed(tmp_path: Path) -> None:
    analysis = make_analysis(video=tmp_path / "v.mp4", n_frames=90, refused=True)
    write_report(analysis, tmp_path / "r.pdf", review=replace(REVIEW, signature=SIGNED))
    words = said(tmp_path / "r.pdf")
    assert "cannot be judged" in words and "Primera sonrisa" in words and "Signed by" in words
    assert "Left as filmed" not in words
    assert images(tmp_path / "r.pdf") == 2


def test_bookmarks_without_their_video_stay_as_words(tmp_path: Path) -> None:
    write_report(make_analysis(n_frames=90), tmp_path / "r.pdf", review=REVIEW)
    words = said(tmp_path / "r.pdf")
    assert "Primera sonrisa" in words and words.count("source video was not found") == 2


def test_a_moment_without_a_face_shows_the_frame_alone(tmp_path: Path) -> None:
    analysis = make_analysis(video=tmp_path / "v.mp4", n_frames=90)
    valid = analysis.alignment.valid.copy()
    valid[60] = False
    analysis = replace(analysis, alignment=replace(analysis.alignment, valid=valid))
    made = report_pictures(analysis, REVIEW.bookmarks, CancelToken())
    assert [len(made.moments[b.time_s]) for b in REVIEW.bookmarks] == [2, 1]
    review = replace(REVIEW, bookmarks=(*REVIEW.bookmarks, Bookmark(1e9, "beyond the end")))
    (tmp_path / "r.pdf").write_bytes(report_bytes(analysis, review, made))
    assert "beyond the end" in said(tmp_path / "r.pdf")


def test_pictures_made_before_are_not_made_again(
    analysis: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = report_pictures(analysis, REVIEW.bookmarks, CancelToken())
    made: list[int] = []
    plain = pictures_module.picture_moments

    def counted(*args: object) -> object:
        made.extend(args[2])
        return plain(*args)

    monkeypatch.setattr(pictures_module, "picture_moments", counted)
    again = report_pictures(analysis, REVIEW.bookmarks, CancelToken(), earlier)
    assert again == earlier and made == []
    more = report_pictures(analysis, (*REVIEW.bookmarks, Bookmark(1.0)), CancelToken(), earlier)
    assert made == [30] and set(more.moments) == {0.5, 1.0, 2.0}
    fewer = report_pictures(analysis, REVIEW.bookmarks[:1], CancelToken(), earlier)
    assert set(fewer.moments) == {0.5}


def test_many_bookmarks_flow_over_pages(analysis: Analysis, tmp_path: Path) -> None:
    review = Review(bookmarks=tuple(Bookmark(i / 15, f"Mark {i}. " * 30) for i in range(40)))
    write_report(analysis, tmp_path / "r.pdf", review=review)
    assert said(tmp_path / "r.pdf").count("Mark 39.") == 30
    assert all(RESEARCH_USE in page for page in pages(tmp_path / "r.pdf"))
    long = Review(bookmarks=(Bookmark(0.5, "x" * 2000), Bookmark(1.0, "word\n" * 400)))
    write_report(analysis, tmp_path / "long.pdf", review=long)
    assert said(tmp_path / "long.pdf").count("word") >= 400
