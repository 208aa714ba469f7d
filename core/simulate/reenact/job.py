"""All rows of a table, filmed into a folder with truth files and a manifest."""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import cv2

from core.atomic import write_text
from core.kinematics.static_mesh import StaticMesh
from core.progress import CancelToken, ProgressFn, silent
from core.simulate.pool import in_processes
from core.simulate.reenact.deal import Role, deal
from core.simulate.reenact.degree import degrees, not_held_back
from core.simulate.reenact.match import Match, match
from core.simulate.reenact.perform import perform
from core.simulate.split import People
from core.simulate.truth import write_truth
from core.simulated import truth_path
from core.types import RESEARCH_USE

MANIFEST_COLUMNS = (
    "path", "subject_id", "label", "degree", "recording_id", "task", "updrs_3_2",
    "participant_id", "held_back",
)  # fmt: skip
NOTE = (
    "Movement simulated after measured variances of a rated person; no picture of that person. "
    "The photographed person's own movement is not shown and was not rated. " + RESEARCH_USE
)
_METHOD = 3  # counts up when the same role would be performed otherwise


@dataclass(frozen=True, slots=True)
class Reenacted:
    """What a job wrote.

    Attributes
    ----------
    manifest, match_file : Path
        ``manifest.csv`` and ``match.json``.
    match : Match
    """

    manifest: Path
    match_file: Path
    match: Match


def reenact(
    table: Path,
    photographs: Path,
    folder: Path,
    *,
    rows: int | None = None,
    among: People = "all",
    seed: int = 0,
    means: bool = False,
    players: Sequence[str] | None = None,
    untrained: bool = False,
    jobs: int = 1,
    progress: ProgressFn = silent,
    cancel: CancelToken | None = None,
) -> Reenacted:
    """Re-enact rows of the table.

    Videos that already stand in `folder` with the same role are kept, so a stopped run goes on
    where it was.

    Parameters
    ----------
    table, photographs, rows, among, seed, players, untrained
        As for `core.simulate.reenact.deal.deal`.
    folder : Path
    means : bool
        Match how the face stands, too.
    jobs : int
        Processes, at least 1.
    progress : callable
    cancel : CancelToken, optional

    Returns
    -------
    Reenacted

    Raises
    ------
    RecordingError
        If the table cannot be read, or a photograph or a video shows no face.
    SurroundingsError
        If a file cannot be written.
    UsageError
        If a number is out of range, or the photographs do not suffice.
    Cancelled
        If `cancel` asks for it; whole videos stay.
    """
    roles = deal(
        table, photographs.resolve(), rows=rows, among=among, seed=seed, players=players,
        untrained=untrained,
    )  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    turns = sorted(roles, key=lambda role: role.identity)
    work = partial(_film, folder=folder, means=means)
    in_processes(work, turns, jobs=jobs, progress=progress, cancel=cancel)
    texts = [_truth(role, folder).read_text(encoding="utf-8") for role in roles]
    played = [json.loads(text)["reenacted"] for text in texts]
    found = match(played, seed=seed)
    manifest, match_file = folder / "manifest.csv", folder / "match.json"
    write_text(match_file, json.dumps(found.to_json(means=means), indent=1) + "\n")
    write_text(manifest, _manifest(roles, degrees(played, not_held_back(table))))
    return Reenacted(manifest, match_file, found)


def _truth(role: Role, folder: Path) -> Path:
    return truth_path(folder / f"{role.recording_id}.mp4")


def _film(role: Role, folder: Path, means: bool) -> None:
    cv2.setNumThreads(1)  # one process per core already
    wanted = {"method": _METHOD, "means": means, **role.to_json()}
    video = folder / f"{role.recording_id}.mp4"
    if video.is_file() and _stands(wanted, truth_path(video)):
        return
    with (
        tempfile.TemporaryDirectory(prefix=".reenact-", dir=folder) as stage,
        StaticMesh() as mesh,
    ):
        done = perform(role, Path(stage), mesh, means=means)
        truth_path(video).unlink(missing_ok=True)
        done.video.replace(video)
    extra = {"note": NOTE, "reenacted": {**wanted, **done.to_json()}}
    write_truth(done.spec, video, timeline=done.timeline, extra=extra)


def _stands(wanted: dict[str, Any], path: Path) -> bool:
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))["reenacted"]
        return all(stored[key] == value for key, value in json.loads(json.dumps(wanted)).items())
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _manifest(roles: Sequence[Role], degree: Sequence[float]) -> str:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(MANIFEST_COLUMNS)
    for role, looks in zip(roles, degree, strict=True):
        rows.writerow(
            (f"{role.recording_id}.mp4", role.identity, int(looks >= 0.5),
             looks, role.recording_id, "smile", role.rating, role.participant_id,
             int(role.held_back))
        )  # fmt: skip
    return text.getvalue()
