"""The measures of one task segment, from the recording's signals and events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.measures.blinks import EyeEvents
from core.measures.catalogue import applies, fill
from core.measures.signals import Signals, in_segment
from core.measures.smiles import ASKED_SMILE_FROM_IOD, SMILE_FROM_IOD, Smile
from core.measures.statistics import median_interval, poisson_interval
from core.measures.timeline import Floats, Frames, usable_time_s
from core.types import Measure, Segment

MIN_FACE_S = 1.0
MIN_BLINK_RATE_S = 10.0
FULL_BLINK_RATE_S = 60.0
# 24 frames a second, of which 23.976 is the television form.
MIN_TIMING_FPS = 23.9

_CALM_SHARE = 0.2
_PEAK_SHARE = 0.05
_MIN_PEAK_FRAMES = 3

Interval = tuple[float | None, float | None]
Value = tuple[float | None, Interval, str]
_NO_INTERVAL: Interval = (None, None)


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in the whole recording, before it is divided by task.

    Attributes
    ----------
    pts_s : (T,) float64
    fps : float
    face_parts, eye_parts : tuple of int arrays
        Unbroken stretches in which the face, and both eyes, can be measured.
    signals : Signals
    distances : dict of str to (T,) float32
        From `core.measures.katsikitis`.
    eyes : EyeEvents
    smiles, asked_smiles : tuple of Smile
        At the usual threshold, and at the lower one where a smile was asked for.
    """

    pts_s: Floats
    fps: float
    face_parts: tuple[Frames, ...]
    eye_parts: tuple[Frames, ...]
    signals: Signals
    distances: dict[str, NDArray[np.float32]]
    eyes: EyeEvents
    smiles: tuple[Smile, ...]
    asked_smiles: tuple[Smile, ...]


def measure_segment(found: Findings, segment: Segment) -> tuple[Measure, ...]:
    """Return the measures that make sense in this segment's task, in the table's order.

    A measure that makes sense but cannot be had from this recording has the value None and a note.
    """
    view = _View.of(found, segment)
    named = [*_eyes(view), *_movement(view), *_smiling(view), *_symmetry(view), *_distances(view)]
    return tuple(
        fill(name, segment.task, value, interval, note)
        for name, (value, interval, note) in named
        if applies(name, segment.task)
    )


@dataclass(frozen=True, slots=True)
class _View:
    """The part of `Findings` that lies in one segment."""

    found: Findings
    segment: Segment
    frames: Frames
    face_s: float
    eye_s: float

    @classmethod
    def of(cls, found: Findings, segment: Segment) -> _View:
        inside = in_segment(found.pts_s, segment)
        known = np.isfinite(found.signals["mouth_width_iod"])
        span = (found.pts_s, segment.start_s, segment.end_s)
        return cls(
            found,
            segment,
            np.flatnonzero(inside & known),
            usable_time_s(found.face_parts, *span),
            usable_time_s(found.eye_parts, *span),
        )

    @property
    def too_little(self) -> str:
        """Why nothing can be measured; empty if it can."""
        if self.face_s >= MIN_FACE_S:
            return ""
        return f"The face can be measured for only {self.face_s:.1f} s of this segment."

    def holds(self, time_s: float) -> bool:
        return self.segment.start_s <= time_s < self.segment.end_s

    def of_frames(self, line: str, summary: Callable[[Floats], float]) -> Value:
        """Summarise a signal over the segment's frames, or say why that cannot be done."""
        if self.too_little:
            return None, _NO_INTERVAL, self.too_little
        values = self.found.signals[line][self.frames]
        return summary(values[np.isfinite(values)]), _NO_INTERVAL, ""


def _eyes(view: _View) -> Iterator[tuple[str, Value]]:
    blinks = [b for b in view.found.eyes.blinks if view.holds(b.peak_s)]
    closures = [c for c in view.found.eyes.closures if view.holds(c.peak_s)]
    if view.eye_s < MIN_FACE_S:
        note = f"Both eyes can be seen for only {view.eye_s:.1f} s of this segment."
        for name in (
            "blink_count", "blink_rate", "blink_amplitude", "blink_duration", "long_closures",
        ):  # fmt: skip
            yield name, (None, _NO_INTERVAL, note)
        return
    yield "blink_count", (float(len(blinks)), _NO_INTERVAL, "")
    yield "blink_rate", _blink_rate(len(blinks), view.eye_s)
    amplitude = np.array([b.amplitude for b in blinks])
    yield "blink_amplitude", _median(amplitude, "No blink in this segment.")
    duration = np.array([b.end_s - b.start_s for b in blinks])
    if view.found.fps < MIN_TIMING_FPS:
        slow = f"At {view.found.fps:.1f} frames a second a blink is too short to time."
        yield "blink_duration", (None, _NO_INTERVAL, slow)
    else:
        yield "blink_duration", _median(duration, "No blink in this segment.")
    yield "long_closures", (float(len(closures)), _NO_INTERVAL, "")


