"""A person's resting pictures on one board in model coordinates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from core.simulate.face_model import LIP_ROWS, OVAL
from core.simulate.photographed.field import Lattice, Spread
from core.simulate.photographed.sitter import Sitter

Floats = NDArray[np.float32]
Picture = NDArray[np.uint8]

_LOWER_LIP = tuple(n for row in LIP_ROWS[1] for n in row)
_UPPER_LIP = tuple(n for row in LIP_ROWS[0] for n in row)
_LIP_GUARD_IOD = 0.014  # keeps teeth out of the lips' texture
_SMILE_TOP = (-0.75, -0.45)  # above the brows the smile's texture fades out
_SOFT_EDGE_IOD = 0.10


@dataclass(frozen=True, slots=True)
class Canvas:
    """A board of pixels over the model plane.

    Attributes
    ----------
    left, top : float
        Model coordinates of the first pixel's centre.
    scale : float
        Pixels per inter-iris distance.
    width, height : int
    """

    left: float
    top: float
    scale: float
    width: int
    height: int

    def px(self, places: NDArray[np.floating[Any]]) -> Floats:
        """Turn model coordinates (..., 2) into pixels."""
        return np.asarray((places - (self.left, self.top)) * self.scale, dtype=np.float32)

    def places(self, rows: slice, columns: slice) -> Floats:
        """Model coordinates of the pixels in a window: (h, w, 2)."""
        x = self.left + np.arange(columns.start, columns.stop, dtype=np.float32) / self.scale
        y = self.top + np.arange(rows.start, rows.stop, dtype=np.float32) / self.scale
        return np.stack(np.meshgrid(x, y), axis=-1)

    def box(self, left: float, top: float, right: float, bottom: float) -> tuple[slice, slice]:
        """Rows and columns of a box in model coordinates, cut to the board."""
        low, high = self.px(np.array([[left, top], [right, bottom]]))
        x = np.clip([np.floor(low[0]), np.ceil(high[0]) + 1], 0, self.width).astype(int)
        y = np.clip([np.floor(low[1]), np.ceil(high[1]) + 1], 0, self.height).astype(int)
        return slice(int(y[0]), int(y[1])), slice(int(x[0]), int(x[1]))

    def from_lattice(self, field: Floats, lattice: Lattice, window: tuple[slice, slice]) -> Floats:
        """Read a field (rows, columns[, C]) at the pixels of a window."""
        rows, columns = window
        step = 1 / (self.scale * lattice.step)
        matrix = np.array([
            [step, 0, (self.left - lattice.left) / lattice.step + columns.start * step],
            [0, step, (self.top - lattice.top) / lattice.step + rows.start * step],
        ])  # fmt: skip
        found = cv2.warpAffine(
            field, matrix, (columns.stop - columns.start, rows.stop - rows.start),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE,
        )  # fmt: skip
        return np.asarray(found, dtype=np.float32)


def _sheet_points(below: bool) -> NDArray[np.intp]:
    """List the points that carry the skin above, or below, the gap between the lips."""
    hidden = _UPPER_LIP if below else _LOWER_LIP
    return np.array([n for n in range(468) if n not in hidden])


def lay_out(sitter: Sitter, canvas: Canvas) -> tuple[Floats, Floats]:
    """Lay the neutral picture on the board: (H, W, 3) over black and its cover (H, W)."""
    pixels = np.array(
        [[1 / canvas.scale, 0, canvas.left], [0, 1 / canvas.scale, canvas.top], [0, 0, 1]]
    )
    matrix = sitter.to_neutral_px @ pixels
    coarse = float(np.hypot(*matrix[:, 0]))

    def warped(layer: Floats) -> Floats:
        layer = _for_shrinking(layer, coarse)
        found = cv2.warpAffine(
            layer, matrix, (canvas.width, canvas.height),
            flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE,
        )  # fmt: skip
        return np.asarray(found, dtype=np.float32)

    return (
        np.clip(warped(sitter.matte.over_black), 0, 255),
        np.clip(warped(sitter.matte.cover), 0, 1),
    )


def _for_shrinking(layer: Floats, coarse: float) -> Floats:
    if coarse <= 1.3:
        return layer
    return np.asarray(cv2.GaussianBlur(layer, (0, 0), 0.4 * coarse), dtype=np.float32)


class Sheet(NamedTuple):
    """The skin above, or below, the gap between the lips: its points and how they spread."""

    points: NDArray[np.intp]
    spread: Spread


def sheets_of(face: Floats, lattice: Lattice) -> tuple[Sheet, Sheet]:
    """Prepare the skin above and below the gap between the lips of a resting face (478, 3)."""
    points = [_sheet_points(below) for below in (False, True)]
    upper, lower = (Sheet(use, Spread(face[use, :2], lattice)) for use in points)
    return upper, lower


def lay_smile(
    sitter: Sitter, canvas: Canvas, lattice: Lattice, sheets: tuple[Sheet, Sheet], neutral: Floats
) -> Floats:
    """Lay the smiling picture on the neutral face, point by point: (H, W, 3).

    Folds, shine and redness of the smile come to lie where they belong on the resting skin; what
    shows between the lips stays away.

    Parameters
    ----------
    sitter : Sitter
    canvas : Canvas
    lattice : Lattice
    sheets : (Sheet, Sheet)
        Of the neutral face.
    neutral : (H, W, 3) float32
        The neutral picture on the board, whose tone the other one takes on.
    """
    rest, seen = sitter.neutral[:, :2], _guarded(sitter)
    base = np.column_stack([rest[:468], np.ones(468)])
    fit, *_ = np.linalg.lstsq(base, seen[:468], rcond=None)
    off = (seen[:468] - base @ fit).astype(np.float32)
    window = (slice(0, canvas.height), slice(0, canvas.width))
    places = canvas.places(*window)
    plain = np.dstack([places, np.ones(places.shape[:2])]) @ fit
    maps = []
    for sheet in sheets:
        field = sheet.spread(off[sheet.points])
        maps.append(plain + canvas.from_lattice(field, lattice, window))
    share = below_mouth(places, rest)[..., None]
    joined = (maps[0] * (1 - share) + maps[1] * share).astype(np.float32)
    coarse = float(np.hypot(*fit[0])) / canvas.scale
    picture = _for_shrinking(sitter.smile_rgb.astype(np.float32), coarse)
    laid = cv2.remap(
        picture, joined[..., 0], joined[..., 1], cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE
    )
    same = canvas.box(-0.5, -0.7, 0.5, 0.3)
    tone = np.median(neutral[same], axis=(0, 1)) / np.maximum(np.median(laid[same], (0, 1)), 1)
    return np.asarray(np.clip(laid * np.clip(tone, 0.7, 1.4), 0, 255), dtype=np.float32)


def _guarded(sitter: Sitter) -> Floats:
    """Points of the smiling picture with the lips' inner edges drawn a little outwards."""
    seen = sitter.smile_px.copy()
    unit = float(np.linalg.norm(seen[468] - seen[473]))
    for rows in LIP_ROWS[:2]:
        inner, outer = list(rows[-1]), list(rows[0])
        way = seen[outer] - seen[inner]
        length = np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-6)
        seen[inner] += way / length * np.minimum(_LIP_GUARD_IOD * unit, 0.4 * length)
    return seen


