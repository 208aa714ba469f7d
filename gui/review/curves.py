"""What the time lines show, as numbers: curves with their places in time, ranges and ticks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication

from core.report.words import number, percent
from core.types import Analysis, ClipTable
from gui.theme.tokens import Role

translate = QCoreApplication.translate  # a name that lupdate looks for

if TYPE_CHECKING:
    from core.analysis.spread import MapSpread

Floats = NDArray[np.float64]
RowKey = Literal["score", "spread", "motion", "eyes", "mouth"]

_NICE = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
_TOP_PERCENTILE = 99.8  # one wild frame must not flatten the rest
_BREAK_HOPS = 1.5  # clips further apart than this many usual steps are not joined


@dataclass(frozen=True, slots=True)
class Curve:
    """One curve: `values` at `time_s`, broken where not finite; `name` where a row has several."""

    time_s: Floats
    values: Floats
    role: Role = "accent"
    name: str = ""
    width_px: float = 1.4


@dataclass(frozen=True, slots=True)
class RowFacts:
    """One row of the time lines.

    Attributes
    ----------
    key : str
    title : str
        With its unit.
    note : str
    low, high : float
        Range that is shown.
    curves : tuple of Curve
    dots : (time_s, value) arrays, filled or hollow
        Points on the curve; hollow ones do not enter the score.
    threshold : float or None
    marks_s : (N,) float64
        Moments that are marked at the top.
    percents : bool
        Values are read as per cent.
    """

    key: RowKey
    title: str
    note: str
    low: float
    high: float
    curves: tuple[Curve, ...]
    dots: tuple[tuple[Floats, Floats, bool], ...] = ()
    threshold: float | None = None
    marks_s: Floats | None = None
    percents: bool = False

    def words(self, value: float) -> str:
        """Write a value of this row."""
        if self.percents or not np.isfinite(value):
            return percent(value)
        return f"{value:.2f}"

    def tick(self, value: float) -> str:
        """Write a value at the axis, without idle zeros."""
        return percent(value) if self.percents else number(value, 2)

    def at(self, time_s: float) -> str:
        """Write the values at a moment; a dash where there is none."""
        return " / ".join(self.values_at(time_s))

    def values_at(self, time_s: float) -> tuple[str, ...]:
        """Write the value of every curve at a moment."""
        return tuple(self.words(_value_at(curve, time_s)) for curve in self.curves)


def row_facts(analysis: Analysis, look: MapSpread | None) -> tuple[RowFacts, ...]:
    """Rows of a finished analysis, from the top.

    Parameters
    ----------
    analysis : Analysis
    look : MapSpread or None
        How the shown map lies on the face, once it is known.
    """
    rows = [_score_row(analysis), _spread_row(analysis, look), *_signal_rows(analysis)]
    return tuple(row for row in rows if row is not None)


def live_row(scores: Sequence[tuple[float, float]]) -> RowFacts:
    """Row of the clip scores that have come so far."""
    pairs = np.array(sorted(scores), np.float64).reshape(-1, 2)
    curve = Curve(pairs[:, 0], pairs[:, 1])
    dots = ((pairs[:, 0], pairs[:, 1], True),)
    return RowFacts(
        "score",
        translate("TimeLines", "Score per clip (0–1)"),
        translate("TimeLines", "so far"),
        0.0,
        1.0,
        (curve,),
        dots,
    )


def _score_row(analysis: Analysis) -> RowFacts | None:
    prediction, score = analysis.prediction, analysis.score
    if prediction is None or score is None or not len(analysis.clips):
        return None
    time_s = clip_middles(analysis.clips)
    values = prediction.clip_score.astype(np.float64)
    counts = _counting(analysis)
    return RowFacts(
        "score",
        translate("TimeLines", "Score per clip (0–1)"),
        translate("TimeLines", "hollow: not counted") if not counts.all() else "",
        0.0,
        1.0,
        (Curve(*joined(time_s, values)),),
        ((time_s[counts], values[counts], True), (time_s[~counts], values[~counts], False)),
        score.threshold,
    )


def _counting(analysis: Analysis) -> NDArray[np.bool_]:
    """Mask of the clips that enter the score, as `core.analysis.score` takes them."""
    from core.analysis.score import clips_that_count

    return clips_that_count(analysis.segments, analysis.clips.segment)


def _spread_row(analysis: Analysis, look: MapSpread | None) -> RowFacts | None:
    if not analysis.maps:
        return None
    title, note = (
        translate("TimeLines", "Spread (% of face)"),
        translate("TimeLines", "that holds half the map"),
    )
    if look is None:
        return RowFacts("spread", title, note, 0.0, 0.5, (), percents=True)
    time_s, values = clip_middles(analysis.clips), look.per_clip["area50"]
    shown = np.isfinite(values)
    return RowFacts(
        "spread",
        title,
        note,
        0.0,
        0.5,
        (Curve(*joined(time_s, values)),),
        ((time_s[shown], values[shown], True),),
        percents=True,
    )


def _signal_rows(analysis: Analysis) -> list[RowFacts | None]:
    blinks = np.array([blink.peak_s for blink in analysis.measures.blinks], np.float64)
    motion = _curves(analysis, (("facial_motion_iod_s", "", "accent", 1.4),))
    eyes = _curves(
        analysis,
        (
            ("eye_opening_left_iod", translate("TimeLines", "left"), "accent", 2.0),
            ("eye_opening_right_iod", translate("TimeLines", "right"), "warn", 1.0),
        ),
    )
    mouth = _curves(analysis, (("mouth_opening_iod", "", "accent", 1.4),))
    return [
        _signal_row("motion", translate("TimeLines", "Facial motion (IOD/s)"), "", motion),
        _signal_row(
            "eyes",
            translate("TimeLines", "Eye opening (IOD)"),
            translate("TimeLines", "▾ blink"),
            eyes,
            blinks,
        ),
        _signal_row("mouth", translate("TimeLines", "Mouth opening (IOD)"), "", mouth),
    ]


def _signal_row(
    key: RowKey, title: str, note: str, curves: tuple[Curve, ...], marks_s: Floats | None = None
) -> RowFacts | None:
    if not curves:
        return None
    top = nice_top([curve.values for curve in curves])
    return RowFacts(key, title, note, 0.0, top, curves, marks_s=marks_s)


def _curves(
    analysis: Analysis, wanted: tuple[tuple[str, str, Role, float], ...]
) -> tuple[Curve, ...]:
    signals, pts_s = analysis.measures.signals, analysis.recording.pts_s
    return tuple(
        Curve(pts_s, signals[key].astype(np.float64), role, name, width)
        for key, name, role, width in wanted
        if key in signals and np.isfinite(signals[key]).any()
    )


def clip_middles(clips: ClipTable) -> Floats:
    """Presentation times of the middles of clips."""
    return np.asarray((clips.start_s + clips.end_s) / 2, np.float64)


def joined(time_s: Floats, values: Floats) -> tuple[Floats, Floats]:
    """Points of a curve with a break wherever clips are missing between two of them."""
    if len(time_s) < 2:
        return time_s, values
    steps = np.diff(time_s)
    after = np.flatnonzero(steps > _BREAK_HOPS * np.median(steps)) + 1
    return np.insert(time_s, after, time_s[after - 1]), np.insert(values, after, np.nan)


def nice_top(values: Sequence[Floats]) -> float:
    """Round number at which an axis from 0 may end, a little over what is usual."""
    finite = np.concatenate([each[np.isfinite(each)] for each in values])
    top = max(float(np.percentile(finite, _TOP_PERCENTILE)), 1e-3) if len(finite) else 1.0
    unit = 10.0 ** np.floor(np.log10(top))
    return float(next((unit * m for m in _NICE if unit * m >= top * 0.999), unit * 10))


def _value_at(curve: Curve, time_s: float) -> float:
    """Value of the point that is nearest in time; NaN where there is none near."""
    if not len(curve.time_s):
        return float("nan")
    at = int(np.searchsorted(curve.time_s, time_s))
    near = [i for i in (at - 1, at) if 0 <= i < len(curve.time_s)]
    best = min(near, key=lambda i: abs(curve.time_s[i] - time_s))
    return float(curve.values[best])
