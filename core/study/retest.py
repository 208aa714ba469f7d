"""How a score repeats itself: two renderings of one person, and two halves of one clip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from core.analysis.score import sigmoid
from core.errors import RecordingError
from core.progress import CancelToken
from core.study.beside import MEASURES, beside_rivals
from core.study.dose import measured
from core.study.judging import Judge, Verdict
from core.study.numbers import Table, over_people
from core.study.page import Section
from core.study.series import Take
from core.types import Segment
from core.video import open_recording

RETEST_GAINS = (0.25, 1.0)
_LEAST_HALF_S = 1.5
_HALF_APART = 2  # parts of a recording
_LEAST_PEOPLE = 3
_Z = 1.96
_STARTS = (0.1, 0.5)  # scores


def retest_section(
    first: Sequence[Take],
    second: Sequence[Take],
    clips: Sequence[Path],
    judge: Judge,
    cancel: CancelToken | None = None,
) -> Section:
    """Compare two renderings of each person at each gain, and the two halves of each clip.

    Parameters
    ----------
    first, second : sequence of Take
        The same faces at the same gains, in another scene, with another course of head, talk and
        blinks. Empty leaves this part out.
    clips : sequence of Path
        Empty leaves this part out.
    judge : Judge
    cancel : CancelToken, optional
    """
    section = Section("retest", "The same face twice")
    if first and second:
        _renderings(section, first, second, judge, cancel)
    if clips:
        _halves_of(section, clips, judge, cancel)
    return section


def icc(twice: Table) -> float:
    """Return the intraclass correlation ICC(2,1) of targets measured twice.

    Parameters
    ----------
    twice : (N, 2) float64

    Returns
    -------
    float
        Two-way random effects, absolute agreement, single measure (Shrout & Fleiss 1979, Psychol
        Bull 86:420).
    """
    count, times = twice.shape
    grand = twice.mean()
    rows, columns = twice.mean(axis=1), twice.mean(axis=0)
    between = times * ((rows - grand) ** 2).sum() / (count - 1)
    occasion = count * ((columns - grand) ** 2).sum() / (times - 1)
    rest = twice - rows[:, None] - columns[None, :] + grand
    error = (rest**2).sum() / ((count - 1) * (times - 1))
    spread = between + (times - 1) * error + times * (occasion - error) / count
    return float((between - error) / spread) if spread > 0 else float("nan")


def _renderings(
    section: Section,
    first: Sequence[Take],
    second: Sequence[Take],
    judge: Judge,
    cancel: CancelToken | None,
) -> None:
    pairs = _pairs(first, second, judge, cancel)
    faces = sorted({face for face, _ in pairs})
    complete = [f for f in faces if all((f, gain) in pairs for gain in RETEST_GAINS)]
    section.lines.append(
        f"Two renderings of one photographed person with the same gain, but another scene, light, "
        f"head motion and course of talk and blinks: {len(complete)} people."
    )
    if len(complete) < _LEAST_PEOPLE:
        section.lines.append("That is too few for the numbers below.")
        return
    for gain in RETEST_GAINS:
        away = [abs(a.score - b.score) for a, b in (pairs[f, gain] for f in complete)]
        section.lines.append(
            f"Gain {gain:g}: the model score differs by {np.median(away):.2f} in the median, at "
            f"most {max(away):.2f}."
        )
        section.facts[f"gain_{gain:g}"] = away
    twice = {
        name: np.array(
            [[[measured(v, name) for v in pairs[f, g]] for g in RETEST_GAINS] for f in complete]
        )
        for name in MEASURES
    }
    _reliability(section, twice)
    _least_change(section, twice["network"])


def _reliability(section: Section, twice: Mapping[str, Table]) -> None:
    """Tell ICC(2,1) of values (people, gains, 2) at each gain, and of all gains together."""
    section.lines.append(
        "Intraclass correlation ICC(2,1) of the two renderings, the model score as log odds (1: "
        "both get the same value; the people are drawn for the interval). At one gain it says how "
        "well a value tells these people apart, and is small, too, where they hardly differ. "
        "Pooled over both gains it flatters: that a face moves less at gain "
        f"{RETEST_GAINS[0]:g} than at {RETEST_GAINS[1]:g} then counts as reliability, and anything "
        "that follows the gain gets a high value."
    )
    pooled = {name: over_people(people, _pooled) for name, people in twice.items()}
    by_gain = {
        f"{gain:g}": {n: over_people(people[:, at], icc) for n, people in twice.items()}
        for at, gain in enumerate(RETEST_GAINS)
    }
    section.facts |= {f"icc_{name}": asdict(one) for name, one in pooled.items()}
    section.facts["icc_by_gain"] = {
        gain: {name: asdict(one) for name, one in found.items()} for gain, found in by_gain.items()
    }
    section.table(
        ["ICC(2,1)", *(f"gain {gain}" for gain in by_gain), "both gains pooled"],
        [
            [words, *(found[name] for found in by_gain.values()), pooled[name]]
            for name, words in MEASURES.items()
        ],
    )
    section.lines += [
        beside_rivals(
            f"intraclass correlation at gain {gain}", {n: one.value for n, one in found.items()}
        )
        for gain, found in by_gain.items()
    ]


def _least_change(section: Section, twice: Table) -> None:
    """Say which change of a score two renderings alone may make; `twice` (people, gains, 2)."""
    change = twice[..., 1] - twice[..., 0]
    apart = over_people(change, lambda rows: _Z * float(np.sqrt((rows**2).mean())))
    scores = [
        f"{start:g} to {float(sigmoid(np.log(start / (1 - start)) + apart.value)):.2f}"
        for start in _STARTS
    ]
    section.facts["least_change"] = asdict(apart)
    section.lines.append(
        "Smallest change that is more than such chance (1.96 times the root mean square difference "
        f"of two renderings): {apart} in log odds, that is from a score of {', or '.join(scores)}. "
        "Two videos of a patient differ in more than two renderings do."
    )


def _pooled(people: Table) -> float:
    """ICC(2,1) of (N, G, 2) values: each person at each gain is a target of its own."""
    return icc(people.reshape(-1, 2))


def _pairs(
    first: Sequence[Take], second: Sequence[Take], judge: Judge, cancel: CancelToken | None
) -> dict[tuple[str, float], tuple[Verdict, Verdict]]:
    """Judge both renderings, and keep those of which both could be judged."""
    again = {(take.face, take.gain): take.video for take in second}
    out = {}
    for take in first:
        key = take.face, take.gain
        if key not in again or take.gain not in RETEST_GAINS:
            continue
        both = (
            judge.verdict(take.video, cancel=cancel),
            judge.verdict(again[key], cancel=cancel),
        )
        if all(v.usable for v in both):
            out[key] = both
    return out


def _halves_of(
    section: Section, clips: Sequence[Path], judge: Judge, cancel: CancelToken | None
) -> None:
    pairs = []
    for clip in clips:
        try:
            halves = _halves(clip, judge, cancel)
        except RecordingError:
            continue
        if len(halves) == _HALF_APART and all(v.usable for v in halves):
            pairs.append(halves)
    if not pairs:
        section.lines.append("No real clip was long enough to be halved.")
        return
    away = [abs(one.score - other.score) for one, other in pairs]
    section.facts["halves"] = away
    section.lines.append(
        f"Two halves of {len(away)} real clips: the model scores differ by "
        f"{np.median(away):.2f} in the median, at most {max(away):.2f}. The halves of a clip need "
        "not move alike."
    )
    if len(pairs) >= _LEAST_PEOPLE:
        found = {
            name: over_people(np.array([[measured(v, name) for v in pair] for pair in pairs]), icc)
            for name in MEASURES
        }
        section.table(["", "ICC(2,1) of two halves"], [[MEASURES[n], v] for n, v in found.items()])
        section.lines.append(
            beside_rivals("agreement of the halves", {n: v.value for n, v in found.items()})
        )


def _halves(clip: Path, judge: Judge, cancel: CancelToken | None) -> list[Verdict]:
    length = open_recording(clip).duration_s
    if length < 2 * _LEAST_HALF_S:
        return []
    parts = ((0.0, length / 2), (length / 2, length))
    return [
        judge.verdict(clip, segments=(Segment("unknown", start, end),), cancel=cancel)
        for start, end in parts
    ]
