"""Where the recording lies among its model's reference recordings: a small map and what it says."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer, Table

from core.analysis.standing import SpreadPlace, Standing, Unplaced
from core.report import style
from core.report.layout import Story, section
from core.report.tables import text
from core.report.text import REGULAR, draw, width
from core.report.words import percent, percentile_word

TITLE = "Where this recording lies"
_MAP_W, _MAP_H, _KEY_H, _INSIDE = 76 * mm, 52 * mm, 6 * mm, 4 * mm
_GAP = 6 * mm
_MARK, _HERE, _CLIP = 1.7, 4.6, 1.0
_ASIDE = (
    "Each mark is a recording. Near each other, they look alike to the model; the directions have "
    "no meaning of their own."
)
_REACH = {
    "usual": "Within what this model has seen.",
    "unusual": "Somewhat unlike what this model has seen: the score's interval is wider for it.",
    "unlike": "Unlike anything this model was trained on: the result is inconclusive.",
}


def reference_section(found: Standing | Unplaced | None) -> Story:
    """Set the map beside its sentences, or say why there is none; nothing where it is None."""
    if found is None:
        return []
    if isinstance(found, Unplaced):
        return section(TITLE, [text(found.reason, style.MUTED_TEXT)])
    said = [text(_REACH[found.reach], style.STRONG_TEXT)]
    for sentence in sentences(found):
        said += [Spacer(1, 1.5 * mm), text(sentence)]
    beside = style.WIDTH - _MAP_W - _GAP
    row = Table([[ReferenceMap(found), "", said]], colWidths=[_MAP_W, _GAP, beside])
    row.setStyle(style.BARE_TABLE)
    return section(TITLE, [row], _ASIDE)


def sentences(standing: Standing) -> list[str]:
    """Say how far the recording lies, among which groups, and how broad its evidence is."""
    distance = (
        f"{percentile_word(standing.distance_percentile)} % of recordings of people whom the model "
        f"was not fitted on lie nearer to its {len(standing.reference_label)} reference "
        f"recordings; this one lies at {standing.distance_ratio:.1f} times the largest distance "
        "among them."
    )
    held = (
        f"The map holds {percent(standing.shown_share)} of the differences between the reference "
        "recordings; the distance counts all."
    )
    spread = [p for p in standing.spread if p.kind == "evidence" and p.measure == "entropy"]
    return [distance, *(_spread_sentence(place) for place in spread), held]


def _spread_sentence(place: SpreadPlace) -> str:
    groups = " and ".join(
        f"percentile {percentile_word(group.percentile)} of {group.recordings} {group.label}"
        for group in place.groups
    )
    return f"How evenly the evidence lies on the face (entropy): {groups} reference recordings."


class ReferenceMap(Flowable):  # type: ignore[misc]  # reportlab carries no types
    """The plane of `Standing`, with one scale for both directions, over a key of its marks."""

    def __init__(self, standing: Standing) -> None:
        super().__init__()
        self.standing = standing
        self.width, self.height = _MAP_W, _MAP_H + _KEY_H
        points = [standing.reference_xy, standing.clips_xy, standing.here_xy[None]]
        every = np.concatenate(points)
        low, high = every.min(axis=0), every.max(axis=0)
        size = np.maximum(high - low, 1e-9)
        self._middle = (low + high) / 2
        self._scale = min((_MAP_W - 2 * _INSIDE) / size[0], (_MAP_H - 2 * _INSIDE) / size[1])

    def draw(self) -> None:
        """Draw frame, reference recordings, clips, this recording, and the key."""
        canv, standing = self.canv, self.standing
        canv.setStrokeColor(style.LINE)
        canv.setLineWidth(0.6)
        canv.roundRect(0, _KEY_H, _MAP_W, _MAP_H, 3, stroke=1, fill=0)
        for point, label in zip(standing.reference_xy, standing.reference_label, strict=True):
            self._mark(*self.place_of(point), int(label))
        for point in standing.clips_xy:
            self._clip(*self.place_of(point))
        self._here(*self.place_of(standing.here_xy))
        self._key()

    def place_of(self, point: NDArray[np.float64]) -> tuple[float, float]:
        """Place of a point of the plane, in points from the lower left corner."""
        x, y = (point - self._middle) * self._scale
        return _MAP_W / 2 + float(x), _KEY_H + _MAP_H / 2 + float(y)

    def _mark(self, x: float, y: float, index: int) -> None:
        canv, last = self.canv, len(self.standing.labels) - 1
        canv.setStrokeColor(style.PAPER)
        canv.setLineWidth(0.25)
        canv.setFillColor(
            style.BELOW if index == 0 else style.ABOVE if index == last else style.MUTED
        )
        if index == 0:
            canv.circle(x, y, _MARK, stroke=1, fill=1)
        elif index == last:
            self._shape((x, y + 2.2), (x + 2.2, y - 1.6), (x - 2.2, y - 1.6))
        else:
            canv.rect(x - _MARK, y - _MARK, 2 * _MARK, 2 * _MARK, stroke=1, fill=1)

    def _clip(self, x: float, y: float) -> None:
        self.canv.setFillColor(style.MUTED)
        self.canv.circle(x, y, _CLIP, stroke=0, fill=1)

    def _here(self, x: float, y: float) -> None:
        self.canv.setFillColor(style.INK)
        self.canv.setStrokeColor(style.PAPER)
        self.canv.setLineWidth(1)
        self._shape((x, y + _HERE), (x + _HERE, y), (x, y - _HERE), (x - _HERE, y))

    def _shape(self, *corners: tuple[float, float]) -> None:
        path = self.canv.beginPath()
        path.moveTo(*corners[0])
        for corner in corners[1:]:
            path.lineTo(*corner)
        path.close()
        self.canv.drawPath(path, stroke=1, fill=1)

    def _key(self) -> None:
        x, y = 4.0, _KEY_H / 2 - 1
        for index, name in enumerate(self.standing.labels):
            self._mark(x, y, index)
            x = self._words(x + 5, y, name)
        self._here(x, y)
        x = self._words(x + 7, y, "this recording")
        self._clip(x - 2, y)
        self._words(x + 2, y, "its clips")

    def _words(self, x: float, y: float, words: str) -> float:
        self.canv.setFillColor(style.MUTED)
        draw(self.canv, x, y - 2.6, words, REGULAR, style.SMALL)
        return x + width(words, REGULAR, style.SMALL) + 12