def _blink_rate(count: int, seconds: float) -> Value:
    if seconds < MIN_BLINK_RATE_S:
        need = f"a rate needs at least {MIN_BLINK_RATE_S:.0f} s"
        note = f"Both eyes were in view for {seconds:.0f} s; {need}."
        return None, _NO_INTERVAL, note
    low, high = (60.0 * bound / seconds for bound in poisson_interval(count))
    note = f"From {seconds:.0f} s only." if seconds < FULL_BLINK_RATE_S else ""
    return 60.0 * count / seconds, (low, high), note


def _movement(view: _View) -> Iterator[tuple[str, Value]]:
    for part in ("mouth_width", "mouth_opening"):
        line = f"{part}_iod"
        yield f"{part}_mean", view.of_frames(line, _mean)
        yield f"{part}_sd", view.of_frames(line, _sd)
        yield f"{part}_range", view.of_frames(line, _range)
    yield "brow_motion_sd", view.of_frames("brow_height_iod", _sd)
    yield "brow_motion_range", view.of_frames("brow_height_iod", _range)
    yield "facial_motion", view.of_frames("facial_motion_iod_s", _mean)


def _smiling(view: _View) -> Iterator[tuple[str, Value]]:
    asked = view.segment.task == "smile"
    pool = view.found.asked_smiles if asked else view.found.smiles
    smiles = [s for s in pool if view.holds(s.peak_s)]
    if view.too_little:
        for name in (
            "smile_count", "smile_amplitude", "smile_width_gain", "smile_onset_velocity",
            "smile_asymmetry",
        ):  # fmt: skip
            yield name, (None, _NO_INTERVAL, view.too_little)
        return
    limit = ASKED_SMILE_FROM_IOD if asked else SMILE_FROM_IOD
    none = f"No smile: the lip corners never rose by {limit:.2f} IOD for long enough."
    speech = "" if asked else "Speech within the segment may pull the lips as a smile does."
    yield "smile_count", (float(len(smiles)), _NO_INTERVAL, speech)
    yield "smile_amplitude", _smile_amplitude(view, smiles, asked, none)
    gain = np.array([100.0 * s.width_gain for s in smiles])
    yield "smile_width_gain", _median(gain, none)
    velocity = np.array([s.onset_velocity_iod_s for s in smiles])
    slow = "" if view.found.fps >= MIN_TIMING_FPS else "Too few frames a second: reads low."
    yield "smile_onset_velocity", _median(velocity, none, slow)
    yield "smile_asymmetry", _median(np.array([s.asymmetry for s in smiles]), none)


def _smile_amplitude(view: _View, smiles: list[Smile], asked: bool, none: str) -> Value:
    if asked and not smiles:  # a very small smile is a finding, not a gap
        highest, interval, _ = view.of_frames("smile_amplitude_iod", _high)
        return highest, interval, none + " The value is the highest rise."
    return _median(np.array([s.amplitude_iod for s in smiles]), none)


def _symmetry(view: _View) -> Iterator[tuple[str, Value]]:
    for name, line in (("eye_asymmetry", "eye_opening"), ("brow_asymmetry", "brow_height")):
        if view.too_little:
            yield name, (None, _NO_INTERVAL, view.too_little)
            continue
        left, right = (
            float(np.median(view.found.signals[f"{line}_{side}_iod"][view.frames]))
            for side in ("left", "right")
        )
        yield name, ((left - right) / max(abs(left) + abs(right), 1e-6), _NO_INTERVAL, "")


def _distances(view: _View) -> Iterator[tuple[str, Value]]:
    size = view.found.signals["expression_size_iod"][view.frames]
    order = view.frames[np.argsort(size)]
    calm = order[: max(_MIN_PEAK_FRAMES, round(_CALM_SHARE * len(order)))]
    peak = order[-max(_MIN_PEAK_FRAMES, round(_PEAK_SHARE * len(order))) :]
    for name, line in view.found.distances.items():
        if view.too_little:
            yield f"kp_{name}_rest", (None, _NO_INTERVAL, view.too_little)
            yield f"kp_{name}_change", (None, _NO_INTERVAL, view.too_little)
            continue
        at_rest, at_peak = float(np.median(line[calm])), float(np.median(line[peak]))
        yield f"kp_{name}_rest", (at_rest, _NO_INTERVAL, "")
        yield f"kp_{name}_change", (at_peak - at_rest, _NO_INTERVAL, "")


def _median(values: Floats, none: str, note: str = "") -> Value:
    if not len(values):
        return None, _NO_INTERVAL, none
    return float(np.median(values)), median_interval(values), note


def _mean(values: Floats) -> float:
    return float(values.mean())


def _sd(values: Floats) -> float:
    return float(values.std())


def _range(values: Floats) -> float:
    low, high = np.quantile(values, (0.05, 0.95))
    return float(high - low)


def _high(values: Floats) -> float:
    return float(np.quantile(values, 0.95))
