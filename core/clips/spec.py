"""How a clip is cut from a recording."""

from __future__ import annotations

import math
from dataclasses import dataclass

from models.bundle_spec import ClipTiming


@dataclass(frozen=True, slots=True)
class ClipSpec:
    """How many frames a clip has, what time they span, and how far clips lie apart.

    "14 frames" alone says nothing of time; frames and span are kept apart.

    Attributes
    ----------
    frames : int
        Frames of a clip, at least 2.
    span_s : float
        Time from the first to the last frame of a clip, in seconds.
    hop_s : float
        Time from the start of one clip to the start of the next; below `span_s` they overlap.

    Raises
    ------
    ValueError
        If a field is out of range.
    """

    frames: int
    span_s: float
    hop_s: float

    def __post_init__(self) -> None:
        if self.frames < 2:
            raise ValueError(f"a clip needs at least 2 frames, not {self.frames}")
        for name, value in (("span_s", self.span_s), ("hop_s", self.hop_s)):
            if not (math.isfinite(value) and value > 0):
                raise ValueError(f"{name} must be above 0, not {value}")

    @classmethod
    def of(cls, timing: ClipTiming) -> ClipSpec:
        """Cut clips as a bundle says."""
        return cls(timing.frames, timing.span_s, timing.hop_s)

    @property
    def step_s(self) -> float:
        """Time between neighbouring frames of a clip, in seconds."""
        return self.span_s / (self.frames - 1)

    @property
    def clips_per_span(self) -> int:
        """How many clips further the next one starts that shares no time with this one."""
        return math.floor(self.span_s / self.hop_s) + 1
