"""Localisation and spread: whether the maps lie where the face moves, and how broadly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from core.progress import CancelToken
from core.simulate.parts import FACIAL_REGIONS
from core.study.judging import Judge, Verdict
from core.study.numbers import Share, Table, paired_effect
from core.study.page import Section
from core.study.series import GAINS, Take, described, rendered
from core.types import Region

# Regions whose movement in the script is more than the tracker's noise.
_TRIED: tuple[Region, ...] = ("mouth", "left_cheek", "right_cheek", "chin", "left_eye", "right_eye")
_SPREAD = ("entropy", "participation", "gini", "area50", "area90", "energy")
_RESTRICTED, _BROAD = GAINS[1], GAINS[-1]


def localisation_section(
    photographs: Path,
    people: Sequence[str],
    folder: Path,
    judge: Judge,
    rivals: Judge,
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
    cancel : CancelToken, optional
    """
    section = Section("Localisation")
    size = judge.bundle.spec.input.size_px
    section.lines.append(
        f"One region moves (gain 1.2), the others hardly (0.05). The evidence map has "
        f"{size // 32 + (size % 32 > 0)} cells a side, each "
        f"about a quarter of the face wide: neighbouring regions can share a cell, and what lies "
        "in one cell cannot be told apart by the map. Chance is one in "
        f"{len(FACIAL_REGIONS)} regions."
    )
    hits: dict[str, list[bool]] = {"map": [], "freeze": [], "random": []}
    near: list[bool] = []
    rows = []
    for region in _TRIED:
        mine: dict[str, list[bool]] = {name: [] for name in hits}
        for person in people:
            gains = {r: 1.2 if r == region else 0.05 for r in FACIAL_REGIONS}
            video = folder / f"{person}-only-{region}.mp4"
            rendered(described(photographs, person, gains), video, cancel)
            found = judge.verdict(video, freeze=True, cancel=cancel)
            if not found.usable:
                continue
            other = rivals.verdict(video, cancel=cancel)
            mine["map"].append(_peak(found.density) == region)
            mine["freeze"].append(_peak(found.frozen) == region)
            mine["random"].append(_peak(other.density) == region)
            near.append(region in _first(found.density, 3))
        rows.append([region.replace("_", " "), *(_share(mine[name]) for name in hits)])
        for name, found_here in mine.items():
            hits[name] += found_here
    rows.append(["all", *(_share(found) for found in hits.values())])
    section.table(["what moves", "peak of the map", "freeze test", "map of random weights"], rows)
    section.lines.append(f"Among the map's three densest regions: {_share(near)}.")
    section.facts = {name: [sum(found), len(found)] for name, found in hits.items()}
    return section


def spread_section(
    takes: Sequence[Take], judge: Judge, rivals: Judge, cancel: CancelToken | None = None
) -> Section:
    """Compare the spread of the maps of attenuated and expressive recordings of the same people."""
    section = Section("Restricted versus broad")
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
