"""Measures by task: each with its own interval, reference and note."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2
from reportlab.platypus import SimpleDocTemplate

from core.report.measure_table import measure_tables
from core.types import Measure, Segment, SegmentMeasures


def printed(segments: list[SegmentMeasures], folder: Path) -> str:
    SimpleDocTemplate(str(folder / "t.pdf")).build(measure_tables(segments))
    document = pypdfium2.PdfDocument(folder / "t.pdf")
    words = " ".join(page.get_textpage().get_text_range() for page in document)
    return re.sub(r"\s+", " ", words)


def test_a_reference_for_each_task_and_one_note_for_equal_sources(tmp_path: Path) -> None:
    words = printed(
        [
            SegmentMeasures(
                Segment("read", 0.0, 20.0),
                (Measure("b", "Blinks", 9.0, "/ min", 4.0, 17.5, "about 10 / min", "Someone"),),
            ),
            SegmentMeasures(
                Segment("talk", 20.0, 61.5),
                (
                    Measure("b", "Blinks", 31.2, "/ min", None, None, "about 30 / min", "Someone"),
                    Measure("m", "Mouth", None, "IOD", note="Could not be seen."),
                ),
            ),
        ],
        tmp_path,
    )
    assert "Reading aloud 0:00.0-0:20.0" in words and "Talking 0:20.0-1:01.5" in words
    assert "9 (4-17.5)" in words and "31.2" in words
    assert "reading aloud: about 10 / min; talking: about 30 / min" in words
    assert words.count("Someone") == 1
    assert "Mouth, IOD – 2 no reference" in words and "2 Could not be seen." in words


def test_no_segments_no_table() -> None:
    assert measure_tables([]) == []


def test_names_with_markup_signs_print(tmp_path: Path) -> None:
    measure = Measure("a", "A < B & C", 1.0, "<unit>", note="x > y")
    words = printed([SegmentMeasures(Segment("free", 0.0, 1.0), (measure,))], tmp_path)
    assert "A<B&C,<unit>" in words.replace(" ", "") and "x > y" in words
