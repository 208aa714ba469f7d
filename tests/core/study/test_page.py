"""The report's tables and pictures."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np

from core.study.page import Section, curves


def test_a_section_becomes_markdown_with_its_pictures() -> None:
    section = Section("Dose")
    section.lines.append("Two faces.")
    section.table(["", "Spearman"], [["model score", -0.9]])
    section.plot("dose", "Score over gain.", "<svg/>")
    text = section.text("report")
    assert text.startswith("## Dose\n\nTwo faces.\n\n|  | Spearman |\n| --- | --- |\n")
    assert "| model score | -0.9 |" in text
    assert "![Score over gain.](report/dose.svg)" in text
    assert section.plots == {"dose": "<svg/>"}


def test_curves_are_a_picture_with_a_line_for_each_face_and_their_mean() -> None:
    rows = np.array([[0.9, 0.5, 0.1], [0.8, 0.6, 0.2]])
    drawing = ElementTree.fromstring(curves((0, 0.5, 1), rows, "Dose", "gain", "model score"))
    lines = [e for e in drawing.iter() if e.tag.endswith("polyline")]
    assert len(lines) == len(rows) + 1
    words = "".join(drawing.itertext())
    assert "Dose" in words and "model score" in words
