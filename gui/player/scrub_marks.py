"""What lies along the time line: clip scores, cuts, lost faces, bookmarks."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QPicture, QPolygonF

from core.types import Analysis
from gui.player.time_axis import TimeAxis
from gui.session import Session
from gui.theme import theme
from gui.theme.tokens import Role

HEIGHT_PX = 46
GROOVE_Y = 35.0
_TOP, _FLOOR = 11.0, 30.0  # between which clip scores stand
_GROOVE_PX = 4.0
_LEAST_BAR_PX = 3.0
_GAP_PX = 1.0
_FLAG_PX = 8.0


class ScrubMarks:
    """Paints the marks of the session's analysis, or of the one under way.

    Parameters
    ----------
    session : Session
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._gaps_of: Analysis | None = None
        self._gaps: list[tuple[float, float]] = []
        self._still = QPicture()
        self._still_of: tuple[Analysis, TimeAxis, bool] | None = None

    def paint(self, painter: QPainter, axis: TimeAxis) -> None:
        """Paint everything but the handle."""
        self._paint_groove(painter, axis)
        analysis = self._session.analysis
        if self._session.phase == "analysing":
            self._paint_live(painter, axis)
        elif analysis is not None:
            self._paint_still(painter, axis, analysis)
        self._paint_bookmarks(painter, axis)

    def lost_face_s(self) -> list[tuple[float, float]]:
        """Return the stretches without a face, in seconds."""
        analysis = self._session.analysis
        if analysis is None:
            return []
        if analysis is not self._gaps_of:
            self._gaps = _stretches(~analysis.face.valid, analysis)
            self._gaps_of = analysis
        return self._gaps

    def _paint_groove(self, painter: QPainter, axis: TimeAxis) -> None:
        left, right = axis.x(0.0), axis.x(axis.duration_s)
        at = axis.x(self._session.time_s)
        painter.setPen(Qt.PenStyle.NoPen)
        for start, end, role in ((left, right, "border"), (left, at, "accent")):
            painter.setBrush(theme().colour(role))  # type: ignore[arg-type]
            painter.drawRoundedRect(
                QRectF(start, GROOVE_Y - _GROOVE_PX / 2, max(end - start, 0.0), _GROOVE_PX), 2, 2
            )

    def _paint_still(self, painter: QPainter, axis: TimeAxis, analysis: Analysis) -> None:
        """Paint what stays as it is from frame to frame: hundreds of bars, drawn once."""
        wanted = (analysis, axis, theme().dark)
        if (
            self._still_of is None
            or self._still_of[0] is not analysis
            or (self._still_of[1:] != wanted[1:])
        ):
            self._still, self._still_of = QPicture(), wanted
            inner = QPainter(self._still)
            self._paint_lost_face(inner, axis, analysis)
            self._paint_scores(inner, axis, analysis)
            self._paint_cuts(inner, axis, analysis)
            inner.end()
        painter.drawPicture(0, 0, self._still)

    def _paint_scores(self, painter: QPainter, axis: TimeAxis, analysis: Analysis) -> None:
        prediction, score = analysis.prediction, analysis.score
        if prediction is None or score is None:
            return
        middles = (analysis.clips.start_s + analysis.clips.end_s) / 2
        values = prediction.clip_score
        self._paint_bars(painter, axis, middles, values, score.threshold)
        y = _FLOOR - score.threshold * (_FLOOR - _TOP)
        painter.setPen(QPen(theme().colour("muted"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(axis.x(0.0), y), QPointF(axis.x(axis.duration_s), y))

    def _paint_live(self, painter: QPainter, axis: TimeAxis) -> None:
        live = sorted(self._session.live_scores)
        if live:
            starts, values = np.array(live).T
            self._paint_bars(painter, axis, starts, values, None)

    def _paint_bars(
        self,
        painter: QPainter,
        axis: TimeAxis,
        at_s: NDArray[np.float64],
        values: NDArray[np.floating[Any]],
        threshold: float | None,
    ) -> None:
        steps = np.diff(np.unique(at_s))
        step_px = float(np.median(steps)) / axis.per_px_s() if len(steps) else 8.0
        width = min(max(step_px - _GAP_PX, _LEAST_BAR_PX), 14.0)
        painter.setPen(Qt.PenStyle.NoPen)
        for time_s, value in zip(at_s.tolist(), values.tolist(), strict=True):
            painter.setBrush(theme().colour(_side(value, threshold)))
            height = max(value * (_FLOOR - _TOP), _LEAST_BAR_PX)
            painter.drawRect(QRectF(axis.x(time_s) - width / 2, _FLOOR - height, width, height))

    def _paint_lost_face(self, painter: QPainter, axis: TimeAxis, analysis: Analysis) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(theme().colour("warn"), Qt.BrushStyle.BDiagPattern))
        for start_s, end_s in self.lost_face_s():
            left, right = axis.x(start_s), axis.x(end_s)
            painter.drawRect(QRectF(left, _TOP, max(right - left, 2.0), GROOVE_Y - _TOP + 4))

    def _paint_cuts(self, painter: QPainter, axis: TimeAxis, analysis: Analysis) -> None:
        painter.setPen(QPen(theme().colour("text"), 1.5, Qt.PenStyle.DotLine))
        for frame in analysis.cuts:
            x = axis.x(float(analysis.recording.pts_s[frame]))
            painter.drawLine(QPointF(x, _TOP - 2), QPointF(x, GROOVE_Y + 6))

    def _paint_bookmarks(self, painter: QPainter, axis: TimeAxis) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().colour("text"), 1.2))
        painter.setBrush(theme().colour("text"))
        for bookmark in self._session.review.bookmarks:
            x = axis.x(bookmark.time_s)
            top = _TOP - 11
            painter.drawLine(QPointF(x, top), QPointF(x, GROOVE_Y - 4))
            points = [(0.0, 0.0), (_FLAG_PX, _FLAG_PX * 0.4), (0.0, _FLAG_PX * 0.8)]
            painter.drawPolygon(QPolygonF([QPointF(x + dx, top + dy) for dx, dy in points]))


def _side(value: float, threshold: float | None) -> Role:
    if threshold is None:
        return "inconclusive"
    return "above" if value >= threshold else "below"


def _stretches(lost: NDArray[np.bool_], analysis: Analysis) -> list[tuple[float, float]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], lost, [False]]).astype(np.int8)))
    ends_s = np.append(analysis.recording.pts_s, analysis.recording.duration_s)
    return [(float(ends_s[a]), float(ends_s[b])) for a, b in edges.reshape(-1, 2)]
