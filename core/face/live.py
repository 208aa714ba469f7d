"""Quality while the camera runs: the gates of the analysis, the face's place, the sound.

The same tracker, meter and limits as in an analysis look at as many pictures as the machine can
manage; every picture's arrival counts for the frame rate.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from core.closing import Closing
from core.face.limits import LIMITS, Limit
from core.face.observation import FaceObservation
from core.face.quality import QualityMeter
from core.face.tracker import FaceTracker
from core.types import QualityCheck, QualityReport, Status
from core.video.limits import MAX_SIDE_PX
from core.video.shrink import shrunk

_OVER_S = 3.0
_RATE_OVER_S = 3.0
_RATE_LEAST_S = 1.0
_ANY_SPAN_S = 1.0  # live gates do not depend on the clips' span
# Below the quietest a person speaks at arm's length; above, a converter is at its end.
_QUIET_DBFS = -55.0
_LOUD_DBFS = -1.0
_SILENCE_DBFS = -120.0
_SOUND_OVER_S = 5.0


@dataclass(frozen=True, slots=True)
class Oval:
    """Where the face should be, in shares of the picture; upright, since faces are.

    Attributes
    ----------
    x, y : float
        Middle, in shares of the picture's width and height.
    height : float
        In shares of the picture's height.
    aspect : float
        Width to height.
    """

    x: float = 0.5
    y: float = 0.5
    height: float = 0.64
    aspect: float = 0.74


OVAL = Oval()

_CENTRING = Limit(
    "centring", "%", 20, 60, "above",
    "The face is in the middle.",
    "The face is {value}{unit} of the oval away from its middle.",
    "Move the camera until the face lies in the oval.",
)  # fmt: skip
_OUTSIDE = "A part of the face is outside the picture. Move the camera until the whole face shows."


@dataclass(frozen=True, slots=True)
class LiveReport:
    """What can be said of the last seconds.

    Attributes
    ----------
    checks : tuple of QualityCheck
        The analysis's gates that can be judged at once, then ``"centring"``. The frame rate is
        that of the pictures that arrived.
    face_box : (left, top, right, bottom) or None
        Of the face in the newest picture, in shares of its width and height.
    fps : float
        Pictures that arrive per second; 0 where not known.
    looks_per_s : float
        Pictures per second that were looked at.
    time_s : float
        Of the newest picture.
    """

    checks: tuple[QualityCheck, ...]
    face_box: tuple[float, float, float, float] | None
    fps: float
    looks_per_s: float
    time_s: float

    def check(self, name: str) -> QualityCheck:
        """Return one check by its name."""
        return next(check for check in self.checks if check.name == name)

    @property
    def status(self) -> Status:
        """The worst status of all checks."""
        return QualityReport(self.checks).status


class LiveQuality(Closing):
    """Judges a live picture. One thread; `arrived` alone may be called from another.

    Parameters
    ----------
    over_s : float
        The checks tell of the last so many seconds.
    """

    _box: tuple[float, float, float, float] | None

    def __init__(self, over_s: float = _OVER_S) -> None:
        self._over_s = over_s
        self._tracker = FaceTracker()
        self._arrivals: deque[float] = deque(maxlen=600)
        self._reset()

    def arrived(self, time_s: float) -> None:
        """Count a picture that arrived, whether or not it will be looked at."""
        self._arrivals.append(time_s)

    def look(self, rgb: NDArray[np.uint8], time_s: float) -> LiveReport:
        """Judge a picture and what came before.

        Parameters
        ----------
        rgb : (H, W, 3) uint8
            Upright and un-mirrored.
        time_s : float
            When it arrived; pictures may be left out, but time must rise. Where it does not, all
            is forgotten.
        """
        if self._looks and time_s <= self._looks[-1]:
            self.forget()
        self._looks.append(time_s)
        view = shrunk(rgb, MAX_SIDE_PX)
        seen = self._tracker.process(view, time_s)
        self._meter.add(seen, time_s, view.shape[1] / rgb.shape[1])
        box = _box_of(seen, view)
        if box is not None:
            self._box, self._box_s = box, time_s
        elif time_s - self._box_s > self._over_s:
            self._box = None
        fps = rate_hz(list(self._arrivals), time_s)
        checks = [
            _check_rate(fps) if check.name == "frame_rate" else check
            for check in self._meter.live(self._over_s).checks
        ]
        checks.append(check_centring(self._box, view.shape[1] / view.shape[0]))
        return LiveReport(tuple(checks), box, fps, self._look_rate(), time_s)

    def forget(self) -> None:
        """Forget all pictures: others come now, perhaps by another clock."""
        self._arrivals.clear()
        self._reset()

    def close(self) -> None:
        """Free the tracker."""
        self._tracker.close()

    def _reset(self) -> None:
        self._tracker.reset()
        self._meter = QualityMeter(_ANY_SPAN_S, keep_s=2 * self._over_s)
        self._looks: deque[float] = deque(maxlen=200)
        self._box = None
        self._box_s = -math.inf

    def _look_rate(self) -> float:
        recent = [t for t in self._looks if t > self._looks[-1] - _RATE_OVER_S]
        return (len(recent) - 1) / (recent[-1] - recent[0]) if len(recent) > 1 else 0.0


def rate_hz(arrivals_s: list[float], now_s: float) -> float:
    """Return how many pictures a second arrived in the last seconds; 0 where not known."""
    recent = [t for t in arrivals_s if now_s - _RATE_OVER_S < t <= now_s]
    if len(recent) < 3 or recent[-1] - recent[0] < _RATE_LEAST_S:
        return 0.0
    return (len(recent) - 1) / max(recent[-1] - recent[0], 1e-6)


def _check_rate(fps: float) -> QualityCheck:
    check = LIMITS["frame_rate"].check(fps)
    if fps > 0:
        return check
    return replace(check, status="warn", value=None, message="Not known yet.")


def check_centring(box: tuple[float, float, float, float] | None, aspect: float) -> QualityCheck:
    """Judge where the face lies.

    Parameters
    ----------
    box : (left, top, right, bottom) or None
        In shares of the picture.
    aspect : float
        The picture's width to its height.
    """
    if box is None:
        return _CENTRING.check(None)
    left, top, right, bottom = box
    # Landmarks end at the brows' upper edge: the forehead above belongs to the face too.
    dx = ((left + right) / 2 - OVAL.x) * aspect / (OVAL.height * OVAL.aspect)
    dy = ((top + bottom) / 2 - OVAL.y) / OVAL.height
    check = _CENTRING.check(100 * math.hypot(dx, dy))
    if left < 0 or top < 0 or right > 1 or bottom > 1:
        return replace(check, status="fail", message=_OUTSIDE)
    return check


def level_dbfs(block: NDArray[np.int16]) -> float:
    """Return the level of a block of sound, root mean square, in dB below full scale."""
    if not block.size:
        return _SILENCE_DBFS
    power = float(np.mean(np.square(block.astype(np.float64) / 32768)))
    return max(10 * math.log10(power), _SILENCE_DBFS) if power > 0 else _SILENCE_DBFS


class SoundLevel:
    """Follows how loud the room is, block by block."""

    def __init__(self) -> None:
        self._blocks: deque[tuple[float, float, float]] = deque()

    def add(self, block: NDArray[np.int16], time_s: float) -> None:
        """Take a block of int16 sound that began at `time_s`."""
        peak = float(np.abs(block.astype(np.int32)).max(initial=0)) / 32768
        self._blocks.append((time_s, level_dbfs(block), 20 * math.log10(max(peak, 1e-6))))
        while time_s - self._blocks[0][0] > _SOUND_OVER_S:
            self._blocks.popleft()

    @property
    def dbfs(self) -> float:
        """The newest block's level."""
        return self._blocks[-1][1] if self._blocks else _SILENCE_DBFS

    def check(self) -> QualityCheck:
        """Judge the last seconds. Sound never stands in the way of an analysis: it only warns."""
        if not self._blocks:
            return QualityCheck(
                "sound", "warn", None, "dBFS", _QUIET_DBFS, None,
                "No sound arrives from the microphone. Choose another one, or go on without.",
            )  # fmt: skip
        loudest = max(level for _, level, _ in self._blocks)
        peak = max(peak for _, _, peak in self._blocks)
        status: Status = "warn"
        if peak > _LOUD_DBFS:
            say = "The sound is too loud and distorted. Turn the microphone down."
        elif loudest < _QUIET_DBFS:
            say = f"Almost silent ({loudest:.0f} dBFS). Check that the microphone is not muted."
        else:
            status, say = "pass", f"The sound arrives ({loudest:.0f} dBFS)."
        return QualityCheck("sound", status, loudest, "dBFS", _QUIET_DBFS, None, say)


def _box_of(
    seen: FaceObservation, view: NDArray[np.uint8]
) -> tuple[float, float, float, float] | None:
    if seen.landmarks_px is None:
        return None
    height, width = view.shape[:2]
    points = seen.landmarks_px[:, :2] / (width, height)
    left, top = (float(value) for value in points.min(axis=0))
    right, bottom = (float(value) for value in points.max(axis=0))
    return left, top, right, bottom
