"""Whether masks and drawings are told from faces like those of the training."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from core.analysis.score import OOD_LIMIT
from core.errors import RecordingError
from core.progress import CancelToken
from core.simulate.attenuate import watch
from core.study.disguises import DISGUISES
from core.study.judging import Judge
from core.study.made import made_from
from core.study.numbers import Share
from core.study.page import Section
from core.video import open_recording
from core.video.rewrite import rewrite


def strangers_section(
    clips: Sequence[Path], folder: Path, judge: Judge, cancel: CancelToken | None = None
) -> Section:
    """Judge clips as they are and in each disguise.

    Parameters
    ----------
    clips : sequence of Path
        Real clips that can be judged.
    folder : Path
        Where the disguised clips are kept.
    judge : Judge
    cancel : CancelToken, optional
    """
    section = Section("strangers", "Unlike anything it was trained on")
    section.lines.append(
        f"Distance from the training recordings as a ratio to the usual; past {OOD_LIMIT:g} an "
        "analysis says “unlike anything this model was trained on”. It should do so for hardly any "
        "real clip, and for masks and drawings, unless these are refused before: for want of a "
        "face, or at another gate. All are made from the clips: no animal and nobody's back was "
        "filmed. What looks like a face and what does not was worked out on masks laid over some "
        "of these clips, so that the masks' figures may flatter it."
    )
    worn = [_made(clip, folder, cancel) for clip in clips]
    rows = []
    for name in ("real clips as they are", *DISGUISES):
        videos = [made[name] for made in worn] if name in DISGUISES else clips
        found = _judged(videos, judge, cancel)
        section.facts[name] = asdict(found)
        neither = found.clips - found.unlike - found.refused
        rows.append(
            [
                name,
                f"{np.median(found.distances):.2f}" if found.distances else "",
                *(Share(count, found.clips) for count in (found.unlike, found.refused, neither)),
            ]
        )
    section.table(["", "median distance", "unlike", "refused before", "neither"], rows)
    return section


@dataclass(frozen=True, slots=True)
class _Found:
    """How many clips were refused, or found unlike; the distances of those that were judged."""

    clips: int
    refused: int
    unlike: int
    distances: tuple[float, ...]


def _judged(videos: Sequence[Path], judge: Judge, cancel: CancelToken | None) -> _Found:
    distances = []
    for video in videos:
        with suppress(RecordingError):
            verdict = judge.verdict(video, cancel=cancel)
            if verdict.usable:
                distances.append(verdict.distance)
    return _Found(
        clips=len(videos),
        refused=len(videos) - len(distances),
        unlike=sum(distance > OOD_LIMIT for distance in distances),
        distances=tuple(distances),
    )


def _made(clip: Path, folder: Path, cancel: CancelToken | None) -> dict[str, Path]:
    """Give a clip every disguise that it has not been given before."""
    videos = {name: made_from(clip, folder, name.replace(" ", "_")) for name in DISGUISES}
    missing = [name for name, video in videos.items() if not video.is_file()]
    if missing:
        recording = open_recording(clip)
        watched = watch(recording, cancel=cancel)
        for name in missing:
            rewrite(recording, videos[name], DISGUISES[name](watched), cancel=cancel)
    return videos
