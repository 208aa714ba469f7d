"""Whether the spread's sentences say what its numbers say, on maps whose answer is known."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from core.analysis.control_maps import MOTION_LAYER
from core.analysis.layers import DEFAULT_LAYERS, EVIDENCE_LAYER
from core.study.judging import Judge, Verdict
from core.study.numbers import Interval
from core.study.page import Section
from core.study.series import Take
from core.study.spread import Change, Changes, direction, published, spread_section

LAYERS = (*DEFAULT_LAYERS, EVIDENCE_LAYER)
SHAPE = {"entropy": 1, "participation": 1, "gini": -1, "area50": 1, "area90": 1}
PEOPLE = 14
BLANK = Verdict(0.5, 0, 1, "inconclusive", 1.0, 0, 0, 0, {}, {}, {}, {}, {}, {})


class Told:
    """A judge whose maps grow broader by so much, by layer, where the face moves more."""

    def __init__(self, broader: dict[str, float], people: int = PEOPLE, energy: float = 0) -> None:
        self.broader, self.people, self.energy = broader, people, energy

    def verdict(self, video: Path, **_: object) -> Verdict:
        person, gain = int(video.parent.name), float(video.stem)
        noise = np.random.default_rng([person, round(100 * gain)])
        found = {
            f"{layer}.{name}": 0.5 + noise.normal(0, 0.02) + sign * gain * self._grow(layer, name)
            for layer in (*LAYERS, MOTION_LAYER)
            for name, sign in {**SHAPE, "energy": 1}.items()
        }
        return replace(
            BLANK,
            score=0.5 if person < self.people else float("nan"),
            spread={key: v for key, v in found.items() if not key.startswith(MOTION_LAYER)},
            motion_spread={key: v for key, v in found.items() if key.startswith(MOTION_LAYER)},
        )

    def _grow(self, layer: str, name: str) -> float:
        return self.energy if name == "energy" else self.broader.get(layer, 0)


def section(mine: Told, random: Told) -> Section:
    takes = [
        Take(str(person), gain, Path(str(person)) / f"{gain:g}.mp4")
        for person in range(PEOPLE)
        for gain in (0.25, 0.5, 1.0)
    ]
    return spread_section(takes, cast(Judge, mine), cast(Judge, random))


@pytest.fixture(scope="module")
def narrower() -> Section:
    """Of a network whose evidence map grows narrower, and its energy larger, with movement.

    The plain motion map grows broader.
    """
    return section(Told({EVIDENCE_LAYER: -0.1, MOTION_LAYER: 0.1}, energy=0.1), Told({}))


def made(**ways: int) -> Changes:
    """Give measures that all speak for a layer's way: 1 broader, -1 narrower, 0 nothing."""
    layers = dict(zip(("first", "middle", "evidence"), LAYERS, strict=True))
    return {
        (layer, measure): Change(
            Interval(1.0 * sign * (ways.get(name, 0) or 1), -3, 3),
            0.01,
            0.01 if name in ways else 0.2,
        )
        for name, layer in layers.items()
        for measure, sign in {**SHAPE, "energy": 1}.items()
    }


@pytest.mark.parametrize(
    ("ways", "words"),
    [
        (
            {"evidence": 1},
            "are broader where the face moves more, in the direction of the published finding, in "
            "the evidence map (last layer).",
        ),
        (
            {"middle": -1, "evidence": -1},
            "are narrower where the face moves more, against the direction of the published "
            "finding, in the middle layer and evidence map (last layer).",
        ),
        (
            {"first": 1, "evidence": -1},
            "disagree: where the face moves more, they are broader, in the direction of the "
            "published finding, in the first layer, and narrower, against it, in the evidence map",
        ),
    ],
)
def test_the_sentence_follows_the_numbers(ways: dict[str, int], words: str) -> None:
    text = published(made(**ways), made())
    assert f"The maps of this model {words}" in text
    assert "No map of random weights is clearly broader or narrower" in text
    assert "structure alone" not in text
    assert f"The maps of random weights {words}" in published(made(), made(**ways))


def test_what_random_weights_show_too_is_not_learnt() -> None:
    text = published(made(evidence=1, middle=1), made(evidence=1))
    assert "In the evidence map (last layer) the network's structure alone gives the same" in text


def test_only_what_survives_the_correction_counts() -> None:
    found = made(evidence=1)
    assert direction(found, EVIDENCE_LAYER) == "broader"
    unproven = {key: replace(one, corrected=0.05) for key, one in found.items()}
    assert direction(unproven, EVIDENCE_LAYER) == "neither"
    mixed = {**unproven, **{key: found[key] for key in [(EVIDENCE_LAYER, "area50")]}}
    assert direction(mixed, EVIDENCE_LAYER) == "broader"
    key = EVIDENCE_LAYER, "entropy"
    mixed[key] = replace(found[key], effect=Interval(-1.0, -2.0, -0.5))
    assert direction(mixed, EVIDENCE_LAYER) == "mixed"


def test_a_larger_gini_reads_as_narrower_and_more_energy_as_more(narrower: Section) -> None:
    text = narrower.text("report")
    rows = text.splitlines()
    (gini,) = (r for r in rows if r.startswith("| evidence map (last layer) | gini |"))
    (energy,) = (r for r in rows if r.startswith("| first layer | energy |"))
    assert float(gini.split("|")[3].split()[0]) > 0
    assert "| narrower |" in gini and "| more |" in energy
    assert "narrower where the face moves more, by 5 of 5 measures of breadth" in text
    assert "- First layer: with this model no difference in breadth shown" in text
    assert "without any network: broader where the face moves more, by 5 of 5 measures" in text
    (motion,) = (r for r in rows if r.startswith("| area50 |"))
    assert "| broader |" in motion


def test_facts_are_plain_numbers_and_words(narrower: Section) -> None:
    again = json.loads(json.dumps(narrower.facts, allow_nan=False))
    assert again["direction"][EVIDENCE_LAYER] == {"network": "narrower", "random": "neither"}
    one = again[f"{EVIDENCE_LAYER}.entropy"]
    assert one["low"] <= one["value"] <= one["high"] < 0
    assert one["p"] < one["corrected"] < 0.05
    assert again["motion"][f"{MOTION_LAYER}.entropy"]["low"] > 0


def test_few_people_are_too_few() -> None:
    few = Told({}, people=2)
    assert "Too few people" in section(few, few).text("report")
    assert "Random weights gave too few values." in published(made(evidence=1), {})
