"""Cutting a photographed person out of a plain background."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from core.face.graphs import Segmenter

Floats = NDArray[np.float32]

_SURE, _GONE = 0.95, 0.05
_BAND_SHARE = 0.014  # half width of the uncertain band, of the picture's side
_FLICKER = 0.06  # of the background, as a share of its distance from the person
_DISTINCT = 30.0  # grey levels between person and background from which colour is trusted


@dataclass(frozen=True, slots=True)
class Matte:
    """A person before nothing.

    Attributes
    ----------
    cover : (H, W) float32
        Share of each pixel that the person covers, [0, 1].
    over_black : (H, W, 3) float32
        The person before black, so that ``over_black + (1 - cover) * background`` is the picture
        before another background. Grey levels 0 to 255.
    """

    cover: Floats
    over_black: Floats


def cut_out(rgb: NDArray[np.uint8]) -> Matte:
    """Cut a person out.

    Parameters
    ----------
    rgb : (H, W, 3) uint8
        One person before a plain, light or dark background.
    """
    with Segmenter() as segmenter:
        person = segmenter.part(rgb)
    picture = rgb.astype(np.float32)
    side = max(rgb.shape[:2])
    reach = max(1, round(_BAND_SHARE * side))
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1,) * 2)
    inside = cv2.erode((person > _SURE).astype(np.uint8), kernel)
    outside = cv2.erode((person < _GONE).astype(np.uint8), kernel)
    background = _smooth_surface(picture, outside > 0)
    cover = _by_colour(picture, background, inside, person, reach)
    cover[(inside > 0)] = 1
    cover[cv2.erode(outside, kernel) > 0] = 0
    over_black = np.clip(picture - (1 - cover[..., None]) * background, 0, 255)
    return Matte(cover, np.asarray(over_black * (cover[..., None] > 0), dtype=np.float32))


def _smooth_surface(picture: Floats, where: NDArray[np.bool_]) -> Floats:
    """Fit a cubic surface per channel to the pixels marked; (H, W, 3)."""
    height, width = where.shape
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    terms = np.stack([x**i * y**j for i in range(4) for j in range(4 - i)], axis=-1)
    rows = np.flatnonzero(where.ravel())[::7]
    if len(rows) < 10 * terms.shape[-1]:
        return np.full_like(picture, float(picture.mean()))
    weights, *_ = np.linalg.lstsq(
        terms.reshape(-1, terms.shape[-1])[rows], picture.reshape(-1, 3)[rows], rcond=None
    )
    return np.asarray(np.clip(terms @ weights, 0, 255), dtype=np.float32)


def _by_colour(
    picture: Floats, background: Floats, inside: NDArray[np.uint8], person: Floats, reach: int
) -> Floats:
    """Cover from where a pixel's colour lies between the person's nearby and the background's."""
    sure = inside.astype(np.float32)
    spread = (0, 0), 2.0 * reach
    share = cv2.GaussianBlur(sure, *spread)
    nearby = cv2.GaussianBlur(picture * sure[..., None], *spread)
    nearby = nearby / np.maximum(share, 1e-4)[..., None]
    apart = nearby - background
    length = (apart**2).sum(axis=2)
    along = ((picture - background) * apart).sum(axis=2) / np.maximum(length, 1.0)
    by_colour = np.clip((along - _FLICKER) / (1 - 2 * _FLICKER), 0, 1)
    by_shape = cv2.ximgproc.guidedFilter(picture / 255, person, reach, 1e-4)
    by_shape = np.clip((by_shape - 0.25) / 0.5, 0, 1)  # the segmenter's edge is wider than it is
    trust = length / (length + 3 * _DISTINCT**2)
    trust = trust * np.clip(share / 0.02, 0, 1)
    mixed = trust * by_colour + (1 - trust) * by_shape
    return np.asarray(np.clip(mixed, 0, 1), dtype=np.float32)
