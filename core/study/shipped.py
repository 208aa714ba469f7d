"""``facies study shipped``: how far the default model may be trusted, measured anew."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from core.atomic import write_text
from core.errors import FaciesError, UsageError
from core.inference.randomise import random_weights
from core.progress import CancelToken, Progress, ProgressFn, silent
from core.study.clips import clips_section, retest_section
from core.study.dose import dose_section, quarter_step
from core.study.judging import Judge
from core.study.nuisance import NUISANCES
from core.study.page import Section
from core.study.places import localisation_section, spread_section
from core.study.series import Take, clip_series, held_back, photographed_series
from core.study.steadiness import nuisance_section
from core.types import RESEARCH_USE
from core.version import versions
from models.bundle import WEIGHTS, Bundle

_QUICK_PEOPLE, _QUICK_CLIPS = 4, 3
_QUICK_NUISANCES = ("none", "camera_shake-0.01", "slow_light-0.25", "resolution-240px")
_LOCALISED_PEOPLE = 6
_VIDEO_ENDINGS = (".mp4", ".mov", ".mpg", ".mkv", ".avi", ".webm")
_RANDOM_SEED = 1
REPORT_NAME = "REPORT.md"
PICTURES = "report"


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
    clips : Path or None
        Folder of real clips. None that was in training may lie in it.
    quick : bool
        Few people, clips and changes: minutes instead of hours.
    command : str
        How to repeat this, for the report. Without folders.
    """

    bundle: Bundle
    out: Path
    work: Path
    photographs: Path | None = None
    clips: Path | None = None
    quick: bool = False
    command: str = "facies study shipped"


def study(
    request: StudyRequest, progress: ProgressFn = silent, cancel: CancelToken | None = None
) -> Path:
    """Measure, and write ``REPORT.md`` with its pictures and ``report/numbers.json``.

    Returns
    -------
    Path
        Of the report.

    Raises
    ------
    UsageError
        If neither photographs nor clips are given, or they hold nothing that can be used.
    SurroundingsError
        If something cannot be written.
    Cancelled
        What was made so far is kept.
    """
    plan = _Plan(request, cancel or CancelToken())
    steps = plan.steps()
    if not steps:
        raise UsageError(
            "There is nothing to judge the model on. Name a folder of photographs (--photographs), "
            "a folder of clips (--clips), or both."
        )
    sections = []
    for number, (name, make) in enumerate(steps):
        plan.cancel.raise_if_cancelled()
        progress(Progress("study", number / len(steps), name))
        sections.append(make())
    progress(Progress("study", 1.0))
    return _write(request, sections)


