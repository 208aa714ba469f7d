"""The report as a reader of the PDF finds it."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from core.errors import Cancelled, SurroundingsError
from core.progress import CancelToken, Progress
from core.report.pdf import write_report
from core.types import RESEARCH_USE, Analysis, Measure, Segment, SegmentMeasures, Visit
from tests.support.analysis_factory import make_analysis


def pages(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    return [document[i].get_textpage().get_text_range() for i in range(len(document))]


def said(path: Path) -> str:
    """All the text on one line, as it reads."""
    return re.sub(r"\s+", " ", " ".join(pages(path)))


def report(analysis: Analysis, folder: Path, **options: str) -> Path:
    path = folder / "report.pdf"
    write_report(analysis, path, **options)
    return path


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Analysis, Path]:
    folder = tmp_path_factory.mktemp("judged")
    analysis = make_analysis(
        video=folder / "visita señor.mp4",
        visit=Visit("José Ñandú", "Dra. Peña", "on", 1.5, "off", 2.5, 1),
    )
    return analysis, report(analysis, folder, notes="Parpadeó poco.\n\nVuelve en marzo.")


def test_every_page_has_the_research_line_and_its_number(judged: tuple[Analysis, Path]) -> None:
    found = pages(judged[1])
    assert len(found) >= 4
    for number, page in enumerate(found, start=1):
        assert RESEARCH_USE in page
        assert f"Page {number} of {len(found)}" in page


def test_every_page_after_the_first_says_whose_it_is(judged: tuple[Analysis, Path]) -> None:
    assert all("Patient José Ñandú" in page for page in pages(judged[1])[1:])


@pytest.mark.parametrize(
    "sentence",
    [
        "Model score 0.72 (0.66-0.78): above this model's threshold of 0.60.",
        "It does not cover a wrong model.",
        "Dra. Peña",
        "visita señor.mp4",
        "30.00 frames / s",
        "Frames with the main face Pass",
        "Inter-ocular distance Warning 48 px",
        "1 other face was seen",
        "threshold 0.60",
        "Highest score",
        "As filmed",
        "Left brow",
        "no reference",
        "12-20 / min",
        "Bentivoglio 1997",
        "No smile was found here",
        "Parpadeó poco.",
        "Vuelve en marzo.",
        "Phantom I3D, version 1.0.0",
        "Not validated on people.",
        "Two-core processor",
        "torch 2.13.0",
        "Reviewed by",
        "Signature",
    ],
)
def test_the_report_says(judged: tuple[Analysis, Path], sentence: str) -> None:
    assert sentence in said(judged[1])


def test_hash_is_whole(judged: tuple[Analysis, Path]) -> None:
    assert judged[0].recording.sha256 in said(judged[1]).replace(" ", "")


def test_no_banned_word(judged: tuple[Analysis, Path], tmp_path: Path) -> None:
    for path in (judged[1], report(make_analysis(refused=True), tmp_path)):
        words = said(path)
        assert not re.search(r"\bpositive\b|\bPD\b|Parkinson", words, re.IGNORECASE)


def test_inconclusive_says_why(tmp_path: Path) -> None:
    analysis = make_analysis(decision="inconclusive")
    words = said(report(analysis, tmp_path))
    assert "inconclusive" in words and analysis.score.reasons[0] in words
    assert "above this model" not in words


def test_refused_recording_gives_reasons_and_no_findings(tmp_path: Path) -> None:
    words = said(report(make_analysis(refused=True), tmp_path))
    assert "This recording cannot be judged" in words
    assert "too few to judge" in words and "What to do now" in words
    assert "Research use only" in words
    for absent in ("Model score 0", "Blink rate", "When: time lines", "Where:", "interval"):
        assert absent not in words


def test_absent_video_is_said_and_the_rest_stands(tmp_path: Path) -> None:
    words = said(report(make_analysis(), tmp_path))
    assert "source video was not found" in words and "Highest score" not in words
    assert "Where: regions of the face" in words


def test_changed_video_is_said(tmp_path: Path) -> None:
    analysis = make_analysis(video=tmp_path / "a.mp4", n_frames=90)
    with (tmp_path / "a.mp4").open("ab") as file:
        file.write(b"changed")
    words = said(report(analysis, tmp_path))
    assert "not the one that was analysed" in words and "Highest score" not in words


def test_unknown_visit_facts_are_left_to_fill_in(tmp_path: Path) -> None:
    words = said(report(make_analysis(), tmp_path))
    for name in ("Patient", "Examiner", "Medication", "Hoehn & Yahr", "MDS-UPDRS 3.2"):
        assert name in words
    assert "None" not in words


def test_long_recordings_flow_over_pages(tmp_path: Path) -> None:
    analysis = make_analysis()
    rows = tuple(
        Measure(f"m{i}", f"Measure {i}", float(i), "IOD", note="A note." * 3) for i in range(70)
    )
    many = tuple(SegmentMeasures(Segment("smile", float(i), i + 1.0), rows) for i in range(9))
    analysis = replace(
        analysis,
        segments=tuple(found.segment for found in many),
        measures=replace(analysis.measures, segments=many),
    )
    path = report(analysis, tmp_path, notes="Eine lange Notiz. " * 900)
    found = pages(path)
    assert sum(len(re.findall(r"Measure \d+, IOD", page)) for page in found) == 3 * 70
    assert sum("Published reference" in page for page in found) >= 5
    assert said(path).count("Eine lange Notiz.") == 900
    assert all(RESEARCH_USE in page for page in found)


@pytest.mark.parametrize(
    "name",
    ["王小明", "יוסף כהן", "مريم", "Zoë 👩🏽‍⚕️", "x" * 400, "<b>&amp;</b>", "\ud800\x00", "a\nb"],
)
def test_any_patient_name_prints(tmp_path: Path, name: str) -> None:
    analysis = make_analysis(n_frames=90, visit=Visit(patient_id=name, examiner=name))
    assert "Page 1 of" in said(report(analysis, tmp_path, notes=name))


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_clips(tmp_path: Path, count: int) -> None:
    analysis = make_analysis(
        video=tmp_path / "v.mp4", n_frames=[20, 30, 45][count], tasks=("talk",)
    )
    assert len(analysis.clips) == count
    assert "Model score" in said(report(analysis, tmp_path))


def test_all_fonts_are_embedded_and_no_path_is_told(judged: tuple[Analysis, Path]) -> None:
    data = judged[1].read_bytes()
    assert b"Helvetica" not in data and b"DejaVu" in data
    document = pypdfium2.PdfDocument(judged[1])
    metadata = document.get_metadata_dict()
    assert metadata["Subject"] == RESEARCH_USE and "Facies" in metadata["Title"]
    for place in (str(judged[1].parent), str(Path.home())):
        assert place.encode() not in data
        assert all(place not in value for value in metadata.values())
    assert "Ñandú" not in " ".join(metadata.values())


def test_score_and_curves_are_vectors(judged: tuple[Analysis, Path]) -> None:
    document = pypdfium2.PdfDocument(judged[1])
    kinds = [[item.type for item in document[i].get_objects()] for i in (0, 1)]
    image, path = pypdfium2.raw.FPDF_PAGEOBJ_IMAGE, pypdfium2.raw.FPDF_PAGEOBJ_PATH
    assert all(image not in page and page.count(path) > 20 for page in kinds)


def test_progress_and_cancel(tmp_path: Path) -> None:
    told: list[Progress] = []
    write_report(make_analysis(n_frames=90), tmp_path / "a.pdf", progress=told.append)
    assert told[0].fraction == 0.0 and told[-1].fraction == 1.0
    assert {step.stage for step in told} == {"report"}
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        write_report(make_analysis(n_frames=90), tmp_path / "b.pdf", cancel=token)
    assert [p.name for p in tmp_path.iterdir()] == ["a.pdf"]


_WITH_LITTLE_ROOM = """
import resource, sys
from pathlib import Path
from core.errors import SurroundingsError
from core.report.pdf import write_report
from tests.support.analysis_factory import make_analysis
resource.setrlimit(resource.RLIMIT_FSIZE, (9000, 9000))
try:
    write_report(make_analysis(n_frames=90), Path(sys.argv[1]))
except SurroundingsError as error:
    print(error.message)
    sys.exit(5)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX file-size limit")
def test_no_room_leaves_the_earlier_report(tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(b"earlier")
    done = subprocess.run(
        [sys.executable, "-c", _WITH_LITTLE_ROOM, str(tmp_path / "report.pdf")],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[3],
    )  # fmt: skip
    assert done.returncode == 5, done.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["report.pdf"]
    assert (tmp_path / "report.pdf").read_bytes() == b"earlier"


def test_folder_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(SurroundingsError):
        write_report(make_analysis(n_frames=90), tmp_path / "file" / "report.pdf")
