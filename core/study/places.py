"""Localisation: whether evidence map and freeze test find the region that moves, or does not."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

from core.progress import CancelToken
from core.simulate.parts import ScriptStep
from core.simulate.spec import PhantomSpec
from core.simulated import truth_path
from core.study.beside import beside_rivals
from core.study.grid_limit import true_movement
from core.study.judging import Judge, Verdict
from core.study.numbers import Interval, pooled_share
from core.study.page import Section
from core.study.pictures import forest
from core.study.series import described, render_all
from core.training.metrics import wilson
from core.types import FACIAL_REGIONS, Region

Arm = Literal["left in", "removed", "compared"]
Hits = dict[str, list[tuple[str, bool]]]
"""By `_FOUND_BY`: whose video, and whether the region is found in it."""
Moves = dict[str, dict[Region, float]]

_MOVING, _STILL = 1.2, 0.05  # gains
_SCRIPT = (  # moves every region
    ScriptStep("rest", 0.4), ScriptStep("smile", 1.8), ScriptStep("rest", 0.3),
    ScriptStep("surprise", 1.8), ScriptStep("disgust", 1.8), ScriptStep("talk", 2.0),
)  # fmt: skip

ARMS: dict[Arm, str] = {
    "left in": "movement left in",
    "removed": "movement removed",
    "compared": "movement removed, beside the whole face's",
}
"""What is asked, and the words for it."""

_FOUND_BY = {
    "map": "evidence map",
    "freeze": "freeze test",
    "motion": "plain motion map",
    "landmarks": "landmark velocity",
    "random": "map of random weights",
    "random_freeze": "freeze test of random weights",
    "truth": "true movement, on the map's grid",
}
AIM = 0.85
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
    cells = -(-judge.bundle.spec.input.size_px // judge.bundle.network().output_stride)
    section.lines.append(_introduction(cells, len(people)))
    films = _films(photographs, people, folder)
    render_all([(spec, video) for video, spec in films.items()], jobs, cancel)

    @cache  # every video is asked about more than once
    def moves(video: Path) -> Moves | None:
        found = judge.verdict(video, freeze=True, cancel=cancel)
        if not found.usable:
            return None
        truth = true_movement(truth_path(video), cells)
        return _moves(found, rivals.verdict(video, freeze=True, cancel=cancel), truth)

    for arm, words in ARMS.items():
        hits: Hits = {name: [] for name in _FOUND_BY}
        rows = []
        for region in FACIAL_REGIONS:
            mine: Hits = {name: [] for name in _FOUND_BY}
            for person in people:
                here = moves(_video(folder, person, region, left_in=arm == "left in"))
                if arm == "compared":
                    whole = moves(_video(folder, person))
                    here = _lost(here, whole) if here and whole else None
                for name, by_region in (here or {}).items():
                    mine[name].append((person, _pick(arm, by_region) == region))
            counts = [sum(hit for _, hit in mine[name]) for name in _FOUND_BY]
            rows.append([f"{region.replace('_', ' ')}, of {len(mine['map'])}", *counts])
            for name, found_here in mine.items():
                hits[name] += found_here
        count = len(hits["map"])
        shares = {name: share_of_all(found) for name, found in hits.items()}
        rows.append([f"share of all {count}", *shares.values()])
        section.table([words, *_FOUND_BY.values()], rows)
        if count:
            _compare(section, arm, shares)
        section.facts[arm] = {
            name: [sum(hit for _, hit in found), count] for name, found in hits.items()
        }
    return section


def _introduction(cells: int, people: int) -> str:
    return (
        f"Movement is left in one region of a face that otherwise hardly moves (gain {_MOVING:g} "
        f"against {_STILL:g}), or removed from one region of a face that moves. The map finds a "
        "region where its evidence against hypomimia, or where movement was removed for it, is "
        "strongest; the freeze test where stilling the region raises the score most, or least; "
        "motion and landmarks where there is most, or least. What moves little anyway may be "
        "stiller than the region that was stilled, so the same videos are asked once more what "
        "they lost beside one of the same person whose whole face moves. The map has "
        f"{cells} cells a side, each about {1 / cells / _FACE_SHARE:.0%} of the face's width: "
        "what lies in one cell it cannot tell apart. The last column says where the true "
        "movement of the average face would be found if it were seen through cells as coarse. "
        f"All videos are of {people} people, who smile, are surprised, wrinkle their nose and "
        "talk, so that every region moves; the intervals draw the people with all of their videos. "
        f"Chance is one in {len(FACIAL_REGIONS)} regions. Random weights are one draw."
    )


def _films(photographs: Path, people: Sequence[str], folder: Path) -> dict[Path, PhantomSpec]:
    """Describe every video: each region alone moving, each alone still, the whole face moving."""
    films = {}
    for person in people:
        for region in FACIAL_REGIONS:
            for here, elsewhere in ((_MOVING, _STILL), (_STILL, _MOVING)):
                gains = {r: here if r == region else elsewhere for r in FACIAL_REGIONS}
                video = _video(folder, person, region, left_in=here == _MOVING)
                films[video] = described(photographs, person, gains, script=_SCRIPT)
        everywhere: dict[Region, float] = dict.fromkeys(FACIAL_REGIONS, _MOVING)
        whole = described(photographs, person, everywhere, script=_SCRIPT)
        films[_video(folder, person)] = whole
    return films


def _video(
    folder: Path, person: str, region: Region | None = None, *, left_in: bool = False
) -> Path:
    what = f"{'only' if left_in else 'without'}-{region}" if region else "whole"
    return folder / f"{person}-{what}.mp4"


def _moves(found: Verdict, other: Verdict, truth: dict[Region, float]) -> Moves:
    """Say for each of `_FOUND_BY` how much each region moves; `other` is of random weights."""
    return {
        "map": {region: -value for region, value in found.evidence.items()},
        "freeze": found.frozen,
        "motion": found.motion_density,
        "landmarks": found.landmark_speed,
        "random": {region: -value for region, value in other.evidence.items()},
        "random_freeze": other.frozen,
        "truth": truth,
    }


def _lost(here: Moves, whole: Moves) -> Moves:
    """Return what is left of a face's whole movement less that movement: lowest where it went."""
    return {
        name: {r: value - whole[name].get(r, math.nan) for r, value in by_region.items()}
        for name, by_region in here.items()
    }


