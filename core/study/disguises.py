"""What no model of real faces should judge: masks, drawings, an animal's and the back of a head.

A mask sits rigidly on the head and shows the eyes alone, lit as the face below is. A drawing turns
the whole picture into lines or flat colours. Both keep a face that a tracker may well follow, so
that not the gates but the distance from the training recordings has to tell. The other two cover
the face wholly and move as the head below does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from core.face.landmarks import (
    FACE_OVAL,
    INNER_LIP_RING,
    LEFT_BROW_UPPER,
    LEFT_EYE_RING,
    RIGHT_BROW_UPPER,
    RIGHT_EYE_RING,
)
from core.simulate.attenuate import Watched
from core.video.rewrite import Change, Picture

_BELOW_NOSE = (234, 93, 132, 58, 172, 136, 150, 149, 176, 148, 152, 377, 400, 378, 379, 365, 397,
               288, 361, 323, 454, 425, 195, 205)  # fmt: skip
_NOSE = (4, 48, 64, 98, 97, 2, 326, 327, 294, 278)
_PLASTER, _CLOTH, _FUR, _BLACK = (226, 222, 214), (150, 190, 205), (150, 100, 55), (30, 24, 22)
_HAIR = (70, 50, 38)
_LEAST_SIZE_PX = 2


def plaster_mask(watched: Watched) -> Change:
    """Wear a smooth, pale mask with painted brows and lips."""

    def paint(out: Picture, points: NDArray[np.float32], iod_px: float) -> None:
        _fill(out, points, FACE_OVAL, _PLASTER, (LEFT_EYE_RING, RIGHT_EYE_RING), iod_px)
        line = max(2, round(0.06 * iod_px))
        for brow in (LEFT_BROW_UPPER, RIGHT_BROW_UPPER):
            _line(out, points, brow, _BLACK, line)
        _line(out, points, INNER_LIP_RING[:11], (150, 50, 50), 2 * line)

    return _worn(watched, paint)


def animal_mask(watched: Watched) -> Change:
    """Wear a furry mask with a dark snout."""
    fur = _strands(0.8, 3.0)

    def paint(out: Picture, points: NDArray[np.float32], iod_px: float) -> None:
        _fill(out, points, FACE_OVAL, _FUR, (LEFT_EYE_RING, RIGHT_EYE_RING), iod_px, fur)
        snout = points[list(_NOSE)]
        wide = snout.mean(axis=0) + 1.5 * (snout - snout.mean(axis=0))
        cv2.fillPoly(out, [np.rint(wide[_around(wide)]).astype(np.int32)], _BLACK, cv2.LINE_AA)
        _line(out, points, INNER_LIP_RING[:11], _BLACK, max(2, round(0.08 * iod_px)))

    return _worn(watched, paint)


def cloth_mask(watched: Watched) -> Change:
    """Cover the face from the nose down, as with a surgical mask."""

    def paint(out: Picture, points: NDArray[np.float32], iod_px: float) -> None:
        _fill(out, points, _BELOW_NOSE, _CLOTH, (), iod_px)

    return _worn(watched, paint)


def animal_head(watched: Watched) -> Change:
    """Be an animal: fur all over, ears, round dark eyes far apart, a dark nose."""
    fur = _strands(0.8, 3.0)

    def paint(out: Picture, points: NDArray[np.float32], iod_px: float) -> None:
        right, left = points[list(RIGHT_EYE_RING)].mean(axis=0), points[list(LEFT_EYE_RING)].mean(0)
        across, middle = left - right, (left + right) / 2
        up = np.array([across[1], -across[0]], np.float32)
        for side in (-1, 1):
            root, tip = middle + 0.8 * side * across + 0.8 * up, middle + side * across + 1.9 * up
            ear = np.stack([root - 0.4 * across, tip, root + 0.4 * across])
            cv2.fillPoly(out, [np.rint(ear).astype(np.int32)], _FUR, cv2.LINE_AA)
        _fill(out, _grown(points, 1.1), FACE_OVAL, _FUR, (), iod_px, fur)
        for side in (-1, 1):
            _dot(out, middle + 0.75 * side * across, 0.2 * iod_px)
        _dot(out, points[4] - 0.25 * up, 0.25 * iod_px)

    return _worn(watched, paint)


def back_of_head(watched: Watched) -> Change:
    """Turn the back: hair where the face is."""
    hair = _strands(0.7, 6.0)

    def paint(out: Picture, points: NDArray[np.float32], iod_px: float) -> None:
        _fill(out, _grown(points, 1.15), FACE_OVAL, _HAIR, (), iod_px, hair)

    return _worn(watched, paint)


def pencil(_: Watched) -> Change:
    """Draw the picture in pencil."""

    def change(rgb: Picture, _time_s: float, _index: int) -> Picture:
        grey, _ = cv2.pencilSketch(rgb, sigma_s=30, sigma_r=0.08, shade_factor=0.04)
        return np.repeat(np.asarray(grey, np.uint8)[:, :, None], 3, axis=2)

    return change


def cartoon(_: Watched) -> Change:
    """Draw the picture in few flat colours with dark outlines."""

    def change(rgb: Picture, _time_s: float, _index: int) -> Picture:
        smooth = cv2.bilateralFilter(rgb, 9, 60, 7)
        grey = cv2.medianBlur(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), 5)
        lines = cv2.adaptiveThreshold(
            grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 9, 4
        )
        flat = (smooth // 48) * 48 + 24
        return np.asarray(np.minimum(flat, lines[:, :, None]), np.uint8)

    return change


DISGUISES: dict[str, Callable[[Watched], Change]] = {
    "plaster mask": plaster_mask,
    "animal mask": animal_mask,
    "cloth mask": cloth_mask,
    "pencil drawing": pencil,
    "cartoon": cartoon,
    "animal head": animal_head,
    "back of head": back_of_head,
}
"""By name for people."""

Paint = Callable[[Picture, NDArray[np.float32], float], None]


def _worn(watched: Watched, paint: Paint) -> Change:
    """Paint with the landmarks (478, 2) of the unmoving face, brought to the head of each frame."""
    place = watched.rows()
    still = {id(a): a.head_iod.mean(axis=0) for a in watched.appearances}

    def change(rgb: Picture, _time_s: float, index: int) -> Picture:
        if index not in place:
            return rgb
        appearance, row = place[index]
        away = appearance.to_picture(row, still[id(appearance)] - appearance.head_iod[row])
        out = rgb.copy()
        iod_px = 1 / float(appearance.to_head.scale[row])
        paint(out, appearance.landmarks_px[row, :, :2] + away, iod_px)
        return out

    return change


def _strands(across_px: float, along_px: float) -> NDArray[np.float32]:
    """Draw a texture (512, 512) of upright strands, about 0."""
    noise = np.random.default_rng(3).normal(0, 26, (512, 512)).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(noise, (0, 0), across_px, sigmaY=along_px) * 3, np.float32)


def _grown(points: NDArray[np.float32], by: float) -> NDArray[np.float32]:
    middle = points[list(FACE_OVAL)].mean(axis=0)
    return np.asarray(middle + by * (points - middle), np.float32)


def _dot(out: Picture, place: NDArray[np.float32], radius_px: float) -> None:
    x, y = np.rint(place).astype(int).tolist()
    cv2.circle(out, (x, y), max(1, round(radius_px)), _BLACK, -1, cv2.LINE_AA)


def _fill(
    out: Picture,
    points: NDArray[np.float32],
    outline: Sequence[int],
    colour: tuple[int, int, int],
    holes: Sequence[Sequence[int]],
    iod_px: float,
    texture: NDArray[np.float32] | None = None,
) -> None:
    """Cover an outline, but for holes, in the light that lies on the face."""
    cover = np.zeros(out.shape[:2], np.uint8)
    cv2.fillPoly(cover, [np.rint(points[list(outline)]).astype(np.int32)], 255, cv2.LINE_AA)
    for hole in holes:
        cv2.fillPoly(cover, [np.rint(points[list(hole)]).astype(np.int32)], 0, cv2.LINE_AA)
    inside = cover > 0
    if inside.sum() < _LEAST_SIZE_PX:
        return
    grey = cv2.cvtColor(out, cv2.COLOR_RGB2GRAY).astype(np.float32)
    light = cv2.GaussianBlur(grey, (0, 0), max(1.0, 0.3 * iod_px))
    light = light / max(float(np.percentile(light[inside], 95)), 1.0)
    laid = light[:, :, None] * np.array(colour, np.float32)
    if texture is not None:
        height, width = cover.shape
        tiles = -(-height // texture.shape[0]), -(-width // texture.shape[1])
        laid += np.tile(texture, tiles)[:height, :width, None]
    share = cover[:, :, None] / np.float32(255)
    out[:] = np.clip(np.rint(share * laid + (1 - share) * out), 0, 255).astype(np.uint8)


def _line(
    out: Picture,
    points: NDArray[np.float32],
    along: Sequence[int],
    colour: tuple[int, int, int],
    width_px: int,
) -> None:
    places = np.rint(points[list(along)]).astype(np.int32)
    cv2.polylines(out, [places], isClosed=False, color=colour, thickness=width_px, lineType=16)


def _around(points: NDArray[np.float32]) -> NDArray[np.intp]:
    away = points - points.mean(axis=0)
    return np.argsort(np.arctan2(away[:, 1], away[:, 0]))
