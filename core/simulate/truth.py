"""Writing what is exactly true of a phantom video."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from core.atomic import write_bytes, write_text
from core.simulate.expressions import UNITS
from core.simulate.moving import FrameTruth
from core.simulate.parts import Photographed
from core.simulate.photographed.sitter import credit
from core.simulate.spec import SCHEMA_VERSION, PhantomSpec
from core.simulate.timeline import Timeline, build_timeline
from core.simulated import truth_path
from core.types import FACIAL_REGIONS, RESEARCH_USE

NOTE = "A drawn face with scripted movement; no real person. " + RESEARCH_USE
PHOTOGRAPHED_NOTE = (
    "A real person's photographs; all movement is simulated and says nothing of that person. "
    + RESEARCH_USE
)


def arrays_path(video: Path) -> Path:
    """Where its landmarks lie: ``smile.mp4`` -> ``smile.truth.npz``."""
    return video.with_name(video.stem + ".truth.npz")


def truth_json(spec: PhantomSpec, timeline: Timeline | None = None) -> dict[str, Any]:
    """Everything that is true of a phantom but its landmarks, as JSON values.

    Keys: ``schema_version``, ``note``, ``spec`` (which redraws the video exactly), ``units`` and
    ``regions`` (the order of the axes below), ``region_gain``, ``side_gain``, ``segments``,
    ``blinks`` (times in seconds, amplitude = lost share of the opening), and ``frames`` with one
    entry a frame: ``pts_s``, ``script`` (amount of each unit before gains), ``closure`` (left,
    right), ``pose_deg`` (yaw, pitch, roll). Of photographed people also ``pictures`` (whose, and
    under which licence), and ``timeline``: ``"given"`` where one was filmed instead of the script,
    so that the spec alone does not redraw the video.
    """
    line = build_timeline(spec) if timeline is None else timeline
    movement = spec.movement
    photographed = isinstance(spec.identity, Photographed)
    extra: dict[str, Any] = {} if timeline is None else {"timeline": "given"}
    if isinstance(spec.identity, Photographed):
        extra["pictures"] = credit(spec.identity)
    return {
        "schema_version": SCHEMA_VERSION,
        "note": PHOTOGRAPHED_NOTE if photographed else NOTE,
        **extra,
        "spec": spec.to_json(),
        "units": list(UNITS),
        "regions": list(FACIAL_REGIONS),
        "region_gain": {r: movement.region_gain.get(r, 1.0) for r in FACIAL_REGIONS},
        "side_gain": {"left": movement.left_gain, "right": movement.right_gain},
        "segments": [asdict(segment) for segment in line.segments],
        "blinks": [asdict(blink) for blink in line.blinks],
        "frames": {
            "pts_s": line.pts_s.round(6).tolist(),
            "script": line.script.round(4).tolist(),
            "closure": line.closure.round(4).tolist(),
            "pose_deg": line.pose_deg.round(4).tolist(),
        },
    }


def write_truth(
    spec: PhantomSpec,
    video: Path,
    frames: Sequence[FrameTruth] | None = None,
    *,
    timeline: Timeline | None = None,
    extra: Mapping[str, Any] | None = None,
) -> None:
    """Write the truth of a video beside it.

    Parameters
    ----------
    spec : PhantomSpec
    video : Path
        The video's own path; see `truth_path` and `arrays_path`.
    frames : sequence of FrameTruth, optional
        With them, ``landmarks_px`` (T, 478, 2) float32, ``amounts`` (T, 8, 10) float32 and
        ``pts_s`` (T,) float64 are written as arrays too.
    timeline : Timeline, optional
        What was filmed instead of the spec's script.
    extra : mapping, optional
        Further JSON values, by key; they come before those of `truth_json`.

    Raises
    ------
    SurroundingsError
        If a file cannot be written.
    """
    if frames is not None:
        arrays = {
            "pts_s": np.array([f.pts_s for f in frames]),
            "landmarks_px": np.stack([f.landmarks_px for f in frames]),
            "amounts": np.stack([f.amounts for f in frames]),
        }

        packed = io.BytesIO()  # a zip that cannot be finished complains long after
        np.savez_compressed(packed, **arrays)
        write_bytes(arrays_path(video), packed.getvalue())
    truth = {**truth_json(spec, timeline), **(extra or {})}
    write_text(truth_path(video), json.dumps(truth, separators=(",", ":")) + "\n")
