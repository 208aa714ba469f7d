"""From pixels of the picture back to the resting board."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from core.simulate.face_model import INNER_LIP_CORNERS, INNER_LOWER_LIP, INNER_UPPER_LIP
from core.simulate.parts import Scene
from core.simulate.photographed.canvas import Canvas, below_mouth, mouth_line
from core.simulate.photographed.field import Lattice, rest_of

Floats = NDArray[np.float32]

_STEP_PX = 4  # between places whose way back is computed
_FINER = 1.25  # the board's pixels, against the picture's
_MARGIN_IOD = 0.45  # of the board around what the picture shows
_LIP_REACH_IOD = 0.55  # of the lower lip's own field beyond the corners


class Lens:
    """Where the picture's pixels look.

    Parameters
    ----------
    scene : Scene
        Size and place of the face.
    size_px : int
        Side of the picture.
    source_iod_px : float
        Inter-iris distance in the photograph, beyond which a finer board shows nothing more.
    lattice : Lattice
        Of the displacement fields.

    Attributes
    ----------
    unit_px : float
        Inter-iris distance in the picture.
    centre_px : (2,) float32
        Where the middle between the irises rests in it.
    canvas : Canvas
        The board that holds all that the picture can show.
    """

    def __init__(self, scene: Scene, size_px: int, source_iod_px: float, lattice: Lattice) -> None:
        self._size_px, self._lattice = size_px, lattice
        self.unit_px = scene.face_iod_share * size_px
        self.centre_px = np.array([scene.face_x, scene.face_y], np.float32) * size_px
        scale = min(self.unit_px * _FINER, max(source_iod_px, 0.5 * self.unit_px))
        left, top = (-self.centre_px / self.unit_px - _MARGIN_IOD).tolist()
        pixels = int(np.ceil((size_px / self.unit_px + 2 * _MARGIN_IOD) * scale))
        self.canvas = Canvas(left, top, scale, pixels, pixels)
        px = np.arange(0, size_px + _STEP_PX, _STEP_PX, dtype=np.float32)
        x, y = ((px - centre) / self.unit_px for centre in self.centre_px)
        self._places = np.stack(np.meshgrid(x, y), axis=-1)

    def to_px(self, places: Floats) -> Floats:
        """Turn places in the face's plane (..., 2) into pixels of the picture."""
        return np.asarray(places * self.unit_px + self.centre_px, dtype=np.float32)

    def source(self, above: Floats, below: Floats, xy: Floats) -> Floats:
        """Find the board's pixel that every pixel of the picture shows: (S, S, 2) float32.

        Parameters
        ----------
        above, below : (rows, columns, 2) float32
            Displacement of the lattice's nodes, as the skin above and below the gap between the
            lips moves.
        xy : (478, 2) float32
            Landmarks in the picture.
        """
        rest = rest_of(self._places, above, self._lattice)
        source = self._fine(rest, (self._size_px, self._size_px))
        self._lower_lip(source, below, xy)
        return source

    def _fine(self, rest: Floats, shape: tuple[int, int]) -> Floats:
        """Resting places on the coarse grid as the board's pixels for every picture pixel."""
        matrix = np.array([[1 / _STEP_PX, 0, 0], [0, 1 / _STEP_PX, 0]])
        return np.asarray(
            cv2.warpAffine(
                self.canvas.px(rest), matrix, shape[::-1],
                flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REPLICATE,
            )
        )  # fmt: skip

    def _lower_lip(self, source: Floats, posed: Floats, xy: Floats) -> None:
        """Below the gap between the lips, take the places of the lower skin."""
        size, unit = self._size_px, self.unit_px
        mouth = xy[[*INNER_LIP_CORNERS, *INNER_LOWER_LIP, *INNER_UPPER_LIP]]
        low = (mouth.min(axis=0) - (_LIP_REACH_IOD * unit, 0.1 * unit)) // _STEP_PX
        high = (mouth.max(axis=0) + _LIP_REACH_IOD * unit) // _STEP_PX + 1
        last = self._places.shape[0] - 1
        x0, y0 = np.clip(low, 0, last).astype(int)
        x1, y1 = np.clip(high, 0, last).astype(int)
        if x1 <= x0 or y1 <= y0:
            return
        rest = rest_of(self._places[y0 : y1 + 1, x0 : x1 + 1], posed, self._lattice)
        rows = slice(y0 * _STEP_PX, min(y1 * _STEP_PX, size))
        columns = slice(x0 * _STEP_PX, min(x1 * _STEP_PX, size))
        shape = (rows.stop - rows.start, columns.stop - columns.start)
        lower = self._fine(rest, shape)
        y, x = np.mgrid[rows, columns].astype(np.float32)
        places = np.dstack([x, y])
        share = below_mouth(places, xy, 0.6)
        _, outside = mouth_line(x[0], xy)
        reach = _LIP_REACH_IOD * unit
        share = share * np.clip(1.5 - 1.5 * outside / (0.9 * reach), 0, 1)
        share = share * np.clip((rows.stop - y) / (0.3 * reach), 0, 1)
        part = source[rows, columns]
        part += (lower - part) * share[..., None]
