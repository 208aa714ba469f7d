"""What a video shows without any network: the rivals, and how much the face moves where."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from core.analysis.clips_again import clips_again
from core.atomic import write_text
from core.progress import CancelToken
from core.study.local_rivals import MotionMeter, landmark_speed, movement_iod
from core.study.rivals import RivalMeter
from core.types import Analysis, Region

# Raise it when what is measured changes: what was kept before is then not used again.
_KEPT = 2


@dataclass(frozen=True, slots=True)
class Plain:
    """Measured of one video. NaN, or empty, where nothing could be measured.

    Attributes
    ----------
    motion_energy, landmark_velocity : float
        `core.study.rivals`; higher = more hypomimic, like the score.
    movement_iod : float
        `core.study.local_rivals`; higher = moves more.
    motion_density, landmark_speed : dict of Region to float
        Of the plain motion map and of the landmarks, by facial region.
    motion_spread : dict of str to float
        Of the plain motion map, by ``motion.measure``.
    """

    motion_energy: float
    landmark_velocity: float
    movement_iod: float
    motion_density: dict[Region, float]
    landmark_speed: dict[Region, float]
    motion_spread: dict[str, float]


def plainly(
    analysis: Analysis, size_px: int, folder: Path, cancel: CancelToken | None = None
) -> Plain:
    """Measure a video without a network, in one pass over its clips, or read what was measured.

    Parameters
    ----------
    analysis : Analysis
        Of the video, by any model: only its face, its clips and its segments are used.
    size_px : int
        Side of the crops.
    folder : Path
        Where it is kept for the next model.
    cancel : CancelToken, optional

    Raises
    ------
    RecordingError
        If the video is gone or is no longer the one that was analysed.
    SurroundingsError
        If it cannot be kept.
    Cancelled
    """
    kept = folder / f"{_key(analysis, size_px)}.plain.json"
    if kept.is_file():
        return Plain(**json.loads(kept.read_text(encoding="utf-8")))
    rivals, motion = RivalMeter(), MotionMeter()
    for clip in clips_again(analysis, size_px, cancel=cancel):
        rivals.add(clip)
        motion.add(clip)
    rival = rivals.finish(analysis.face, analysis.recording.pts_s, analysis.clips)
    density, spread = motion.finish(analysis)
    found = Plain(
        motion_energy=rival.motion_energy,
        landmark_velocity=rival.landmark_velocity,
        movement_iod=movement_iod(analysis),
        motion_density=density,
        landmark_speed=landmark_speed(analysis),
        motion_spread=spread,
    )
    write_text(kept, json.dumps(asdict(found)) + "\n")
    return found


def _key(analysis: Analysis, size_px: int) -> str:
    facts = [
        _KEPT, analysis.recording.sha256, size_px, analysis.clips.frame_index.tolist(),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]
