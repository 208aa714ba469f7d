"""The report's first lines: what its figures come to, reckoned from them in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from core.analysis.layers import EVIDENCE_LAYER
from core.analysis.score import sigmoid
from core.study.beside import RIVALS
from core.study.card import interval_words
from core.study.dose import MONOTONE_AIM
from core.study.places import AIM as PLACES_AIM
from core.study.places import ARMS
from core.study.probes import NAMES
from core.study.rated import KEPT_AIM

Facts = Mapping[str, Any]

_WAYS = {
    "broader": "broader", "narrower": "narrower", "mixed": "broader by some measures, narrower by "
    "others", "neither": "not clearly broader or narrower",
}  # fmt: skip


def in_short(sections: Mapping[str, Facts]) -> str:
    """Return a list in Markdown: a sentence for each section that was made.

    Parameters
    ----------
    sections : dict
        Facts by section, as in ``numbers.json``.
    """
    said = [
        *_dose(sections),
        *_nuisances(sections.get("nuisances", {})),
        *_retest(sections.get("retest", {})),
        *_clips(sections.get("clips", {})),
        *_rated(sections.get("rated", {})),
        *_places(sections.get("localisation", {})),
        *_spread(sections.get("spread", {})),
        *_calibration(sections.get("calibration", {})),
        *_probes(sections.get("probes", {})),
        "No patient was filmed for any of this. How the model does in a clinic is not known.",
    ]
    return "\n".join(f"- {sentence}" for sentence in said)


def _dose(sections: Mapping[str, Facts]) -> Iterator[str]:
    found = []
    for key, who in (("dose-people", "photographed people"), ("dose-clips", "real clips")):
        facts = sections.get(key, {})
        if "network" in facts:
            falls = facts["network"]["monotone"]
            met = falls["count"] > 0 and falls["hits"] >= MONOTONE_AIM * falls["count"]
            beside = " and ".join(
                f"{words} {facts[name]['monotone']['hits']}"
                for name, words in RIVALS.items()
                if name in facts
            )
            found.append(
                f"{falls['hits']} of {falls['count']} {who} ({_met(met)}"
                + (f"; {beside})" if beside else ")")
            )
    if found:
        yield (
            "Movement turned down by software: the score rises at every step in "
            f"{' and '.join(found)}; aim {MONOTONE_AIM:.0%}."
        )


def _nuisances(facts: Facts) -> Iterator[str]:
    if facts:
        mine, energy, velocity = (f"{hits} of {n}" for hits, n in facts["below_1"].values())
        own, among = facts["below_own"]["network"]
        yield (
            f"Camera, light, compression, frame rate and small turns: {mine} changes move the "
            "score less than a quarter of the movement does (motion energy "
            f"{energy}, landmark velocity {velocity}); against each clip's own quarter, not the "
            f"mean of all clips, {own} of {among}."
        )


def _retest(facts: Facts) -> Iterator[str]:
    if "least_change" in facts:
        change = facts["least_change"]["value"]
        yield (
            "Two renderings of the same person moving as much: a change of the score tells more "
            f"than their chance only from {change:.1f} in log odds on (a score of 0.50 against "
            f"{float(sigmoid(np.array(change))):.2f})."
        )


def _clips(facts: Facts) -> Iterator[str]:
    if not facts:
        return
    talking = (
        f"; of those who talk, {facts['talking_above']} of {facts['talking']}"
        if facts["talking"]
        else ""
    )
    yield (
        f"Real clips of people who are no patients: {facts['above']} of {facts['scored']} "
        f"score above the threshold{talking}. {facts['inconclusive']} are inconclusive."
    )
    if "spearman" in facts:
        mine, energy = (facts["spearman"][name] for name in ("network", "motion_energy"))
        yield (
            "Those that move more should score lower. Rank correlation of score and movement: "
            f"{interval_words(mine)}, where -1 is best; of motion energy {energy['value']:.2f}. "
            + ("" if mine["high"] < 0 else "Between real clips of different people and "
               "occasions the score is no guide to who moves more.")
        ).rstrip()  # fmt: skip


def _rated(facts: Facts) -> Iterator[str]:
    scores = facts.get("scores")
    if not scores:
        return
    mine, velocity, geometry = (
        scores[name]["auroc_1"] for name in ("network", "landmark_velocity", "variances")
    )
    share = facts["kept"].get("variances_1", {}).get("share", {}).get("value")
    kept = (
        f" It keeps {share:.0%} of the latter's distance from chance (aim {KEPT_AIM:.0%}: "
        f"{_met(share >= KEPT_AIM)})."
        if share is not None
        else ""
    )
    age = scores["age"]["auroc_1"]["value"]
    by_age = "" if age is None else f", {age:.2f} by age alone"
    yield (
        "Who was rated 1 or more by a clinician, when others re-enact how much these people moved: "
        f"AUROC {interval_words(mine)}, beside {velocity['value']:.2f} by landmark velocity"
        f"{by_age} and {geometry['value']:.2f} by the measured variances themselves.{kept} The "
        "score is no MDS-UPDRS 3.2 rating."
    )
    above = facts.get("above", {})
    if above:
        told = "; ".join(
            f"rated {name}: {found['above']} of {found['films']}" for name, found in above.items()
        )
        decided = sum(found["decided_above"] for found in above.values())
        films = sum(found["films"] for found in above.values())
        yield (
            f"Films of these people that score above the threshold: {told}. With the whole "
            f"interval above it, so that an analysis would say so: {decided} of {films}."
        )


def _places(facts: Facts) -> Iterator[str]:
    for arm, words in ARMS.items():
        if arm in facts:
            (by_map, count), (by_freeze, of) = facts[arm]["map"], facts[arm]["freeze"]
            met = by_map >= PLACES_AIM * count and by_freeze >= PLACES_AIM * of
            truth, _ = facts[arm].get("truth", (count, count))
            limit = (
                f" (the true movement, seen through cells as coarse, in {truth})"
                if truth < count
                else ""
            )
            yield (
                f"Where movement is ({words}): the evidence map finds the region in {by_map} of "
                f"{count} videos{limit}, the freeze test in {by_freeze} (aim {PLACES_AIM:.0%}: "
                f"{_met(met)})."
            )


def _spread(facts: Facts) -> Iterator[str]:
    way = facts.get("direction", {}).get(EVIDENCE_LAYER, {}).get("network")
    if way:
        published = {
            "broader": "as was published of expressive faces",
            "narrower": "the opposite of what was published of expressive faces",
        }.get(way, "which does not confirm what was published of expressive faces")
        yield f"Where a face moves more, the evidence map is {_WAYS[way]}: {published}."


def _calibration(facts: Facts) -> Iterator[str]:
    for label, found in facts.items():
        said = []
        off, slope, worth = (
            found.get(name, {}) for name in ("in_the_large", "slope", "brier_less_share")
        )
        if off and (off["low"] > 0 or off["high"] < 0):
            said.append(
                f"{abs(off['value']):.2f} too {'high' if off['value'] > 0 else 'low'} on average"
            )
        if slope.get("high") is not None and slope["high"] < 1:
            said.append(f"too sure of itself (slope {interval_words(slope)}; it should be 1)")
        if worth and worth["low"] > 0:
            said.append("a worse guess than always saying the label's share")
        if said:
            yield f"As a chance of “{label}” the score is {' and '.join(said)}."


def _probes(facts: Facts) -> Iterator[str]:
    off = [
        f"{NAMES[name]} ({interval_words(found)})"
        for name, found in facts.items()
        if found["value"] is not None and (found["low"] > 0.5 or found["high"] < 0.5)
    ]
    if facts:
        yield (
            "What is no movement should tell nobody's rating (AUROC 0.5): "
            + (f"off it {_are(len(off))} {', '.join(off)}." if off else "none of the probes does.")
        )


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _met(met: bool) -> str:
    return "met" if met else "missed"
