"""What shows between the lips: the person's own teeth, or drawn ones."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from core.simulate.face_model import (
    INNER_LIP_CORNERS,
    INNER_LOWER_LIP,
    INNER_UPPER_LIP,
)
from core.simulate.openings import Window, curve, draw_mouth
from core.simulate.photographed.sitter import Sitter

Floats = NDArray[np.float32]

_OWN_TEETH_IOD = 0.05  # least gap of the photographed smile that shows teeth
_HALF_WIDTH, _ABOVE, _BELOW = 0.60, 0.40, 0.65  # of the interior's picture
_RIM_IOD = 0.012  # of the photographed opening, where it passes into the drawn inside
_GUARD_IOD = 0.02  # of its edge, where lips may be seen
_DRAWN_BLUR_IOD = 0.014
_SETBACK_IOD = 0.12  # teeth lie behind the lips
_CHEEKS = (50, 205, 280, 425)
_LIGHT_SKIN = 165.0  # grey level beside which the drawn inside is as dark as it should be


class Mouth:
    """The inside of a mouth, fixed to the skull.

    Parameters
    ----------
    sitter : Sitter
    scale : float
        Pixels per inter-iris distance.
    light : (3,) float32
        Colour and level of the light on the mouth, 1 = as photographed.
    """

    def __init__(self, sitter: Sitter, scale: float, light: Floats) -> None:
        rest = sitter.neutral
        right, left = INNER_LIP_CORNERS
        middle = rest[[right, left]].mean(axis=0)
        self._left = float(middle[0]) - _HALF_WIDTH
        self._top = float(middle[1]) - _ABOVE
        self._scale = scale
        self._depth = float(rest[INNER_UPPER_LIP[4], 2]) + _SETBACK_IOD
        gap = float(sitter.smile[14, 1] - sitter.smile[13, 1])
        own = gap >= _OWN_TEETH_IOD
        bare = self._drawn(rest[:, :2], light, teeth=False)
        # Beside dark lips an inside that is no darker than they are would pass for lips.
        self._inside = bare * min(1.0, _skin_level(sitter) / _LIGHT_SKIN)
        if own:
            self._lay_own(sitter, light)
        else:
            self._inside += self._drawn(rest[:, :2], light, teeth=True) - bare

    def show(
        self, picture: Floats, upper: Floats, lower: Floats, to_px: Floats, unit_px: float
    ) -> None:
        """Show the inside between the lips.

        Parameters
        ----------
        picture : (H, W, 3) float32
            Drawn into.
        upper, lower : (11, 2) float32
            Inner edges of the lips in pixels, from the face's right to its left.
        to_px : (2, 4) float32
            From model coordinates (x, y, z, 1) of the skull to the picture's pixels.
        unit_px : float
            Inter-iris distance in the picture.
        """
        gap = np.maximum(lower[:, 1] - upper[:, 1], 0)
        if gap.max() < 0.25:
            return
        top, bottom = curve(upper), curve(np.maximum(lower, upper * (0, 1)))
        outline = np.concatenate([top, bottom[::-1]])
        window = Window(picture, outline, 3)
        if window.empty:
            return
        height, width = window.shape
        plane = np.column_stack([to_px[:, :2], to_px[:, 2] * self._depth + to_px[:, 3]])
        corners = np.array([[0, 0], [100, 0], [0, 100]], np.float32)
        model = corners / self._scale + (self._left, self._top)
        seen = window.fine((model @ plane[:, :2].T + plane[:, 2]).astype(np.float32))
        matrix = cv2.getAffineTransform(corners, seen)
        fine = cv2.warpAffine(
            self._inside, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE
        )
        shadow = np.zeros(window.shape, dtype=np.uint8)
        thick = max(1, round(0.07 * unit_px * 3))
        cv2.polylines(shadow, [window.fixed(top)], False, 255, thick, cv2.LINE_AA, 4)
        shadow = cv2.GaussianBlur(shadow, (0, 0), max(0.5, 0.03 * unit_px * 3))
        fine = fine * (1 - 0.35 / 255 * shadow.astype(np.float32))[..., None]
        window.put(fine, window.mask(outline))

    def _px(self, places: Floats) -> Floats:
        return np.asarray((places - (self._left, self._top)) * self._scale, dtype=np.float32)

    def _drawn(self, rest: Floats, light: Floats, teeth: bool) -> Floats:
        """Draw dark, tongue and, where wanted, teeth."""
        shape = (round((_ABOVE + _BELOW) * self._scale), round(2 * _HALF_WIDTH * self._scale))
        out = np.zeros((*shape, 3), dtype=np.float32)
        right, left = INNER_LIP_CORNERS
        ends = rest[[right, left]]
        x = np.linspace(ends[0, 0], ends[1, 0], 11)
        middle = float(ends[:, 1].mean())
        upper = np.column_stack([x, np.full(11, middle - _ABOVE + 0.05)])
        lower = np.column_stack([x, np.full(11, middle + 0.42)])
        edge = float(rest[INNER_UPPER_LIP[4], 1]) + 0.045
        if not teeth:
            edge = middle - _ABOVE - 0.2
        row = np.array(
            [[0.80 * ends[0, 0], edge - 0.03], [0, edge], [0.80 * ends[1, 0], edge - 0.03]]
        )
        out[:] = np.array([66, 24, 24]) * light
        draw_mouth(
            out, self._px(upper), self._px(lower), self._px(row), self._scale,
            np.asarray(light * 0.85, dtype=np.float32),
        )  # fmt: skip
        return np.asarray(cv2.GaussianBlur(out, (0, 0), _DRAWN_BLUR_IOD * self._scale))

    def _lay_own(self, sitter: Sitter, light: Floats) -> None:
        """Lay the photographed teeth over the drawn inside, where they were seen."""
        shape = self._inside.shape[:2]
        pixels = np.array(
            [[1 / self._scale, 0, self._left], [0, 1 / self._scale, self._top], [0, 0, 1]]
        )
        matrix = sitter.to_smile_px @ pixels
        seen = cv2.warpAffine(
            sitter.smile_rgb, matrix, shape[::-1],
            flags=cv2.INTER_AREA | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE,
        )  # fmt: skip
        right, left = INNER_LIP_CORNERS
        edges = [
            curve(self._px(sitter.smile[[right, *lip, left], :2]))
            for lip in (INNER_UPPER_LIP, INNER_LOWER_LIP)
        ]
        mask = np.zeros(shape, dtype=np.uint8)
        outline = np.concatenate([edges[0], edges[1][::-1]])
        cv2.fillPoly(mask, [np.rint(outline * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
        sure = cv2.erode(mask, _disc(_GUARD_IOD * self._scale))
        near = cv2.dilate(mask, _disc(0.12 * self._scale))
        hidden = ((near > 0) & (sure < 250)).astype(np.uint8)
        grown = cv2.inpaint(seen, hidden, 3, cv2.INPAINT_TELEA).astype(np.float32)
        # Upwards the teeth go on behind the lip; below them it is dark.
        soft = cv2.GaussianBlur(mask.astype(np.float32) / 255, (0, 0), _RIM_IOD * self._scale)
        roof = cv2.dilate(mask, np.ones((max(3, round(0.16 * self._scale)) | 1, 1), np.uint8))
        middle = (edges[0][:, 1].mean() + edges[1][:, 1].mean()) / 2
        y = np.arange(shape[0], dtype=np.float32)[:, None]
        share = np.clip(2 * soft, 0, 1)
        share = np.where(y < middle, np.maximum(share, roof / 255.0), share)[..., None]
        self._inside = np.asarray(
            self._inside * (1 - share) + grown * light * share, dtype=np.float32
        )


def _skin_level(sitter: Sitter) -> float:
    """Median grey level of the cheeks in the neutral picture."""
    to_px = sitter.to_neutral_px
    places = sitter.neutral[list(_CHEEKS), :2] @ to_px[:, :2].T + to_px[:, 2]
    grey = cv2.cvtColor(sitter.neutral_rgb, cv2.COLOR_RGB2GRAY)
    patches = [cv2.getRectSubPix(grey, (9, 9), place.tolist()) for place in places]
    return float(np.median(patches))


def _disc(radius_px: float) -> NDArray[np.uint8]:
    side = 2 * max(1, round(radius_px)) + 1
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)), dtype=np.uint8)
