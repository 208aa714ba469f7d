"""From fitted weights to a bundle: calibration, metrics, reference group, card."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from core.analysis.layers import DEFAULT_LAYERS
from core.inference import Engine
from core.progress import CancelToken, ProgressFn
from core.training.calibrate import PlattFit, choose_threshold, fit_platt
from core.training.card import PartCount, write_card
from core.training.checkpoint import RunState
from core.training.clip_store import RecordingClips
from core.training.judge import Judged, judge, usual_clip_sd
from core.training.manifest import Manifest, quoted
from core.training.manifest_row import Part
from core.training.metrics import evaluate
from core.training.people import Scores, recording_scores
from core.training.reference import build_reference
from core.training.request import TrainRequest
from core.version import versions
from models.bundle import Bundle, load_bundle, save_bundle
from models.bundle_spec import (
    AlignmentSpec,
    BundleSpec,
    Calibration,
    ClipTiming,
    HeadSpec,
    InputSpec,
    Metric,
    NetworkSpec,
)

_DRAFT = "draft"
_UNIT = "recording, a person's weighing one together; {} interval over people"
_HALF = (0.5, 0.5, 0.5)

Parts = Mapping[Part, Sequence[RecordingClips]]


@dataclass(frozen=True, slots=True)
class Fitted:
    """What the fitting left.

    Attributes
    ----------
    parts : mapping of Part to recordings
        The usable ones.
    run : RunState
        Finished; its `best` weights are used.
    left_out : tuple of str
        Why recordings were left out, one reason for each.
    manifest : Manifest
    start : str
        Name, version and weights of the bundle that the fitting started from; empty for none.
    """

    parts: Parts
    run: RunState
    left_out: tuple[str, ...]
    manifest: Manifest
    start: str = ""


def finish(
    request: TrainRequest, fitted: Fitted, progress: ProgressFn, cancel: CancelToken
) -> Bundle:
    """Calibrate, judge and save.

    All is measured through a draft bundle and the engine that users will run: the very weights,
    rounded to half precision, that ship.

    Parameters
    ----------
    request : TrainRequest
    fitted : Fitted
    progress : callable
        Told stage ``"calibrate"``.
    cancel : CancelToken

    Returns
    -------
    Bundle
        As it was read back from where it was saved.
    """
    draft = _spec(request, fitted)
    path = request.work_folder / _DRAFT
    engine = Engine(
        save_bundle(path, draft, fitted.run.best, {}, "A draft.", half=True),
        "cpu",
        DEFAULT_LAYERS,
        threads=request.threads,
    )
    judged = _judge_parts(engine, fitted.parts, progress, cancel)
    seed = request.settings.seed
    scores = {part: _scores(found) for part, found in judged.items() if part != "train"}
    fit = fit_platt(scores["calibration"], seed)
    threshold = choose_threshold(scores["calibration"], fit, request.threshold_rule)
    unseen = [j for part, found in judged.items() if part != "train" for j in found]
    spec = replace(
        draft,
        calibration=Calibration(
            "platt", fit.slope, fit.intercept, fit.logit_sd, usual_clip_sd(unseen)
        ),
        threshold=threshold,
        metrics=_metrics(request, fitted, scores["test"], fit, threshold),
    )
    card = write_card(
        spec,
        request.provenance.data,
        {part: _count(recordings) for part, recordings in fitted.parts.items()},
        fitted.left_out,
        fitted.run.history,
        fitted.run.best_epoch,
    )
    known = [j for j in judged["train"] if j.clips.row.task != "rest"]  # rest is never scored
    reference = build_reference(known, unseen)
    save_bundle(request.out, spec, fitted.run.best, reference, card, half=True)
    return load_bundle(request.out)


def _judge_parts(
    engine: Engine, parts: Parts, progress: ProgressFn, cancel: CancelToken
) -> dict[Part, list[Judged]]:
    everyone = [clips for recordings in parts.values() for clips in recordings]
    found = iter(judge(engine, everyone, progress, cancel))
    return {part: [next(found) for _ in recordings] for part, recordings in parts.items()}


def _scores(judged: Sequence[Judged]) -> Scores:
    return recording_scores([j.clips.row for j in judged], [j.logit for j in judged])


def _count(recordings: Sequence[RecordingClips]) -> PartCount:
    people = {clips.row.subject_id for clips in recordings}
    return PartCount(len(people), len(recordings), sum(map(len, recordings)))


def _metrics(
    request: TrainRequest, fitted: Fitted, scores: Scores, fit: PlattFit, threshold: float
) -> tuple[Metric, ...]:
    estimates = evaluate(scores, fit.probability(scores.logit), threshold, request.settings.seed)
    people = len(set(scores.person.tolist()))
    data = (
        f"test part of {quoted(fitted.manifest.names)}: "
        f"{len(scores)} recordings of {people} people, "
        f"{scores.people(1)} {request.labels[1]} and {scores.people(0)} {request.labels[0]}, "
        "seen neither in training nor in calibration"
    )
    return tuple(
        Metric(name, e.value, e.low, e.high, _UNIT.format(e.method), data, request.command)
        for name, e in estimates.items()
    )


def _spec(request: TrainRequest, fitted: Fitted) -> BundleSpec:
    about = request.provenance
    clip = request.clip
    return BundleSpec(
        id=about.id or _id_of(request.out),
        name=about.name,
        version=about.version,
        network=_network(request),
        input=InputSpec(request.size_px, _HALF, _HALF),
        clip=ClipTiming(clip.frames, clip.span_s, clip.hop_s),
        alignment=AlignmentSpec("similarity", {}),
        head=HeadSpec("binary", request.labels, evidence_logit=1),
        calibration=Calibration("platt", 1.0, 0.0, 0.0),
        threshold=0.5,
        provenance=_provenance(request, fitted),
        metrics=(),
        intended_use=about.intended_use,
        limits=about.limits,
        licence=about.licence,
        attribution=about.attribution,
    )


def _network(request: TrainRequest) -> NetworkSpec:
    settings = request.settings
    return NetworkSpec(
        "i3d",
        {"num_outputs": 2, "dropout": settings.dropout, "output_stride": settings.output_stride},
    )


def _provenance(request: TrainRequest, fitted: Fitted) -> dict[str, Any]:
    return {
        "trained_on": request.provenance.data,
        "manifest_sha256": list(fitted.manifest.sha256),
        "parts": {part: asdict(_count(r)) for part, r in fitted.parts.items()},
        "left_out": len(fitted.left_out),
        "start": fitted.start or "random weights",
        "settings": asdict(request.settings),
        "augmentation": asdict(request.augmentation),
        "threshold_rule": request.threshold_rule,
        "epochs": [asdict(record) for record in fitted.run.history],
        "kept_epoch": fitted.run.best_epoch,
        "command": request.command,
        "versions": versions(),
    }


def _id_of(path: Path) -> str:
    plain = re.sub(r"[^a-z0-9._-]+", "-", path.name.removesuffix(".facies").lower())
    return plain.strip("._-")[:64].strip("._-") or "model"
