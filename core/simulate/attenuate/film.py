"""Painting the frames of a plan: the mesh moved, and eyes lent by earlier frames."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from core.face.landmarks import FIRST_IRIS
from core.face.regions import OUTLINES
from core.simulate.attenuate.mesh import Carrier, carrier, triangles
from core.simulate.attenuate.plan import SIDES, FacePlan
from core.simulate.attenuate.skin import SkinModel, shaded
from core.simulate.attenuate.warp import Box, Picture, moved, spread, visible
from core.simulate.face_model import face_model
from core.types import Region

Floats = NDArray[np.float32]

_MARGIN_PX = 4


@dataclass(frozen=True, slots=True)
class _Eye:
    """Pixels of one eye in one frame, with where the mesh lay."""

    rgb: Picture
    corner: tuple[int, int]
    here_px: Floats


class Painter:
    """Paints the frames of one appearance, in order.

    Parameters
    ----------
    plan : FacePlan
    """

    def __init__(self, plan: FacePlan, skin: SkinModel | None = None) -> None:
        self._plan = plan
        self._skin = skin
        self._row = {int(frame): row for row, frame in enumerate(plan.appearance.frames)}
        self._until = _last_use(plan.lids.donor, plan.lids.lent)
        self._lent: dict[tuple[str, int], _Eye] = {}

    def paint(self, frame: int, rgb: Picture) -> Picture:
        """Return the picture of a source frame as it shall be; the same object where it stays.

        Parameters
        ----------
        frame : int
            Source frame.
        rgb : (H, W, 3) uint8
        """
        row = self._row.get(frame)
        if row is None:
            return rgb
        plan = self._plan
        mesh = carrier(plan.appearance.landmarks_px[row], plan.shift_px(row))
        box = mesh.box((rgb.shape[1], rgb.shape[0]))
        if box[0] >= box[2] or box[1] >= box[3]:
            return rgb
        self._keep_eyes(row, rgb, mesh)
        shift = spread(mesh, visible(mesh), mesh.here_px - mesh.there_px, box)
        painted = moved(rgb, shift, box)
        if self._skin is not None:
            change = np.float32(plan.gain - 1) * self._skin.at(plan.away_iod[row])
            painted = shaded(painted, change, self._skin.rest, mesh, box)
        out = rgb.copy()
        out[box[1] : box[3], box[0] : box[2]] = painted
        for side in SIDES:
            self._lend(out, row, side, mesh)
        self._forget(row)
        return out

    def _keep_eyes(self, row: int, rgb: Picture, mesh: Carrier) -> None:
        if row not in self._until:
            return
        for side in SIDES:
            x0, y0, x1, y1 = _eye_box(mesh.here_px, side, rgb.shape)
            if x0 < x1 and y0 < y1:
                pixels = rgb[y0:y1, x0:x1].copy()
                self._lent[side, row] = _Eye(pixels, (x0, y0), mesh.here_px)

    def _forget(self, row: int) -> None:
        for side, lender in list(self._lent):
            if self._until[lender] <= row:
                del self._lent[side, lender]

    def _lend(self, out: Picture, row: int, side: str, mesh: Carrier) -> None:
        """Lay the eye of an earlier frame over the one in `out`, with soft edges."""
        lids = self._plan.lids
        eye = self._lent.get((side, int(lids.donor[row])))
        if eye is None or lids.lent[row] <= 0:
            return
        x0, y0, x1, y1 = box = _eye_box(mesh.there_px, side, out.shape)
        if x0 >= x1 or y0 >= y1:
            return
        mask, which = _eye_mask(side)
        places = eye.here_px - np.array(eye.corner, np.float32) - np.float32(0.5)
        values = np.column_stack([places, mask]).astype(np.float32)
        across, down, inside = spread(mesh, visible(mesh, which), values, box)
        border = cv2.BORDER_REPLICATE
        theirs = cv2.remap(eye.rgb, across, down, cv2.INTER_CUBIC, borderMode=border)
        own = out[y0:y1, x0:x1].astype(np.float32)
        edge = inside * (1 - inside)
        light = (edge[..., None] * (own - theirs)).sum(axis=(0, 1)) / max(float(edge.sum()), 1e-6)
        share = (inside * np.float32(lids.lent[row]))[..., None]
        mixed = own + share * (theirs + light - own)
        out[y0:y1, x0:x1] = np.clip(np.rint(mixed), 0, 255).astype(np.uint8)


def _last_use(donor: NDArray[np.intp], lent: NDArray[np.float64]) -> dict[int, int]:
    """Return up to which row each donor is wanted."""
    rows = np.flatnonzero((donor >= 0) & (lent > 0)).tolist()
    return {int(donor[row]): row for row in rows}


@lru_cache(maxsize=2)
def _eye_mask(side: str) -> tuple[Floats, NDArray[np.intp]]:
    """Vertices (V,) that belong to an eye, 1 or 0, and the triangles that touch them."""
    region: Region = "right_eye" if side == "right" else "left_eye"
    face = face_model().mean[:FIRST_IRIS, :2].astype(np.float32)
    outline = np.ascontiguousarray(face[list(OUTLINES[region])])
    count = int(triangles().max()) + 1
    mask = np.zeros(count, np.float32)
    for number, (x, y) in enumerate(face.tolist()):
        mask[number] = cv2.pointPolygonTest(outline, (x, y), measureDist=False) > 0
    mask[list(OUTLINES[region])] = 0
    return mask, np.flatnonzero((mask[triangles()] > 0).any(axis=1))


def _eye_box(points_px: Floats, side: str, shape: tuple[int, ...]) -> Box:
    region: Region = "right_eye" if side == "right" else "left_eye"
    outline = points_px[list(OUTLINES[region])]
    low = np.floor(outline.min(axis=0)).astype(int) - _MARGIN_PX
    high = np.ceil(outline.max(axis=0)).astype(int) + _MARGIN_PX
    x0, x1 = (int(v) for v in np.clip([low[0], high[0]], 0, shape[1]))
    y0, y1 = (int(v) for v in np.clip([low[1], high[1]], 0, shape[0]))
    return x0, y0, x1, y1
