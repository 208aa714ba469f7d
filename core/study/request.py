"""What a study is asked for, and how much of everything it takes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from models.bundle import Bundle

SECTIONS = (
    "dose-people", "dose-clips", "clips", "nuisances", "strangers", "localisation", "spread",
    "rated", "rated-means", "probes", "calibration", "retest",
)  # fmt: skip
"""All sections, in order."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """At most how many of each a study takes; None for all.

    Attributes
    ----------
    people : int or None
        Photographed people.
    localised : int
        Of them, those whose regions move apart: by far the most videos a person.
    clips : int or None
        Real clips, judged as they are.
    varied : int or None
        Of them, those turned down, disguised and given nuisances: the shortest.
    rows : int or None
        Rated visits, re-enacted.
    """

    people: int | None = None
    localised: int = 6
    clips: int | None = None
    varied: int | None = None
    rows: int | None = None


WHOLE = Sizes()
QUICK = Sizes(people=4, localised=1, clips=6, varied=2, rows=30)


@dataclass(frozen=True, slots=True)
class StudyRequest:
    """What to judge, and on what.

    Attributes
    ----------
    bundle : Bundle
    out : Path
        Folder for the report, its pictures and numbers.
    work : Path
        Folder where videos and verdicts are kept: a stopped study goes on from there.
    photographs : Path or None
        Folder of people photographed neutral and smiling; those held back from training are used.
    unseen : bool
        No training saw anybody in `photographs`: use everybody.
    clips : Path or None
        Folder of real clips. None that was in training may lie in it.
    table : Path or None
        Of rated people, those held back from training are re-enacted; needs `photographs`.
    unseen_table : bool
        No training saw anybody in `table`: re-enact everybody.
    quick : bool
        Few people, clips and changes: minutes instead of hours.
    only : tuple of str
        Of `SECTIONS`, those to make; empty for all.
    jobs : int
        Processes that make videos, at least 1.
    command : str
        How to repeat this, for the report. Without folders.
    """

    bundle: Bundle
    out: Path
    work: Path
    photographs: Path | None = None
    clips: Path | None = None
    table: Path | None = None
    unseen: bool = False
    unseen_table: bool = False
    quick: bool = False
    only: tuple[str, ...] = ()
    jobs: int = 1
    command: str = "facies study shipped"

    @property
    def sizes(self) -> Sizes:
        """At most how many of each are taken."""
        return QUICK if self.quick else WHOLE

    @property
    def whole(self) -> bool:
        """Whether every section is made in full, as a bundle's own report and card need it."""
        material = (self.photographs, self.clips, self.table)
        return not self.quick and not self.only and None not in material
