"""Where the recording lies among its model's own, as a reader of the report finds it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from core.analysis.standing import Standing, find_standing
from core.inference import resolve_bundle
from core.progress import CancelToken
from core.records.review import Bookmark
from core.report.pdf import write_report
from core.report.pictures import report_pictures
from core.report.reference_map import ReferenceMap, sentences
from core.report.words import percentile_word
from core.types import Analysis
from tests.support.analysis_factory import make_analysis
from tests.support.reference_factory import LABELS, make_reference


def said(analysis: Analysis, folder: Path) -> str:
    write_report(analysis, folder / "report.pdf")
    document = pypdfium2.PdfDocument(folder / "report.pdf")
    pages = [document[i].get_textpage().get_text_range() for i in range(len(document))]
    return re.sub(r"\s+", " ", " ".join(pages))


@pytest.fixture(scope="module")
def judged() -> Analysis:
    """A made analysis that the installed model is said to have judged."""
    bundle, made = resolve_bundle(), make_analysis()
    model = replace(made.model, id=bundle.spec.id, weights_sha256=bundle.weights_sha256)
    return replace(made, model=model)


def test_the_report_says_what_was_found(judged: Analysis, tmp_path: Path) -> None:
    bundle = resolve_bundle()
    found = find_standing(judged, bundle.reference, bundle.spec.head.labels)
    assert isinstance(found, Standing)
    words = said(judged, tmp_path)
    assert "Where this recording lies" in words
    assert "Unlike anything this model was trained on" in words  # its clips are noise
    for sentence in sentences(found):
        assert sentence in words
    (entropy,) = (p for p in found.spread if p.kind == "evidence" and p.measure == "entropy")
    for group in entropy.groups:
        place = f"percentile {percentile_word(group.percentile)} of {group.recordings}"
        assert f"{place} {group.label}" in words


def test_a_model_that_is_gone_is_said_so(tmp_path: Path) -> None:
    words = said(make_analysis(), tmp_path)
    assert "not installed here any more" in words
    assert "reference recordings, " not in words


def test_a_refused_recording_has_no_map(tmp_path: Path) -> None:
    assert "Where this recording lies" not in said(make_analysis(refused=True), tmp_path)


def test_points_keep_their_distances_and_stay_inside() -> None:
    standing = find_standing(make_analysis(), make_reference(), LABELS)
    assert isinstance(standing, Standing)
    drawn = ReferenceMap(standing)
    points = np.concatenate([standing.reference_xy, standing.here_xy[None]])
    places = np.array([drawn.place_of(point) for point in points])
    apart = np.linalg.norm(points[1:] - points[0], axis=1)
    on_paper = np.linalg.norm(places[1:] - places[0], axis=1)
    assert on_paper == pytest.approx(apart * on_paper[0] / apart[0])
    assert (places > 0).all() and (places < (drawn.width, drawn.height)).all()


def test_it_is_worked_out_once_for_all_previews(judged: Analysis) -> None:
    first = report_pictures(judged, [], CancelToken())
    again = report_pictures(judged, [Bookmark(1.0)], CancelToken(), first)
    assert isinstance(first.standing, Standing)
    assert again.standing is first.standing
