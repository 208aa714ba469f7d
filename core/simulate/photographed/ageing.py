"""Signs of age that can honestly be added to a photograph, and folds that expressions draw.

Added, in proportion to the years between a person's own age and the apparent one: the person's own
lines and pores in stronger contrast; drawn lines of the forehead, beside nose, mouth and eyes, and
under the eyes; spots and mottle; paler skin; grey in hair and brows; slight sagging of cheeks,
corners of the mouth, brows and lids.

Not covered: loss of fat and bone, thinner lips, hooded or baggy lids, loss of hair and teeth, deep
folds that change the outline, beards, glasses, and how old skin moves. A network that knows only
such faces has not met old people.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from core.simulate.chart import Chart
from core.simulate.face_model import (
    LEFT_BROW,
    LEFT_LOWER_LID,
    LEFT_UPPER_LID,
    OVAL,
    RIGHT_BROW,
    RIGHT_LOWER_LID,
    RIGHT_UPPER_LID,
    face_model,
)
from core.simulate.geometry import head_uv
from core.simulate.likeness import sagging
from core.simulate.parts import Photographed
from core.simulate.photographed.canvas import Canvas, Sheet
from core.simulate.photographed.field import Lattice
from core.simulate.photographed.sitter import Sitter
from core.simulate.skin import dynamic_folds, resting_lines

Floats = NDArray[np.float32]

_CHART_PX = 640
_SPAN_YEARS = 45.0  # from no added signs to all of them
_FINE_IOD, _COARSE_IOD = 0.02, 0.09  # widths of lines and pores, and of folds
_SHARPEN = 0.7
_LINES = 0.50
_PALE = 0.25
_LID_DROP_IOD = 0.018


def years_added(who: Photographed, sitter: Sitter) -> float:
    """Share of all signs of age that are to be added, [0, 1]."""
    if who.apparent_age_years is None:
        return 0.0
    return float(np.clip((who.apparent_age_years - sitter.age_years) / _SPAN_YEARS, 0, 1))


def aged_rest(sitter: Sitter, worn: float) -> Floats:
    """How far the resting face's points sag: (478, 3) float32."""
    out = sagging(sitter.neutral, worn)
    for upper, lower in (
        (RIGHT_UPPER_LID, RIGHT_LOWER_LID),
        (LEFT_UPPER_LID, LEFT_LOWER_LID),
    ):
        arch = np.sin(np.linspace(0.15, np.pi - 0.15, len(upper)))
        out[list(upper), 1] += 0.9 * _LID_DROP_IOD * worn * arch
        out[list(lower), 1] += 0.4 * _LID_DROP_IOD * worn * arch
    return out


@dataclass(frozen=True, slots=True)
class Folds:
    """Darkening by folds on a window of the board at full strength.

    Attributes
    ----------
    raised, frown : (h, w) float32
        Of raised brows, and of lowered brows with a wrinkled nose.
    """

    raised: Floats
    frown: Floats


