"""The whole of training: manifests go in, a verified bundle with its card comes out."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

import torch
from torch import Tensor

from core.errors import UsageError
from core.progress import CancelToken, ProgressFn, silent
from core.training.checkpoint import Checkpoint
from core.training.clip_store import ClipStore, RecordingClips
from core.training.finish import Fitted, Parts, finish
from core.training.local import degrees_from
from core.training.manifest import Manifest, read_manifests
from core.training.manifest_row import PARTS, ManifestRow, Part
from core.training.request import TrainRequest
from core.training.split import split_people
from core.training.trainer import Trainer
from models.bundle import DESCRIPTION, Bundle, load_bundle

_CHECKPOINT = "training.safetensors"
_CLIPS = "clips"

LeftOut = tuple[ManifestRow, str]


@dataclass(frozen=True, slots=True)
class TrainResult:
    """What came of a training.

    Attributes
    ----------
    bundle : Bundle
    left_out : tuple of (ManifestRow, str)
        Recordings that could not be used, and why.
    notes : tuple of str
        What the user should know.
    """

    bundle: Bundle
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]


def train(
    request: TrainRequest, progress: ProgressFn = silent, cancel: CancelToken | None = None
) -> TrainResult:
    """Train a bundle, going on from wherever an earlier call with this request was stopped.

    Parameters
    ----------
    request : TrainRequest
    progress : callable
        Told stages ``"extract"``, ``"train"`` and ``"calibrate"``.
    cancel : CancelToken, optional

    Returns
    -------
    TrainResult

    Raises
    ------
    UsageError
        If the manifest is wrong or holds too few people, if `out` is something else than a
        bundle, or if an unfinished training with other data or settings lies there.
    BundleError, NoSuchModelError
        If `initial` cannot be used, or the bundle cannot be written.
    SurroundingsError
        If clips or checkpoint cannot be written.
    Cancelled
        If the token was set; the state is kept.
    """
    token = cancel or CancelToken()
    _check_target(request.out)
    manifest = read_manifests(request.manifests, request.labels)
    start = _start(request)
    initial = start.state_dict if start else None
    split_people(manifest.rows, request.settings.seed)  # too few people: say so before the work
    store = ClipStore(request.work_folder / _CLIPS, request.clip, request.size_px)
    recordings = store.collect(manifest.rows, request.threads, progress, token)
    _refuse_one_video_of_two_people(recordings)
    parts, left_out = divide(recordings, request)
    torch.set_num_threads(request.threads)
    run = Trainer(
        parts["train"],
        parts["validation"],
        request.settings,
        request.augmentation,
        Checkpoint(request.work_folder / _CHECKPOINT, _fingerprint(request, parts, initial)),
        progress,
        token,
    ).run(initial)
    fitted = Fitted(parts, run, tuple(why for _, why in left_out), manifest, _named(start))
    bundle = finish(request, fitted, progress, token)
    _clear(request)
    return TrainResult(bundle, left_out, notes(manifest, request))


def _check_target(out: Path) -> None:
    """Refuse now, not after an hour of training, to replace something that is no bundle."""
    is_other = (out.is_dir() and any(out.iterdir()) and not (out / DESCRIPTION).exists()) or (
        out.is_file() and out.suffix != ".facies"
    )
    if is_other:
        raise UsageError(f"“{out}” exists and is no model bundle. Choose another --out.")


def _start(request: TrainRequest) -> Bundle | None:
    if request.initial is None:
        return None
    bundle = load_bundle(request.initial)
    if bundle.spec.head.num_logits != 2:
        raise UsageError(
            f"“{request.initial.name}” judges {len(bundle.spec.head.labels)} levels; this training "
            "needs a model with two labels to start from."
        )
    return bundle


def _named(start: Bundle | None) -> str:
    if start is None:
        return ""
    return f"{start.spec.id} {start.spec.version} (weights {start.weights_sha256[:16]})"


def _refuse_one_video_of_two_people(recordings: Sequence[RecordingClips]) -> None:
    """Refuse what could stand on both sides of the split."""
    first: dict[str, ManifestRow] = {}
    for clips in recordings:
        if clips.sha256:
            other = first.setdefault(clips.sha256, clips.row)
            if other is not clips.row:
                places = f"{other.place} and {clips.row.place}"
                raise UsageError(
                    f"{places[0].upper()}{places[1:]} name two copies of one video. Keep one of "
                    "them."
                )


def divide(
    recordings: Sequence[RecordingClips], request: TrainRequest
) -> tuple[Parts, tuple[LeftOut, ...]]:
    """Put everybody's usable recordings into one part, and say why the others are left out.

    Recordings of rest are learnt from where it is known how much they move; they judge nothing.

    Raises
    ------
    UsageError
        As `core.training.split.split_people`.
    """
    judging = [c.row for c in recordings if not c.fault and c.row.task != "rest"]
    part_of = split_people(judging, request.settings.seed)
    parts: dict[Part, list[RecordingClips]] = {part: [] for part in PARTS}
    left_out: list[LeftOut] = []
    for clips in recordings:
        part = part_of.get(clips.row.subject_id, clips.row.part or "train")
        why = clips.fault or _no_use_of_rest(clips.row, part)
        if why:
            left_out.append((clips.row, why))
        else:
            parts[part].append(clips)
    return parts, tuple(left_out)


def _no_use_of_rest(row: ManifestRow, part: Part) -> str:
    if row.task != "rest" or (row.graded and part == "train"):
        return ""
    return "Rest alone says nothing: a healthy face at rest hardly moves either."


def _fingerprint(request: TrainRequest, parts: Parts, initial: Mapping[str, Tensor] | None) -> str:
    """Digest of everything that decides the weights, save the number of threads."""
    start = hashlib.sha256()
    for key, value in sorted((initial or {}).items()):
        start.update(key.encode() + value.contiguous().numpy().tobytes())
    facts = {
        "recordings": {
            part: [(c.sha256, c.row.subject_id, c.row.degree, degrees_from(c)) for c in parts[part]]
            for part in ("train", "validation")
        },
        "settings": asdict(request.settings),
        "augmentation": asdict(request.augmentation),
        "clip": asdict(request.clip),
        "size_px": request.size_px,
        "start": start.hexdigest(),
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def notes(manifest: Manifest, request: TrainRequest) -> tuple[str, ...]:
    """Say what should be known of columns and people once a model is trained."""
    said = []
    if manifest.ignored_columns:
        ignored = ", ".join(manifest.ignored_columns)
        said.append(f"These columns were not read: {ignored}.")
    if kept := sum(row.held_back for row in manifest.rows):
        said.append(
            f"{kept} recordings are of people by whom “facies study shipped” judges (held_back): "
            "its figures will flatter this model. “--among training” films none of them."
        )
    if request.initial is not None and any(row.part is None for row in manifest.rows):
        said.append(
            f"If “{request.initial.name}” had learnt from any of these people, the figures flatter "
            "it: then say in the column “part” who was in which part."
        )
    return tuple(said)


def _clear(request: TrainRequest) -> None:
    """Remove the checkpoint, and the pictures of faces unless their folder was named."""
    folder = request.work_folder
    (folder / _CHECKPOINT).unlink(missing_ok=True)
    shutil.rmtree(folder / "draft", ignore_errors=True)
    if request.work is None:
        shutil.rmtree(folder / _CLIPS, ignore_errors=True)
        with suppress(OSError):  # something else lies there: leave it
            folder.rmdir()