def _pick(arm: Arm, by_region: Mapping[Region, float]) -> Region | None:
    """Name the region that moves most where movement is left in, and least otherwise."""
    sign = 1 if arm == "left in" else -1
    known = {
        r: sign * by_region[r] for r in FACIAL_REGIONS if math.isfinite(by_region.get(r, math.nan))
    }
    if not known:
        return None
    most, _ = max(known.items(), key=lambda one: one[1])
    return most


def _compare(section: Section, arm: Arm, shares: Mapping[str, Interval]) -> None:
    """Say how map and freeze test stand to plain motion, landmarks, random weights and chance."""
    share = {name: found.value for name, found in shares.items()}
    rivals = {"motion_energy": share["motion"], "landmark_velocity": share["landmarks"]}
    chance = 1 / len(FACIAL_REGIONS)
    for name, words, of_random in (
        ("map", "its evidence map", "random"),
        ("freeze", "its freeze test", "random_freeze"),
    ):
        found = shares[name]
        section.lines.append(
            f"{ARMS[arm].capitalize()}. "
            + beside_rivals(words, {"network": share[name], **rivals})
            + f" Aim {AIM:.0%}: {'met' if found.value >= AIM else 'missed'}; "
            + ("better than chance" if found.low > chance else "not to be told from chance")
            + (" and better than" if share[name] > share[of_random] else ", no better than")
            + f" the {_FOUND_BY[of_random]}."
        )
    section.plot(
        f"localisation-{arm.replace(' ', '-')}",
        f"Share of videos in which the region is found, {ARMS[arm]}; aim {AIM}; dashed: chance.",
        forest(
            {_FOUND_BY[name]: found for name, found in shares.items()},
            f"Who finds the region? {ARMS[arm].capitalize()}",
            "share found",
            chance,
        ),
    )


def share_of_all(found: Sequence[tuple[str, bool]]) -> Interval:
    """Return the share of hits, people drawn with all of their videos for the interval.

    Where all people have the same share, which says nothing of others, Wilson's interval of so many
    people.
    """
    people = sorted({person for person, _ in found})
    if not people:
        return Interval(math.nan, math.nan, math.nan)
    own = [[hit for who, hit in found if who == person] for person in people]
    share = pooled_share([(sum(hits), len(hits)) for hits in own])
    if share.low == share.high:
        return Interval(share.value, *wilson(share.value, len(people)))
    return share
