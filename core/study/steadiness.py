"""Nuisances: what is no facial movement must move the score less than a quarter of the gain."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from core.progress import CancelToken
from core.simulate.attenuate import watch
from core.study.beside import MEASURES, beside_rivals
from core.study.dose import mean_step, measured
from core.study.judging import Judge
from core.study.made import made_from
from core.study.nuisance import NUISANCES, Nuisance, alters, apply_nuisance
from core.study.numbers import Share, pooled_share
from core.study.page import Section
from core.study.pictures import bars
from core.video import open_recording

_LONGEST = 4.0  # steps that the picture shows


def nuisance_section(
    clips: Sequence[Path],
    folder: Path,
    judge: Judge,
    step: Mapping[str, Mapping[str, float]],
    nuisances: Sequence[Nuisance] = NUISANCES,
    cancel: CancelToken | None = None,
) -> Section:
    """Judge clips with one nuisance each.

    Parameters
    ----------
    clips : sequence of Path
    folder : Path
        Where the changed clips are kept.
    judge : Judge
    step : dict of str to dict of str to float
        As `core.study.dose.quarter_steps` gives it for these clips, at least for one of them.
    nuisances : sequence of Nuisance
        The first is the same way through decoder and encoder without a change.
    cancel : CancelToken, optional
    """
    section = Section("nuisances", "Nuisances")
    section.lines.append(
        "How far each change moves the score, in steps of a quarter of the gain, the mean of all "
        "clips: below 1 the change counts for less than that step. Median over clips, and how many "
        "lie below 1; in the last table also by the step of each clip alone, which is small, and "
        "soon passed, where a clip moves little. A "
        "change is tried on the clips that it alters: one that is small already is not made "
        "smaller."
    )
    plain, *others = nuisances
    moved: dict[str, dict[str, list[float]]] = {n.name: {m: [] for m in MEASURES} for n in others}
    mean = {name: abs(value) for name, value in mean_step(step).items()}
    below: dict[str, list[tuple[int, int]]] = {m: [] for m in MEASURES}  # each clip's hits, and all
    below_own: dict[str, list[tuple[int, int]]] = {m: [] for m in MEASURES}
    tried, refused, unjudged = dict.fromkeys(moved, 0), dict.fromkeys(moved, 0), 0
    for clip in clips:
        recording = open_recording(clip)
        altering = [n for n in others if alters(n, recording)]
        made = _made(clip, folder, [plain, *altering], cancel)
        base = judge.verdict(made[plain.name], cancel=cancel)
        unjudged += not base.usable
        here: dict[str, list[float]] = {m: [] for m in MEASURES}
        own = {m: abs(step[m].get(clip.name, math.nan)) / mean[m] for m in MEASURES}
        for nuisance in altering if base.usable else ():
            found = judge.verdict(made[nuisance.name], cancel=cancel)
            tried[nuisance.name] += 1
            refused[nuisance.name] += not found.usable
            for name in MEASURES:
                away = abs(measured(found, name) - measured(base, name)) / mean[name]
                if np.isfinite(away):
                    moved[nuisance.name][name].append(away)
                    here[name].append(away)
        for name, all_away in here.items():
            below[name].append((sum(x < 1 for x in all_away), len(all_away)))
            if math.isfinite(own[name]):
                below_own[name].append((sum(x < own[name] for x in all_away), len(all_away)))
    rows = [[n.words, tried[n.name], *(_cell(moved[n.name][m]) for m in MEASURES)] for n in others]
    section.table(["change", "clips tried", *MEASURES.values()], rows)
    everything = {m: [x for found in moved.values() for x in found[m]] for m in MEASURES}
    section.table(
        ["all changes", "tried", *MEASURES.values()],
        [
            ["by the mean step", sum(tried.values()), *(_all(below[m]) for m in MEASURES)],
            ["by each clip's own", "", *(_all(below_own[m]) for m in MEASURES)],
        ],
    )
    section.lines.append(
        f"Changed clips that the gates refused count neither way; refused: {sum(refused.values())} "
        f"of {sum(tried.values())}. Clips refused without a change, and so not tried: {unjudged} "
        f"of {len(clips)}. The interval of all changes draws clips with all of their changes."
    )
    section.facts = {
        "changes": {name: dict(found) for name, found in moved.items()},
        "tried": tried,
        "refused": refused,
        "below_1": {m: _total(counts) for m, counts in below.items()},
        "below_own": {m: _total(counts) for m, counts in below_own.items()},
    }
    if everything["network"]:
        over = [n.words for n in others if _median(moved[n.name]["network"]) >= 1]
        section.lines.append(
            "Changes that move the model score by a quarter step or more in the median clip: "
            f"{', '.join(over) or 'none'}."
        )
        share = {m: float(np.mean(np.array(away) < 1)) for m, away in everything.items() if away}
        section.lines.append(
            beside_rivals("the share of changes that count for less than a quarter step", share)
        )
        section.plot(
            "nuisances",
            "How far each change moves the score, in steps of a quarter of the gain (median over "
            "clips); dashed: one step. Bars that reach the end are longer than the scale.",
            _picture({n.words: moved[n.name] for n in others}),
        )
    return section


def _picture(moved: dict[str, dict[str, list[float]]]) -> str:
    lengths = {name: [_median(found[m]) for m in MEASURES] for name, found in moved.items()}
    names = tuple(MEASURES.values())
    title, unit = "Nuisances: what is no facial movement", "steps of a quarter of the gain"
    return bars(lengths, names, title, unit, limit=_LONGEST, mark=1.0)


def _made(
    clip: Path, folder: Path, nuisances: Sequence[Nuisance], cancel: CancelToken | None
) -> dict[str, Path]:
    videos = {n.name: made_from(clip, folder, n.name) for n in nuisances}
    if all(video.is_file() for video in videos.values()):
        return videos
    recording = open_recording(clip)
    watched = watch(recording, cancel=cancel)
    for nuisance in nuisances:
        if not videos[nuisance.name].is_file():
            apply_nuisance(
                nuisance, recording, videos[nuisance.name], watched=watched, cancel=cancel
            )
    return videos


def _median(away: Sequence[float]) -> float:
    return float(np.median(away)) if away else float("nan")


def _all(by_clip: Sequence[tuple[int, int]]) -> str:
    counted = [counts for counts in by_clip if counts[1]]
    if not counted:
        return "not measured"
    hits, count = _total(by_clip)
    share = pooled_share(counted)
    return f"{hits} of {count} ({share.low:.2f} to {share.high:.2f})"


def _total(by_clip: Sequence[tuple[int, int]]) -> list[int]:
    return [sum(hits for hits, _ in by_clip), sum(count for _, count in by_clip)]


def _cell(away: Sequence[float]) -> str:
    if not away:
        return "not measured"
    return f"{np.median(away):.2f}; {Share(sum(a < 1 for a in away), len(away))}"
