"""Lids that slide over the eyeball, painted into the resting picture frame by frame."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from core.simulate.face_model import (
    LEFT_CORNERS,
    LEFT_IRIS,
    LEFT_LOWER_LID,
    LEFT_UPPER_LID,
    RIGHT_CORNERS,
    RIGHT_IRIS,
    RIGHT_LOWER_LID,
    RIGHT_UPPER_LID,
)
from core.simulate.openings import curve
from core.simulate.photographed.canvas import Canvas

Floats = NDArray[np.float32]
Picture = NDArray[np.uint8]

RIGHT_FOLD, LEFT_FOLD = (247, 30, 29, 27, 28, 56, 190), (467, 260, 259, 257, 258, 286, 414)
_RIGHT_BAG, _LEFT_BAG = (25, 110, 24, 23, 22, 26, 112), (255, 339, 254, 253, 252, 256, 341)
LIDS = (*RIGHT_UPPER_LID, *RIGHT_LOWER_LID, *LEFT_UPPER_LID, *LEFT_LOWER_LID)
_MARGIN_IOD = 0.07
_LASHES_IOD = 0.030  # skin beside the lids' edges that is moved, not stretched
_LEAST_SKIN_IOD = 0.025
_LOWER_RIM_IOD = 0.018  # FaceMesh's lower lid lies that far above the lid's wet edge
_LASH_LINE, _LASH_LINE_IOD = 0.6, 0.016  # lashes of a lowered lid, seen along its edge
_UPPER_LID_TONE = 0.88  # of the skin below the eye
_SMOOTH_LID = 0.8  # of an unfolded lid's colour comes from smooth skin
_SHADOW, _SHADOW_IOD = 0.45, 0.05  # that a falling lid throws on the eyeball
_HIDDEN_IOD = 0.022  # of the eyeball's rim, where the lids' edges may be seen


class Eye:
    """One eye of the resting picture.

    Parameters
    ----------
    canvas : Canvas
    picture : (H, W, 3) uint8
        The neutral picture on the board.
    face : (478, 2) float32
        Resting points in model coordinates.
    left : bool
        Whose eye: the face's left one or its right one.
    """

    def __init__(self, canvas: Canvas, picture: Picture, face: Floats, left: bool) -> None:
        upper, lower = (
            (LEFT_UPPER_LID, LEFT_LOWER_LID) if left else (RIGHT_UPPER_LID, RIGHT_LOWER_LID)
        )
        outer, inner = LEFT_CORNERS if left else RIGHT_CORNERS
        fold, bag = (LEFT_FOLD, _LEFT_BAG) if left else (RIGHT_FOLD, _RIGHT_BAG)
        self.upper, self.lower = (outer, *upper, inner), (outer, *lower, inner)
        around = face[[*self.upper, *self.lower, *fold, *bag]]
        low, high = around.min(axis=0) - _MARGIN_IOD, around.max(axis=0) + _MARGIN_IOD
        self.window = canvas.box(low[0], low[1], high[0], high[1])
        places = canvas.places(*self.window)
        self._x, self._y = places[0, :, 0], places[..., 1]
        self._soft = 1 / canvas.scale
        ends = face[[outer, inner]]
        self._top, self._bottom = (_height(face[list(edge)], self._x)
                                   for edge in (self.upper, self.lower))  # fmt: skip
        crease = np.concatenate([ends[:1], face[list(fold)], ends[1:]])
        pouch = np.concatenate([ends[:1], face[list(bag)], ends[1:]])
        between = self._x[(self._x > ends[:, 0].min()) & (self._x < ends[:, 0].max())]
        middle, half = ends[:, 0].mean(), max(np.ptp(between) / 2, 1e-3)
        rim = np.clip(1 - ((self._x - middle) / half) ** 2, 0, 1) ** 0.5
        self._rim = (_LOWER_RIM_IOD * rim).astype(np.float32)
        self._bottom = self._bottom + self._rim
        self._crease = np.minimum(_height(crease, self._x), self._top - 0.02)
        self._pouch = np.maximum(_height(pouch, self._x), self._bottom + 0.02)
        self._lid_skin = self._smooth_skin(picture)
        iris = face[list(LEFT_IRIS if left else RIGHT_IRIS)]
        self._ball = self._whole_ball(picture, iris, canvas)
        rows, columns = self.window
        grid = np.meshgrid(
            np.arange(columns.stop - columns.start, dtype=np.float32),
            np.arange(rows.stop - rows.start, dtype=np.float32),
        )
        self._columns, self._rows = grid
        self._scale, self._first_y = canvas.scale, float(self._y[0, 0])

    def paint(self, picture: Picture, upper: Floats, lower: Floats, gaze_iod: Floats) -> None:
        """Paint the eye with its lids where they are now.

        Parameters
        ----------
        picture : (H, W, C) uint8
            The board, drawn into; its first three channels are the colours.
        upper, lower : (9, 2) float32
            The lids' edges from corner to corner, as if the head and the skin about the eye were
            at rest, in model coordinates.
        gaze_iod : (2,) float32
        """
        part = picture[self.window][..., :3]
        top, bottom = self._edges(upper, lower)
        source = self._skin_source(top, bottom)
        skin = cv2.remap(
            part, self._columns, (source - self._first_y) * self._scale, cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )  # fmt: skip
        shift = gaze_iod * self._scale
        ball = cv2.warpAffine(
            self._ball, np.array([[1, 0, shift[0]], [0, 1, shift[1]]]),
            (part.shape[1], part.shape[0]), borderMode=cv2.BORDER_REPLICATE,
        )  # fmt: skip
        below = self._y - top
        fallen = np.clip((top - self._top) / 0.06, 0, 1)
        skin = self._unfolded(skin, top)
        shade = 1 - _SHADOW * fallen * np.exp(-np.maximum(below, 0) / _SHADOW_IOD)
        seen = np.clip(below / self._soft + 0.5, 0, 1)
        seen *= np.clip((bottom - self._y) / self._soft + 0.5, 0, 1)
        seen *= np.clip((bottom - top) / (1.5 * self._soft), 0, 1)
        seen = seen[..., None].astype(np.float32)
        mixed = skin * (1 - seen) + ball * (shade[..., None] * seen)
        part[:] = mixed.astype(np.uint8)

    def _edges(self, upper: Floats, lower: Floats) -> tuple[Floats, Floats]:
        """Heights of the lids' visible edges down each column; shut lids meet at the rim."""
        top, bottom = _height(upper, self._x), _height(lower, self._x)
        rest_gap = np.maximum(self._bottom - self._rim - self._top, 1e-3)
        shut = np.clip(1 - (bottom - top) / rest_gap, 0, 1)
        bottom = bottom + self._rim
        top = np.maximum(top + self._rim * shut, self._crease + _LEAST_SKIN_IOD)
        return top, np.minimum(np.maximum(bottom, top), self._pouch - 0.01)

    def _unfolded(self, skin: Floats, top: Floats) -> Floats:
        """Smooth the part of the upper lid that unfolds in a blink: stretched, it would streak."""
        room = np.maximum(self._bottom - self._top, 1e-3)
        fallen = np.clip((top - self._top) / room, 0, 1)
        down = (self._y - self._crease) / np.maximum(top - _LASHES_IOD - self._crease, 1e-3)
        inside = np.clip(6 * down, 0, 1) * np.clip(8 * (1 - down), 0, 1)
        share = (_SMOOTH_LID * np.sqrt(fallen) * inside)[..., None].astype(np.float32)
        smooth = skin * (1 - share) + self._lid_skin * share
        edge = np.exp(-(((self._y - top) / _LASH_LINE_IOD) ** 2)) * (self._rim > 0)
        dark = 1 - _LASH_LINE * np.sqrt(fallen) * edge
        return np.asarray(smooth * dark[..., None], dtype=np.float32)

    def _smooth_skin(self, picture: Picture) -> Floats:
        """Colour of lid skin, column by column: (1, w, 3).

        The skin above the fold's, or a little less than that below the lower lid where a brow or
        its shadow lies above the fold.
        """
        part = picture[self.window][..., :3].astype(np.float32)
        above = self._strip(part, self._crease - 0.06, self._crease - 0.015)
        below = self._strip(part, self._bottom + 0.03, self._pouch + 0.04) * _UPPER_LID_TONE
        brighter = above.mean(axis=1, keepdims=True) > below.mean(axis=1, keepdims=True)
        tone = np.where(brighter, above, below)[None]
        return np.asarray(cv2.GaussianBlur(tone, (0, 0), 3.0), dtype=np.float32)

    def _strip(self, part: Floats, top: Floats, bottom: Floats) -> Floats:
        """Mean colour between two heights down each column: (w, 3)."""
        inside = ((self._y > top) & (self._y < bottom)).astype(np.float32)[..., None]
        count = inside.sum(axis=0)
        return np.where(count > 0, (part * inside).sum(axis=0) / np.maximum(count, 1), 0)

    def _skin_source(self, top: Floats, bottom: Floats) -> Floats:
        """Where, down each column, the skin that is now at a height rests."""
        lash = np.float32(_LASHES_IOD)
        rest_lash = np.minimum(lash, 0.5 * (self._top - self._crease))
        lash_now = np.minimum(rest_lash, 0.5 * (top - self._crease))
        y = self._y
        above = (y - self._crease) / np.maximum(top - lash_now - self._crease, 1e-3)
        span = self._top - rest_lash - self._crease
        at_edge = self._top + np.minimum(y - top, 0)  # never what lies beyond the lid's edge
        upper = np.where(above < 1, self._crease + above * span, at_edge)
        bag_lash = np.minimum(lash, 0.5 * (self._pouch - self._bottom))
        under = (self._pouch - y) / np.maximum(self._pouch - bottom - bag_lash, 1e-3)
        room = self._pouch - self._bottom - bag_lash
        at_edge = self._bottom + np.maximum(y - bottom, 0)
        lower = np.where(under < 1, self._pouch - under * room, at_edge)
        inside = np.where(y < (top + bottom) / 2, upper, lower)
        source = np.where((y <= self._crease) | (y >= self._pouch), y, inside)
        return np.asarray(source, dtype=np.float32)

    def _whole_ball(self, picture: Picture, iris: Floats, canvas: Canvas) -> Picture:
        """Show the eyeball with what the lids hide filled in: (h, w, 3)."""
        part = np.ascontiguousarray(picture[self.window][..., :3])
        shown = (self._y > self._top + _HIDDEN_IOD) & (self._y < self._bottom - 0.5 * _HIDDEN_IOD)
        hidden = (~shown).astype(np.uint8)
        if not shown.any():
            return part
        ball = cv2.inpaint(part, hidden, 3, cv2.INPAINT_TELEA)
        ball = cv2.GaussianBlur(ball, (0, 0), 1.0)
        centre = iris[0]
        radius = float(np.linalg.norm(iris[1:] - centre, axis=1).mean())
        away = np.hypot(self._x - centre[0], self._y - centre[1]) / radius
        filled = ball.astype(np.float32)
        tones = _ring_tones(part, away, shown)
        if tones is not None:
            share = np.clip((1.05 - away) / 0.12, 0, 1)[..., None]
            filled = filled * (1 - share) + tones * share
        keep = cv2.GaussianBlur(shown.astype(np.float32), (0, 0), 0.7)[..., None]
        keep = np.where(shown[..., None], keep, 0)
        out = filled * (1 - keep) + part * keep
        return np.asarray(np.clip(out, 0, 255), dtype=np.uint8)


def _ring_tones(part: Picture, away: Floats, shown: NDArray[np.bool_]) -> Floats | None:
    """Colour an iris by what is seen of its rings: (h, w, 3), or None if too little is seen."""
    edges = np.linspace(0.25, 0.95, 6)
    middles, tones = [], []
    for low, high in pairwise(edges.tolist()):
        seen = shown & (away >= low) & (away < high)
        if seen.sum() >= 4:
            middles.append((low + high) / 2)
            tones.append(np.median(part[seen], axis=0))
    if not tones:
        return None
    darker = np.clip(1 - 0.5 * (away - 0.8) / 0.25, 0.5, 1) * np.clip(away / 0.4, 0.35, 1)
    table = np.array(tones)
    rings = [np.interp(away, middles, table[:, channel]) for channel in range(3)]
    return np.asarray(np.stack(rings, axis=-1) * darker[..., None], dtype=np.float32)


def _height(edge: Floats, x: Floats) -> Floats:
    """Height of an edge, given by points from corner to corner, at each x."""
    line = curve(edge)
    order = np.argsort(line[:, 0])
    return np.asarray(np.interp(x, line[order, 0], line[order, 1]), dtype=np.float32)
