"""Localisation and spread: whether the maps lie where the face moves, and how broadly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from core.progress import CancelToken
from core.simulate.parts import FACIAL_REGIONS
from core.simulate.spec import PhantomSpec
from core.study.beside import beside_rivals
from core.study.judging import Judge, Verdict
from core.study.numbers import Share, Table, paired_effect
from core.study.page import Section
from core.study.pictures import forest
from core.study.series import GAINS, Take, described, render_all
from core.types import Region

# Regions whose movement in the script is more than the tracker's noise.
_TRIED: tuple[Region, ...] = ("mouth", "left_cheek", "right_cheek", "chin", "left_eye", "right_eye")
_FOUND_BY = {
    "map": "peak of the map",
    "freeze": "freeze test",
    "motion": "plain motion map",
    "landmarks": "landmark velocity",
    "random": "map of random weights",
}
_AIM = 0.85
_SPREAD = ("entropy", "participation", "gini", "area50", "area90", "energy")
_RESTRICTED, _BROAD = GAINS[1], GAINS[-1]


def localisation_section(
    photographs: Path,
    people: Sequence[str],
    folder: Path,
    judge: Judge,
    rivals: Judge,
    *,
    jobs: int = 1,
    cancel: CancelToken | None = None,
) -> Section:
    """Let one region alone move, and look where evidence map and freeze test find it.

    Parameters
    ----------
    photographs, people, folder
        As for `core.study.series.photographed_series`.
    judge : Judge
    rivals : Judge
        The same network with random weights.
    jobs : int
        Processes that render.
    cancel : CancelToken, optional
    """
    section = Section("localisation", "Localisation")
    size = judge.bundle.spec.input.size_px
    section.lines.append(
        f"One region moves (gain 1.2), the others hardly (0.05). The evidence map has "
        f"{size // 32 + (size % 32 > 0)} cells a side, each "
        f"about a quarter of the face wide: neighbouring regions can share a cell, and what lies "
        "in one cell cannot be told apart by the map. Chance is one in "
        f"{len(FACIAL_REGIONS)} regions."
    )
    hits: dict[str, list[bool]] = {name: [] for name in _FOUND_BY}
    near: list[bool] = []
    rows = []
    wanted = {
        (region, person): _alone(region, photographs, person, folder)
        for region in _TRIED
        for person in people
    }
    render_all(list(wanted.values()), jobs, cancel)
    for region in _TRIED:
        mine: dict[str, list[bool]] = {name: [] for name in hits}
        for person in people:
            _, video = wanted[region, person]
            found = judge.verdict(video, freeze=True, cancel=cancel)
            if not found.usable:
                continue
            other = rivals.verdict(video, cancel=cancel)
            mine["map"].append(_peak(found.density) == region)
            mine["freeze"].append(_peak(found.frozen) == region)
            mine["random"].append(_peak(other.density) == region)
            mine["motion"].append(_peak(found.motion_density) == region)
            mine["landmarks"].append(_peak(found.landmark_speed) == region)
            near.append(region in _first(found.density, 3))
        rows.append([region.replace("_", " "), *(_share(mine[name]) for name in hits)])
        for name, found_here in mine.items():
            hits[name] += found_here
    rows.append(["all", *(_share(found) for found in hits.values())])
    section.table(["what moves", *_FOUND_BY.values()], rows)
    section.lines.append(f"Among the map's three densest regions: {_share(near)}.")
    _compare(section, hits)
    section.facts = {name: [sum(found), len(found)] for name, found in hits.items()}
    return section


def _alone(
    region: Region, photographs: Path, person: str, folder: Path
) -> tuple[PhantomSpec, Path]:
    """Describe a video in which one region moves."""
    gains = {r: 1.2 if r == region else 0.05 for r in FACIAL_REGIONS}
    return described(photographs, person, gains), folder / f"{person}-only-{region}.mp4"


def _compare(section: Section, hits: dict[str, list[bool]]) -> None:
    """Say how map and freeze test stand to plain motion, landmarks, random weights and chance."""
    if not hits["map"]:
        return
    share = {name: float(np.mean(found)) for name, found in hits.items()}
    rivals = {"motion_energy": share["motion"], "landmark_velocity": share["landmarks"]}
    for name, words in (("map", "the peak of its evidence map"), ("freeze", "its freeze test")):
        found = Share(sum(hits[name]), len(hits[name])).interval
        chance = 1 / len(FACIAL_REGIONS)
        section.lines.append(
            beside_rivals(words, {"network": share[name], **rivals})
            + f" Aim {_AIM:.0%}: {'met' if found.value >= _AIM else 'missed'}; "
            + ("better than chance" if found.low > chance else "not to be told from chance")
            + (" and better than" if share[name] > share["random"] else ", no better than")
            + " the map of random weights."
        )
    section.plot(
        "localisation",
        "Share of videos in which the region that moves is found; aim 0.85; dashed: chance.",
        forest(
            {_FOUND_BY[n]: Share(sum(found), len(found)).interval for n, found in hits.items()},
            "Localisation: one region moves. Who finds it?", "share found",
            1 / len(FACIAL_REGIONS),
        ),
    )  # fmt: skip


def spread_section(
    takes: Sequence[Take], judge: Judge, rivals: Judge, cancel: CancelToken | None = None
) -> Section:
    """Compare the spread of the maps of attenuated and expressive recordings of the same people."""
    section = Section("spread", "Restricted versus broad")
    section.lines.append(
        f"Measures of the evidence map and of the first layers at gain {_RESTRICTED:g} against "
        f"{_BROAD:g}: mean difference in standard deviations (positive: broader, or more, where "
        "the face moves more), with p by permutation within people."
    )
    rows = []
    for layer in sorted(_layers(takes, judge)):
        for measure in _SPREAD:
            name = f"{layer}.{measure}"
            cells: list[object] = [layer, measure]
            for who in (judge, rivals):
                low, high = _states(takes, who, name, cancel)
                if len(low) < 3:
                    cells += ["too few", ""]
                    continue
                effect, p = paired_effect(low, high)
                cells += [effect, f"{p:.3f}"]
                if who is judge:
                    section.facts[name] = {**asdict(effect), "p": p}
            rows.append(cells)
    section.table(["layer", "measure", "this model", "p", "random weights", "p"], rows)
    return section


def _layers(takes: Sequence[Take], judge: Judge) -> set[str]:
    return {key.split(".")[0] for take in takes for key in judge.verdict(take.video).spread}


def _states(
    takes: Sequence[Take], judge: Judge, name: str, cancel: CancelToken | None
) -> tuple[Table, Table]:
    found: dict[str, dict[float, Verdict]] = {}
    for take in takes:
        if take.gain in (_RESTRICTED, _BROAD):
            verdict = judge.verdict(take.video, cancel=cancel)
            if verdict.usable:
                found.setdefault(take.face, {})[take.gain] = verdict
    pairs = [pair for pair in found.values() if len(pair) == 2]
    low = np.array([pair[_RESTRICTED].spread[name] for pair in pairs], np.float64)
    high = np.array([pair[_BROAD].spread[name] for pair in pairs], np.float64)
    return low, high


def _peak(values: dict[Region, float]) -> Region | None:
    """Name the region with the largest magnitude."""
    return next(iter(_first(values, 1)), None)


def _first(values: dict[Region, float], count: int) -> list[Region]:
    return sorted(values, key=lambda region: -abs(values[region]))[:count]


def _share(found: Sequence[bool]) -> str:
    return str(Share(sum(found), len(found))) if found else "not measured"
