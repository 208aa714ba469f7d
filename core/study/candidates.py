"""Candidates for a long training, side by side on recordings that none of them was fitted on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.analysis.score import calibrated
from core.clips import ClipSpec
from core.errors import UsageError
from core.face.regions import density_by_region
from core.inference import Engine
from core.kinematics.performance import rank_correlation
from core.progress import CancelToken, Progress, ProgressFn, silent
from core.simulate.region_motion import motion_of
from core.simulated import truth_path
from core.study.candidate_measures import Judged, Measured, measured
from core.training.clip_store import ClipStore, RecordingClips, batches
from core.training.manifest import read_manifests
from core.training.manifest_row import ManifestRow, Part
from core.types import FACIAL_REGIONS
from models.bundle import Bundle

_BATCH = 8
_CUTTING = 0.7  # share of the time that cutting clips takes, where none are there yet


@dataclass(frozen=True, slots=True)
class Source:
    """What one manifest held, and what the models said of it.

    Attributes
    ----------
    name : str
    recordings, people : int
        Judged by all of the models.
    left_out : tuple of str
        Why other recordings of these people were not, one reason for each.
    measured : Measured
    """

    name: str
    recordings: int
    people: int
    left_out: tuple[str, ...]
    measured: Measured


def compare(
    models: Mapping[str, Bundle],
    manifests: Sequence[Path],
    labels: tuple[str, str],
    parts: Sequence[Part],
    work: Path,
    *,
    seed: int = 0,
    threads: int = 2,
    progress: ProgressFn = silent,
    cancel: CancelToken | None = None,
) -> list[Source]:
    """Judge models on the same recordings of the same people.

    Parameters
    ----------
    models : mapping of str to Bundle
        By name; the first is what the others stand beside. Input size and clips may differ.
    manifests : sequence of Path
        One for each source of recordings. Who is in which part stands in their column ``part``.
    labels : (str, str)
    parts : sequence of Part
        Whose recordings.
    work : Path
        Its folder ``clips`` keeps the clips; a training's may be used.
    seed : int
        For the draws of people.
    threads : int
    progress : callable
        Told stage ``"judge"``.
    cancel : CancelToken, optional

    Returns
    -------
    list of Source
        In the order of `manifests`.

    Raises
    ------
    UsageError
        If a manifest is wrong, or holds no usable recording of people in these parts.
    SurroundingsError
        If clips cannot be kept.
    Cancelled
    """
    token = cancel or CancelToken()
    manifest = read_manifests(manifests, labels)
    people = {row.subject_id for row in manifest.rows if row.part in parts}
    sources = {
        name: _of(people, its, name)
        for name, its in zip(manifest.names, manifest.by_file, strict=True)
    }
    rows = [row for its in sources.values() for row in its]
    judged: dict[str, dict[Path, Judged]] = {}
    refused: dict[Path, str] = {}
    for number, (name, bundle) in enumerate(models.items()):

        def told(share: float, name: str = name, done: int = number) -> None:
            progress(Progress("judge", (done + share) / len(models), name))

        recordings = _clips(bundle, rows, work, threads, told, token)
        refused |= {clips.row.path: clips.fault for clips in recordings if clips.fault}
        usable = [clips for clips in recordings if not clips.fault]
        judged[name] = _judge(bundle, usable, threads, told, token)
    return [_source(name, its, judged, refused, seed) for name, its in sources.items()]


def _of(people: set[str], rows: Sequence[ManifestRow], name: str) -> list[ManifestRow]:
    """Keep these people's recordings, other than of rest."""
    found = [row for row in rows if row.subject_id in people and row.task != "rest"]
    if not found:
        raise UsageError(
            f"“{name}” holds nobody to judge by: no recording, other than of rest, of a "
            "person whom the column “part” puts into one of --parts. Say in that column who was in "
            "which part when the models were trained."
        )
    return found


def _clips(
    bundle: Bundle,
    rows: Sequence[ManifestRow],
    work: Path,
    threads: int,
    told: Callable[[float], None],
    cancel: CancelToken,
) -> tuple[RecordingClips, ...]:
    spec = bundle.spec
    store = ClipStore(work / "clips", ClipSpec.of(spec.clip), spec.input.size_px)
    return store.collect(rows, threads, lambda p: told(_CUTTING * p.fraction), cancel)


def _judge(
    bundle: Bundle,
    recordings: Sequence[RecordingClips],
    threads: int,
    told: Callable[[float], None],
    cancel: CancelToken,
) -> dict[Path, Judged]:
    """Run a model over all clips."""
    engine = Engine(bundle, "cpu", threads=threads)
    out = {}
    for number, clips in enumerate(recordings):
        cancel.raise_if_cancelled()
        outputs = [engine.run(batch) for batch in batches(clips, _BATCH)]
        logit = float(np.concatenate([o.evidence_logit for o in outputs]).mean())
        maps = np.concatenate([o.maps["evidence"] for o in outputs]).mean(axis=1, dtype=float)
        score = float(calibrated(bundle.spec.calibration, np.array(logit)))
        out[clips.row.path] = Judged(logit, score, _agreement(clips, maps))
        told(_CUTTING + (1 - _CUTTING) * (number + 1) / len(recordings))
    return out


def _agreement(clips: RecordingClips, evidence: NDArray[np.float64]) -> float:
    """Rank correlation over regions of evidence (N, h, w) against hypomimia and true movement.

    NaN where the truth is not known; 0 where the map, or the movement, is the same everywhere.
    """
    motion = motion_of(truth_path(clips.row.path))
    if motion is None:
        return float("nan")
    moved = dict(zip(FACIAL_REGIONS, motion.in_clips(clips.table).mean(axis=0), strict=True))
    density = density_by_region(evidence, clips.landmarks_unit)
    pairs = np.array([[moved[region], -value] for region, value in density.items()], np.float64)
    if len(pairs) < 2 or not np.ptp(pairs, axis=0).all():
        return 0.0
    return rank_correlation(pairs[:, 0], pairs[:, 1], np.ones(len(pairs)))


def _source(
    name: str,
    rows: Sequence[ManifestRow],
    judged: Mapping[str, Mapping[Path, Judged]],
    refused: Mapping[Path, str],
    seed: int,
) -> Source:
    left_out = tuple(f"{row.place}: {refused[row.path]}" for row in rows if row.path in refused)
    usable = [row for row in rows if row.path not in refused]
    if not usable:
        raise UsageError(f"No recording of these people in “{name}” can be used. {left_out[0]}")
    by_model = {m: [its[row.path] for row in usable] for m, its in judged.items()}
    people = len({row.subject_id for row in usable})
    return Source(name, len(usable), people, left_out, measured(usable, by_model, seed))
