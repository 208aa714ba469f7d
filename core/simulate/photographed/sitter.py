"""A person's two photographs, measured and laid over each other.

Coordinates are those of `core.simulate.face_model`: unit = distance between the iris centres,
origin midway between them, the line through them level.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from core.errors import RecordingError, UsageError
from core.face.graphs import Mesh
from core.simulate.derive import STILL_POINTS, fit_similarity, points_of, unit_face
from core.simulate.face_model import (
    INNER_LIP_CORNERS,
    INNER_LOWER_LIP,
    INNER_UPPER_LIP,
    LEFT_IRIS,
    RIGHT_IRIS,
)
from core.simulate.parts import Photographed
from core.simulate.photographed.lip_line import with_traced_lips
from core.simulate.photographed.matte import Matte, cut_out

Floats = NDArray[np.float32]

NEUTRAL, SMILE = "_neutral.jpg", "_smile.jpg"
PEOPLE = "people.csv"
LONDON = (
    "DeBruine & Jones, Face Research Lab London Set, CC BY 4.0, doi 10.6084/m9.figshare.5047666.v5"
)
UNKNOWN_SET = "not stated beside the pictures"
_LONDON_HEADER = "face_id,face_age,face_gender,face_eth"
_AGE_UNKNOWN = 35.0
_UNREADABLE = (
    f"“{PEOPLE}” beside the photographs is not a CSV file in UTF-8, so nobody's age is known. "
    "Save it again as “CSV UTF-8”, or take it out of the folder."
)


@dataclass(frozen=True)
class Sitter:
    """Someone photographed neutral and smiling.

    Attributes
    ----------
    neutral_rgb, smile_rgb : (H, W, 3) uint8
    neutral, smile : (478, 3) float32
        Model coordinates; the smile lies on the neutral face by the points that hardly move.
    smile_px : (478, 2) float32
        The same points in pixels of the smiling picture.
    to_neutral_px, to_smile_px : (2, 3) float32
        From model coordinates to pixels: exact for the neutral picture, for the other one a fit
        to the mouth's opening.
    matte : Matte
        Of the neutral picture.
    age_years : float
        From ``people.csv`` where the folder has one.
    """

    neutral_rgb: NDArray[np.uint8]
    smile_rgb: NDArray[np.uint8]
    neutral: Floats
    smile: Floats
    smile_px: Floats
    to_neutral_px: Floats
    to_smile_px: Floats
    matte: Matte
    age_years: float


def people_in(folder: Path) -> tuple[str, ...]:
    """List the people of whom both pictures lie in a folder, in order.

    Raises
    ------
    UsageError
        If there is none.
    """
    found = sorted(
        path.name.removesuffix(NEUTRAL)
        for path in folder.glob("*" + NEUTRAL)
        if path.with_name(path.name.removesuffix(NEUTRAL) + SMILE).is_file()
    )
    if not found:
        raise UsageError(
            f"“{folder.name}” holds no pair of pictures “*{NEUTRAL}” and “*{SMILE}”. "
            "Name a folder with such photographs."
        )
    return tuple(found)


def faceless(folder: Path, people: Sequence[str]) -> dict[str, str]:
    """Say by person why their pictures cannot be used; those whose pictures can are not named."""
    found = {}
    with Mesh(follow=False) as mesh:
        for person in people:
            try:
                for end in (NEUTRAL, SMILE):
                    points_of(mesh, folder / (person + end))
            except RecordingError as error:
                found[person] = error.message
    return found


@lru_cache(maxsize=4)
def sitter(folder: str, person: str) -> Sitter:
    """Measure a person's two pictures (kept for the last few people).

    Raises
    ------
    RecordingError
        If a picture is missing or shows no face.
    UsageError
        If the folder's ``people.csv`` cannot be read.
    """
    base = Path(folder)
    neutral_path, smile_path = base / (person + NEUTRAL), base / (person + SMILE)
    with Mesh(follow=False) as mesh:
        neutral_px = points_of(mesh, neutral_path) - (0.5, 0.5, 0)
        smile_px = points_of(mesh, smile_path) - (0.5, 0.5, 0)
    rgb, smile_rgb = _read(neutral_path), _read(smile_path)
    neutral_px = with_traced_lips(neutral_px, rgb)
    smile_px = with_traced_lips(smile_px, smile_rgb)
    neutral, to_neutral = _level(neutral_px)
    smile = fit_similarity(unit_face(smile_px), neutral, np.array(STILL_POINTS))
    return Sitter(
        neutral_rgb=rgb,
        smile_rgb=smile_rgb,
        neutral=neutral.astype(np.float32),
        smile=smile.astype(np.float32),
        smile_px=smile_px[:, :2].astype(np.float32),
        to_neutral_px=to_neutral,
        to_smile_px=_mouth_fit(smile, smile_px),
        matte=cut_out(rgb),
        age_years=ages_in(folder).get(person, _AGE_UNKNOWN),
    )


@lru_cache(maxsize=4)
def ages_in(folder: str) -> dict[str, float]:
    """Read ages in years by person from a folder's ``people.csv``; empty where there is none.

    Raises
    ------
    UsageError
        If it cannot be read.
    """
    ages = {}
    try:
        for row in csv.DictReader(io.StringIO(_people_table(Path(folder)), newline="")):
            with suppress(KeyError, TypeError, ValueError):
                ages[row["face_id"]] = float(row["face_age"])
    except csv.Error as error:
        raise UsageError(_UNREADABLE) from error
    return ages


def credit(who: Photographed) -> dict[str, str]:
    """Say whose pictures were used: person, set, licence, and both pictures' SHA-256.

    Raises
    ------
    UsageError
        If the folder's ``people.csv`` cannot be read.
    """
    base = Path(who.folder)
    header = _people_table(base).partition("\n")[0]
    hashes = {
        name: hashlib.sha256((base / (who.person + end)).read_bytes()).hexdigest()
        for name, end in (("neutral_sha256", NEUTRAL), ("smile_sha256", SMILE))
    }
    source = LONDON if header.strip() == _LONDON_HEADER else UNKNOWN_SET
    return {"person": who.person, "source": source, **hashes}


def _people_table(folder: Path) -> str:
    """Read ``people.csv``; empty where there is none."""
    path = folder / PEOPLE
    if not path.is_file():
        return ""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(_UNREADABLE) from error


def _read(path: Path) -> NDArray[np.uint8]:
    picture = cv2.imread(str(path))
    if picture is None:
        raise RecordingError(f"“{path.name}” is missing or no picture. Restore it.")
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB), dtype=np.uint8)


def _level(points_px: NDArray[np.float64]) -> tuple[NDArray[np.float64], Floats]:
    """Bring measured points to model coordinates; also the way back to pixels (2, 3)."""
    right, left = points_px[RIGHT_IRIS[0]], points_px[LEFT_IRIS[0]]
    middle, across = (right + left) / 2, (left - right)[:2]
    unit = float(np.hypot(*across))
    cos, sin = across / unit
    turn = np.array([[cos, -sin], [sin, cos]])  # model to picture
    out = (points_px - middle) / unit
    out[:, :2] = out[:, :2] @ turn
    return out, np.column_stack([turn * unit, middle[:2]]).astype(np.float32)


def _mouth_fit(smile: NDArray[np.float64], smile_px: NDArray[np.float64]) -> Floats:
    use = [*INNER_LIP_CORNERS, *INNER_UPPER_LIP, *INNER_LOWER_LIP]
    rows = np.column_stack([smile[use, :2], np.ones(len(use))])
    # Along the lips alone a closed mouth is nearly a line: the nose keeps the fit upright.
    nose = [1, 2, 4, 94, 98, 327]
    rows = np.concatenate([rows, np.column_stack([smile[nose, :2], np.ones(len(nose))])])
    fit, *_ = np.linalg.lstsq(rows, smile_px[[*use, *nose], :2], rcond=None)
    return np.asarray(fit.T, dtype=np.float32)
