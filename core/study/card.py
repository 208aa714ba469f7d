"""The study's headline figures in the model's card: reckoned, and replaced when run again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from core.study.beside import MEASURES, RIVALS
from core.study.places import ARMS
from models.bundle import Bundle, replace_card

HEADING = "## Study on held-back people, faces and clips"
BEGIN, END = "<!-- study: written by facies study shipped -->", "<!-- /study -->"

_CALIBRATION = {
    "brier": "Brier", "brier_of_share": "of always saying the share",
    "in_the_large": "mean score less share", "slope": "slope", "intercept": "intercept",
}  # fmt: skip

Facts = Mapping[str, Any]


def write_card(bundle: Bundle, numbers: Facts) -> Bundle:
    """Set the figures of ``numbers.json`` into a bundle's card; return the bundle with it.

    Raises
    ------
    BundleError
        If the bundle cannot be written, or is no longer whole.
    """
    return replace_card(bundle.path, card_with(bundle.card, numbers))


def card_with(card: str, numbers: Facts) -> str:
    """Give a card with the study's section in the place of that which stood there."""
    part = "\n".join((HEADING, BEGIN, "", *_text(numbers), END))
    old = re.compile(f"{re.escape(HEADING)}\\n{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    if old.search(card):
        return old.sub(lambda _: part, card)
    return card.rstrip("\n") + "\n\n" + part + "\n"


def _text(numbers: Facts) -> Iterator[str]:
    yield (
        "Measured on people and faces kept from training by the rule of “--among training”, or "
        "told to be unseen, and on clips. Plain rivals, on the same "
        "videos: energy of motion in the aligned face / velocity of its landmarks. Tables, "
        "pictures and everything else stand in REPORT.md beside this card. None of it says "
        "how the model does on patients."
    )
    yield ""
    yield "| what | this model | plain rivals |"
    yield "|---|---|---|"
    for what, mine, rivals in _rows(numbers["sections"]):
        yield f"| {what} | {mine} | {rivals} |"
    yield ""
    yield f"Command: `{numbers['command']}`."


def _rows(sections: Facts) -> Iterator[tuple[str, str, str]]:
    for key, who in (("dose-people", "photographed people"), ("dose-clips", "real clips")):
        if "network" in sections.get(key, {}):
            yield from _dose(sections[key], who)
    yield from _nuisances(sections.get("nuisances", {}))
    yield from _places(sections.get("localisation", {}))
    yield from _clips(sections.get("clips", {}))
    yield from _rated(sections.get("rated", {}))
    for label, found in sections.get("calibration", {}).items():
        cells = (f"{words} {interval_words(found[name])}" for name, words in _CALIBRATION.items())
        yield f"Calibration, {label}", "; ".join(cells), ""
    yield from _retest(sections.get("retest", {}))


def _dose(facts: Facts, who: str) -> Iterator[tuple[str, str, str]]:
    mine, *rivals = (facts[name] for name in MEASURES)
    yield (
        f"Score against gain, {who}: Spearman of the mean curve",
        f"{mine['spearman']:.2f}",
        " / ".join(f"{r['spearman']:.2f}" for r in rivals),
    )
    yield (
        f"Series that fall at every step, {who}",
        _share(mine["monotone"]),
        " / ".join(_share(r["monotone"]) for r in rivals),
    )
    yield (
        f"Variance by gain; by face, {who}",
        f"{interval_words(mine['by_gain'])}; {interval_words(mine['by_face'])}",
        " / ".join(f"{r['by_gain']['value']:.2f}; {r['by_face']['value']:.2f}" for r in rivals),
    )


def _nuisances(facts: Facts) -> Iterator[tuple[str, str, str]]:
    if facts:
        mine, *rivals = (f"{hits} of {count}" for hits, count in facts["below_1"].values())
        what = "Nuisances that move the score less than a quarter step of gain"
        yield what, mine, " / ".join(rivals)


def _places(facts: Facts) -> Iterator[tuple[str, str, str]]:
    for arm, words in ARMS.items():
        if arm in facts:
            share = {name: f"{found} of {count}" for name, (found, count) in facts[arm].items()}
            rivals = f"{share['motion']} / {share['landmarks']}"
            yield f"Region found by the evidence map, {words}", share["map"], rivals
            yield f"Region found by the freeze test, {words}", share["freeze"], rivals


def _clips(facts: Facts) -> Iterator[tuple[str, str, str]]:
    if facts:
        yield "Real clips that score above threshold", f"{facts['above']} of {facts['scored']}", ""
    if "spearman" in facts:
        mine, *rivals = facts["spearman"].values()
        what = "Rank correlation of real clips' scores with their movement"
        yield what, interval_words(mine), " / ".join(interval_words(r) for r in rivals)


def _rated(facts: Facts) -> Iterator[tuple[str, str, str]]:
    scores = facts.get("scores", {})
    if not scores:
        return
    for metric, what in (
        ("auroc_1", "AUROC, rated 1 or more"),
        ("auroc_2", "AUROC, rated 2 or more"),
        ("spearman", "rank correlation with the rating"),
    ):
        found = {name: interval_words(row[metric]) for name, row in scores.items()}
        yield (
            f"Re-enacted people ({facts['people']}): {what}",
            f"{found['network']} (variances of the table {found['variances']}, age alone "
            f"{found['age']})",
            f"{found['motion_energy']} / {found['landmark_velocity']}",
        )
    for least in (1, 2):
        if (one := facts["kept"].get(f"variances_{least}")) is not None:
            what = f"Share kept of the variances' distance from chance, rated {least} or more"
            yield what, interval_words(one["share"]), ""


def _retest(facts: Facts) -> Iterator[tuple[str, str, str]]:
    for gain, found in facts.get("icc_by_gain", {}).items():
        rivals = (interval_words(found[n]) for n in RIVALS)
        what = f"Two renderings of one person, gain {gain}: ICC(2,1)"
        yield what, interval_words(found["network"]), " / ".join(rivals)
    if facts.get("halves"):
        away = facts["halves"]
        what = f"Two halves of {len(away)} real clips: difference of scores"
        yield what, f"{np.median(away):.2f} in the median, {max(away):.2f} at most", ""


def interval_words(found: Facts) -> str:
    """Word an interval of ``numbers.json``, where null stands for what is not known."""
    value, low, high = (found[name] for name in ("value", "low", "high"))
    if value is None:
        return "too few"
    ends = ["no limit" if end is None else f"{end:.2f}" for end in (low, high)]
    return f"{value:.2f} ({' to '.join(ends)})"


def _share(found: Facts) -> str:
    return f"{found['hits']} of {found['count']}"
