"""The report's tables and pictures."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from core.study.numbers import Interval
from core.study.page import Section
from core.study.pictures import bars, curves, forest, reliability, strip


def words_of(drawing: str) -> str:
    return " ".join(ElementTree.fromstring(drawing).itertext())


def shapes(drawing: str, kind: str) -> list[ElementTree.Element]:
    return [e for e in ElementTree.fromstring(drawing).iter() if e.tag.endswith(kind)]


def test_a_section_becomes_markdown_with_its_pictures() -> None:
    section = Section("dose", "Dose")
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
    drawing = curves((0, 0.5, 1), rows, "Dose", "gain", "model score")
    lines = shapes(drawing, "polyline")
    assert len(lines) == len(rows) + 1
    assert all("fill: none" in line.get("style", "") for line in lines)
    assert "Dose" in words_of(drawing) and "model score" in words_of(drawing)


@pytest.mark.parametrize("high", [0.7, 3.0, float("nan")])
def test_a_forest_shows_every_value_inside_its_scale(high: float) -> None:
    found = {"network": Interval(0.6, 0.5, high), "too few": Interval(*[float("nan")] * 3)}
    drawing = forest(found, "Ratings", "AUROC", 0.5)
    dots = shapes(drawing, "circle")
    assert len(dots) == 1
    lines = [line.get("d", "") for line in shapes(drawing, "path")]
    ends = [float(x) for line in lines for x in re.findall(r"[ML] ([\d.]+),", line)]
    width = float(ElementTree.fromstring(drawing).get("width", 0))
    assert max(ends) <= width
    assert "too few" in words_of(drawing)


def test_bars_beyond_the_scale_say_how_long_they_are() -> None:
    drawings = [
        bars({"shake": (0.5, 7.2, last)}, ("a", "b", "c"), "N", "steps", 2.0, 1.0)
        for last in (float("nan"), 0.3)
    ]
    assert "7.2" in words_of(drawings[0])
    without, whole = (len(shapes(drawing, "rect")) for drawing in drawings)
    assert whole == without + 1, "what was not measured has no bar"


def test_strips_count_their_dots() -> None:
    drawing = strip({"0": [0.1, 0.2, 0.3], "1": []}, "Scores", "rating", "score")
    assert len(shapes(drawing, "circle")) == 3
    assert "0 (n = 3)" in words_of(drawing) and "1 (n = 0)" in words_of(drawing)


def test_reliability_lies_between_nothing_and_all() -> None:
    points = [(0.0, Interval(0.1, 0.0, 0.4), 5), (1.0, Interval(0.9, 0.6, 1.0), 5)]
    drawing = reliability({"people": points, "others": points}, "Reliability")
    assert len(shapes(drawing, "circle")) == 2 * len(points) + 2
    assert "others" in words_of(drawing)
