"""Lids that slide over the eyeball, painted into the resting picture frame by frame."""

from __future__ import annotations

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
        self._crease = np.minimum(_height(crease, self._x), self._top - 0.02)
        self._pouch = np.maximum(_height(pouch, self._x), self._bottom + 0.02)
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
        top, bottom = _height(upper, self._x), _height(lower, self._x)
        top = np.maximum(top, self._crease + _LEAST_SKIN_IOD)
        bottom = np.minimum(np.maximum(bottom, top), self._pouch - 0.01)
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
        shade = 1 - 0.45 * fallen * np.exp(-np.maximum(below, 0) / 0.05)
        seen = np.clip(below / self._soft + 0.5, 0, 1)
        seen *= np.clip((bottom - self._y) / self._soft + 0.5, 0, 1)
        seen *= np.clip((bottom - top) / (1.5 * self._soft), 0, 1)
        seen = seen[..., None].astype(np.float32)
        mixed = skin * (1 - seen) + ball * (shade[..., None] * seen)
        part[:] = mixed.astype(np.uint8)

    def _skin_source(self, top: Floats, bottom: Floats) -> Floats:
        """Where, down each column, the skin that is now at a height rests."""
        lash = np.float32(_LASHES_IOD)
        rest_lash = np.minimum(lash, 0.5 * (self._top - self._crease))
        lash_now = np.minimum(rest_lash, 0.5 * (top - self._crease))
        y = self._y
        above = (y - self._crease) / np.maximum(top - lash_now - self._crease, 1e-3)
        span = self._top - rest_lash - self._crease
        upper = np.where(above < 1, self._crease + above * span, y - top + self._top)
        bag_lash = np.minimum(lash, 0.5 * (self._pouch - self._bottom))
        under = (self._pouch - y) / np.maximum(self._pouch - bottom - bag_lash, 1e-3)
        room = self._pouch - self._bottom - bag_lash
        lower = np.where(under < 1, self._pouch - under * room, y - bottom + self._bottom)
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
        edges = np.linspace(0, 1.15, 9)
        ring = np.digitize(away, edges)
        tones = np.array([
            part[(ring == k) & shown].mean(axis=0) if ((ring == k) & shown).any() else (np.nan,) * 3
            for k in range(1, len(edges))
        ])  # fmt: skip
        known = ~np.isnan(tones[:, 0])
        if known.any():
            at = (edges[:-1] + edges[1:]) / 2
            round_iris = np.stack([
                np.interp(away, at[known], tones[known, c]) for c in range(3)
            ], axis=-1)  # fmt: skip
            share = np.clip((1.08 - away) / 0.12, 0, 1)[..., None]
            filled = filled * (1 - share) + round_iris * share
        keep = cv2.GaussianBlur(shown.astype(np.float32), (0, 0), 0.7)[..., None]
        keep = np.where(shown[..., None], keep, 0)
        out = filled * (1 - keep) + part * keep
        return np.asarray(np.clip(out, 0, 255), dtype=np.uint8)


def _height(edge: Floats, x: Floats) -> Floats:
    """Height of an edge, given by points from corner to corner, at each x."""
    line = curve(edge)
    order = np.argsort(line[:, 0])
    return np.asarray(np.interp(x, line[order, 0], line[order, 1]), dtype=np.float32)
