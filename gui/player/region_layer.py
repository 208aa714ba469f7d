"""The facial region that is pointed at, drawn on the face with its name and share."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from core.report.words import region_word
from core.types import Region
from gui.session import Session
from gui.theme import theme
from gui.theme.spacing import S

_LINE_PX = 2.0
_HALO_PX = 4.0


class RegionLayer:
    """Draws `ViewState.region`, and finds the region under the mouse.

    Parameters
    ----------
    session : Session
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._pointing = False
        self._polygons: dict[Region, QPolygonF] = {}
        self._frame = -1
        self._of: object = None

    def point_at(self, place: QPointF | None, frame: int) -> None:
        """Choose the region at a place in pixels of the source frame; none where None."""
        if place is None and not self._pointing:
            return
        found = None if place is None else self._region_at(place, frame)
        self._pointing = found is not None
        self._session.set_view(region=found)

    def paint(self, painter: QPainter, frame: int, scale: float) -> None:
        """Draw the chosen region; the painter is in pixels of the source frame.

        Parameters
        ----------
        painter : QPainter
        frame : int
        scale : float
            Screen pixels per pixel of the source frame.
        """
        outlines = self.outlines(frame)
        region = next((name for name in outlines if name == self._session.view.region), None)
        if region is None:
            return
        polygon = outlines[region]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for colour, width in ((QColor(0, 0, 0, 150), _HALO_PX), (QColor("white"), _LINE_PX)):
            pen = QPen(colour, width / scale)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(pen)
            painter.drawPolygon(polygon)
        self._label(painter, polygon, scale, self._words(region))
        painter.restore()

    def outlines(self, frame: int) -> dict[Region, QPolygonF]:
        """Return each region's outline in pixels of the source frame; none without a face."""
        analysis = self._session.analysis
        if analysis is None or frame < 0 or not analysis.face.valid[frame]:
            return {}
        if frame != self._frame or self._of is not analysis:
            from core.face.regions import region_polygons

            found = region_polygons(analysis.face.landmarks_px[frame])
            self._polygons = {
                region: QPolygonF([QPointF(x, y) for x, y in points.tolist()])
                for region, points in found.items()
            }
            self._frame, self._of = frame, analysis
        return self._polygons

    def _label(self, painter: QPainter, polygon: QPolygonF, scale: float, words: str) -> None:
        font = theme().font("caption")
        metrics = QFontMetricsF(font)
        box = polygon.boundingRect()
        plate = QRectF(0, 0, metrics.horizontalAdvance(words) + 2 * S, metrics.height() + S)
        painter.translate(box.center().x(), box.bottom())
        painter.scale(1 / scale, 1 / scale)
        plate.moveTopLeft(QPointF(-plate.width() / 2, S))
        painter.setPen(Qt.PenStyle.NoPen)
        ground = QColor(theme().colour("stage"))
        ground.setAlpha(215)
        painter.setBrush(ground)
        painter.drawRoundedRect(plate, 4, 4)
        painter.setPen(theme().colour("on_stage"))
        painter.setFont(font)
        painter.drawText(plate, Qt.AlignmentFlag.AlignCenter, words)

    def _words(self, region: Region) -> str:
        name = region_word(region)
        activation, analysis = self._session.map_for(self._session.view), self._session.analysis
        if analysis is None or activation is None or self._session.view.source != "trained":
            return name
        for row in analysis.regions:
            if row.region == region and row.layer == activation.layer:
                said = QCoreApplication.translate("Stage", "{0}: {1:.0f} % of the map")
                return said.format(name, 100 * row.share)
        return name

    def _region_at(self, place: QPointF, frame: int) -> str | None:
        outlines = self.outlines(frame)
        inside = [
            region
            for region, polygon in outlines.items()
            if region != "outside" and polygon.containsPoint(place, Qt.FillRule.OddEvenFill)
        ]
        # Where outlines lie over each other on a turned head, the smaller part is meant.
        return min(inside, key=lambda region: _area(outlines[region]), default=None)


def _area(polygon: QPolygonF) -> float:
    box = polygon.boundingRect()
    return box.width() * box.height()
