"""Spread: whether the maps are broader where the face moves more, as was published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import numpy as np

from core.analysis.control_maps import MOTION_LAYER
from core.analysis.layers import DEFAULT_LAYERS, EVIDENCE_LAYER
from core.progress import CancelToken
from core.study.judging import Judge, Verdict
from core.study.numbers import Interval, holm, paired_effect
from core.study.page import Section
from core.study.series import GAINS, Take
from models.i3d import ENDPOINTS

_BREADTH = {"entropy": 1, "participation": 1, "gini": -1, "area50": 1, "area90": 1}  # broader: > 0
_AMOUNT = "energy"
_LAYERS = {
    DEFAULT_LAYERS[0]: "first layer",
    DEFAULT_LAYERS[1]: "middle layer",
    EVIDENCE_LAYER: "evidence map (last layer)",
}
_RESTRICTED, _BROAD = GAINS[1], GAINS[-1]
_LEAST_PEOPLE = 3
_ALPHA = 0.05

Direction = Literal["broader", "narrower", "mixed", "neither"]


@dataclass(frozen=True, slots=True)
class Change:
    """How one measure of a map differs between the two states of the same people.

    Attributes
    ----------
    effect : Interval
        Expressive less restricted, in standard deviations of the differences.
    p, corrected : float
        By permutation; after Holm's correction for all measures of all maps of the network.
    """

    effect: Interval
    p: float
    corrected: float

    @property
    def sign(self) -> int:
        """1 or -1 where the measure is larger or smaller in the expressive state, 0 if unproven."""
        return int(np.sign(self.effect.value)) if self.corrected < _ALPHA else 0


Changes = Mapping[tuple[str, str], Change]
Spreads = Mapping[str, float]
"""By ``layer.measure``."""


def spread_section(
    takes: Sequence[Take], judge: Judge, rivals: Judge, cancel: CancelToken | None = None
) -> Section:
    """Compare the spread of the maps of attenuated and expressive recordings of the same people.

    Parameters
    ----------
    takes : sequence of Take
        Each face at both gains; others are left out.
    judge, rivals : Judge
        The network, and the same with random weights.
    cancel : CancelToken, optional
    """
    section = Section("spread", "Restricted versus broad")
    pairs, other = _pairs(takes, judge, cancel), _pairs(takes, rivals, cancel)
    mine = changes([(low.spread, high.spread) for low, high in pairs])
    random = changes([(low.spread, high.spread) for low, high in other])
    motion = changes([(low.motion_spread, high.motion_spread) for low, high in pairs])
    if not mine:
        section.lines.append("Too few people could be judged in both states.")
        return section
    section.lines += [_intro(len(mine)), published(mine, random)]
    layers = _layers(mine)
    section.lines.append(
        "\n".join(
            f"- {_words(layer).capitalize()}: with this model {_told(mine, layer)}; with random "
            f"weights {_told(random, layer)}."
            for layer in layers
        )
        + f"\n- The plain motion map of the same videos, without any network: "
        f"{_told(motion, MOTION_LAYER)} (its {len(motion)} comparisons corrected by themselves). "
        "Landmark velocity has no map."
    )
    section.table(
        ["map", "measure", "this model", "p", "reading", "random weights", "p", "reading"],
        [[_words(key[0]), key[1], *_cells(mine, key), *_cells(random, key)] for key in mine],
    )
    section.table(
        ["plain motion map", "effect", "p", "reading"],
        [[measure, *_cells(motion, (layer, measure))] for layer, measure in motion],
    )
    section.facts = {
        **_facts(mine),
        "random": _facts(random),
        "motion": _facts(motion),
        "direction": {
            layer: {"network": direction(mine, layer), "random": direction(random, layer)}
            for layer in layers
        },
    }
    return section


def changes(pairs: Sequence[tuple[Spreads, Spreads]]) -> Changes:
    """Measure how maps differ between the two states; empty where people are too few.

    Parameters
    ----------
    pairs : sequence of (Spreads, Spreads)
        Of each person, restricted first.
    """
    if len(pairs) < _LEAST_PEOPLE:
        return {}
    layers = dict.fromkeys(key.split(".")[0] for key in pairs[0][0])
    found = {}
    for layer in sorted(layers, key=_depth):
        for measure in (*_BREADTH, _AMOUNT):
            values = [[spreads[f"{layer}.{measure}"] for spreads in pair] for pair in pairs]
            low, high = np.array(values, np.float64).T
            found[layer, measure] = paired_effect(low, high)
    corrected = holm([p for _, p in found.values()])
    return {
        key: Change(effect, p, c)
        for (key, (effect, p)), c in zip(found.items(), corrected, strict=True)
    }


def direction(found: Changes, layer: str) -> Direction:
    """Say which way a map goes where the face moves more, by measures that survive correction."""
    broader, narrower = _counts(found, layer)
    if broader and narrower:
        return "mixed"
    return "broader" if broader else "narrower" if narrower else "neither"


def published(mine: Changes, random: Changes) -> str:
    """Say whether the maps go the way of the published finding, beside random weights."""
    ways = {layer: direction(mine, layer) for layer in _layers(mine)}
    chance = {layer: direction(random, layer) for layer in ways}
    by_structure = [
        _words(layer) for layer, way in ways.items() if way == chance[layer] == "broader"
    ]
    return " ".join(
        [
            "Published: expressive faces activate a network broadly, restricted ones narrowly. "
            "That was found between people with Parkinson's disease and others; here the same "
            "people are compared with themselves.",
            _stands("this model", ways),
            _stands("random weights", chance) if random else "Random weights gave too few values.",
            *(
                [
                    f"In the {' and '.join(by_structure)} the network's structure alone gives the "
                    "same, whatever it has learnt."
                ]
                if by_structure
                else []
            ),
        ]
    )


def _stands(who: str, ways: Mapping[str, Direction]) -> str:
    broader, narrower = (
        " and ".join(_words(layer) for layer, way in ways.items() if way == wanted)
        for wanted in ("broader", "narrower")
    )
    if not broader and not narrower:
        return (
            f"No map of {who} is clearly broader or narrower where the face moves more: the "
            "published finding is not shown."
        )
    if not narrower:
        return (
            f"The maps of {who} are broader where the face moves more, in the direction of the "
            f"published finding, in the {broader}."
        )
    if not broader:
        return (
            f"The maps of {who} are narrower where the face moves more, against the direction of "
            f"the published finding, in the {narrower}."
        )
    return (
        f"The maps of {who} disagree: where the face moves more, they are broader, in the "
        f"direction of the published finding, in the {broader}, and narrower, against it, in the "
        f"{narrower}."
    )


def _intro(tests: int) -> str:
    return (
        "How the maps of first layer, middle layer and evidence (that of the last layer; its "
        f"magnitude) lie on the face, in the same people at gain {_RESTRICTED:g} and "
        f"{_BROAD:g}. Numbers are mean differences in standard deviations: above 0 the measure is "
        "larger where the face moves more. A larger entropy, participation, area50 or area90 "
        "means a broader map; a larger gini, a narrower one (0 is even). These five are related: "
        "that they agree is not five proofs. Energy is no breadth: larger is more. p is by "
        f"permutation within people and corrected after Holm for the {tests} comparisons of each "
        f"network; below {_ALPHA:g} a difference is called one."
    )


def _told(found: Changes, layer: str) -> str:
    if not found:
        return "too few values"
    broader, narrower = _counts(found, layer)
    of = f"of {len(_BREADTH)} measures of breadth"
    match direction(found, layer):
        case "broader":
            return f"broader where the face moves more, by {broader} {of}"
        case "narrower":
            return f"narrower where the face moves more, by {narrower} {of}"
        case "mixed":
            return f"undecided (broader by {broader}, narrower by {narrower} {of})"
    return "no difference in breadth shown"


def _counts(found: Changes, layer: str) -> tuple[int, int]:
    """Measures of breadth by which a map is broader, and narrower, in the expressive state."""
    ways = [
        one.sign * _BREADTH[measure]
        for (where, measure), one in found.items()
        if where == layer and measure in _BREADTH
    ]
    return ways.count(1), ways.count(-1)


def _cells(found: Changes, key: tuple[str, str]) -> list[object]:
    if key not in found:
        return ["too few", "", ""]
    change, measure = found[key], key[1]
    up, down = ("more", "less") if measure == _AMOUNT else ("broader", "narrower")
    way = change.sign * _BREADTH.get(measure, 1)
    p = "below 0.001" if change.corrected < 0.001 else f"{change.corrected:.3f}"
    return [change.effect, p, {1: up, -1: down, 0: "no difference shown"}[way]]


def _facts(found: Changes) -> dict[str, object]:
    return {
        f"{layer}.{measure}": {**asdict(one.effect), "p": one.p, "corrected": one.corrected}
        for (layer, measure), one in found.items()
    }


def _layers(found: Changes) -> list[str]:
    return list(dict.fromkeys(layer for layer, _ in found))


def _depth(layer: str) -> int:
    return ENDPOINTS.index(layer) if layer in ENDPOINTS else -1


def _words(layer: str) -> str:
    return _LAYERS.get(layer, layer)


def _pairs(
    takes: Sequence[Take], judge: Judge, cancel: CancelToken | None
) -> list[tuple[Verdict, Verdict]]:
    """Judge everybody in both states, restricted first, and keep those who could be."""
    found: dict[str, dict[float, Verdict]] = {}
    for take in takes:
        if take.gain in (_RESTRICTED, _BROAD):
            verdict = judge.verdict(take.video, cancel=cancel)
            if verdict.usable:
                found.setdefault(take.face, {})[take.gain] = verdict
    both = (pair for pair in found.values() if len(pair) == 2)
    return [(pair[_RESTRICTED], pair[_BROAD]) for pair in both]
