"""The rated people who are held back, re-enacted: films, ratings, and what the table measured."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import RecordingError, UsageError
from core.kinematics import ordinal
from core.kinematics.performance import MODELS
from core.kinematics.reference import load_reference
from core.kinematics.signals import geo10
from core.kinematics.table import RatedVisits, read_rows, read_table
from core.progress import CancelToken
from core.simulate.reenact.deal import deal
from core.simulate.reenact.degree import not_held_back, people_suffice
from core.simulate.reenact.job import reenact
from core.simulate.reenact.match import Match
from core.simulated import truth_path
from core.study.numbers import Interval
from core.study.page import Section

Floats = NDArray[np.float64]

_PARKINSONS = "1"


@dataclass(frozen=True, slots=True)
class RatedFilms:
    """Films of V visits, in the order of the table.

    Attributes
    ----------
    videos : tuple of Path
    visits : RatedVisits
        Ratings and the table's own ten quantities.
    measured : (V, 10) float64
        The ten quantities found in the films.
    identity : (V,) str
        The photographed person.
    protocol : (V,) str
        Empty where the table does not say.
    parkinsons : (V,) bool
        Only to choose people by; all False where the table does not say.
    base : tuple of dict
        How each film was described, save the movement.
    match : Match
        How well films follow the table.
    baselines : dict of str to OrdinalModel
        ``geo10`` and ``variances``, fitted on other people than those of the films.
    baselines_from : str
        Whom they were fitted on, in words.
    """

    videos: tuple[Path, ...]
    visits: RatedVisits
    measured: Floats
    identity: NDArray[np.str_]
    protocol: NDArray[np.str_]
    parkinsons: NDArray[np.bool_]
    base: tuple[dict[str, Any], ...]
    match: Match
    baselines: dict[str, ordinal.OrdinalModel]
    baselines_from: str


def rated_films(
    table: Path,
    photographs: Path,
    folder: Path,
    players: Sequence[str],
    *,
    rows: int | None = None,
    means: bool = False,
    untrained: bool = False,
    jobs: int = 1,
    cancel: CancelToken | None = None,
) -> RatedFilms:
    """Film the rated people who are held back, where that has not been done.

    Parameters
    ----------
    table : Path
        ``park_smile_updrs32.csv``.
    photographs : Path
    folder : Path
    players : sequence of str
        Photographed people whom no training saw.
    rows : int, optional
        So many visits only.
    means : bool
        Match how the face stands, too.
    untrained : bool
        No training saw anybody in the table: film everybody, and compare with the geometry models
        that ship.
    jobs : int
    cancel : CancelToken, optional

    Raises
    ------
    RecordingError
        If the table cannot be read, or a film shows no face.
    UsageError
        If the photographs do not suffice, or the table holds too few other people to fit the
        geometry models on.
    SurroundingsError, Cancelled
    """
    baselines, baselines_from = _shipped() if untrained else _fitted(table)
    done = reenact(
        table, photographs, folder, rows=rows, among="held-back", means=means, players=players,
        untrained=untrained, jobs=jobs, cancel=cancel,
    )  # fmt: skip
    with done.manifest.open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    videos = tuple(folder / row["path"] for row in listed)
    truths = [json.loads(truth_path(v).read_text(encoding="utf-8")) for v in videos]
    played = [truth["reenacted"] for truth in truths]
    lines = np.array([one["line"] for one in played])
    protocol, diagnosis = _told(table, lines)
    return RatedFilms(
        videos=videos,
        visits=read_table(table).part(np.isin(read_rows(table).line, lines)),
        measured=np.stack([_geo10(one) for one in played]),
        identity=np.array([row["subject_id"] for row in listed]),
        protocol=protocol,
        parkinsons=diagnosis == _PARKINSONS,
        base=tuple(one["base"] for one in played),
        match=done.match,
        baselines=baselines,
        baselines_from=baselines_from,
    )


def check_rated(
    table: Path, photographs: Path, players: Sequence[str], *, untrained: bool = False
) -> None:
    """Refuse now what `rated_films` would refuse after hours; errors as there."""
    if not untrained:
        _learnt(table)
    deal(table, photographs, among="held-back", players=players, untrained=untrained)


def _learnt(table: Path) -> RatedVisits:
    """Return the visits to fit the geometry models on: of people who are not held back."""
    learnt = not_held_back(table)
    if not people_suffice(learnt):
        raise UsageError(
            f"“{table.name}” holds too few people besides those held back to fit the geometry "
            "baseline on. If no training saw anybody in it, say --unseen-table: then everybody is "
            "judged, beside the baseline that ships."
        )
    return learnt


def _fitted(table: Path) -> tuple[dict[str, ordinal.OrdinalModel], str]:
    learnt = _learnt(table)
    models = {
        name: ordinal.fit(learnt.values, learnt.rating, learnt.weight, used)
        for name, used in MODELS.items()
    }
    return models, "the table's other people"


def _shipped() -> tuple[dict[str, ordinal.OrdinalModel], str]:
    reference = load_reference()
    people = reference.source.people
    return reference.models, f"the {people} people of the table that Facies's ranges come from"


def _geo10(played: dict[str, Any]) -> Floats:
    return geo10(played["measured_mean"], played["measured_variance"])


def _told(table: Path, lines: NDArray[np.int64]) -> tuple[NDArray[np.str_], NDArray[np.str_]]:
    """Read which protocol and diagnosis rows have: for the report alone, no model sees them."""
    try:
        with table.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    except OSError as error:
        raise RecordingError(f"“{table.name}” could not be read ({error}).") from error
    protocol = np.array([rows[line].get("protocol_park") or "" for line in lines])
    diagnosis = np.array([rows[line].get("diagnosis") or "" for line in lines])
    return protocol, diagnosis


def match_table(section: Section, films: RatedFilms, means: str) -> None:
    """Say how well films follow the table; `means` says what was done about the means."""
    match = films.match
    section.lines.append(
        f"How well the films follow the table ({match.rows} visits; rank correlation of wanted "
        f"and measured, aim 0.9 for the variances; {means}):"
    )
    section.table(
        ["signal", "variances", "means", "error with the rating", "mean with the rating"],
        [
            [name, Interval(one.rank, one.low, one.high), _rank(one.mean_rank),
             _rank(match.error_by_rating[name]), _rank(match.mean_by_rating[name])]
            for name, one in match.signals.items()
        ],
    )  # fmt: skip
    section.lines.append(
        "The last two columns are rank correlations with the rating, near 0 at best: of what the "
        "variances in the films are off by, and of the means in the films, which stand for how "
        "the face is held."
    )
    section.facts["match"] = {name: one.rank for name, one in match.signals.items()}


def _rank(found: float) -> str:
    return f"{found:.2f}" if np.isfinite(found) else "not known"
