"""Which sections a study has, and what each needs."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from core.errors import RecordingError, UsageError
from core.inference.randomise import random_weights
from core.kinematics.table import read_rows
from core.progress import CancelToken
from core.simulate.photographed.sitter import faceless, people_in
from core.study.calibration import calibration_section
from core.study.clips import clips_section
from core.study.dose import dose_section, quarter_steps
from core.study.judging import Judge
from core.study.labelled import photographed, re_enacted
from core.study.nuisance import NUISANCES
from core.study.page import Section
from core.study.places import localisation_section
from core.study.probes import probes_section
from core.study.rated import Scored, rated_section, scored
from core.study.rated_films import check_rated, rated_films
from core.study.rated_means import means_section
from core.study.request import SECTIONS, StudyRequest
from core.study.retest import RETEST_GAINS, retest_section
from core.study.series import Take, clip_series, held_back, photographed_series
from core.study.spread import spread_section
from core.study.steadiness import nuisance_section
from core.study.strangers import strangers_section
from core.video import open_recording
from models.bundle import WEIGHTS, Bundle

_QUICK_NUISANCES = ("none", "camera_shake-0.01", "slow_light-0.25", "resolution-240px")
_VIDEO_ENDINGS = (".mp4", ".mov", ".mpg", ".mkv", ".avi", ".webm")
_RANDOM_SEED = 1


class Plan:
    """The sections of a study, each made when it is called.

    Attributes
    ----------
    clips : list of Path
        Real clips that are judged as they are.
    left_out : dict of str to str
        Photographed people whose pictures cannot be used, and why.

    Raises
    ------
    UsageError
        If what is given holds nothing that can be used.
    RecordingError
        If the table cannot be read.
    """

    def __init__(self, request: StudyRequest, cancel: CancelToken) -> None:
        self.cancel = cancel
        self._request = request
        self._most = request.sizes
        self._judge = Judge(request.bundle, request.work / "verdicts")
        self._random = Judge(with_random_weights(request.bundle), request.work / "verdicts")
        self._refuse_what_is_wrong()
        self.clips = self._found_clips()
        wanted = self._held_back()
        self.left_out = faceless(self._photographs, wanted) if wanted else {}
        self._players = tuple(person for person in wanted if person not in self.left_out)
        if wanted and not self._players:
            raise UsageError(next(iter(self.left_out.values())))
        self._people = self._players[: self._most.people]
        if request.table is not None:
            check_rated(
                request.table, self._photographs, self._players, untrained=request.unseen_table
            )

    def _refuse_what_is_wrong(self) -> None:
        """Check what costs nothing to check."""
        request = self._request
        if request.jobs < 1:
            raise UsageError("--jobs must be 1 or larger.")
        if unknown := set(request.only) - set(SECTIONS):
            raise UsageError(
                f"There is no section {', '.join(sorted(unknown))}. --only takes some of "
                f"{', '.join(SECTIONS)}."
            )
        if request.table is not None and request.photographs is None:
            raise UsageError("--table needs --photographs: somebody has to play the rated people.")
        if request.table is not None:
            read_rows(request.table)

    def steps(self) -> list[tuple[str, Callable[[], Section]]]:
        """Name the sections that are wanted and can be made, in order, each with what makes it."""
        only = self._request.only
        return [step for step in self._all_steps() if not only or step[0] in only]

    def _all_steps(self) -> list[tuple[str, Callable[[], Section]]]:
        found: list[tuple[str, Callable[[], Section]]] = []
        if self._people:
            found.append(("dose-people", self._dose_of_people))
        if self.clips:
            found += [
                ("dose-clips", self._dose_of_clips),
                ("clips", self._clips_as_they_are),
                ("nuisances", self._nuisances),
                ("strangers", self._strangers),
            ]
        if self._people:
            found += [("localisation", self._localisation), ("spread", self._spread)]
        if self._request.table is not None:
            found.append(("rated", self._rated))
            if not self._request.quick:
                found.append(("rated-means", self._means))
            found.append(("probes", self._probes))
        if self._people:
            found.append(("calibration", self._calibration))
        if self._people or self.clips:
            found.append(("retest", self._retest))
        return found

    def _held_back(self) -> tuple[str, ...]:
        if self._request.photographs is None:
            return ()
        everybody = people_in(self._request.photographs)
        people = everybody if self._request.unseen else held_back(everybody)
        if not people:
            raise UsageError(
                "None of the photographed people is held back from training. Name the whole "
                "folder, or say --unseen if no training saw any of them."
            )
        return people

    def _found_clips(self) -> list[Path]:
        folder = self._request.clips
        if folder is None:
            return []
        if not folder.is_dir():
            raise UsageError(f"There is no folder “{folder.name}”. Check the name of --clips.")
        found = sorted(p for p in folder.iterdir() if p.suffix.lower() in _VIDEO_ENDINGS)
        if not found:
            raise UsageError(f"There is no video in “{folder.name}”. Name a folder of clips.")
        step = math.ceil(len(found) / (self._most.clips or len(found)))
        return found[::step]  # not the first ones: clips of one kind have like names

    @property
    def _photographs(self) -> Path:
        assert self._request.photographs is not None
        return self._request.photographs

    def _series(self, people: tuple[str, ...], take: int = 0) -> list[Take]:
        gains = {"gains": RETEST_GAINS} if take else {}
        return photographed_series(
            self._photographs, people, self._request.work / "people", take=take,
            jobs=self._request.jobs, cancel=self.cancel, **gains,
        )  # fmt: skip

    @cached_property
    def _faces(self) -> list[Path]:
        """The clips that pass the gates: no other can be turned down and judged."""
        found = []
        for clip in self.clips:
            with suppress(RecordingError):
                if self._judge.verdict(clip, cancel=self.cancel).usable:
                    found.append(clip)
        if self._most.varied is None:
            return found
        return sorted(found, key=lambda clip: open_recording(clip).duration_s)[: self._most.varied]

    def _series_of_clips(self) -> list[Take]:
        folder = self._request.work / "clips"
        return clip_series(self._faces, folder, jobs=self._request.jobs, cancel=self.cancel)

    def _dose_of_people(self) -> Section:
        title = "Dose-response: new photographed people, by the renderer of the training"
        takes = self._series(self._people)
        return dose_section(title, "dose-people", takes, self._judge, self.cancel)

    def _dose_of_clips(self) -> Section:
        title = "Dose-response: real clips, turned down by another warp than that of training"
        takes = self._series_of_clips()
        return dose_section(title, "dose-clips", takes, self._judge, self.cancel)

    def _localisation(self) -> Section:
        return localisation_section(
            self._photographs,
            self._people[: self._most.localised],
            self._request.work / "places",
            self._judge,
            self._random,
            jobs=self._request.jobs,
            cancel=self.cancel,
        )

    def _spread(self) -> Section:
        return spread_section(self._series(self._people), self._judge, self._random, self.cancel)

    def _clips_as_they_are(self) -> Section:
        return clips_section(self.clips, self._judge, self.cancel)

    def _nuisances(self) -> Section:
        tried = [n for n in NUISANCES if not self._request.quick or n.name in _QUICK_NUISANCES]
        steps = quarter_steps(self._series_of_clips(), self._judge, self.cancel)
        folder = self._request.work / "nuisances"
        return nuisance_section(self._faces, folder, self._judge, steps, tried, self.cancel)

    def _strangers(self) -> Section:
        folder = self._request.work / "strangers"
        return strangers_section(self._faces, folder, self._judge, self.cancel)

    @cached_property
    def _played(self) -> Scored:
        return self._filmed("rated", means=False)

    def _filmed(self, folder: str, *, means: bool) -> Scored:
        assert self._request.table is not None
        films = rated_films(
            self._request.table,
            self._photographs,
            self._request.work / folder,
            self._players,
            rows=self._most.rows,
            means=means,
            untrained=self._request.unseen_table,
            jobs=self._request.jobs,
            cancel=self.cancel,
        )
        return scored(films, self._judge, self._random, self.cancel)

    def _rated(self) -> Section:
        return rated_section(self._played)

    def _means(self) -> Section:
        return means_section(self._filmed("rated-means", means=True), self._played)

    def _probes(self) -> Section:
        folder = self._request.work / "probes"
        return probes_section(self._played, folder, self._judge, self.cancel)

    def _calibration(self) -> Section:
        takes = self._series(self._people)
        given = {"attenuated, photographed people": photographed(takes, self._judge, self.cancel)}
        if self._request.table is not None:
            given["rated 1 or more, re-enacted people"] = re_enacted(self._played)
        return calibration_section(given)

    def _retest(self) -> Section:
        first = self._series(self._people) if self._people else []
        second = self._series(self._people, take=1) if self._people else []
        clips = self._faces if self._request.quick else self.clips
        return retest_section(first, second, clips, self._judge, self.cancel)


def with_random_weights(bundle: Bundle) -> Bundle:
    """Return the same bundle with weights that never saw a face: what any structure would show."""
    weights = random_weights(bundle.network(), _RANDOM_SEED)
    name = f"random weights {_RANDOM_SEED} in the place of {bundle.weights_sha256}"
    files = {**bundle.spec.files, WEIGHTS: hashlib.sha256(name.encode()).hexdigest()}
    return replace(bundle, state_dict=weights, spec=replace(bundle.spec, files=files))
