"""Localisation: whether evidence map and freeze test find the region that moves, or does not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import numpy as np

from core.progress import CancelToken
from core.simulate.spec import PhantomSpec
from core.study.beside import beside_rivals
from core.study.judging import Judge, Verdict
from core.study.numbers import Share
from core.study.page import Section
from core.study.pictures import forest
from core.study.series import described, render_all
from core.types import FACIAL_REGIONS, Region

Arm = Literal["left in", "removed"]
Hits = dict[str, list[bool]]

# Regions whose movement in the script is more than the tracker's noise.
_TRIED: tuple[Region, ...] = ("mouth", "left_cheek", "right_cheek", "chin", "left_eye", "right_eye")
_GAINS: dict[Arm, tuple[float, float]] = {"left in": (1.2, 0.05), "removed": (0.05, 1.2)}
"""Of the region that is tried, and of all others."""

_AMONG: dict[Arm, tuple[Region, ...]] = {"left in": FACIAL_REGIONS, "removed": _TRIED}
"""Regions to choose from: many that are left alone hardly move either, as the script has it."""

_FOUND_BY = {
    "map": "evidence map",
    "freeze": "freeze test",
    "motion": "plain motion map",
    "landmarks": "landmark velocity",
    "random": "map of random weights",
}
_AIM = 0.85
_FACE_SHARE = 0.66  # of the crop's width that a face takes


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
    """Let one region alone move, or alone be still, and look where it is found.

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
    section.lines.append(_introduction(judge))
    wanted = {
        (arm, region, person): _described(arm, region, photographs, person, folder)
        for arm in _GAINS
        for region in _TRIED
        for person in people
    }
    render_all(list(wanted.values()), jobs, cancel)
    for arm in _GAINS:
        hits: Hits = {name: [] for name in _FOUND_BY}
        rows = []
        for region in _TRIED:
            mine: Hits = {name: [] for name in _FOUND_BY}
            for person in people:
                video = wanted[arm, region, person][1]
                found = judge.verdict(video, freeze=True, cancel=cancel)
                if found.usable:
                    other = rivals.verdict(video, cancel=cancel)
                    for name, picked in _picked(arm, found, other).items():
                        mine[name].append(picked == region)
            rows.append([region.replace("_", " "), *(_share(mine[name]) for name in _FOUND_BY)])
            for name, found_here in mine.items():
                hits[name] += found_here
        rows.append(["all", *(_share(found) for found in hits.values())])
        section.table([f"movement {arm}", *_FOUND_BY.values()], rows)
        _compare(section, arm, hits)
        section.facts[arm] = {name: [sum(found), len(found)] for name, found in hits.items()}
    return section


def _introduction(judge: Judge) -> str:
    size_px = judge.bundle.spec.input.size_px
    stride = judge.bundle.network().output_stride
    cells = -(-size_px // stride)
    return (
        "Movement is left in one region of a face that otherwise hardly moves (gain "
        f"{_GAINS['left in'][0]:g} against {_GAINS['left in'][1]:g}), or removed from one region "
        "of a face that moves. The map finds a region where its evidence against hypomimia, or "
        "where movement was removed for it, is strongest; the freeze test where stilling the "
        "region raises the score most, or least; motion and landmarks where there is most, or "
        f"least. The map has {cells} cells a side, each about {1 / cells / _FACE_SHARE:.0%} of "
        "the face's width: what lies in one cell it cannot tell apart. Chance is one in "
        f"{len(_AMONG['left in'])} regions where movement is left in, and one in "
        f"{len(_AMONG['removed'])} where it is removed."
    )


def _described(
    arm: Arm, region: Region, photographs: Path, person: str, folder: Path
) -> tuple[PhantomSpec, Path]:
    here, elsewhere = _GAINS[arm]
    gains = {r: here if r == region else elsewhere for r in FACIAL_REGIONS}
    name = f"{person}-{'only' if arm == 'left in' else 'without'}-{region}.mp4"
    return described(photographs, person, gains), folder / name


def _picked(arm: Arm, found: Verdict, other: Verdict) -> dict[str, Region | None]:
    """Name the region that each of `_FOUND_BY` picks."""
    moves: dict[str, dict[Region, float]] = {
        "map": {region: -value for region, value in found.evidence.items()},
        "freeze": found.frozen,
        "motion": found.motion_density,
        "landmarks": found.landmark_speed,
        "random": {region: -value for region, value in other.evidence.items()},
    }
    sign = 1 if arm == "left in" else -1
    out: dict[str, Region | None] = {}
    for name, by_region in moves.items():
        known = [r for r in _AMONG[arm] if np.isfinite(by_region.get(r, np.nan))]
        values = [sign * by_region[r] for r in known]
        out[name] = known[int(np.argmax(values))] if known else None
    return out


def _compare(section: Section, arm: Arm, hits: Hits) -> None:
    """Say how map and freeze test stand to plain motion, landmarks, random weights and chance."""
    if not hits["map"]:
        return
    share = {name: float(np.mean(found)) for name, found in hits.items()}
    rivals = {"motion_energy": share["motion"], "landmark_velocity": share["landmarks"]}
    chance = 1 / len(_AMONG[arm])
    for name, words in (("map", "its evidence map"), ("freeze", "its freeze test")):
        found = Share(sum(hits[name]), len(hits[name])).interval
        section.lines.append(
            f"Movement {arm}. "
            + beside_rivals(words, {"network": share[name], **rivals})
            + f" Aim {_AIM:.0%}: {'met' if found.value >= _AIM else 'missed'}; "
            + ("better than chance" if found.low > chance else "not to be told from chance")
            + (" and better than" if share[name] > share["random"] else ", no better than")
            + " the map of random weights."
        )
    section.plot(
        f"localisation-{arm.replace(' ', '-')}",
        f"Share of videos in which the region is found, movement {arm}; aim {_AIM}; dashed: "
        "chance.",
        forest(
            {_FOUND_BY[n]: Share(sum(found), len(found)).interval for n, found in hits.items()},
            f"Localisation: movement {arm} one region. Who finds it?".replace(
                "removed one", "removed from one"
            ),
            "share found",
            chance,
        ),
    )


def _share(found: Sequence[bool]) -> str:
    return str(Share(sum(found), len(found))) if found else "not measured"
