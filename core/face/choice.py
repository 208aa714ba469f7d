"""Which of several faces is the patient's."""

from __future__ import annotations

import math
from collections.abc import Sequence

from core.face.graphs import FaceBox

# A face this share as prominent as the main one could as well be the patient.
RIVAL_SHARE = 0.75
# Off-centre distance, in half diagonals of the picture, at which prominence falls to 1/e.
_CENTRAL = 0.8
# How far a face can have moved, in face sizes, and how much its size can have changed, while it
# was lost for a moment.
_NEAR = 1.0
_GROWTH = 1.7
_STAYED = 1.5
# Detector boxes end at the brows, mesh boxes near the hair line.
_SAME_IOU = 0.25


def prominence(box: FaceBox, size_px: tuple[int, int]) -> float:
    """Return size in pixels x centrality (0-1] of a face in a picture of (width, height)."""
    width, height = size_px
    x, y = box.centre
    off = math.hypot(x - width / 2, y - height / 2) / (math.hypot(width, height) / 2)
    return box.size * math.exp(-((off / _CENTRAL) ** 2))


def continues(box: FaceBox, last: FaceBox) -> bool:
    """Whether `box` can be the face that was last seen in `last`, by place and size."""
    (x, y), (last_x, last_y) = box.centre, last.centre
    near = math.hypot(x - last_x, y - last_y) <= _NEAR * max(last.size, box.size)
    return near and 1 / _GROWTH <= box.size / max(last.size, 1e-9) <= _GROWTH


def ranked(
    boxes: Sequence[FaceBox], size_px: tuple[int, int], last: FaceBox | None
) -> list[FaceBox]:
    """Return the faces, the most prominent first; one that continues `last` gets a bonus."""

    def worth(box: FaceBox) -> float:
        stayed = last is not None and continues(box, last)
        return prominence(box, size_px) * (_STAYED if stayed else 1.0)

    return sorted(boxes, key=worth, reverse=True)


def same_face(box: FaceBox, other: FaceBox) -> bool:
    """Whether two boxes, of whatever kind, lie about one face."""
    return box.iou(other) >= _SAME_IOU


def has_rival(main: FaceBox, others: Sequence[FaceBox], size_px: tuple[int, int]) -> bool:
    """Whether another face is about as prominent as the main one."""
    enough = RIVAL_SHARE * prominence(main, size_px)
    return any(prominence(other, size_px) >= enough for other in others)


def without_overlaps(boxes: Sequence[FaceBox]) -> list[FaceBox]:
    """Drop boxes that a better scored one covers, so that a face counts once."""
    kept: list[FaceBox] = []
    for box in sorted(boxes, key=lambda box: -box.score):
        if not any(same_face(box, other) for other in kept):
            kept.append(box)
    return kept