class Ageing:
    """Paints signs of age onto the board.

    Parameters
    ----------
    sitter : Sitter
    who : Photographed
    canvas : Canvas
    lattice : Lattice
    sheet : Sheet
        The skin above the mouth.
    depth : (rows, columns) float32
        Of the lattice's nodes.
    neutral : (H, W, 3) float32
        The neutral picture on the board, over black.
    cover : (H, W) float32
        Its cover.
    """

    def __init__(
        self, sitter: Sitter, who: Photographed, canvas: Canvas, lattice: Lattice, sheet: Sheet,
        depth: Floats, neutral: Floats, cover: Floats,
    ) -> None:  # fmt: skip
        self.worn = years_added(who, sitter)
        self._canvas, self._face = canvas, sitter.neutral
        self._rng = np.random.default_rng([who.texture_seed, 41])
        board = (slice(0, canvas.height), slice(0, canvas.width))
        off = face_model().mean[:, :2] - sitter.neutral[:, :2]
        to_mean = sheet.spread(off[sheet.points].astype(np.float32))
        places = canvas.places(*board) + canvas.from_lattice(to_mean, lattice, board)
        deep = canvas.from_lattice(depth, lattice, board)
        self._uv = head_uv(np.dstack([places, deep]).reshape(-1, 3)).reshape(*deep.shape, 2)
        dark = self._darker_than_skin(neutral)
        self._cover, self._hair = cover, dark * cover * self._where_hair_grows()
        self._skin = self._soft_oval() * (1 - dark)
        chart = Chart(_CHART_PX, who.texture_seed)
        self._folds = [self._embossed(fold) for fold in dynamic_folds(chart)]
        lines = resting_lines(chart, 1.0) - resting_lines(chart, 0.0)
        self._lines = self._embossed(np.asarray(lines, dtype=np.float32))
        self._mottle, self._spots, self._streaks = (
            self._noise(grain_iod) for grain_iod in (0.12, 0.055, 0.30)
        )

    def folds(self, window: tuple[slice, slice]) -> Folds:
        """Cut the folds that expressions draw to a window of the board."""
        depth = np.float32(0.20 + 0.35 * self.worn)
        skin = self._skin[window] * depth
        return Folds(self._folds[2][window] * skin, self._folds[3][window] * skin)

    def paint(self, picture: Floats) -> Floats:
        """Add signs of age to a picture on the board.

        Parameters
        ----------
        picture : (H, W, 3) float32
            Grey levels 0 to 255, over black: the neutral one, or the smile laid on it.

        Returns
        -------
        (H, W, 3) float32
        """
        if self.worn <= 0:
            return picture
        worn, skin = np.float32(self.worn), self._skin * self._not_eyes_or_lips()
        scale = self._canvas.scale
        grey = picture @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
        fine = grey - cv2.GaussianBlur(grey, (0, 0), _FINE_IOD * scale)
        coarse = grey - cv2.GaussianBlur(grey, (0, 0), _COARSE_IOD * scale)
        detail = np.clip(0.7 * fine + 0.5 * np.minimum(coarse, 0), -16, 10)
        out = picture + (_SHARPEN * worn * detail * skin)[..., None]
        still = 0.5 * (self._folds[0] + self._folds[1] + 0.9 * self._folds[2]) + self._lines
        out *= (1 - _LINES * worn * still * skin)[..., None]
        out = self._blemished(out, skin)
        pale = out.mean(axis=2, keepdims=True)
        out += (pale - out) * (_PALE * worn * self._cover * self._above_clothes())[..., None]
        return np.asarray(self._greyed(np.clip(out, 0, 255)), dtype=np.float32)

    def _embossed(self, fold: Floats) -> Floats:
        """Look a chart's folds up on the board: dark lines with a lighter lower edge."""
        size = np.float32(_CHART_PX)
        seen = cv2.remap(
            fold, self._uv[..., 0] * size - 0.5, self._uv[..., 1] * size - 0.5, cv2.INTER_LINEAR
        )
        step = max(1, round(0.022 * self._canvas.scale))
        lit = np.roll(seen, step, axis=0)
        return np.asarray(seen - 0.45 * lit, dtype=np.float32)

    def _soft_oval(self) -> Floats:
        middle = np.array([0.0, 0.35])
        oval = (self._face[list(OVAL), :2] - middle) * 0.95 + middle
        return self._filled(oval, 0.06)

    def _filled(self, outline: NDArray[np.floating[Any]], soft_iod: float) -> Floats:
        mask = np.zeros((self._canvas.height, self._canvas.width), dtype=np.uint8)
        fixed = np.rint(self._canvas.px(outline) * 16).astype(np.int32)
        cv2.fillPoly(mask, [fixed], 255, cv2.LINE_AA, 4)
        spread = max(0.5, soft_iod * self._canvas.scale)
        return np.asarray(cv2.GaussianBlur(mask, (0, 0), spread), dtype=np.float32) / 255

    def _not_eyes_or_lips(self) -> Floats:
        out = np.ones_like(self._skin)
        for points in (
            (33, *RIGHT_UPPER_LID, 133, *RIGHT_LOWER_LID[::-1]),
            (263, *LEFT_UPPER_LID, 362, *LEFT_LOWER_LID[::-1]),
            RIGHT_BROW,
            LEFT_BROW,
        ):
            outline = cv2.convexHull(self._face[list(points), :2])[:, 0]
            out *= 1 - self._filled(outline, 0.02)
        return out

    def _blemished(self, picture: Floats, skin: Floats) -> Floats:
        dark = 0.35 * np.clip(self._spots - 2.3, 0, 0.7) + 0.016 * self._mottle
        share = (self.worn * skin * dark)[..., None]
        return picture * (1 - share * np.array([0.45, 0.75, 1.0], dtype=np.float32))

    def _above_clothes(self) -> Floats:
        y = self._canvas.top + np.arange(self._canvas.height) / self._canvas.scale
        return np.asarray(np.clip((2.3 - y) / 0.5, 0, 1)[:, None], dtype=np.float32)

    def _noise(self, grain_iod: float) -> Floats:
        shape = (self._canvas.height, self._canvas.width)
        grain = grain_iod * self._canvas.scale
        cells = [max(2, round(side / grain)) for side in shape]
        coarse = self._rng.standard_normal(cells).astype(np.float32)
        out = cv2.resize(coarse, shape[::-1], interpolation=cv2.INTER_CUBIC)
        return np.asarray(out / out.std(), dtype=np.float32)

    def _greyed(self, picture: Floats) -> Floats:
        """Turn hair and brows grey, as far as they can be told from skin by their colour."""
        grey = picture @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
        white = (0.85 * grey + 58) * self._cover
        streak = np.clip(0.75 + 0.15 * self._streaks, 0, 1)
        share = (self.worn * self._hair * streak)[..., None]
        goal = white[..., None] * np.array([1.0, 0.99, 0.97], dtype=np.float32)
        return np.asarray(picture + (goal - picture) * share, dtype=np.float32)

    def _where_hair_grows(self) -> Floats:
        y = self._canvas.top + np.arange(self._canvas.height) / self._canvas.scale
        brows = sum(
            self._filled(cv2.convexHull(self._face[list(b), :2])[:, 0], 0.03)
            for b in (RIGHT_BROW, LEFT_BROW)
        )
        fringe = np.clip((-0.45 - y) / 0.1, 0, 1)[:, None]
        outside = np.maximum(1 - self._filled(self._face[list(OVAL), :2], 0.04), fringe)
        x = self._canvas.left + np.arange(self._canvas.width) / self._canvas.scale
        beside = np.clip((np.abs(x) - 0.7) / 0.2, 0, 1)  # long hair, but not the neck's shade
        head = np.clip((1.3 + 1.0 * beside - y[:, None]) / 0.4, 0, 1)
        return np.asarray(head * np.clip(outside + 0.8 * brows, 0, 1), dtype=np.float32)

    def _darker_than_skin(self, picture: Floats) -> Floats:
        """How surely a pixel is darker than skin can be, from the cheeks' colour: (H, W)."""
        cheeks = [self._patch(picture, point) for point in (50, 280)]
        tone = np.median(np.concatenate(cheeks), axis=0)
        dark = 1 - (picture / np.maximum(tone, 1)).mean(axis=2)
        return np.asarray(np.clip((dark - 0.25) / 0.25, 0, 1), dtype=np.float32)

    def _patch(self, picture: Floats, point: int) -> Floats:
        x, y = self._face[point, :2].tolist()
        return picture[self._canvas.box(x - 0.1, y - 0.1, x + 0.1, y + 0.1)].reshape(-1, 3)
