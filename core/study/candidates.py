"""Candidates for a long training, side by side on recordings that none of them learnt from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core.analysis.score import calibrated
from core.clips import ClipSpec
from core.errors import UsageError
from core.face.regions import region_masks
from core.inference import Engine
from core.kinematics.performance import auroc, rank_correlation, times_drawn
from core.progress import CancelToken, Progress, ProgressFn, silent
from core.simulate.region_motion import motion_of
from core.simulated import truth_path
from core.study.numbers import Interval
from core.study.ratings import interval
from core.training.clip_store import ClipStore, RecordingClips, batches
from core.training.manifest import Manifest, read_manifests
from core.training.manifest_row import ManifestRow, Part
from core.training.metrics import log_loss
from core.training.people import recording_scores
from core.training.split import split_people
from core.types import FACIAL_REGIONS
from models.bundle import Bundle

Floats = NDArray[np.float64]

_BATCH = 8
_RESAMPLES = 1000
_LEAST = 8  # entries; with fewer nothing is said

MEASURES = {
    "auroc": "AUROC, label",
    "log_loss": "log loss, label",
    "degree": "rank, degree",
    "rating": "rank, MDS-UPDRS 3.2",
    "regions": "rank over regions",
}
"""What is measured, and the words for it.

``degree`` and ``rating`` are rank correlations of the mean clip logit with what the manifest says;
``regions`` is the mean over recordings of the rank correlation, over regions of the face, of the
evidence against hypomimia there and the true movement there (simulated recordings).
"""


@dataclass(frozen=True, slots=True)
class Source:
    """What one manifest held, and what the models said of it.

    Attributes
    ----------
    name : str
    recordings, people : int
        Judged by all of the models.
    found : dict of str to dict of str to Interval
        By model and `MEASURES`; those that cannot be measured here are left out. 95 % intervals
        over the people who are seen.
    less : dict of str to dict of str to Interval
        The same less the first model's, people drawn for both at once.
    """

    name: str
    recordings: int
    people: int
    found: dict[str, dict[str, Interval]]
    less: dict[str, dict[str, Interval]]


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a model said of a recording: mean logit, score, and how well its map goes with truth."""

    logit: float
    score: float
    regions: float


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
        One for each source of recordings.
    labels : (str, str)
    parts : sequence of Part
        Whose recordings: never ``"train"`` of what trained any of the models. Where a manifest does
        not say who is in which part, people are divided as ``facies train`` would with these
        manifests and this seed.
    work : Path
        Its folder ``clips`` keeps the clips; a training's may be used.
    seed, threads : int
    progress : callable
        Told stage ``"judge"``.
    cancel : CancelToken, optional

    Raises
    ------
    UsageError
        If a manifest is wrong, or holds no usable recording of these people.
    Cancelled
    """
    token = cancel or CancelToken()
    everyone = read_manifests(manifests, labels).rows
    part_of = split_people([row for row in everyone if row.task != "rest"], seed)
    sources = [_kept(read_manifests([path], labels), part_of, parts) for path in manifests]
    rows = [row for its in sources for row in its]
    seen: dict[str, dict[Path, _Seen]] = {}
    for number, (name, bundle) in enumerate(models.items()):

        def told(share: float, name: str = name, done: int = number) -> None:
            progress(Progress("judge", (done + share) / len(models), name))

        seen[name] = _judge(bundle, rows, work, threads, told, token)
    usable = set.intersection(*(set(its) for its in seen.values()))
    names = read_manifests(manifests, labels).names
    return [
        _source(name, [row for row in its if row.path in usable], seen, seed)
        for name, its in zip(names, sources, strict=True)
    ]


def _kept(
    manifest: Manifest, part_of: Mapping[str, Part], parts: Sequence[Part]
) -> list[ManifestRow]:
    return [
        row for row in manifest.rows if row.task != "rest" and part_of.get(row.subject_id) in parts
    ]


def _judge(
    bundle: Bundle,
    rows: Sequence[ManifestRow],
    work: Path,
    threads: int,
    told: Callable[[float], None],
    cancel: CancelToken,
) -> dict[Path, _Seen]:
    """Run a model over all usable recordings."""
    spec = bundle.spec
    store = ClipStore(work / "clips", ClipSpec.of(spec.clip), spec.input.size_px)
    engine = Engine(bundle, "cpu", threads=threads)
    recordings = store.collect(rows, threads, cancel=cancel)
    out = {}
    for number, clips in enumerate(recordings):
        cancel.raise_if_cancelled()
        if len(clips) and not clips.refused:
            outputs = [engine.run(batch) for batch in batches(clips, _BATCH)]
            logit = float(np.concatenate([o.evidence_logit for o in outputs]).mean())
            maps = np.concatenate([o.maps["evidence"] for o in outputs]).mean(axis=1, dtype=float)
            score = float(calibrated(spec.calibration, np.array(logit)))
            out[clips.row.path] = _Seen(logit, score, _regions(clips, maps))
        told((number + 1) / len(recordings))
    return out


def _regions(clips: RecordingClips, evidence: Floats) -> float:
    """Rank correlation over regions of evidence (N, h, w) against hypomimia and true movement."""
    motion = motion_of(truth_path(clips.row.path))
    if motion is None:
        return float("nan")
    places = np.stack([region_masks(p, evidence.shape[-1]) for p in clips.landmarks_unit])
    places = places[:, : len(FACIAL_REGIONS)]
    area = places.sum(axis=(0, 2, 3))
    density = np.einsum("nrij,nij->r", places, evidence) / np.maximum(area, 1e-9)
    moved = np.mean(
        [
            motion.between(float(start), float(end))
            for start, end in zip(clips.table.start_s, clips.table.end_s, strict=True)
        ],
        axis=0,
    )
    there = area > 0
    if there.sum() < 3 or not np.ptp(moved[there]) or not np.ptp(density[there]):
        return float("nan")
    return rank_correlation(moved[there], -density[there], np.ones(int(there.sum())))


def _source(
    name: str,
    rows: Sequence[ManifestRow],
    seen: Mapping[str, Mapping[Path, _Seen]],
    seed: int,
) -> Source:
    if not rows:
        raise UsageError(
            f"“{name}” holds no usable recording of these people. Choose other --parts."
        )
    scores = recording_scores(rows, np.zeros(len(rows)).tolist())
    drawn = times_drawn(scores.person, _RESAMPLES, np.random.default_rng([seed, 41]))
    draws = {
        model: _measures(rows, [its[row.path] for row in rows], scores.weight, drawn)
        for model, its in seen.items()
    }
    first = next(iter(draws.values()))
    return Source(
        name,
        len(rows),
        len(set(scores.person.tolist())),
        {model: {m: interval(v) for m, v in its.items()} for model, its in draws.items()},
        {
            model: {m: interval(v - first[m]) for m, v in its.items()}
            for model, its in list(draws.items())[1:]
        },
    )


def _measures(
    rows: Sequence[ManifestRow],
    seen: Sequence[_Seen],
    weight: Floats,
    drawn: NDArray[np.int64],
) -> dict[str, Floats]:
    """Return each of `MEASURES` that can be had: as it is, then of every draw of people."""
    label = np.array([row.label for row in rows], np.int64)
    logit = np.array([one.logit for one in seen])
    score = np.array([one.score for one in seen])
    regions = np.array([one.regions for one in seen])
    degree = np.array([row.degree if row.graded else np.nan for row in rows])
    rating = np.array([np.nan if (r := row.visit.updrs_3_2) is None else r for row in rows])
    found: dict[str, Floats] = {}

    def measured(name: str, among: NDArray[np.bool_], of: Callable[[Floats], float]) -> None:
        if among.sum() >= _LEAST:
            every = [np.where(among, weight * times, 0) for times in (np.ones(len(rows)), *drawn)]
            found[name] = np.array([of(w) for w in every])

    def rank(values: Floats) -> Callable[[Floats], float]:
        def of(w: Floats) -> float:
            there = w > 0
            if not there.any() or not np.ptp(values[there]) or not np.ptp(logit[there]):
                return float("nan")
            return rank_correlation(values[there], logit[there], w[there])

        return of

    def apart(w: Floats) -> float:
        both = w[label == 1].sum() > 0 and w[label == 0].sum() > 0
        return auroc(label == 1, logit, w) if both else float("nan")

    everywhere = np.ones(len(rows), bool)
    if 0 < label.sum() < len(rows):
        measured("auroc", everywhere, apart)
        measured("log_loss", everywhere, lambda w: log_loss(label, score, w))
    measured("degree", np.isfinite(degree), rank(degree))
    measured("rating", np.isfinite(rating), rank(rating))
    known = np.isfinite(regions)
    measured("regions", known, lambda w: float(np.average(regions[known], weights=w[known])))
    return found