class _Plan:
    """Which sections there are, and what each needs."""

    def __init__(self, request: StudyRequest, cancel: CancelToken) -> None:
        self.cancel = cancel
        self._request = request
        self._judge = Judge(request.bundle, request.work / "verdicts")
        self._random = Judge(with_random_weights(request.bundle), request.work / "verdicts")
        self._people = self._held_back()
        self._clips = self._found_clips()

    def steps(self) -> list[tuple[str, Callable[[], Section]]]:
        """Name the sections in order, each with what makes it."""
        found: list[tuple[str, Callable[[], Section]]] = []
        if self._people:
            found += [
                ("photographed people, dose", self._dose_of_people),
                ("localisation", self._localisation),
                ("spread", self._spread),
            ]
        if self._clips:
            found += [
                ("real clips", self._clips_as_they_are),
                ("real clips, dose", self._dose_of_clips),
                ("nuisances", self._nuisances),
                ("the same face twice", self._retest),
            ]
        return found

    def _held_back(self) -> tuple[str, ...]:
        if self._request.photographs is None:
            return ()
        people = held_back(self._request.photographs)
        if not people:
            raise UsageError(
                "None of the photographed people is held back from training. Name the whole folder."
            )
        return people[:_QUICK_PEOPLE] if self._request.quick else people

    def _found_clips(self) -> list[Path]:
        folder = self._request.clips
        if folder is None:
            return []
        if not folder.is_dir():
            raise UsageError(f"There is no folder “{folder.name}”. Check the name of --clips.")
        found = sorted(p for p in folder.iterdir() if p.suffix.lower() in _VIDEO_ENDINGS)
        if not found:
            raise UsageError(f"There is no video in “{folder.name}”. Name a folder of clips.")
        return found

    def _series_of_people(self) -> list[Take]:
        assert self._request.photographs is not None
        folder = self._request.work / "people"
        return photographed_series(
            self._request.photographs, self._people, folder, cancel=self.cancel
        )

    def _faces(self) -> list[Path]:
        """Give the clips that pass the gates: no other can be turned down and judged."""
        found = []
        for clip in self._clips:
            with suppress(FaciesError):
                if self._judge.verdict(clip, cancel=self.cancel).usable:
                    found.append(clip)
        return found[:_QUICK_CLIPS] if self._request.quick else found

    def _series_of_clips(self) -> list[Take]:
        return clip_series(self._faces(), self._request.work / "clips", cancel=self.cancel)

    def _dose_of_people(self) -> Section:
        title = "Dose-response: photographed people whom no training saw"
        return dose_section(title, "dose-people", self._series_of_people(), self._judge)

    def _dose_of_clips(self) -> Section:
        title = "Dose-response: real clips, turned down by another warp than that of training"
        return dose_section(title, "dose-clips", self._series_of_clips(), self._judge)

    def _localisation(self) -> Section:
        assert self._request.photographs is not None
        return localisation_section(
            self._request.photographs,
            self._people[:_LOCALISED_PEOPLE],
            self._request.work / "places",
            self._judge,
            self._random,
            self.cancel,
        )

    def _spread(self) -> Section:
        return spread_section(self._series_of_people(), self._judge, self._random, self.cancel)

    def _clips_as_they_are(self) -> Section:
        return clips_section(self._clips, self._judge, self.cancel)

    def _nuisances(self) -> Section:
        tried = [n for n in NUISANCES if not self._request.quick or n.name in _QUICK_NUISANCES]
        step = quarter_step(self._series_of_clips(), self._judge)
        folder = self._request.work / "nuisances"
        return nuisance_section(self._faces(), folder, self._judge, step, tried, self.cancel)

    def _retest(self) -> Section:
        return retest_section(self._clips, self._judge, self.cancel)


def with_random_weights(bundle: Bundle) -> Bundle:
    """Return the same bundle with weights that never saw a face: what any structure would show."""
    weights = random_weights(bundle.network(), _RANDOM_SEED)
    name = f"random weights {_RANDOM_SEED} in the place of {bundle.weights_sha256}"
    files = {**bundle.spec.files, WEIGHTS: hashlib.sha256(name.encode()).hexdigest()}
    return replace(bundle, state_dict=weights, spec=replace(bundle.spec, files=files))


def _write(request: StudyRequest, sections: Sequence[Section]) -> Path:
    spec = request.bundle.spec
    pictures = request.out / PICTURES
    head = [
        f"# How far “{spec.name}” may be trusted",
        f"{RESEARCH_USE} Higher scores look more hypomimic to this model; no score is a diagnosis.",
        f"Model `{spec.id}` {spec.version}, weights `{request.bundle.weights_sha256[:16]}`, "
        f"threshold {spec.threshold:.2f}. Written by `{request.command}`"
        + (", the quick form: few faces, wide intervals." if request.quick else "."),
        "Beside the network stand two plain rivals on the same clips: the energy of motion in the "
        "aligned face, and the velocity of its landmarks. A network that does not beat them has "
        "earned nothing. Intervals are 95 %, over people.",
    ]
    for section in sections:
        for name, drawing in section.plots.items():
            write_text(pictures / f"{name}.svg", drawing)
    numbers = {
        "model": spec.id,
        "weights_sha256": request.bundle.weights_sha256,
        "quick": request.quick,
        "versions": versions(),
        "sections": {section.title: section.facts for section in sections},
    }
    write_text(pictures / "numbers.json", json.dumps(numbers, indent=1, default=str) + "\n")
    report = request.out / REPORT_NAME
    body = "\n".join(section.text(PICTURES) for section in sections)
    write_text(report, "\n\n".join(head) + "\n\n" + body)
    return report
