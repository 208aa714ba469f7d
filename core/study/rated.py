"""Re-enacted people: whether scores tell apart how clinicians rated the faces behind the films."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from core.progress import CancelToken
from core.study.beside import MEASURES, RIVALS, beside_rivals
from core.study.judging import Judge, Verdict
from core.study.numbers import Interval
from core.study.page import Section
from core.study.pictures import forest, strip
from core.study.rated_films import RatedFilms, match_table
from core.study.ratings import LEAST_PEOPLE, Kept, Ratings, both_levels, kept

Floats = NDArray[np.float64]

NAMES = {
    "network": "network",
    "motion_energy": "motion energy",
    "landmark_velocity": "landmark velocity",
    "variances": "variances, of the table",
    "variances_films": "variances, in the films",
    "geo10": "Geo-10, of the table",
    "geo10_films": "Geo-10, in the films",
    "age": "age alone",
    "random": "random weights",
}
"""Scores that are compared, with their names for people."""

KEPT_AIM = 0.9
_LEVELS = (1, 2)
_GROUPS = {"0": (0, 0), "1": (1, 1), "2 or more": (2, 4)}


@dataclass(frozen=True, slots=True)
class Scored:
    """The visits that could be judged, and every score of them.

    Attributes
    ----------
    films : RatedFilms
    use : (V,) bool
        Which visits.
    verdicts : tuple of Verdict
        Of the visits in use.
    ratings : Ratings
    scores : dict of str to (U,) float64
        By the keys of `NAMES`.
    threshold : float
        The model's.
    """

    films: RatedFilms
    use: NDArray[np.bool_]
    verdicts: tuple[Verdict, ...]
    ratings: Ratings
    scores: dict[str, Floats]
    threshold: float


def scored(
    films: RatedFilms, judge: Judge, random: Judge, cancel: CancelToken | None = None
) -> Scored:
    """Judge every film by the network, its rivals and the geometry of the table.

    Parameters
    ----------
    films : RatedFilms
    judge, random : Judge
        The network, and the same with random weights.
    cancel : CancelToken, optional
    """
    verdicts = [judge.verdict(video, cancel=cancel) for video in films.videos]
    chance = [random.verdict(video, cancel=cancel) for video in films.videos]
    use = np.array([v.usable for v in verdicts])  # the same visits for all
    mine = [v for v, taken in zip(verdicts, use, strict=True) if taken]
    others = [v for v, taken in zip(chance, use, strict=True) if taken]
    _, players = np.unique(films.identity, return_inverse=True)
    ratings = Ratings(films.visits, played_by=players).part(use)
    table, measured = films.visits.values[use], films.measured[use]
    scores = {
        "network": np.array([v.logit for v in mine]),
        "motion_energy": np.array([v.motion_energy for v in mine]),
        "landmark_velocity": np.array([v.landmark_velocity for v in mine]),
        "variances": films.baselines["variances"].score(table),
        "variances_films": films.baselines["variances"].score(measured),
        "geo10": films.baselines["geo10"].score(table),
        "geo10_films": films.baselines["geo10"].score(measured),
        "age": ratings.visits.age_years,
        "random": np.array([v.logit for v in others]),
    }
    return Scored(films, use, tuple(mine), ratings, scores, judge.bundle.spec.threshold)


def rated_section(found: Scored) -> Section:
    """Describe how well the ratings behind re-enacted films are told apart."""
    section = Section("rated", "Re-enacted people whom clinicians rated")
    ratings = found.ratings
    section.lines.append(
        f"{len(found.use)} visits of people kept from training (by the rule of “--among training”, "
        "or told to be unseen), each played by someone photographed, who is kept from it, too; "
        f"{len(found.verdicts)} films of {ratings.people} "
        "rated people could be judged. No picture of a rated person was used: only how much the "
        "face moved. Each person weighs one, whatever the number of visits; intervals draw the "
        "rated people, and by themselves those who play them. How the face stands was not made to "
        "follow the table but came along with the movement (a mouth that opens more also stands "
        "more open: the last table), so the scale to compare with is the geometry's variances; the "
        f"geometry models were fitted on {found.films.baselines_from}. Nobody seen here is the "
        "person who was rated. A model that was trained on re-enactments learnt from the same kind "
        "of geometry model (`degree` in docs/formats.md), so what it keeps of the baseline says "
        "how well that was learnt, on people whom neither has met."
    )
    section.facts = {"films": len(found.use), "judged": len(found.verdicts),
                     "people": ratings.people}  # fmt: skip
    if not ratings.enough(1):
        section.lines.append(_too_few(ratings, 1))
        return section
    whole = both_levels(ratings, found.scores)
    section.facts["scores"] = {
        name: {metric: asdict(value) for metric, value in row.items()}
        for name, row in whole.items()
    }
    section.table(
        ["score", "AUROC, rated 1 or more", "AUROC, rated 2 or more", "rank correlation"],
        [[NAMES[name], *map(auroc_cell, row.values())] for name, row in whole.items()],
    )
    for least in _LEVELS:
        if ratings.enough(least):
            column = {name: row[f"auroc_{least}"].value for name, row in whole.items()}
            compared = {name: column[name] for name in MEASURES}
            section.lines.append(beside_rivals(f"AUROC for a rating of {least} or more", compared))
    if unknown := int((~np.isfinite(found.scores["age"])).sum()):
        section.lines.append(
            f"Of {unknown} of these films the age of the person is not known: age alone is judged "
            "by the others."
        )
    _plot(section, found, whole)
    _above(section, found)
    _kept(section, found)
    _parts(section, found)
    match_table(section, found.films, "the means came along")
    return section


def _plot(section: Section, found: Scored, whole: Mapping[str, Mapping[str, Interval]]) -> None:
    section.plot(
        "rated-auroc",
        "AUROC for a rating of 1 or more, with 95 % intervals over people; dashed: chance.",
        forest(
            {NAMES[name]: row["auroc_1"] for name, row in whole.items()},
            "Re-enacted people: who was rated 1 or more?", "AUROC", 0.5, (0.2, 1.0),
        ),
    )  # fmt: skip
    score = np.array([v.score for v in found.verdicts])
    rating = found.ratings.visits.rating
    section.plot(
        "rated-scores",
        "Model score of each film by the clinician's rating of the face behind it; bars: medians.",
        strip(
            {
                name: score[(rating >= low) & (rating <= high)].tolist()
                for name, (low, high) in _GROUPS.items()
            },
            "Re-enacted people", "clinician's rating of facial expression", "model score",
        ),
    )  # fmt: skip


def _above(section: Section, found: Scored) -> None:
    """Say how many of each rating score above the threshold, and what would be decided."""
    ratings, threshold = found.ratings, found.threshold
    above = np.array([v.score > threshold for v in found.verdicts])
    decision = np.array([v.decision for v in found.verdicts])
    rows: list[list[object]] = []
    facts: dict[str, object] = {}
    for name, (low, high) in _GROUPS.items():
        among = (ratings.visits.rating >= low) & (ratings.visits.rating <= high)
        if not among.any():
            continue
        share = ratings.share(above, among)
        count = int(among.sum())
        decided = [int((decision[among] == what).sum()) for what in ("above", "below")]
        rows.append([name, count, int(above[among].sum()), share, *decided, count - sum(decided)])
        facts[name] = {"films": count, "above": int(above[among].sum()), "share": asdict(share),
                       "decided_above": decided[0]}  # fmt: skip
    section.facts["above"] = facts
    section.lines.append(
        f"Films with a score above the threshold of {threshold:.2f}, by the clinician's rating; "
        "what an analysis would decide (its whole interval on one side), and how often it would "
        "say “inconclusive”:"
    )
    section.table(
        ["rated", "films", "above", "share of people", "decided above", "decided below",
         "inconclusive"],
        rows,
    )  # fmt: skip


def _kept(section: Section, found: Scored) -> None:
    """Say how much of the baseline's distance from chance the network keeps."""
    rows: list[list[object]] = []
    facts: dict[str, object] = {}
    for baseline in ("variances", "variances_films"):
        for least in _LEVELS:
            if not found.ratings.enough(least):
                continue
            mine, *rivals = (
                kept(found.ratings, found.scores[name], found.scores[baseline], least)
                for name in MEASURES
            )
            facts[f"{baseline}_{least}"] = asdict(mine)
            rows.append(
                [NAMES[baseline], f"{least} or more", mine.baseline, mine.share, mine.difference,
                 _reading(mine), *(rival.share for rival in rivals)]
            )  # fmt: skip
    section.facts["kept"] = facts
    section.lines.append(
        "How much of the geometry baseline's distance from chance the network keeps (aim "
        f"{KEPT_AIM:g} or more), people drawn for both at once:"
    )
    section.table(
        ["baseline", "rated", "its AUROC", "kept share", "network less baseline", "reading",
         *(f"kept by {name}" for name in RIVALS.values())],
        rows,
    )  # fmt: skip


