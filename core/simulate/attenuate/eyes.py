"""Eyes that earlier frames lend where lids are to be open and are not."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from core.face.landmarks import FIRST_IRIS
from core.face.regions import OUTLINES
from core.simulate.attenuate.lids import LidPlan
from core.simulate.attenuate.mesh import Carrier, triangles
from core.simulate.attenuate.warp import Box, fetched, sources, spread, visible
from core.simulate.face_model import face_model
from core.types import Region
from core.video.rewrite import Picture

Floats = NDArray[np.float32]

_EYES: tuple[Region, ...] = ("right_eye", "left_eye")
_MARGIN_PX = 4


@dataclass(frozen=True, slots=True)
class _Eye:
    """Pixels of one eye in one frame, with where the mesh lay."""

    rgb: Picture
    corner: tuple[int, int]
    here_px: Floats


class EyeBank:
    """Keeps the eyes of frames that lend them, as long as they are wanted.

    Parameters
    ----------
    lids : LidPlan
    """

    def __init__(self, lids: LidPlan) -> None:
        self._lids = lids
        lent = np.flatnonzero((lids.donor >= 0) & (lids.lent > 0)).tolist()
        self._until = {int(lids.donor[row]): row for row in lent}
        self._kept: dict[tuple[Region, int], _Eye] = {}

    def keep(self, row: int, rgb: Picture, mesh: Carrier) -> None:
        """Take the eyes of a row whose picture is still as it was filmed, if any row wants them."""
        if row not in self._until:
            return
        for region in _EYES:
            x0, y0, x1, y1 = _box(mesh.here_px, region, rgb.shape)
            if x0 < x1 and y0 < y1:
                pixels = rgb[y0:y1, x0:x1].copy()
                self._kept[region, row] = _Eye(pixels, (x0, y0), mesh.here_px)

    def lend(self, row: int, out: Picture, mesh: Carrier) -> None:
        """Lay the donor's eyes over those in `out` (H, W, 3) uint8, with soft edges."""
        for region in _EYES:
            eye = self._kept.get((region, int(self._lids.donor[row])))
            if eye is not None and self._lids.lent[row] > 0:
                _lay(eye, region, float(self._lids.lent[row]), out, mesh)
        for region, lender in list(self._kept):
            if self._until[lender] <= row:
                del self._kept[region, lender]


def _lay(eye: _Eye, region: Region, share: float, out: Picture, mesh: Carrier) -> None:
    box = _box(mesh.there_px, region, out.shape)
    x0, y0, x1, y1 = box
    if x0 >= x1 or y0 >= y1:
        return
    mask, which = _mask(region)
    order = visible(mesh, which)
    corner = np.array(eye.corner, np.float32)
    theirs = fetched(eye.rgb, sources(mesh, order, eye.here_px, box) - corner[:, None, None])
    (inside,) = spread(mesh, order, mask, box)
    own = out[y0:y1, x0:x1].astype(np.float32)
    edge = inside * (1 - inside)  # where both show the same skin, they tell the light apart
    light = (edge[..., None] * (own - theirs)).sum(axis=(0, 1)) / max(float(edge.sum()), 1e-6)
    mixed = own + (inside * np.float32(share))[..., None] * (theirs + light - own)
    out[y0:y1, x0:x1] = np.clip(np.rint(mixed), 0, 255).astype(np.uint8)


@lru_cache(maxsize=2)
def _mask(region: Region) -> tuple[Floats, NDArray[np.intp]]:
    """Vertices (V, 1) within an eye's region, 1 or 0, and the triangles that touch them."""
    face = face_model().mean[:FIRST_IRIS, :2].astype(np.float32)
    outline = np.ascontiguousarray(face[list(OUTLINES[region])])
    mask = np.zeros(int(triangles().max()) + 1, np.float32)
    for number, (x, y) in enumerate(face.tolist()):
        mask[number] = cv2.pointPolygonTest(outline, (x, y), measureDist=False) > 0
    mask[list(OUTLINES[region])] = 0
    return mask[:, None], np.flatnonzero((mask[triangles()] > 0).any(axis=1))


def _box(points_px: Floats, region: Region, shape: tuple[int, ...]) -> Box:
    outline = points_px[list(OUTLINES[region])]
    low = np.floor(outline.min(axis=0)).astype(int) - _MARGIN_PX
    high = np.ceil(outline.max(axis=0)).astype(int) + _MARGIN_PX
    x0, x1 = (int(v) for v in np.clip([low[0], high[0]], 0, shape[1]))
    y0, y1 = (int(v) for v in np.clip([low[1], high[1]], 0, shape[0]))
    return x0, y0, x1, y1
