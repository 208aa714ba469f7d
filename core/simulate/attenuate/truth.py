"""Writing what was done to a recording whose motion was scaled."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.atomic import write_text
from core.simulate.attenuate.lids import blink_depth
from core.simulate.attenuate.plan import FacePlan
from core.simulated import truth_path
from core.types import RESEARCH_USE, Recording
from core.version import VERSION

NOTE = (
    "The facial motion in this video was altered by software; it is not what was filmed, and says "
    "nothing of the person. " + RESEARCH_USE
)
SCHEMA_VERSION = 1


def truth_json(recording: Recording, gain: float, plans: Sequence[FacePlan]) -> dict[str, Any]:
    """Everything that was done, as JSON values.

    Keys: ``schema_version``, ``note``, ``facies_version``, ``kind`` (``"attenuated"``), ``gain``,
    ``source`` (``sha256``, ``frames``, ``duration_s``; no name), ``blink_depth`` (what the depth of
    kept blinks was multiplied by), ``untouched_frames`` (without a followed face), and
    ``appearances``: from ``start_s`` to ``end_s``, ``frames``, ``neutral_frames`` (whose median is
    the neutral face) and ``blinks`` of the recording with ``kept``.
    """
    altered = sum(len(plan.appearance.frames) for plan in plans)
    return {
        "schema_version": SCHEMA_VERSION,
        "note": NOTE,
        "facies_version": VERSION,
        "kind": "attenuated",
        "gain": gain,
        "source": {
            "sha256": recording.sha256,
            "frames": len(recording.pts_s),
            "duration_s": round(recording.duration_s, 6),
        },
        "blink_depth": round(blink_depth(gain), 6),
        "untouched_frames": len(recording.pts_s) - altered,
        "appearances": [_appearance(plan) for plan in plans],
    }


def _appearance(plan: FacePlan) -> dict[str, Any]:
    appearance = plan.appearance
    return {
        "start_s": round(float(appearance.pts_s[0]), 6),
        "end_s": round(float(appearance.pts_s[-1]), 6),
        "frames": len(appearance.frames),
        "neutral_frames": appearance.frames[plan.neutral].tolist(),
        "blinks": [
            {**asdict(blink), "kept": bool(kept)}
            for blink, kept in zip(plan.blinks, plan.kept, strict=True)
        ],
    }


def write_truth(recording: Recording, gain: float, plans: Sequence[FacePlan], video: Path) -> None:
    """Write the truth beside a video, see `core.simulate.truth.truth_path`.

    Raises
    ------
    SurroundingsError
        If it cannot be written.
    """
    text = json.dumps(truth_json(recording, gain, plans), separators=(",", ":"))
    write_text(truth_path(video), text + "\n")
