"""Series of videos of one face at several gains: photographed people, and real clips.

All that is not movement (person, scene, head motion, script, frame rate) is the same throughout a
series. Videos are made once and kept in a folder.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from core.progress import CancelToken, silent
from core.simulate.attenuate import attenuate, watch, write_truth
from core.simulate.draw import random_head, random_scene
from core.simulate.film import render_video, same_truth
from core.simulate.parts import Movement, Photographed, ScriptStep
from core.simulate.pool import in_processes
from core.simulate.spec import PhantomSpec
from core.simulate.split import is_held_back
from core.simulate.truth import write_truth as write_phantom_truth
from core.simulated import truth_path
from core.study.made import made_from
from core.types import FACIAL_REGIONS, Region
from core.video import open_recording

GAINS = (0.0, 0.25, 0.5, 0.75, 1.0)
SCRIPT = (
    ScriptStep("rest", 0.4), ScriptStep("smile", 2.4), ScriptStep("rest", 0.4),
    ScriptStep("talk", 2.6),
)  # fmt: skip
_SIZE_PX = 320


@dataclass(frozen=True, slots=True)
class Take:
    """One video of a series: whose face, at which gain."""

    face: str
    gain: float
    video: Path


def held_back(people: Sequence[str]) -> tuple[str, ...]:
    """Return those photographed people whom no training may see."""
    return tuple(person for person in people if is_held_back(person))


def described(
    photographs: Path,
    person: str,
    gains: dict[Region, float],
    take: int = 0,
    script: tuple[ScriptStep, ...] = SCRIPT,
) -> PhantomSpec:
    """Describe a video of a photographed person.

    Parameters
    ----------
    photographs : Path
    person : str
    gains : dict of Region to float
        Of every facial region.
    take : int
        Another take has another scene, head motion, and course of talk and blinks.
    script : tuple of ScriptStep

    Returns
    -------
    PhantomSpec
        Speed and blinks go with the largest gain, as in the training material; each eye blinks
        in proportion to its own.
    """
    seed = [int.from_bytes(person.encode(), "big"), take]
    rng = np.random.default_rng([17, *seed])
    lively = max(gains.values())
    amplitude = min(0.5 + 0.4 * lively, 1.0)
    left, right = (gains[eye] / lively if lively else 1.0 for eye in ("left_eye", "right_eye"))
    return PhantomSpec(
        identity=Photographed(person, str(photographs)),
        scene=replace(random_scene(rng), crf=23),
        head=random_head(rng),
        movement=Movement(
            region_gain=dict(gains),
            speed=0.5 + 0.5 * lively,
            blink_rate_per_min=7 + 11 * lively,
            blink_amplitude_left=amplitude * left,
            blink_amplitude_right=amplitude * right,
            seed=int(rng.integers(0, 2**31)),
        ),
        script=script,
        fps=30.0,
        size_px=_SIZE_PX,
    )


def photographed_series(
    photographs: Path,
    people: Sequence[str],
    folder: Path,
    *,
    gains: Sequence[float] = GAINS,
    take: int = 0,
    jobs: int = 1,
    cancel: CancelToken | None = None,
) -> list[Take]:
    """Render people at each gain, where that has not been done; arguments as for `described`."""
    takes, wanted = [], []
    for person in people:
        for gain in gains:
            spec = described(photographs, person, dict.fromkeys(FACIAL_REGIONS, gain), take)
            video = folder / f"{person}-t{take}-g{round(100 * gain):03d}.mp4"
            takes.append(Take(person, gain, video))
            wanted.append((spec, video))
    render_all(wanted, jobs, cancel)
    return takes


def render_all(
    wanted: Sequence[tuple[PhantomSpec, Path]], jobs: int = 1, cancel: CancelToken | None = None
) -> None:
    """Render videos that are not there yet, in so many processes."""
    missing = [one for one in wanted if not _stands(*one)]
    if jobs == 1:
        for spec, video in missing:
            rendered(spec, video, cancel)
    elif missing:
        in_processes(_render, missing, jobs=jobs, progress=silent, cancel=cancel)


def _stands(spec: PhantomSpec, video: Path) -> bool:
    """Say whether a video was rendered before, after the same description."""
    return video.is_file() and same_truth(spec, truth_path(video))


def _render(one: tuple[PhantomSpec, Path]) -> None:
    cv2.setNumThreads(1)  # one process per core already
    rendered(*one)


def rendered(spec: PhantomSpec, video: Path, cancel: CancelToken | None = None) -> Path:
    """Render a video and its truth, where that has not been done. Returns `video`."""
    if not _stands(spec, video):
        render_video(spec, video, cancel=cancel)
        write_phantom_truth(spec, video)
    return video


def clip_series(
    clips: Sequence[Path],
    folder: Path,
    *,
    gains: Sequence[float] = GAINS,
    jobs: int = 1,
    cancel: CancelToken | None = None,
) -> list[Take]:
    """Attenuate real clips to each gain, where that has not been done.

    Raises
    ------
    RecordingError
        If a clip shows no face.
    SurroundingsError, Cancelled
    """
    takes, missing = [], []
    for clip in clips:
        videos = {gain: made_from(clip, folder, f"g{round(100 * gain):03d}") for gain in gains}
        takes += [Take(clip.name, gain, video) for gain, video in videos.items()]
        if not all(video.is_file() for video in videos.values()):
            missing.append((clip, videos))
    if jobs == 1:
        for one in missing:
            _attenuate(one, cancel)
    elif missing:
        in_processes(_attenuate, missing, jobs=jobs, progress=silent, cancel=cancel)
    return takes


def _attenuate(one: tuple[Path, dict[float, Path]], cancel: CancelToken | None = None) -> None:
    clip, videos = one
    recording = open_recording(clip)
    watched = watch(recording, cancel=cancel)
    for gain, video in videos.items():
        if not video.is_file():
            write_truth(recording, gain, attenuate(watched, gain, video, cancel=cancel), video)
