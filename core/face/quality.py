"""Quality gates: whether a recording is fit to be judged, and if not, what would help.

The same meter runs over a whole recording (`QualityMeter.report`) and live over the last seconds
(`QualityMeter.live`), with the same limits (`core.face.limits`) and functions.

Where the limits of blur and exposure come from: 44 pictures of 11 real clips were degraded by
steps, and the mean error of all landmarks against those on the untouched picture was measured, in
iris distances (``tests/core/face/test_calibration.py`` does it again). Medians:

========================  =====  =====  =====  =====  =====  =====
Gaussian blur, sd / iris  0.02   0.04   0.06   0.08   0.10   0.13
sharpness                 2.63   1.93   1.56   1.39   1.31   1.22
landmark error            0.008  0.018  0.027  0.041  0.054  0.077
========================  =====  =====  =====  =====  =====  =====

Sharpness warns below 1.7 (error about 0.02) and fails below 1.3 (0.05; beyond it faces are lost:
7 % at the last step). Untouched, the clips lie at 2.3-4.6 and 160 studio portraits above 2.4.

========================  =====  =====  =====  =====  =====  =====  =====  =====
light x (noise stays)     0.5    0.3    0.2    0.12   0.08   0.05   2      3
median luma of the face   69     41     28     17     11     7      236    255
black or burnt out        0 %    0 %    1 %    4 %    14 %   64 %   23 %   83 %
landmark error            0.008  0.012  0.018  0.028  0.039  0.062  0.013  0.038
========================  =====  =====  =====  =====  =====  =====  =====  =====

Dark warns below 30 and fails below 12, where errors pass 0.018 and 0.035. That is a limit of light,
not of skin: the portraits of 80 people of all skin tones lie at 53-169. Bright warns above 225
and fails above 250; clipped above 25 % and 70 %.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from core.face.align import BRIDGE_S
from core.face.limits import LIMITS
from core.face.observation import FaceObservation
from core.types import QualityCheck, QualityReport, Recording

_COLUMNS = (
    "pts_s", "found", "iod_px", "yaw", "pitch", "sharpness", "brightness", "clipped", "others",
    "ambiguous",
)  # fmt: skip
_TINY_S = 1e-6
_LIVE = (
    "face_frames", "face_size", "frame_rate", "yaw", "pitch", "sharpness", "dark", "bright",
    "clipped", "other_faces", "main_face",
)  # fmt: skip

Rows = dict[str, NDArray[np.float64]]


class QualityMeter:
    """Collects what the gates need, frame by frame (80 bytes each).

    Parameters
    ----------
    clip_span_s : float
        Span of the bundle's clips: less than one clip is no recording.
    keep_s : float, optional
        Forget what is older; for live use without end.
    """

    def __init__(self, clip_span_s: float, keep_s: float | None = None) -> None:
        self._clip_span_s = clip_span_s
        self._keep_s = keep_s
        self._cells = array("d")

    def add(self, observation: FaceObservation, pts_s: float, scale: float = 1.0) -> None:
        """Enter one frame.

        Parameters
        ----------
        observation : FaceObservation
        pts_s : float
            Its time, later than that of the frame before.
        scale : float
            Observed pixels per source pixel: face size is judged in the source.
        """
        yaw, pitch, _ = observation.pose_deg
        self._cells.extend(
            (
                pts_s, observation.found, observation.iod_px / scale, yaw, pitch,
                observation.sharpness, observation.brightness, observation.clipped,
                observation.other_faces, observation.ambiguous,
            )
        )  # fmt: skip
        # Forgetting in large pieces keeps the cost of a frame constant.
        if self._keep_s is not None and pts_s - self._cells[0] > 2 * self._keep_s:
            self._cells = array("d", self._rows(pts_s - self._keep_s).ravel())

    def report(self, recording: Recording, cuts: Sequence[int], n_clips: int) -> QualityReport:
        """Judge a whole recording.

        Parameters
        ----------
        recording : Recording
        cuts : sequence of int
            Frames with which a new shot begins.
        n_clips : int
            Clips that could be made.
        """
        rows = _named(self._rows(-math.inf))
        checks = _frame_checks(rows, recording.measured_fps)
        cut_s = recording.pts_s[np.asarray(cuts, np.intp)]
        checks["usable_length"] = self._length_check(rows, cut_s, n_clips)
        checks["cuts"] = _cut_check(len(cuts), n_clips)
        return QualityReport(tuple(checks[name] for name in LIMITS))

    def live(self, seconds: float = 3.0) -> QualityReport:
        """Judge the last seconds by the gates that can be judged at once."""
        last = self._cells[-len(_COLUMNS)] if self._cells else 0.0
        rows = _named(self._rows(last - seconds))
        checks = _frame_checks(rows, _rate(rows["pts_s"]))
        return QualityReport(tuple(checks[name] for name in _LIVE))

    def _rows(self, since_s: float) -> NDArray[np.float64]:
        cells = np.array(self._cells).reshape(-1, len(_COLUMNS))
        return cells[cells[:, 0] >= since_s]

    def _length_check(self, rows: Rows, cut_s: NDArray[np.float64], n_clips: int) -> QualityCheck:
        lengths = stretches_s(rows["pts_s"], rows["found"] > 0, cut_s)
        usable = float(lengths[lengths >= self._clip_span_s - _TINY_S].sum())
        check = LIMITS["usable_length"].check(usable, fail_at=self._clip_span_s)
        if n_clips == 0:
            limit = LIMITS["usable_length"]
            message = f"Not one clip of {self._clip_span_s:.3g} s could be made. {limit.advice}"
            return QualityCheck(
                limit.name, "fail", usable, limit.unit, limit.warn_at, self._clip_span_s, message
            )
        return check


def stretches_s(
    pts_s: NDArray[np.float64], found: NDArray[np.bool_], cut_s: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the lengths of the stretches with a face, short losses bridged, cuts dividing.

    Parameters
    ----------
    pts_s : (T,) float64
    found : (T,) bool
    cut_s : (C,) float64
        Times of the first frames of new shots.

    Returns
    -------
    (n,) float64
        Seconds, each to the end of the stretch's last frame.
    """
    times = pts_s[found]
    if not len(times):
        return np.zeros(0)
    frame_s = float(np.median(np.diff(pts_s))) if len(pts_s) > 1 else 0.0
    shot = np.searchsorted(cut_s, times + _TINY_S)
    gap = np.diff(times) > max(BRIDGE_S, 1.5 * frame_s) + _TINY_S
    ends = np.flatnonzero(gap | (np.diff(shot) > 0))
    first = times[np.concatenate([[0], ends + 1])]
    last = times[np.concatenate([ends, [len(times) - 1]])]
    return np.asarray(last - first + frame_s)


