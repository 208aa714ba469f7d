"""Time lines on one shared axis, drawn as vectors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.platypus import Flowable

from core.report import style
from core.report.colour import Floats
from core.report.text import BOLD, REGULAR, draw, width
from core.report.words import clock, task_word
from core.types import Analysis

_LABEL_W = 33 * mm
_GAP = 4.5 * mm
_STRIP_H = 5 * mm
_FACE_H = 1.2 * mm
_AXIS_H = 8 * mm
_COLUMNS = 900  # a signal is drawn with at most this many points of low and high each
_STEPS_S = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 3600)


@dataclass(frozen=True, slots=True)
class _Line:
    """One curve: `values` at `time_s`, broken where not finite."""

    name: str
    time_s: NDArray[np.float64]
    values: Floats
    colour: Color
    dots: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    """One panel: its title, unit and height, its curves and value range."""

    title: str
    unit: str
    height: float
    lines: tuple[_Line, ...]
    low: float
    high: float
    extra: Callable[[float], None] | None = None


class TimeLines(Flowable):  # type: ignore[misc]  # reportlab carries no types
    """Score per clip, facial motion, eye opening with blinks, and mouth opening over time.

    Task segments are shaded and named; a strip shows where the face was found; cuts are dotted.
    Signals that the analysis does not carry are left out.
    """

    def __init__(self, analysis: Analysis) -> None:
        super().__init__()
        self.analysis = analysis
        self.rows = self._rows()
        heights = sum(row.height + _GAP for row in self.rows)
        self.width, self.height = style.WIDTH, _STRIP_H + _FACE_H + 2 + heights + _AXIS_H
        self._end_s = max(analysis.recording.duration_s, 1e-3)

    def draw(self) -> None:
        """Draw from the top: segments, face strip, panels, axis."""
        top = self.height - _STRIP_H
        self._segments(top)
        self._face_strip(top - _FACE_H - 1)
        y = top - _FACE_H - 2
        for row in self.rows:
            y -= row.height + _GAP
            self._panel(row, y)
        self._axis(y)

    def _rows(self) -> list[_Row]:
        analysis = self.analysis
        rows = []
        if analysis.prediction is not None and len(analysis.clips):
            middle_s = (analysis.clips.start_s + analysis.clips.end_s) / 2
            line = _Line("", middle_s, analysis.prediction.clip_score, style.ACCENT, dots=True)
            rows.append(_Row("Score per clip", "0-1", 27 * mm, (line,), 0.0, 1.0, self._threshold))
        motion = self._signals(("facial_motion_iod_s",), ("",))
        eyes = self._signals(("eye_opening_left_iod", "eye_opening_right_iod"), ("left", "right"))
        mouth = self._signals(("mouth_opening_iod",), ("",))
        for title, unit, height, lines, extra in (
            ("Facial motion", "eye distances / s", 17 * mm, motion, None),
            ("Eye opening", "eye distances", 20 * mm, eyes, self._blinks),
            ("Mouth opening", "eye distances", 17 * mm, mouth, None),
        ):
            if lines:
                rows.append(_Row(title, unit, height, lines, 0.0, _nice_top(lines), extra))
        return rows

    def _signals(self, keys: tuple[str, ...], names: tuple[str, ...]) -> tuple[_Line, ...]:
        found, pts_s = self.analysis.measures.signals, self.analysis.recording.pts_s
        colours = (style.ACCENT, style.WARN)
        return tuple(
            _Line(name, pts_s, found[key], colour)
            for key, name, colour in zip(keys, names, colours, strict=False)
            if key in found and np.isfinite(found[key]).any()
        )

    def _x(self, time_s: float) -> float:
        return float(_LABEL_W + time_s / self._end_s * (self.width - _LABEL_W - 2))

    def _segments(self, y: float) -> None:
        canv = self.canv
        canv.setFillColor(style.MUTED)
        draw(canv, 0, y + 4.5, "Task", REGULAR, style.SMALL)
        for number, segment in enumerate(self.analysis.segments):
            left, right = self._x(segment.start_s), self._x(min(segment.end_s, self._end_s))
            canv.setFillColor(style.ACCENT_PALE if number % 2 == 0 else style.WASH)
            canv.rect(left, y, right - left, _STRIP_H, stroke=0, fill=1)
            if number % 2 == 0:
                canv.setFillColor(style.WASH)
                canv.rect(left, _AXIS_H, right - left, y - _AXIS_H, stroke=0, fill=1)
            word = task_word(segment.task)
            if width(word, REGULAR, style.SMALL) < right - left - 4:
                canv.setFillColor(style.INK)
                draw(canv, (left + right) / 2, y + 4.5, word, REGULAR, style.SMALL, "centre")

    def _face_strip(self, y: float) -> None:
        canv, pts_s = self.canv, self.analysis.recording.pts_s
        canv.setFillColor(style.MUTED)
        draw(canv, 0, y - 1.2, "Face found", REGULAR, style.SMALL)
        canv.setFillColor(style.ACCENT)
        ends_s = np.append(pts_s[1:], self._end_s)
        for first, last in _stretches(self.analysis.face.valid):
            left, right = self._x(pts_s[first]), self._x(ends_s[last])
            canv.rect(left, y, right - left, _FACE_H, stroke=0, fill=1)

    def _panel(self, row: _Row, base: float) -> None:
        canv = self.canv
        canv.setStrokeColor(style.LINE)
        canv.setLineWidth(0.5)
        canv.line(_LABEL_W, base, self.width - 2, base)
        canv.setFillColor(style.INK)
        draw(canv, 0, base + row.height - 8, row.title, BOLD, style.BODY - 1)
        canv.setFillColor(style.MUTED)
        draw(canv, 0, base + row.height - 18, row.unit, REGULAR, style.SMALL)
        for value, y in ((row.low, base - 1), (row.high, base + row.height - 5)):
            draw(canv, _LABEL_W - 4, y, f"{value:g}", REGULAR, style.SMALL, "right")
        self._key(row, base)
        self._cuts(base, row.height)
        for line in row.lines:
            self._curve(line, row, base)
        if row.extra:
            row.extra(base)

    def _key(self, row: _Row, base: float) -> None:
        x = 0.0
        for line in (line for line in row.lines if line.name):
            self.canv.setStrokeColor(line.colour)
            self.canv.setLineWidth(1.2)
            self.canv.line(x, base + row.height - 26, x + 8, base + row.height - 26)
            self.canv.setFillColor(style.MUTED)
            draw(self.canv, x + 11, base + row.height - 28.5, line.name, REGULAR, style.SMALL)
            x += 17 + width(line.name, REGULAR, style.SMALL)

    def _curve(self, line: _Line, row: _Row, base: float) -> None:
        canv = self.canv
        time_s, values = thinned(line.time_s, np.asarray(line.values, np.float64))
        span = row.high - row.low or 1.0
        ys = base + np.clip((values - row.low) / span, 0, 1) * row.height
        canv.setStrokeColor(line.colour)
        canv.setLineWidth(0.8)
        canv.setLineJoin(1)
        for first, last in _stretches(np.isfinite(values)):
            path = canv.beginPath()
            path.moveTo(self._x(time_s[first]), ys[first])
            for i in range(first + 1, last + 1):
                path.lineTo(self._x(time_s[i]), ys[i])
            canv.drawPath(path, stroke=1, fill=0)
        if line.dots and len(values) <= 200:
            canv.setFillColor(line.colour)
            for t, y in zip(time_s, ys, strict=True):
                canv.circle(self._x(t), y, 1.3, stroke=0, fill=1)

    def _threshold(self, base: float) -> None:
        score = self.analysis.score
        if score is None:
            return
        canv, y = self.canv, base + score.threshold * 27 * mm
        canv.saveState()
        canv.setStrokeColor(style.INK)
        canv.setLineWidth(0.6)
        canv.setDash(3, 2)
        canv.line(_LABEL_W, y, self.width - 2, y)
        canv.restoreState()
        canv.setFillColor(style.INK)
        text = f"threshold {score.threshold:.2f}"
        draw(canv, _LABEL_W - 4, y - 2.5, text, REGULAR, style.SMALL, "right")

    def _blinks(self, base: float) -> None:
        canv, top = self.canv, base + 20 * mm
        canv.setStrokeColor(style.INK)
        canv.setLineWidth(0.8)
        for blink in self.analysis.measures.blinks:
            at = self._x(blink.peak_s)
            canv.line(at, top - 1, at, top + 5)

    def _cuts(self, base: float, height: float) -> None:
        canv = self.canv
        canv.saveState()
        canv.setStrokeColor(style.MUTED)
        canv.setLineWidth(0.6)
        canv.setDash(1, 2)
        for frame in self.analysis.cuts:
            at = self._x(self.analysis.recording.pts_s[frame])
            canv.line(at, base, at, base + height)
        canv.restoreState()

    def _axis(self, base: float) -> None:
        canv = self.canv
        canv.setFillColor(style.MUTED)
        canv.setStrokeColor(style.MUTED)
        canv.setLineWidth(0.5)
        step = next((s for s in _STEPS_S if self._end_s / s <= 10), _STEPS_S[-1])
        for i in range(int(self._end_s / step + 1e-9) + 1):
            at = self._x(i * step)
            canv.line(at, base, at, base - 2)
            at = min(at, self.width - width(clock(i * step, step), REGULAR, style.SMALL) / 2)
            draw(canv, at, base - 10, clock(i * step, step), REGULAR, style.SMALL, "centre")
        draw(canv, 0, base - 10, "Time (min:s)", REGULAR, style.SMALL)


def _nice_top(lines: tuple[_Line, ...]) -> float:
    """Smallest of 1, 2, 2.5, 5 x 10^n at or above nearly all values."""
    values = np.concatenate([line.values[np.isfinite(line.values)] for line in lines])
    top = max(float(np.percentile(values, 99.8)), 1e-3)
    unit = 10.0 ** np.floor(np.log10(top))
    return float(next(unit * m for m in (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if unit * m >= top))


def _stretches(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """First and last index of each unbroken run of True."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return [(int(a), int(b) - 1) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def thinned(
    time_s: NDArray[np.float64], values: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Keep the lowest and highest point of each of 900 columns, so that no peak is lost."""
    if len(values) <= 2 * _COLUMNS:
        return time_s, values
    kept: list[int] = []
    for part in np.array_split(np.arange(len(values)), _COLUMNS):
        inside = values[part]
        if np.isfinite(inside).all():
            kept += sorted({int(part[inside.argmin()]), int(part[inside.argmax()])})
        else:  # keep gaps and what stands beside them
            kept += [int(i) for i in part]
    return time_s[kept], values[kept]
