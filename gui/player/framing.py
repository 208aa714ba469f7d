"""Where the picture lies on the stage, in whole device pixels."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect

_GAP_PX = 8  # between two pictures side by side


@dataclass(frozen=True, slots=True)
class Framing:
    """One or two fields of the stage and the picture in each.

    Attributes
    ----------
    pictures : tuple of QRect
        Where the picture is painted, in device pixels; two if side by side.
    scale : float
        Device pixels per pixel of the source picture.
    """

    pictures: tuple[QRect, ...]
    scale: float

    @property
    def longest_px(self) -> int:
        """Longest side of the picture in device pixels."""
        return max(self.pictures[0].width(), self.pictures[0].height())

    def source_at(self, place: QPointF) -> QPointF | None:
        """Return the source pixel at a place of the stage (device pixels); None beside it."""
        for rect in self.pictures:
            if rect.contains(place.toPoint()):
                return (place - QPointF(rect.topLeft())) / self.scale
        return None


def frame_pictures(
    stage: tuple[int, int], source: tuple[int, int], *, side_by_side: bool
) -> Framing:
    """Fit a picture on the stage, or two of it beside each other.

    Parameters
    ----------
    stage, source : (width, height)
        In device pixels, and in pixels of the source.
    side_by_side : bool
    """
    gap = _GAP_PX if side_by_side else 0
    fields = 2 if side_by_side else 1
    room = max((stage[0] - gap * (fields - 1)) // fields, 1), max(stage[1], 1)
    longest = max(source)
    longest_px = max(int(longest * min(room[0] / source[0], room[1] / source[1])), 1)
    scale = longest_px / longest
    size = max(round(source[0] * scale), 1), max(round(source[1] * scale), 1)
    top = (stage[1] - size[1]) // 2
    # Two pictures stand together in the middle, so that eyes move little between them.
    left = (stage[0] - fields * size[0] - gap * (fields - 1)) // 2
    rects = tuple(QRect(left + k * (size[0] + gap), top, *size) for k in range(fields))
    return Framing(rects, scale)
