"""Two renderings of one face: how far their values agree, at one gain and over both."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.study.card import card_with
from core.study.judging import Judge, Verdict
from core.study.page import Section
from core.study.retest import RETEST_GAINS, icc, retest_section
from core.study.series import Take

BLANK = Verdict(0.5, 0, 1, "inconclusive", 1.0, 0, 0, 0, {}, {}, {}, {}, {}, {})


class Follower:
    """A judge that follows the gain, and people only as far as told. The rivals: people alone."""

    def __init__(self, people_sd: float) -> None:
        self.people_sd = people_sd

    def verdict(self, video: Path, **_: object) -> Verdict:
        person, gain, take = video.stem.split("_")
        own, noise = (
            np.random.default_rng(seed).normal()
            for seed in ([1, int(person)], [2, int(person), int(take), round(100 * float(gain))])
        )
        logit = 4 - 8 * float(gain) + self.people_sd * own + noise
        return replace(
            BLANK, score=1 / (1 + math.exp(-logit)), motion_energy=own, landmark_velocity=own
        )


def section(people: int, people_sd: float = 0.0) -> Section:
    first, second = (
        [
            Take(str(person), gain, Path(f"{person}_{gain:g}_{take}.mp4"))
            for person in range(people)
            for gain in RETEST_GAINS
        ]
        for take in (0, 1)
    )
    return retest_section(first, second, [], cast(Judge, Follower(people_sd)))


def test_the_gain_alone_is_no_reliability() -> None:
    facts = json.loads(json.dumps(section(60).facts, allow_nan=False))
    assert facts["icc_network"]["value"] > 0.8, "pooled, the gain counts"
    for gain in ("0.25", "1"):
        assert facts["icc_by_gain"][gain]["network"]["value"] < 0.4
        assert facts["icc_by_gain"][gain]["motion_energy"]["value"] == pytest.approx(1)


def test_people_who_differ_are_told_apart_at_each_gain() -> None:
    facts = json.loads(json.dumps(section(60, people_sd=3).facts))
    for gain in ("0.25", "1"):
        assert facts["icc_by_gain"][gain]["network"]["value"] > 0.7


def test_the_report_compares_at_each_gain_and_says_why_pooled_flatters() -> None:
    text = section(12).text("report")
    assert "| ICC(2,1) | gain 0.25 | gain 1 | both gains pooled |" in text
    assert "flatters" in text
    for gain in ("0.25", "1"):
        assert f"correlation at gain {gain} the network falls behind motion energy" in text


def test_the_least_change_is_told_in_log_odds_and_scores() -> None:
    """Each rendering is off by a standard normal: two differ by 1.41 in root mean square."""
    found = section(200)
    facts = json.loads(json.dumps(found.facts))
    assert facts["least_change"]["value"] == pytest.approx(1.96 * math.sqrt(2), rel=0.1)
    up = 1 / (1 + math.exp(-facts["least_change"]["value"]))
    assert f"0.5 to {up:.2f}." in found.text("report")


def test_the_card_names_the_gain() -> None:
    numbers = {"command": "c", "sections": {"retest": section(12).facts}}
    card = card_with("# Card", numbers)
    assert "| Two renderings of one person, gain 0.25: ICC(2,1) |" in card
    assert "| Two renderings of one person, gain 1: ICC(2,1) |" in card


def test_few_people_are_too_few() -> None:
    assert "too few for the numbers below" in section(2).text("report")


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10_000), st.floats(0.1, 5.0), st.floats(-3, 3))
def test_icc_is_the_share_of_the_targets(seed: int, scale: float, shift: float) -> None:
    rng = np.random.default_rng(seed)
    target = rng.normal(0, 2.0, (3000, 1))
    twice = target + rng.normal(0, 1.0, (3000, 2))
    assert icc(twice) == pytest.approx(0.8, abs=0.03)
    assert icc(scale * twice + shift) == pytest.approx(icc(twice))


def test_icc_asks_for_the_same_value_not_the_same_order() -> None:
    target = np.arange(10.0)[:, None]
    assert icc(np.hstack([target, target])) == pytest.approx(1)
    assert icc(np.hstack([target, target + 20])) < 0.2
