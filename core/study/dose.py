"""Dose-response: whether the score falls step by step as the face moves more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

import numpy as np
from numpy.typing import NDArray

from core.progress import CancelToken
from core.study.beside import MEASURES, beside_rivals
from core.study.judging import Judge, Verdict
from core.study.numbers import DoseResponse, dose_response
from core.study.page import Section
from core.study.pictures import curves
from core.study.series import GAINS, Take

SPEARMAN_AIM, MONOTONE_AIM = -0.9, 0.85


def measured(verdict: Verdict, name: str) -> float:
    """Return one of `MEASURES` of a video; higher = more hypomimic. The network's as log odds."""
    if name == "network":
        return verdict.logit if verdict.usable else float("nan")
    return float(getattr(verdict, name))


def dose_section(
    title: str,
    name: str,
    takes: Sequence[Take],
    judge: Judge,
    cancel: CancelToken | None = None,
) -> Section:
    """Judge series and describe score and rivals over the gain.

    Parameters
    ----------
    title : str
    name : str
        Of the pictures and facts.
    takes : sequence of Take
        Each face at every gain of `core.study.series.GAINS`.
    judge : Judge
    cancel : CancelToken, optional
    """
    section = Section(name, title)
    verdicts = {(take.face, take.gain): judge.verdict(take.video, cancel=cancel) for take in takes}
    faces = sorted({take.face for take in takes})
    usable = [f for f in faces if all(verdicts[f, gain].usable for gain in GAINS)]
    section.lines.append(
        f"{len(usable)} of {len(faces)} series could be judged at every gain "
        f"({', '.join(f'{g:g}' for g in GAINS)})."
    )
    if len(usable) < 2:
        section.lines.append("That is too few for the numbers below.")
        return section
    rows = []
    responses: dict[str, DoseResponse] = {}
    for key, words in MEASURES.items():
        table = _table(usable, verdicts, key)
        found = dose_response(np.array(GAINS), table)
        responses[key] = found
        rows.append(_cells(words, found))
        section.facts[key] = asdict(found)
    section.table(
        ["", f"Spearman of the mean curve (aim {SPEARMAN_AIM:g})",
         f"falls at every step (aim {MONOTONE_AIM:.0%})",
         "Spearman within a face", "variance by gain", "variance by face"],
        rows,
    )  # fmt: skip
    _compare(section, responses)
    scores = np.array([[verdicts[f, gain].score for gain in GAINS] for f in usable])
    section.plot(
        name,
        f"Model score over gain: {len(usable)} faces (faint) and their mean.",
        curves(GAINS, scores, title, "gain of the facial movement", "model score"),
    )
    steps = quarter_steps(takes, judge, cancel)
    section.facts["step"] = mean_step(steps)
    return section


def quarter_steps(
    takes: Sequence[Take], judge: Judge, cancel: CancelToken | None = None
) -> dict[str, dict[str, float]]:
    """Return how far a quarter of the gain moves each of `MEASURES`, by face.

    A quarter of what lies between gain 0 and gain 1; faces that cannot be judged at both are left
    out.
    """
    ends: dict[str, dict[float, Verdict]] = {}
    for take in takes:
        if take.gain in (0.0, 1.0):
            ends.setdefault(take.face, {})[take.gain] = judge.verdict(take.video, cancel=cancel)
    both = {
        face: pair
        for face, pair in ends.items()
        if len(pair) == 2 and all(v.usable for v in pair.values())
    }
    return {
        name: {
            face: (measured(p[0.0], name) - measured(p[1.0], name)) / 4 for face, p in both.items()
        }
        for name in MEASURES
    }


def mean_step(steps: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Average what `quarter_steps` gives over faces; NaN without any."""
    return {
        name: float(np.mean(list(found.values()))) if found else float("nan")
        for name, found in steps.items()
    }


def _compare(section: Section, found: dict[str, DoseResponse]) -> None:
    mine = found["network"]
    curve, steps = mine.spearman <= SPEARMAN_AIM, mine.monotone.interval.value >= MONOTONE_AIM
    section.lines.append(
        f"Of the aims the mean curve {'meets' if curve else 'misses'} its own, the single series "
        f"{'meet' if steps else 'miss'} theirs."
    )
    more = mine.by_gain.value > mine.by_face.value
    section.lines.append(
        f"The gain explains {'more' if more else 'no more'} of the model score's variance than "
        f"whose face it is ({mine.by_gain.value:.2f} against {mine.by_face.value:.2f})."
    )
    falls = {name: one.monotone.interval.value for name, one in found.items()}
    section.lines.append(beside_rivals("the share of series that fall at every step", falls))
    gain = {name: one.by_gain.value for name, one in found.items()}
    section.lines.append(beside_rivals("the variance that goes with the gain", gain))


def _table(
    faces: Sequence[str], verdicts: dict[tuple[str, float], Verdict], name: str
) -> NDArray[np.float64]:
    return np.array([[measured(verdicts[f, gain], name) for gain in GAINS] for f in faces])


def _cells(words: str, found: DoseResponse) -> list[object]:
    return [
        words, f"{found.spearman:.2f}", found.monotone, found.rank, found.by_gain, found.by_face,
    ]  # fmt: skip