def below_mouth(places: Floats, face: Floats, sharp_iod: float = 0.012) -> Floats:
    """Tell which places lie on the skin below the gap between the lips: (h, w) in [0, 1].

    Parameters
    ----------
    places : (h, w, 2) float32
        Axes along the rows and columns.
    face : (478, 2)
        In the same coordinates.
    sharp_iod : float
        Half width of the step within the mouth; it grows beyond the corners.
    """
    x, y = places[0, :, 0], places[..., 1]
    middle, outside = mouth_line(x, face)
    soft = sharp_iod + 0.5 * outside
    return np.asarray(np.clip((y - middle) / (2 * soft) + 0.5, 0, 1), dtype=np.float32)


def mouth_line(x: Floats, face: Floats) -> tuple[Floats, Floats]:
    """Height of the line between the lips at each x, and how far x lies beyond the corners."""
    upper = face[[78, *LIP_ROWS[0][-1], 308]]
    lower = face[[78, *LIP_ROWS[1][-1], 308]]
    both = (upper + lower) / 2
    order = np.argsort(both[:, 0])
    middle = np.interp(x, both[order, 0], both[order, 1])
    outside = np.maximum(both[order[0], 0] - x, x - both[order[-1], 0])
    return middle.astype(np.float32), np.clip(outside, 0, None).astype(np.float32)


def smile_mask(sitter: Sitter, canvas: Canvas) -> Floats:
    """Where the smile's texture may show: (H, W) in [0, 1], soft towards hair and neck."""
    middle = np.array([0.0, 0.4])
    oval = (sitter.neutral[list(OVAL), :2] - middle) * (0.93, 0.95) + middle
    mask = np.zeros((canvas.height, canvas.width), dtype=np.uint8)
    outline = np.rint(canvas.px(oval) * 16).astype(np.int32)
    cv2.fillPoly(mask, [outline], 255, cv2.LINE_AA, 4)
    soft = cv2.GaussianBlur(mask.astype(np.float32) / 255, (0, 0), _SOFT_EDGE_IOD * canvas.scale)
    soft = np.clip(2 * soft - 1, 0, 1)  # none beyond the outline
    y = canvas.top + np.arange(canvas.height, dtype=np.float32) / canvas.scale
    low, high = _SMILE_TOP
    return np.asarray(soft * np.clip((y - low) / (high - low), 0, 1)[:, None], dtype=np.float32)
