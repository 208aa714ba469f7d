"""A mouth that was open and shall be shut: the line between its lips in place of squeezed teeth."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from core.face.landmarks import INNER_LIP_RING, OUTER_LIP_RING
from core.simulate.attenuate.flat import canonical
from core.simulate.attenuate.mesh import Carrier, triangles
from core.simulate.attenuate.warp import Box, spread, visible
from core.simulate.face_model import INNER_LOWER_LIP, INNER_UPPER_LIP
from core.video.rewrite import Picture

Floats = NDArray[np.float32]

# With the corners of the rows within, where triangles are thinnest.
_INNER, _OUTER = [*INNER_LIP_RING, 62, 292, 76, 306], list(OUTER_LIP_RING)
_UPPER, _LOWER = list(INNER_UPPER_LIP), list(INNER_LOWER_LIP)
_OPEN = 0.08  # mean gap of the inner lips, in distances between the outer eye corners
_MARGIN_PX = 3


def shutting(mesh: Carrier) -> float:
    """Return how far an open mouth shall be shut: 1 wholly, 0 where it stays clearly open.

    Only a mouth that shuts loses the teeth that showed; one that opens less shows them still.
    """
    own, wanted = (
        float(np.linalg.norm(points[_UPPER] - points[_LOWER], axis=1).mean())
        for points in (mesh.here_px, mesh.there_px)
    )
    shut = 1 - wanted / max(_OPEN * mesh.eye_distance_px, 1e-6)
    return float(np.clip(shut, 0, 1) * np.clip(1 - wanted / max(own, 1e-6), 0, 1))


def shut_lips(picture: Picture, mesh: Carrier, box: Box, rest: Floats) -> None:
    """Draw the line between lips that shut, in its colours at rest, into `picture`.

    The colours are given at the inner edges of the lips and change evenly between them, so that a
    mouth thinner than a pixel does not glitter.

    Parameters
    ----------
    picture : (h, w, 3) uint8
        The pixels of `box`, with the lips where they shall go.
    mesh : Carrier
    box : (x0, y0, x1, y1)
    rest : (SIDE, SIDE, 3) float32
        The flat face at rest.
    """
    much = shutting(mesh)
    area = _area(mesh.there_px[_OUTER], box)
    if much <= 0 or area[0] >= area[2] or area[1] >= area[3]:
        return
    colours = _at(rest, canonical()[0].here_px)
    colours[_UPPER] = colours[_LOWER] = (colours[_UPPER] + colours[_LOWER]) / 2
    own = _at(picture, mesh.there_px - np.array(box[:2], np.float32))
    colours += (own[_OUTER] - colours[_OUTER]).mean(axis=0)  # the light of this frame
    inner = np.zeros((len(colours), 1), np.float32)
    inner[_INNER] = 1
    values = np.concatenate([colours, inner], axis=1)
    found = spread(mesh, visible(mesh, _about_lips()), values, area)
    share = much * found[3][..., None] ** 2
    x0, y0, x1, y1 = np.array(area) - np.array([*box[:2], *box[:2]])
    part = picture[y0:y1, x0:x1].astype(np.float32)
    part += share * (found[:3].transpose(1, 2, 0) - part)
    picture[y0:y1, x0:x1] = np.clip(np.rint(part), 0, 255).astype(np.uint8)


@lru_cache(maxsize=1)
def _about_lips() -> NDArray[np.intp]:
    """Return the triangles that touch the inner edge of the lips."""
    return np.asarray(np.flatnonzero(np.isin(triangles(), _INNER).any(axis=1)))


def _area(lips_px: Floats, box: Box) -> Box:
    low = np.floor(lips_px.min(axis=0)).astype(int) - _MARGIN_PX
    high = np.ceil(lips_px.max(axis=0)).astype(int) + _MARGIN_PX
    x0, x1 = (int(v) for v in np.clip([low[0], high[0]], box[0], box[2]))
    y0, y1 = (int(v) for v in np.clip([low[1], high[1]], box[1], box[3]))
    return x0, y0, x1, y1


def _at(picture: NDArray[np.generic], places_px: Floats) -> Floats:
    """Return the colours (V, 3) float32 at places (V, 2) in pixel edges."""
    across, down = (places_px - np.float32(0.5)).T
    border = cv2.BORDER_REPLICATE
    found = cv2.remap(picture, across[None], down[None], cv2.INTER_LINEAR, borderMode=border)
    return np.asarray(found[0], np.float32)
