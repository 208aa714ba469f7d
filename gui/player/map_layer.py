"""The map of a moment as a picture of the face's crop, and where it lies in the frame."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Literal

import numpy as np
from PySide6.QtGui import QImage, QTransform

from core.types import ActivationMap
from gui.session import Session

if TYPE_CHECKING:
    from core.report.map_timeline import MapTimeline

_KEPT = 48  # pictures of 200 kB

Absence = Literal["", "off", "not_analysed", "not_judged", "missing", "no_face", "no_clip"]
"""Why there is no map at a frame; empty where there is one."""


def warm_up() -> None:
    """Import what colouring needs, which takes long for the first time."""
    import core.report.colour
    import core.report.map_timeline
    import core.report.overlay  # noqa: F401


class MapLayer:
    """Finds, colours and keeps the maps that are laid over the face.

    Parameters
    ----------
    session : Session
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._shown: ActivationMap | None = None
        self._timeline: MapTimeline | None = None
        self._pictures: OrderedDict[tuple[int, str], QImage | None] = OrderedDict()

    @property
    def activation(self) -> ActivationMap | None:
        """The map that the view asks for, None if there is none (yet)."""
        return self._session.map_for(self._session.view)

    def absence(self, frame: int) -> Absence:
        """Say why no map lies over a frame; empty if one does."""
        analysis = self._session.analysis
        if not self._session.view.heat_map:
            return "off"
        if analysis is None:
            return "not_analysed"
        if not analysis.maps:
            return "not_judged"
        if self.activation is None:
            return "missing"
        if not analysis.alignment.valid[frame]:
            return "no_face"
        return "" if self.picture(frame) is not None else "no_clip"

    def picture(self, frame: int) -> QImage | None:
        """Return the map at a frame over the unit crop, fully opaque; None if there is none."""
        activation = self.activation
        if activation is None:
            return None
        if activation is not self._shown:
            self._take(activation)
        key = (frame, self._session.view.colours)
        if key in self._pictures:
            self._pictures.move_to_end(key)
            return self._pictures[key]
        self._pictures[key] = self._paint(activation, frame)
        if len(self._pictures) > _KEPT:
            self._pictures.popitem(last=False)
        return self._pictures[key]

    def to_frame(self, frame: int) -> QTransform | None:
        """Return the way from the unit crop to pixels of the source frame; None without a face."""
        analysis = self._session.analysis
        if analysis is None or not analysis.alignment.valid[frame]:
            return None
        (a, b, x), (c, d, y) = analysis.alignment.to_crop[frame].astype(np.float64).tolist()
        inverse, possible = QTransform(a, c, b, d, x, y).inverted()
        return inverse if possible else None

    def _take(self, activation: ActivationMap) -> None:
        from core.report.map_timeline import MapTimeline

        assert self._session.analysis is not None
        self._shown = activation
        self._timeline = MapTimeline(activation, self._session.analysis.clips)
        self._pictures.clear()

    def _paint(self, activation: ActivationMap, frame: int) -> QImage | None:
        from core.report.colour import colour_map_named
        from core.report.overlay import crop_picture

        recording = self._session.recording
        if self._timeline is None or recording is None:
            return None
        values = self._timeline.at(float(recording.pts_s[frame]))
        if values is None:
            return None
        colours = colour_map_named(self._session.view.colours, activation)
        rgba = np.ascontiguousarray(crop_picture(values, activation.scale, colours))
        side = len(rgba)
        form = QImage.Format.Format_RGBA8888_Premultiplied
        picture = QImage(rgba.data, side, side, 4 * side, form)
        # The format that painting is quickest with; a copy that owns its bytes.
        return picture.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
