"""The head's unrolled surface as a drawing board: coordinates and soft brushes."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from core.simulate.geometry import ATLAS_HEIGHT, ATLAS_TOP, ATLAS_WIDTH, FACE_POINTS, topology
from core.simulate.openings import curve

Floats = NDArray[np.float32]

_SHIFT = 4


class Chart:
    """A square drawing board over the atlas.

    Chart coordinates: x to the face's left from the midline, y down; near the midline a unit is
    about one distance between the irises.

    Parameters
    ----------
    size : int
        Side in pixels.
    seed : int
        Chooses every random pattern drawn with this chart.

    Attributes
    ----------
    size : int
    rng : Generator
    x, y : (S, S) float32
        Chart coordinates of the pixels.
    """

    def __init__(self, size: int, seed: int) -> None:
        self.size = size
        self.rng = np.random.default_rng([seed, 11])
        v, u = np.mgrid[0:size, 0:size].astype(np.float32) / size
        self.x = (u - 0.5) * ATLAS_WIDTH
        self.y = v * ATLAS_HEIGHT + ATLAS_TOP
        uv = topology().uv[:FACE_POINTS]
        self._points = np.stack(
            [(uv[:, 0] - 0.5) * ATLAS_WIDTH, uv[:, 1] * ATLAS_HEIGHT + ATLAS_TOP], axis=1
        ).astype(np.float32)

    def at(self, *numbers: int, side: int = -1) -> Floats:
        """Give chart places of FaceMesh points: (N, 2) float32.

        With `side` 1 the points of the face's right half are mirrored to its left.
        """
        return np.asarray(self._points[list(numbers)] * np.array([-side, 1]), dtype=np.float32)

    def blob(self, place: Floats, radius_x: float, radius_y: float) -> Floats:
        """Give a Gaussian spot of height 1."""
        x, y = (self.x - place[0]) / radius_x, (self.y - place[1]) / radius_y
        return np.asarray(np.exp(-(x * x) - y * y), dtype=np.float32)

    def both(self, place: Floats, radius_x: float, radius_y: float) -> Floats:
        """Give the same spot on either side of the face."""
        other = place * np.array([-1, 1], dtype=np.float32)
        return self.blob(place, radius_x, radius_y) + self.blob(other, radius_x, radius_y)

    def stroke(self, places: NDArray[np.floating[Any]], width: float, blur: float = 0.0) -> Floats:
        """Draw a smooth line through places, [0, 1]; width and blur in chart units."""
        line = curve(places, 6) if len(places) > 2 else places
        return self.soften(self.lines([line], width), blur)

    def lines(self, lines: list[NDArray[np.floating[Any]]], width: float) -> Floats:
        """Draw polylines, [0, 1]."""
        mask = np.zeros((self.size, self.size), dtype=np.uint8)
        thick = max(1, round(width * self.size / ATLAS_WIDTH))
        fixed = [self._fixed(line) for line in lines]
        cv2.polylines(mask, fixed, False, 255, thick, cv2.LINE_AA, _SHIFT)
        return mask.astype(np.float32) / 255

    def polygon(self, outline: NDArray[np.floating[Any]], blur: float = 0.0) -> Floats:
        """Draw a filled outline, [0, 1]."""
        mask = np.zeros((self.size, self.size), dtype=np.uint8)
        cv2.fillPoly(mask, [self._fixed(outline)], 255, cv2.LINE_AA, _SHIFT)
        return self.soften(mask.astype(np.float32) / 255, blur)

    def soften(self, image: NDArray[np.floating[Any]], blur: float) -> Floats:
        """Blur by a Gaussian of a standard deviation in chart units."""
        sigma = blur * self.size / ATLAS_WIDTH
        image = image.astype(np.float32)
        return image if sigma < 0.2 else np.asarray(cv2.GaussianBlur(image, (0, 0), sigma))

    def noise(self, cells_x: int, cells_y: int) -> Floats:
        """Give smooth noise of unit standard deviation with so many cells across and down."""
        grid = self.rng.standard_normal((cells_y, cells_x)).astype(np.float32)
        out = cv2.resize(grid, (self.size, self.size), interpolation=cv2.INTER_LINEAR)
        return np.asarray(out / max(float(out.std()), 1e-6), dtype=np.float32)

    def _fixed(self, places: NDArray[np.floating[Any]]) -> NDArray[np.int32]:
        span = np.array([ATLAS_WIDTH, ATLAS_HEIGHT])
        scaled = (places - (-ATLAS_WIDTH / 2, ATLAS_TOP)) / span * self.size
        return np.asarray(np.rint(scaled * (1 << _SHIFT)), dtype=np.int32)


def mix(colour: Floats, paint_rgb: object, alpha: NDArray[np.floating[Any]]) -> None:
    """Blend a colour (3,) or picture (S, S, 3) into `colour` by `alpha` (S, S), in place."""
    colour += (np.asarray(paint_rgb, dtype=np.float32) - colour) * alpha[..., None]
