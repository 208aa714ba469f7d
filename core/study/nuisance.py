"""Nuisances: what a score of facial motion must not follow, at stated strengths.

Each writes the same recording once more with one thing changed that is no facial motion. The
strengths are meant to be met in practice; `NUISANCES` lists them, and each can be had at another
strength with `dataclasses.replace`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from core.errors import UsageError
from core.progress import CancelToken, ProgressFn, silent
from core.simulate.attenuate.watch import Watched, watch
from core.study import changes
from core.study.turn import turned
from core.types import Recording
from core.video.rewrite import REWRITE_CRF, Change, rewrite

Kind = Literal[
    "none", "head_motion", "camera_shake", "slow_light", "flicker", "h264", "jpeg", "resolution",
    "frame_rate", "turn",
]  # fmt: skip

_HARDLY = 0.02  # less than this share of the frames, or of the shorter side, counts as no change
_TINY_S = 1e-6
_FLICKER_HZ = 9.3  # what lamps at 100 Hz leave at 30 frames a second is about this fast
_LIMITS: dict[Kind, tuple[float, float]] = {
    "none": (0, 0), "head_motion": (0, 0.2), "camera_shake": (0, 0.05), "slow_light": (0, 0.6),
    "flicker": (0, 0.4), "h264": (0, 51), "jpeg": (1, 100), "resolution": (32, 4320),
    "frame_rate": (1, 240), "turn": (-20, 20),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Nuisance:
    """One nuisance at one strength.

    Attributes
    ----------
    kind : str
        ``"none"`` only passes through the same decoder and encoder: what others are compared to.
    strength : float
        ``head_motion``: largest shift, as a share of the picture's shorter side, with a turn of
        100° and a zoom of 1 per unit (0.04: 4 %, 4° and 4 %), up to 0.5 Hz. ``camera_shake``: the
        same at 4 to 8 Hz, without zoom. ``slow_light``: largest change of brightness as a share,
        of warmth a third of it. ``flicker``: depth as a share, 9.3 Hz. ``h264``: x264's constant
        rate factor. ``jpeg``: quality, [1, 100]. ``resolution``: shorter side in pixels.
        ``frame_rate``: frames a second, by leaving out or repeating. ``turn``: yaw in degrees.
    unit : str
    """

    kind: Kind
    strength: float = 0.0
    unit: str = ""

    def __post_init__(self) -> None:
        low, high = _LIMITS[self.kind]
        if not low <= self.strength <= high:
            raise UsageError(
                f"The strength of “{self.kind}” must lie in {low:g} to {high:g}, "
                f"and {self.strength:g} does not."
            )

    @property
    def name(self) -> str:
        """Kind and strength, such as ``resolution-240px``."""
        return f"{self.kind}-{self.strength:g}{self.unit}" if self.kind != "none" else "none"

    @property
    def words(self) -> str:
        """What people read, such as “shorter side 240 px”."""
        return _WORDS[self.kind].format(self.strength)


_WORDS: dict[Kind, str] = {
    "none": "no change",
    "head_motion": "head motion, {:.0%}",
    "camera_shake": "camera shake, {:.0%}",
    "slow_light": "drifting light, {:.0%}",
    "flicker": "flicker, {:.0%}",
    "h264": "H.264, CRF {:g}",
    "jpeg": "JPEG, quality {:g}",
    "resolution": "shorter side {:g} px",
    "frame_rate": "{:g} frames/s",
    "turn": "turned {:+g}°",
}

NUISANCES: tuple[Nuisance, ...] = (
    Nuisance("none"),
    Nuisance("head_motion", 0.04),
    Nuisance("camera_shake", 0.01),
    Nuisance("slow_light", 0.25),
    Nuisance("flicker", 0.06),
    Nuisance("h264", 30, "crf"),
    Nuisance("h264", 38, "crf"),
    Nuisance("jpeg", 30, "q"),
    Nuisance("resolution", 480, "px"),
    Nuisance("resolution", 240, "px"),
    Nuisance("frame_rate", 15, "fps"),
    Nuisance("frame_rate", 24, "fps"),
    Nuisance("frame_rate", 60, "fps"),
    Nuisance("turn", 8, "deg"),
    Nuisance("turn", -8, "deg"),
)


def alters(nuisance: Nuisance, recording: Recording) -> bool:
    """Say whether a nuisance changes a recording, beyond what writing it anew does.

    A picture that is small already is not made smaller, and a recording of a frame rate is not
    changed by asking for that rate. What is not changed says nothing of a score's steadiness.

    Parameters
    ----------
    nuisance : Nuisance
    recording : Recording

    Returns
    -------
    bool
        False for up to one frame in fifty left out or repeated, or 2 % of the shorter side.
    """
    match nuisance.kind:
        case "none":
            return False
        case "resolution":
            return round(nuisance.strength) < (1 - _HARDLY) * min(recording.size_px)
        case "frame_rate":
            return _shows_others(nuisance.strength, recording)
        case "h264":
            return round(nuisance.strength) != REWRITE_CRF
        case "jpeg":
            return True
        case _:
            return nuisance.strength != 0


def _shows_others(rate_hz: float, recording: Recording) -> bool:
    """Whether more than a few frames are left out or repeated at a rate."""
    # Up to the last frame: for how long that one stays changes nothing that is seen.
    moments = np.arange(0, recording.pts_s[-1] + _TINY_S, 1 / rate_hz)
    shown = np.searchsorted(recording.pts_s - _TINY_S, moments, side="right") - 1
    frames, kinds = len(recording.pts_s), len(np.unique(shown))
    odd = (frames - kinds) + (len(shown) - kinds)
    return odd > max(2.0, _HARDLY * frames)  # one at either end is how the moments fall


def apply_nuisance(
    nuisance: Nuisance,
    recording: Recording,
    path: Path,
    *,
    seed: int = 0,
    watched: Watched | None = None,
    progress: ProgressFn = silent,
    cancel: CancelToken | None = None,
) -> None:
    """Write a recording with one nuisance.

    Parameters
    ----------
    nuisance : Nuisance
    recording : Recording
    path : Path
        Ends in ``.mp4``; written atomically.
    seed : int
        Chooses the course of what wanders; the same seed gives the encoder the same pictures.
    watched : Watched, optional
        Of this recording; a turn needs it, and watches the recording itself without it.
    progress : callable
        Told the stages ``"analyse"`` (a turn without `watched`) and ``"render"``.
    cancel : CancelToken, optional

    Raises
    ------
    RecordingError
        If the recording cannot be decoded, or for a turn shows no face.
    SurroundingsError
        If the result cannot be written.
    Cancelled
    """
    if nuisance.kind == "turn":
        known = watched or watch(recording, progress, cancel)
        change = turned(known, nuisance.strength)
    else:
        change = _change(nuisance, recording.size_px, seed)
    rewrite(
        recording,
        path,
        change,
        rate_hz=nuisance.strength if nuisance.kind == "frame_rate" else None,
        crf=round(nuisance.strength) if nuisance.kind == "h264" else REWRITE_CRF,
        progress=progress,
        cancel=cancel,
    )


def _change(nuisance: Nuisance, size_px: tuple[int, int], seed: int) -> Change:
    much = nuisance.strength
    match nuisance.kind:
        case "head_motion":
            return changes.camera_motion(
                size_px, seed, shift=much, turn_deg=100 * much, zoom=much, band_hz=(0.1, 0.5)
            )
        case "camera_shake":
            return changes.camera_motion(
                size_px, seed, shift=much, turn_deg=100 * much, zoom=0.0, band_hz=(4.0, 8.0)
            )
        case "slow_light":
            return changes.slow_light(seed, gain=much, warmth=much / 3)
        case "flicker":
            return changes.flicker(seed, depth=much, hz=_FLICKER_HZ)
        case "jpeg":
            return changes.jpeg(quality=round(much))
        case "resolution":
            return changes.smaller(size_px, short_side_px=round(much))
        case _:
            return changes.unchanged
