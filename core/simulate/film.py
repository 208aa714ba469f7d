"""Phantoms as video files: one, or a set for training."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np

from core.atomic import write_text
from core.errors import UsageError
from core.progress import CancelToken, Progress, ProgressFn, silent
from core.simulate.draw import (
    ATTENUATED,
    EXPRESSIVE,
    Range,
    random_recording,
    random_subject,
)
from core.simulate.moving import FrameTruth
from core.simulate.pool import in_processes
from core.simulate.render import render_frames
from core.simulate.spec import PhantomSpec, spec_from_text
from core.simulate.timeline import Timeline
from core.simulate.truth import write_truth
from core.simulated import truth_path
from core.types import Task
from core.video.writer import VideoWriter

MANIFEST_COLUMNS = ("path", "subject_id", "label", "recording_id", "task", "age")


def render_video(
    spec: PhantomSpec,
    path: Path,
    *,
    timeline: Timeline | None = None,
    progress: ProgressFn = silent,
    cancel: CancelToken | None = None,
) -> list[FrameTruth]:
    """Render a phantom to an MP4 file.

    Parameters
    ----------
    spec : PhantomSpec
    path : Path
        Written atomically.
    timeline : Timeline, optional
        What to film instead of the spec's script; give it to `write_truth` too.
    progress : callable
    cancel : CancelToken, optional

    Returns
    -------
    list of FrameTruth
        One per frame, for `write_truth`.

    Raises
    ------
    SurroundingsError
        If the file cannot be written.
    Cancelled
        If `cancel` asks for it; nothing is left under `path`.
    """
    truths: list[FrameTruth] = []
    count = spec.frames if timeline is None else len(timeline.pts_s)
    with VideoWriter(path, (spec.size_px, spec.size_px), crf=spec.scene.crf) as video:
        for pts_s, rgb, truth in render_frames(spec, timeline):
            if cancel is not None:
                cancel.raise_if_cancelled()
            video.write(rgb, pts_s)
            truths.append(truth)
            if len(truths) % 30 == 0 or len(truths) == count:
                progress(Progress("render", len(truths) / count))
    return truths


@dataclass(frozen=True, slots=True)
class SetPlan:
    """A set of phantom videos.

    Attributes
    ----------
    videos : int
        At least 1.
    subjects : int
        Drawn people, 1 to `videos`; every second one is attenuated. Videos are dealt to them in
        turn.
    seed : int
        At least 0. Each video depends on the seed, its subject and its number there only.
    duration_s : (low, high)
    size_px : int

    Raises
    ------
    UsageError
        If a number is outside its range.
    """

    videos: int
    subjects: int
    seed: int = 0
    duration_s: Range = (5.0, 6.0)
    size_px: int = 288

    def __post_init__(self) -> None:
        if self.videos < 1 or not 1 <= self.subjects <= self.videos:
            raise UsageError("A set needs at least one video, and not more subjects than videos.")
        if self.seed < 0:
            raise UsageError("The seed must be 0 or larger.")

    def entries(self) -> Iterator[Entry]:
        """Draw the videos of the set, one after the other."""
        for number in range(self.videos):
            person, take = number % self.subjects, number // self.subjects
            attenuated = person % 2 == 1
            subject = random_subject(
                np.random.default_rng([self.seed, 1, person]),
                ATTENUATED if attenuated else EXPRESSIVE,
            )
            spec, task = random_recording(
                np.random.default_rng([self.seed, 2, person, take]),
                subject,
                duration_s=self.duration_s,
                size_px=self.size_px,
            )
            name, age = f"s{person:05d}", subject.identity.age_years
            yield Entry(name, f"{name}-r{take:02d}", int(attenuated), task, spec, age)


class Plan(Protocol):
    """A set of videos to be rendered."""

    def entries(self) -> Iterator[Entry]:
        """Describe the videos of the set, one after the other."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One video of a set.

    Attributes
    ----------
    subject_id, recording_id : str
    label : int
        1 = attenuated.
    task : Task
    spec : PhantomSpec
    age_years : float
        As it appears.
    facts : dict of str to str
        Further columns of the manifest, the same for all entries of a set.
    """

    subject_id: str
    recording_id: str
    label: int
    task: Task
    spec: PhantomSpec
    age_years: float
    facts: dict[str, str] = field(default_factory=dict)


def render_set(
    plan: Plan,
    folder: Path,
    *,
    jobs: int = 1,
    progress: ProgressFn = silent,
    cancel: CancelToken | None = None,
) -> Path:
    """Render a set of phantom videos with truth files and a manifest.

    Videos that already stand in `folder` with the very same truth are kept, so a stopped run
    goes on where it was.

    Parameters
    ----------
    plan : Plan
        `SetPlan`, or `core.simulate.photographed.draw.PhotographedSetPlan`.
    folder : Path
    jobs : int
        Processes, at least 1. The pictures do not depend on it.
    progress : callable
    cancel : CancelToken, optional

    Returns
    -------
    Path
        Of ``manifest.csv``, written last.

    Raises
    ------
    SurroundingsError
        If a file cannot be written.
    Cancelled
        If `cancel` asks for it; whole videos stay.
    """
    entries = list(plan.entries())
    # One person's videos together: the photographs are measured once.
    turns = sorted(entries, key=lambda entry: entry.subject_id)
    work = partial(_render_entry, folder=folder)
    in_processes(work, turns, jobs=jobs, progress=progress, cancel=cancel)
    manifest = folder / "manifest.csv"
    write_text(manifest, _manifest(entries))
    return manifest


def _render_entry(entry: Entry, folder: Path) -> None:
    cv2.setNumThreads(1)  # one process per core already
    video = folder / f"{entry.recording_id}.mp4"
    if video.is_file() and same_truth(entry.spec, truth_path(video)):
        return
    render_video(entry.spec, video)
    write_truth(entry.spec, video)


def same_truth(spec: PhantomSpec, path: Path) -> bool:
    """Say whether a truth file describes this very phantom."""
    try:
        return spec_from_text(path.read_text(encoding="utf-8")) == spec
    except (OSError, UsageError):
        return False


def _manifest(entries: list[Entry]) -> str:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow((*MANIFEST_COLUMNS, *entries[0].facts))
    for entry in entries:
        rows.writerow(
            (f"{entry.recording_id}.mp4", entry.subject_id, entry.label, entry.recording_id,
             entry.task, round(entry.age_years), *entry.facts.values())
        )  # fmt: skip
    return text.getvalue()
