"""Calibration, on numbers whose answer is known."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from core.study.calibration import calibration, calibration_section, reliability_points
from core.study.judging import Judge, Verdict
from core.study.labelled import Judged, photographed
from core.study.series import Take


def judged(slope: float, people: int = 2000, seed: int = 0) -> Judged:
    """Labels that are as likely as the logit says, seen through another slope."""
    rng = np.random.default_rng(seed)
    logit = rng.normal(0, 1.5, people)
    label = rng.random(people) < 1 / (1 + np.exp(-logit))
    return Judged(logit / slope, label, np.arange(people), np.ones(people))


@pytest.mark.parametrize("slope", [0.5, 1.0, 2.0])
def test_the_slope_is_found(slope: float) -> None:
    found = calibration(judged(slope))
    assert found.slope.value == pytest.approx(slope, rel=0.12)
    assert found.slope.low < slope < found.slope.high
    assert found.intercept.value == pytest.approx(0, abs=0.15)
    assert not found.apart


def test_brier_of_a_score_that_knows_nothing() -> None:
    even = Judged(np.zeros(40), np.arange(40) % 2 == 0, np.arange(40), np.ones(40))
    assert calibration(even).brier.value == pytest.approx(0.25)


def test_labels_that_do_not_overlap_are_said_to() -> None:
    people = np.repeat(np.arange(8), 2)
    label = np.tile([True, False], 8)
    apart = Judged(np.where(label, 2.0, -2.0), label, people, np.ones(16))
    assert calibration(apart).apart
    section = calibration_section({"attenuated": apart})
    assert "no upper bound" in section.text("report")
    assert "reliability" in section.plots


def test_too_few_people_are_said_to_be() -> None:
    label = np.array([True, False, True, False])
    few = Judged(np.arange(4.0), label, np.array([0, 0, 1, 1]), np.ones(4))
    section = calibration_section({"attenuated": few})
    assert "too few" in section.text("report")
    assert not section.plots


def test_reliability_of_a_calibrated_score_lies_on_the_line() -> None:
    points = list(reliability_points(judged(1.0)))
    assert len(points) == 5
    for score, share, people in points:
        assert share.low <= share.value <= share.high
        assert share.value == pytest.approx(score, abs=0.05)
        assert people == 400


def test_the_mean_score_is_set_beside_the_share() -> None:
    label = np.arange(400) % 4 == 0  # a quarter
    found = calibration(Judged(np.zeros(400), label, np.arange(400), np.ones(400)))
    assert found.in_the_large.value == pytest.approx(0.25)
    assert 0 < found.in_the_large.low < 0.25 < found.in_the_large.high
    assert found.brier_of_share.value == pytest.approx(0.25 * 0.75)
    assert found.brier_less_share.value == pytest.approx(0.25 - 0.25 * 0.75)


def test_weights_count_people_once() -> None:
    label = np.array([True] * 8 + [False] * 16)
    person = np.concatenate([np.arange(8), 8 + np.arange(16) // 2])
    logit = np.where(label, 2.0, -1.0)
    found = calibration(Judged(logit, label, person, np.where(label, 1.0, 0.5)))
    mean = (1 / (1 + np.exp(-2)) + 1 / (1 + np.exp(1))) / 2
    assert found.in_the_large.value == pytest.approx(mean - 0.5)
    assert found.brier_of_share.value == pytest.approx(0.25)


def said(slope: float, people: int = 500) -> tuple[str, dict[str, Any]]:
    given = replace(judged(slope, people), means="are rated 1 or more", about="Films of others.")
    section = calibration_section({"rated": given})
    facts = json.loads(json.dumps(section.facts["rated"], allow_nan=False))
    return section.text("report"), facts


def test_what_a_score_means_is_told_by_the_fit() -> None:
    text, facts = said(0.4)
    assert "they are too sure of themselves" in text and "Films of others." in text
    assert "not clearly too high or too low" in text
    # With slope 0.4 log odds of 1.39 stand for 0.55: 64 %.
    at = [one["value"] for one in facts["at"]]
    assert at == pytest.approx([0.365, 0.5, 0.635], abs=0.06)
    assert f"are rated 1 or more, by the fit: 0.2: {at[0] * 100:.0f} %" in text
    assert "too unsure of themselves" in said(2.5)[0]


def test_scores_that_are_too_low_are_said_to_be() -> None:
    given = judged(1.0, 500)
    text = calibration_section({"rated": replace(given, logit=given.logit - 2)}).text("report")
    assert "too low" in text


def test_a_slope_of_1_is_called_neither_sure_nor_unsure() -> None:
    text, facts = said(1.0, people=2000)
    assert facts["slope"]["low"] < 1 < facts["slope"]["high"]
    assert "too sure or too unsure of themselves cannot be told" in text


def test_who_plays_many_widens_the_intervals() -> None:
    given = judged(1.0, 200)
    alone = calibration(given)
    played = calibration(replace(given, played_by=np.arange(200) % 4))
    assert played.brier.high - played.brier.low > alone.brier.high - alone.brier.low


def test_brier_is_compared_with_saying_the_share() -> None:
    text, _ = said(1.0)
    assert "| Brier of always saying the share |" in text
    assert "Its Brier is smaller than that of always saying the share" in text
    rng = np.random.default_rng(5)
    noise = Judged(rng.normal(0, 4, 200), rng.random(200) < 0.5, np.arange(200), np.ones(200))
    assert "Its Brier is larger than" in calibration_section({"noise": noise}).text("report")


def test_photographed_people_are_averaged_without_half_gain() -> None:
    scores = {0.0: 0.9, 0.25: 0.8, 0.5: 0.5, 0.75: 0.3, 1.0: 0.1}

    class Known:
        def verdict(self, video: Path, **_: object) -> Verdict:
            score = scores[float(video.stem)]
            return Verdict(score, 0, 1, "inconclusive", 1, 0, 0, 0, {}, {}, {}, {}, {}, {})

    takes = [Take(face, gain, Path(f"{gain:g}.mp4")) for face in "ab" for gain in scores]
    found = photographed(takes, cast(Judge, Known()))
    assert found.label.tolist() == [True, False] * 2 and found.person.tolist() == [0, 0, 1, 1]
    odds = [np.log(p / (1 - p)) for p in (0.9, 0.8, 0.3, 0.1)]
    np.testing.assert_allclose(found.logit[:2], [np.mean(odds[:2]), np.mean(odds[2:])])
    for words in ("gain 0.25 and below", "gain 0.75 and above", "averaged", "easier question"):
        assert words in found.about