def _named(rows: NDArray[np.float64]) -> Rows:
    return {name: rows[:, k] for k, name in enumerate(_COLUMNS)}


def _rate(pts_s: NDArray[np.float64]) -> float:
    steps = np.diff(pts_s)
    return 1 / float(np.median(steps)) if len(steps) and np.median(steps) > 0 else 0.0


def _frame_checks(rows: Rows, fps: float) -> dict[str, QualityCheck]:
    found = rows["found"] > 0
    values: dict[str, float | None] = {
        "face_frames": _percent(found) or 0.0,
        "face_size": _median(rows["iod_px"]),
        "frame_rate": fps,
        "yaw": _median(np.abs(rows["yaw"])),
        "pitch": _median(np.abs(rows["pitch"])),
        "sharpness": _median(rows["sharpness"]),
        "dark": _median(rows["brightness"]),
        "bright": _median(rows["brightness"]),
        "clipped": None if (share := _median(rows["clipped"])) is None else 100 * share,
        "other_faces": _percent(rows["others"][found] > 0),
        "main_face": _percent(rows["ambiguous"][found] > 0),
    }
    return {name: LIMITS[name].check(value) for name, value in values.items()}


def _cut_check(cuts: int, n_clips: int) -> QualityCheck:
    limit = LIMITS["cuts"]
    check = limit.check(float(cuts))
    if cuts and n_clips == 0:
        message = "The recording is cut so often that no clip lies between two cuts. "
        return QualityCheck(
            limit.name, "fail", check.value, "", limit.warn_at, None, message + limit.advice
        )
    return check


def _median(values: NDArray[np.float64]) -> float | None:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if len(known) else None


def _percent(flags: NDArray[np.bool_]) -> float | None:
    return 100 * float(flags.mean()) if len(flags) else None