def _reading(one: Kept) -> str:
    if not one.telling:
        return (
            "the baseline cannot itself be told from chance on these people: the share says little"
        )
    if one.share.low >= KEPT_AIM:
        return "aim met by the whole interval"
    if one.share.value >= KEPT_AIM:
        return "aim met, but the interval reaches below it"
    if one.share.high < KEPT_AIM:
        return "aim missed by the whole interval"
    return "aim missed, but the interval reaches it"


def _parts(section: Section, found: Scored) -> None:
    """Add the same within people with Parkinson's disease, and protocol by protocol."""
    films, use = found.films, found.use
    parts = {"within Parkinson's disease": films.parkinsons[use]}
    parts |= {
        f"protocol {name}": films.protocol[use] == name
        for name in sorted(set(films.protocol[use].tolist()) - {""})
    }
    shown = (*MEASURES, "variances", "age")
    rows: list[list[object]] = []
    facts: dict[str, object] = {}
    for name, part in parts.items():
        if not part.any():
            continue
        ratings = found.ratings.part(part)
        for least in _LEVELS:
            high, low = ratings.sides(least)
            sizes = f"{high} against {low}"
            if not ratings.enough(least):
                rows.append([name, f"{least} or more", sizes, "too few", *[""] * (len(shown) - 1)])
                continue
            cells = {s: ratings.auroc(found.scores[s][part], least) for s in shown}
            rows.append([name, f"{least} or more", sizes, *map(auroc_cell, cells.values())])
            facts[f"{name}, {least}"] = {s: asdict(value) for s, value in cells.items()}
        if any(ratings.enough(least) for least in _LEVELS):
            cells = {s: ratings.rank(found.scores[s][part]) for s in shown}
            rows.append(
                [name, "rank correlation", f"{ratings.people}", *map(auroc_cell, cells.values())]
            )
            facts[f"{name}, rank"] = {s: asdict(value) for s, value in cells.items()}
    section.facts["parts"] = facts
    if rows:
        section.lines.append(
            f"Within parts of these people (AUROC, at least {LEAST_PEOPLE} people on either side; "
            "rank correlation with the rating where there are so many at either "
            "level; diagnosis is used to choose them and for nothing else; someone whose ratings "
            "differ between visits counts on both sides):"
        )
        section.table(["who", "rated", "people", *(NAMES[s] for s in shown)], rows)


def _too_few(ratings: Ratings, least: int) -> str:
    high, low = ratings.sides(least)
    return (
        f"{high} people rated {least} or more against {low} rated below: too few for an AUROC "
        f"(at least {LEAST_PEOPLE} on either side)."
    )


def auroc_cell(found: Interval) -> str:
    """Word a number that people may have been too few for."""
    return str(found) if np.isfinite(found.value) else "too few"
