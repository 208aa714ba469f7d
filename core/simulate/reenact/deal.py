"""Which photographed person re-enacts a rated one, in which scene, before which camera.

Faces are dealt to rated people, settings (scene, camera, head, apparent age) to their recordings,
both like cards and rating by rating, so that each appears equally often with every rating, as far
as counts allow: mere chance would leave some of them telling. All recordings of a rated person
show one photographed person, so that a split by who is seen splits the rated people, too. Length,
frame rate and size are the same for all. People held back are only ever re-enacted by people held
back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import UsageError
from core.kinematics.table import RatedRows, read_rows
from core.simulate.draw import random_head
from core.simulate.parts import Movement, Photographed, ScriptStep
from core.simulate.photographed.draw import random_photographed_scene
from core.simulate.photographed.sitter import people_in
from core.simulate.spec import PhantomSpec
from core.simulate.split import People, held_back_among, is_held_back

FPS = 15.0  # the table's own
SIZE_PX = 288
SCRIPT = (ScriptStep("rest", 0.8), *(ScriptStep("smile", 1.6), ScriptStep("rest", 0.8)) * 3)
_RATINGS = 3  # 0, 1, and 2 or more
_AGED_SHARE = 0.5
_APPARENT_YEARS = (50.0, 85.0)
_COARSEST_CRF = 28


@dataclass(frozen=True, slots=True)
class Role:
    """One row of the table and who re-enacts it.

    Attributes
    ----------
    line : int
        Place of the row in the table, from 0.
    participant_id : str
        The rated person's.
    rating : int
        Of facial expression, 0 to 4.
    held_back : bool
        Rated person and photographed one alike.
    mean, variance : dict of str to float
        What the table says, by its name of the signal.
    spec : PhantomSpec
        All but the movement.
    """

    line: int
    participant_id: str
    rating: int
    held_back: bool
    mean: dict[str, float]
    variance: dict[str, float]
    spec: PhantomSpec

    @property
    def recording_id(self) -> str:
        """Name of the recording, without the rating."""
        return f"row{self.line:04d}"

    @property
    def identity(self) -> str:
        """Name of the photographed person."""
        assert isinstance(self.spec.identity, Photographed)
        return self.spec.identity.person

    def to_json(self) -> dict[str, Any]:
        """Return what determines the recording, as JSON values."""
        return {
            "line": self.line,
            "participant_id": self.participant_id,
            "updrs_3_2": self.rating,
            "held_back": self.held_back,
            "target_mean": self.mean,
            "target_variance": self.variance,
            "base": self.spec.to_json(),
        }


def deal(
    table: Path,
    photographs: Path,
    *,
    rows: int | None = None,
    among: People = "all",
    seed: int = 0,
    players: Sequence[str] | None = None,
    untrained: bool = False,
) -> list[Role]:
    """Give each row of the table its photographed person, scene and camera.

    Parameters
    ----------
    table : Path
        ``park_smile_updrs32.csv``.
    photographs : Path
        Folder of people photographed neutral and smiling.
    rows : int, optional
        So many only, ratings 0, 1 and 2 or more in turn while they last; a row's role does not
        depend on it.
    among : {"all", "training", "held-back"}
        Whose rows; a row's role does not depend on it.
    seed : int
        At least 0.
    players : sequence of str, optional
        Who of the photographed people play. Without, those held back play those who are, too,
        and the others the others.
    untrained : bool
        Take everybody rated as held back: for a table whose people no training saw.

    Returns
    -------
    list of Role
        In the order of the table.

    Raises
    ------
    RecordingError
        If the table cannot be read.
    UsageError
        If a number is out of range, nobody is to be chosen, or the photographs do not suffice.
    """
    if seed < 0 or (rows is not None and rows < 1):
        raise UsageError("The seed must be 0 or larger, and the number of rows 1 or larger.")
    rated = read_rows(table)
    level = np.minimum(rated.rating, _RATINGS - 1)
    names = rated.participant_id.tolist()
    apart = np.array([untrained or is_held_back(name) for name in names], dtype=bool)
    chosen = np.flatnonzero(np.isin(apart, held_back_among(among)))
    if not len(chosen):
        raise UsageError("The table has nobody to choose from. Choose among other people.")
    everybody = people_in(photographs)
    roles: dict[int, Role] = {}
    for held_back in np.unique(apart[chosen]).tolist():
        alike = [person for person in everybody if is_held_back(person) == held_back]
        faces = alike if players is None else list(players)
        if not faces:
            raise UsageError(
                "The folder of photographs has nobody for the people who are "
                f"{'held back' if held_back else 'not held back'}. Name a folder with more people."
            )
        mine = np.flatnonzero(apart == held_back)
        rng = np.random.default_rng([seed, 21, int(held_back)])
        face = _faces(rated.participant_id[mine], level[mine], faces, rng)
        setting = _settings(level[mine], rng)
        for row, card in zip(mine.tolist(), setting.tolist(), strict=True):
            person = face[str(rated.participant_id[row])]
            dealt = (person, 2 * card + int(held_back), held_back)
            roles[row] = _role(rated, row, dealt, photographs, seed)
    if rows is not None:
        chosen = chosen[_some(level[chosen], rows, seed)]
    return [roles[row] for row in sorted(chosen.tolist())]


def _faces(
    people: NDArray[np.str_], level: NDArray[np.int64], faces: list[str], rng: np.random.Generator
) -> dict[str, str]:
    """Deal faces to rated people, those of one highest level after the other."""
    names, first, count = np.unique(people, return_index=True, return_counts=True)
    highest = level[first].copy()
    np.maximum.at(highest, np.searchsorted(names, people), level)
    mixed = rng.permutation(len(names))
    # People with many recordings follow each other, so that no face gets several of them.
    order = mixed[np.lexsort((-count[mixed], highest[mixed]))]
    turn = rng.permutation(len(faces))
    return {
        str(names[person]): faces[turn[place % len(faces)]] for place, person in enumerate(order)
    }


def _settings(level: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Deal settings to rows, as many of them as the rarest level has rows."""
    out = np.zeros(len(level), np.int64)
    count = min(np.bincount(level)[np.unique(level)].tolist(), default=0)
    for value in np.unique(level):
        rows = rng.permutation(np.flatnonzero(level == value))
        # Each round of settings is mixed anew, so that faces and settings do not pair up.
        rounds = -(-len(rows) // count)
        cards = np.concatenate([rng.permutation(count) for _ in range(rounds)])
        out[rows] = cards[: len(rows)]
    return out


def _some(level: NDArray[np.int64], count: int, seed: int) -> NDArray[np.int64]:
    """Choose rows, the levels in turn."""
    mixed = np.random.default_rng([seed, 22]).permutation(len(level))
    turn = np.empty(len(level), np.int64)
    for value in range(_RATINGS):
        mine = mixed[level[mixed] == value]
        turn[mine] = np.arange(len(mine))
    return np.asarray(mixed[np.lexsort((level[mixed], turn[mixed]))][:count])


def _role(
    rated: RatedRows, row: int, dealt: tuple[str, int, bool], photographs: Path, seed: int
) -> Role:
    person, setting, held_back = dealt
    line = int(rated.line[row])
    return Role(
        line=line,
        participant_id=str(rated.participant_id[row]),
        rating=int(rated.rating[row]),
        held_back=held_back,
        mean={signal: float(values[row]) for signal, values in rated.mean.items()},
        variance={signal: float(values[row]) for signal, values in rated.variance.items()},
        spec=_spec(seed, setting, line, person, photographs),
    )


def _spec(seed: int, setting: int, line: int, person: str, photographs: Path) -> PhantomSpec:
    """Describe all but the movement: the setting, and the row's own course of head and blinks."""
    rng = np.random.default_rng([seed, 23, setting])
    own_seed, head_seed = np.random.default_rng([seed, 25, line]).integers(0, 2**31, 2).tolist()
    scene = random_photographed_scene(rng)
    head = random_head(rng)
    aged, age = rng.random() < _AGED_SHARE, float(rng.uniform(*_APPARENT_YEARS))
    return PhantomSpec(
        identity=Photographed(
            person=person,
            folder=str(photographs),
            apparent_age_years=round(age, 1) if aged else None,
            texture_seed=int(rng.integers(0, 2**31)),
        ),
        scene=replace(scene, crf=min(scene.crf, _COARSEST_CRF)),
        # The table's people sat before their own camera and looked at it.
        head=replace(
            head,
            yaw_deg=head.yaw_deg / 2,
            pitch_deg=head.pitch_deg / 2,
            mean_yaw_deg=head.mean_yaw_deg / 2,
            mean_pitch_deg=head.mean_pitch_deg / 2,
            seed=head_seed,
        ),
        movement=Movement(
            onset_s=float(rng.uniform(0.35, 0.65)),
            offset_s=float(rng.uniform(0.45, 0.70)),
            blink_rate_per_min=0.0,
            blink_duration_s=float(rng.uniform(0.24, 0.36)),
            seed=own_seed,
        ),
        script=SCRIPT,
        fps=FPS,
        size_px=SIZE_PX,
    )
