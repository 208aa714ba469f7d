"""The report's first lines: what its figures come to, reckoned from them in plain sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.study.dose import MONOTONE_AIM
from core.study.places import AIM as PLACES_AIM
from core.study.places import ARMS
from core.study.rated import KEPT_AIM

Facts = Mapping[str, Any]


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
        *_clips(sections.get("clips", {})),
        *_rated(sections.get("rated", {})),
        *_places(sections.get("localisation", {})),
        *_calibration(sections.get("calibration", {})),
        "No patient was filmed for any of this. How the model does in a clinic is not known.",
    ]
    return "\n".join(f"- {sentence}" for sentence in said)


def _dose(sections: Mapping[str, Facts]) -> Iterator[str]:
    found = []
    for key, who in (("dose-people", "photographed people"), ("dose-clips", "real clips")):
        if "network" in sections.get(key, {}):
            falls = sections[key]["network"]["monotone"]
            met = falls["count"] > 0 and falls["hits"] >= MONOTONE_AIM * falls["count"]
            found.append(f"{falls['hits']} of {falls['count']} {who} ({_met(met)})")
    if found:
        yield (
            "Movement turned down by software: the score rises at every step in "
            f"{' and '.join(found)}; aim {MONOTONE_AIM:.0%}."
        )


def _nuisances(facts: Facts) -> Iterator[str]:
    if facts:
        mine, energy, velocity = (f"{hits} of {n}" for hits, n in facts["below_1"].values())
        yield (
            f"Camera, light, compression, frame rate and small turns: {mine} changes move the "
            "score less than a quarter of the movement does (motion energy "
            f"{energy}, landmark velocity {velocity})."
        )


def _clips(facts: Facts) -> Iterator[str]:
    if facts:
        yield (
            f"Real clips of people who are no patients: {facts['above']} of {facts['scored']} "
            f"score above the threshold; of those who talk, {facts['talking_above']} of "
            f"{facts['talking']}."
        )


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
    yield (
        "Who was rated 1 or more by a clinician, when others re-enact how much these people moved: "
        f"AUROC {mine['value']:.2f} ({mine['low']:.2f} to {mine['high']:.2f}), beside "
        f"{velocity['value']:.2f} by landmark velocity and {geometry['value']:.2f} by the "
        f"measured variances themselves.{kept} The score is no MDS-UPDRS 3.2 rating."
    )


def _places(facts: Facts) -> Iterator[str]:
    for arm, words in ARMS.items():
        if arm in facts:
            (by_map, count), (by_freeze, of) = facts[arm]["map"], facts[arm]["freeze"]
            met = by_map >= PLACES_AIM * count and by_freeze >= PLACES_AIM * of
            yield (
                f"Where movement is ({words}): the evidence map finds the region in {by_map} of "
                f"{count} videos, the freeze test in {by_freeze} (aim {PLACES_AIM:.0%}: "
                f"{_met(met)})."
            )


def _calibration(facts: Facts) -> Iterator[str]:
    for label, found in facts.items():
        slope = found["slope"]
        if slope["value"] is not None and slope["high"] is not None and slope["high"] < 1:
            yield (
                f"The score is too sure of itself as a chance of “{label}”: its slope is "
                f"{slope['value']:.2f} ({slope['low']:.2f} to {slope['high']:.2f}) and should be 1."
            )


def _met(met: bool) -> str:
    return "met" if met else "missed"
