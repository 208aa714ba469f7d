"""The second arm of the re-enacted people: films that show how the face stands, too."""

from __future__ import annotations

from dataclasses import asdict

from core.study.beside import MEASURES
from core.study.page import Section
from core.study.rated import NAMES, Scored, auroc_cell
from core.study.rated_films import match_table
from core.study.ratings import both_levels

_SHOWN = (*MEASURES, "variances_films", "geo10_films")


def means_section(found: Scored, main: Scored) -> Section:
    """Set the second arm beside the main one.

    Parameters
    ----------
    found, main : Scored
        Films that match means and variances, and those that match variances alone.
    """
    section = Section("rated-means", "Re-enacted people, how the face stands matched, too")
    section.lines.append(
        "The same visits filmed again, so that the signals' means follow the table as well as "
        "their variances: what a face looks like at rest may then tell the rating, as it may in "
        "patients. Set beside the main arm, in which it can only as far as it goes along with the "
        "movement; what the network gains here is not movement."
    )
    if not found.ratings.enough(1) or not main.ratings.enough(1):
        section.lines.append("There are too few people for this.")
        return section
    here, there = (both_levels(a.ratings, {s: a.scores[s] for s in _SHOWN}) for a in (found, main))
    section.table(
        ["score", "rated 1 or more", "main arm", "rated 2 or more", "main arm"],
        [
            [
                NAMES[s],
                *(auroc_cell(arm[s][f"auroc_{n}"]) for n in (1, 2) for arm in (here, there)),
            ]
            for s in _SHOWN
        ],
    )
    section.lines.append("AUROC with 95 % intervals over rated people and those who play them.")
    match_table(section, found.films, "the means were to match, too")
    section.facts = {
        "films": len(found.use),
        "judged": len(found.verdicts),
        "scores": {s: {m: asdict(v) for m, v in row.items()} for s, row in here.items()},
    }
    return section
