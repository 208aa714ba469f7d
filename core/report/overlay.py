"""Laying a map over the face in the original frame."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from core.report.colour import ColourMap, Floats

_GRID = 128  # side that maps are brought to before they are turned into the frame
_FEATHER = 0.12  # width of the soft border, share of the crop's side
_LEAST_TINT = 0.5  # of the colour at the scale's end, so that a faint response shows its side
_KNEE = 0.9  # magnitude, as a share of the scale, from which the map is at full opacity


def overlay_frame(
    rgb: NDArray[np.uint8],
    map2d: Floats,
    to_crop: Floats,
    scale: tuple[float, float],
    opacity: float,
    cmap: ColourMap,
) -> NDArray[np.uint8]:
    """Lay a map over the face, the more opaque the larger its magnitude.

    Parameters
    ----------
    rgb : (H, W, 3) uint8
        Upright frame.
    map2d : (h, w) float
        Map over the aligned crop, unscaled.
    to_crop : (2, 3) float
        From this picture's pixels (x right, y down, the corner of the first pixel at 0) to the
        unit crop. NaN: no face; the frame is returned as it is.
    scale : (low, high)
        The recording's fixed colour scale; never this frame's own range.
    opacity : float
        Of the strongest response, [0, 1].
    cmap : ColourMap

    Returns
    -------
    (H, W, 3) uint8
        A new picture.
    """
    out = rgb.copy()
    if not np.isfinite(to_crop).all():
        return out
    box = _crop_box(to_crop, rgb.shape[1], rgb.shape[0])
    if box is None:
        return out
    left, top, right, bottom = box
    share, strength = _prepared(map2d, scale, cmap.signed)
    inverse_map = _pixel_map(to_crop, left, top)
    size = (right - left, bottom - top)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    share = cv2.warpAffine(share, inverse_map, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    alpha = cv2.warpAffine(
        strength * _feather(), inverse_map, size, flags=flags, borderMode=cv2.BORDER_CONSTANT
    )
    alpha = (float(np.clip(opacity, 0.0, 1.0)) * alpha)[..., None]
    window = out[top:bottom, left:right]
    out[top:bottom, left:right] = np.rint(
        window + alpha * (cmap(share) - window.astype(np.float32))
    )
    return out


def crop_picture(map2d: Floats, scale: tuple[float, float], cmap: ColourMap) -> NDArray[np.uint8]:
    """Paint a map as a picture of the crop that can be laid over a face at any opacity.

    Parameters
    ----------
    map2d : (h, w) float
        Map over the aligned crop, unscaled.
    scale : (low, high)
        The recording's fixed colour scale.
    cmap : ColourMap

    Returns
    -------
    (S, S, 4) uint8
        RGBA over the whole unit crop, colours multiplied by alpha; the larger the magnitude, the
        more opaque, with the soft border of `overlay_frame`.
    """
    share, strength = _prepared(map2d, scale, cmap.signed)
    alpha = (strength * _feather())[..., None]
    rgba = np.concatenate([alpha * cmap(share), 255 * alpha], axis=-1)
    return np.asarray(np.rint(rgba), np.uint8)


def colour_bar(cmap: ColourMap, height_px: int, width_px: int) -> NDArray[np.uint8]:
    """Vertical colour bar, high values at the top: (height, width, 3) uint8."""
    column = cmap(np.linspace(1.0, 0.0, height_px))
    return np.repeat(column[:, None], width_px, axis=1)


def _prepared(
    map2d: Floats, scale: tuple[float, float], signed: bool
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Smooth map on a fine grid: place on the colour scale, and visibility, both in [0, 1]."""
    low, high = scale
    span = high - low if high > low else 1.0
    values = np.nan_to_num(np.asarray(map2d, np.float32), nan=low if not signed else 0.0)
    fine = cv2.resize(values, (_GRID, _GRID), interpolation=cv2.INTER_CUBIC)
    fine = np.clip(fine, values.min(), values.max())  # cubic joins overshoot
    share = np.clip((fine - low) / span, 0.0, 1.0)
    magnitude = np.abs(2 * share - 1) if signed else share
    if signed:  # near zero the colours are nearly white, which would lie on the skin as a grey veil
        share = 0.5 + np.sign(share - 0.5) * (_LEAST_TINT + (1 - _LEAST_TINT) * magnitude) / 2
    # In proportion, so that a weak response can be seen for what it is.
    strength = np.clip(magnitude / _KNEE, 0.0, 1.0)
    return share.astype(np.float32), strength.astype(np.float32)


def _feather() -> NDArray[np.float32]:
    centres = (np.arange(_GRID) + 0.5) / _GRID
    inward = np.clip(np.minimum(centres, 1 - centres) / _FEATHER, 0.0, 1.0)
    soft = inward * inward * (3 - 2 * inward)
    return np.outer(soft, soft).astype(np.float32)


def _pixel_map(to_crop: Floats, left: int, top: int) -> NDArray[np.float64]:
    """From pixel indices of the window at (left, top) to pixel indices of the fine grid.

    A pixel's index is half a pixel before its centre, in both pictures.
    """
    turn = np.asarray(to_crop[:, :2], np.float64) * _GRID
    shift = np.asarray(to_crop[:, 2], np.float64) * _GRID
    return np.column_stack([turn, turn @ [left + 0.5, top + 0.5] + shift - 0.5])


def _crop_box(to_crop: Floats, width: int, height: int) -> tuple[int, int, int, int] | None:
    """Pixel box of the frame that holds the crop; None where they do not meet."""
    turn = np.asarray(to_crop[:, :2], np.float64)
    if abs(np.linalg.det(turn)) < np.finfo(np.float32).tiny:
        return None
    unit = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float64)
    corners = (unit - to_crop[:, 2]) @ np.linalg.inv(turn).T
    left, top = np.floor(corners.min(axis=0)).clip(0, [width, height]).astype(int)
    right, bottom = np.ceil(corners.max(axis=0)).clip(0, [width, height]).astype(int)
    return (left, top, right, bottom) if left < right and top < bottom else None
