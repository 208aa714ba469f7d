"""Smiles beside rated people, as a reader of the report finds them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kinematics.compare import placed
from core.kinematics.quantities import SHOWN, from_percent, in_percent, quantity_word
from core.kinematics.reference import load_reference
from core.report.pdf import write_report
from core.report.range_scale import RangeScale
from core.report.words import percentile_words, value_words
from core.types import Analysis
from tests.support.analysis_factory import SMILE_VALUES, make_analysis


def said(analysis: Analysis, folder: Path) -> str:
    write_report(analysis, folder / "report.pdf")
    document = pypdfium2.PdfDocument(folder / "report.pdf")
    pages = [document[i].get_textpage().get_text_range() for i in range(len(document))]
    return re.sub(r"\s+", " ", " ".join(pages))


def test_every_quantity_stands_with_its_place_in_every_group(tmp_path: Path) -> None:
    analysis = make_analysis()
    words = said(analysis, tmp_path)
    for signal in analysis.measures.smiles[0].signals:
        assert quantity_word(signal.name) in words
        assert value_words(signal) in words
        for group in signal.groups:
            assert percentile_words(group) in words


def test_it_says_who_they_are_and_what_it_is_not(tmp_path: Path) -> None:
    words = said(make_analysis(), tmp_path)
    reference = load_reference()
    age = reference.performance_of("age", "auroc_1")
    for sentence in (
        "it is not a diagnosis",
        f"{reference.source.people} people of median age {reference.source.median_age_years:.0f}",
        "filmed by webcam",
        f"rated 2 or more: {reference.groups[2].people},",
        "Age alone tells people rated 1 or more from those rated 0 about as well "
        f"(AUROC {age.value:.2f}",
    ):
        assert sentence in words


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"comparable": False}, "not comparable The head is turned 25° sideways."),
        ({"tasks": ("talk",)}, "Not comparable: no smile task is named in this recording."),
    ],
)
def test_what_is_not_comparable_says_why_and_draws_nothing(
    tmp_path: Path, changes: dict[str, object], sentence: str
) -> None:
    words = said(make_analysis(**changes), tmp_path)  # type: ignore[arg-type]
    assert sentence in words
    assert "AUROC" not in words and "percentile (95 %)" not in words


def test_an_analysis_of_before_says_so(tmp_path: Path) -> None:
    analysis = make_analysis()
    measures = replace(analysis.measures, smiles=None)
    words = said(replace(analysis, measures=measures), tmp_path)
    assert "before Facies compared smiles" in words


def test_refused_recordings_show_no_comparison(tmp_path: Path) -> None:
    assert "beside rated people" not in said(make_analysis(refused=True), tmp_path)


@given(name=st.sampled_from(SHOWN), share=st.floats(0, 1))
def test_the_axis_holds_every_box_and_value_in_order(name, share) -> None:
    bounds = load_reference().signals[name]
    signal = placed(name, bounds.low + share * (bounds.high - bounds.low))
    scale = RangeScale.of(signal)
    assert 0 < scale.share(signal.value) < 1
    for group in signal.groups:
        places = [scale.share(value) for value in group.box]
        assert places == sorted(places) and places[0] > 0 and places[-1] < 1
    ticks = scale.ticks()
    assert 1 <= len(ticks) <= 12
    assert [place for place, _ in ticks] == sorted({place for place, _ in ticks})
    for place, words in ticks:
        value = from_percent(name, float(words.removesuffix(" %")))
        assert place == pytest.approx(scale.share(value))
        assert 0 <= place <= 1


@given(name=st.sampled_from(SHOWN), percent=st.floats(0.01, 200))
def test_per_cent_and_back(name, percent) -> None:
    assert in_percent(name, from_percent(name, percent)) == pytest.approx(percent)


def test_a_deviation_of_one_per_cent_is_a_log_variance_of_ln_one_ten_thousandth() -> None:
    assert in_percent("brow_log_var", -9.210340371976182) == pytest.approx(1.0)
    assert in_percent("mouth_width_mean", 0.81) == pytest.approx(81)


def test_percentiles_at_the_ends_are_not_told_as_none_or_all() -> None:
    group = placed("mouth_width_mean", SMILE_VALUES["mouth_width_mean"]).groups[0]
    assert percentile_words(replace(group, percentile=0.2, low=0, high=2.8)) == "<1 (0-3)"
    assert percentile_words(replace(group, percentile=99.7, low=97.2, high=100)) == ">99 (97-100)"
    assert percentile_words(replace(group, percentile=49.6, low=40, high=60)) == "50 (40-60)"
