"""Painting the atlas of one identity. No picture goes in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.simulate.body import CLOTH_PATCH, EAR_PATCH, HAIR_PATCH, NECK_PATCH
from core.simulate.chart import Chart
from core.simulate.hair import hair_colour, paint_beard, paint_brows, paint_hair, strands
from core.simulate.parts import Identity
from core.simulate.skin import base_skin, dynamic_folds, paint_lips, paint_rims, resting_lines

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Atlas:
    """The painted surface of one identity.

    Attributes
    ----------
    albedo : (S, S, 3) uint8
        Colour in white light.
    folds : (S, S, 4) uint8
        How much a pixel darkens when a fold is at its deepest: smile on the face's right, smile
        on its left, raised brows, wrinkled nose and lowered brows.
    gloss : (S, S) uint8
        How much a pixel shines.
    """

    albedo: NDArray[np.uint8]
    folds: NDArray[np.uint8]
    gloss: NDArray[np.uint8]


def paint(identity: Identity, size: int) -> Atlas:
    """Paint the atlas of an identity.

    Parameters
    ----------
    identity : Identity
    size : int
        Side of the atlas in pixels.
    """
    chart = Chart(size, identity.texture_seed)
    worn = float(np.clip((identity.age_years - 25) / 55, 0, 1))
    colour = base_skin(chart, identity, worn)
    folds = dynamic_folds(chart)
    static = 0.24 * worn * (0.9 * folds[0] + 0.9 * folds[1] + 0.7 * folds[2])
    colour *= np.clip(1 - static - resting_lines(chart, worn), 0.4, 1.1)[..., None]
    paint_beard(chart, identity, colour)
    lips = paint_lips(chart, identity, colour)
    paint_rims(chart, identity, colour)
    paint_brows(chart, identity, colour)
    hair = paint_hair(chart, identity, colour)
    _paint_patches(chart, identity, colour)
    gloss = np.clip(0.55 + 0.9 * chart.blob(chart.at(4)[0], 0.12, 0.2) + 0.5 * lips, 0, 1.5)
    gloss *= 1 - 0.8 * hair
    return Atlas(
        albedo=np.clip(colour * 255, 0, 255).astype(np.uint8),
        folds=np.clip(np.stack(folds, axis=-1) * 255, 0, 255).astype(np.uint8),
        gloss=np.clip(gloss * 160, 0, 255).astype(np.uint8),
    )


def _paint_patches(chart: Chart, identity: Identity, colour: Floats) -> None:
    """Paint neck, ears, clothes and back hair in their corners of the atlas."""
    skin = np.asarray(identity.skin_rgb, dtype=np.float32)

    def box(patch: tuple[float, ...], margin: int = 2) -> tuple[slice, slice, Floats, Floats]:
        """Pixels of a patch, and coordinates in it from 0 to 1."""
        u0, v0, u1, v1 = (round(p * chart.size) for p in patch)
        rows = slice(v0 - margin, v1 + margin)
        columns = slice(u0 - margin, u1 + margin)
        down = np.linspace(0, 1, rows.stop - rows.start, dtype=np.float32)[:, None]
        across = np.linspace(0, 1, columns.stop - columns.start, dtype=np.float32)[None]
        return rows, columns, down, across

    rows, columns, down, _ = box(NECK_PATCH)
    shadow = 0.52 + 0.48 * np.clip(down / 0.62, 0, 1) ** 1.3
    mottle = 1 + 0.02 * chart.noise(60, 60)[rows, columns]
    colour[rows, columns] = skin * 0.95 * (shadow * mottle)[..., None]
    rows, columns, down, across = box(EAR_PATCH)
    shell = np.exp(-(((across - 0.45) / 0.25) ** 2) - ((down - 0.42) / 0.28) ** 2)
    rim = 1 - 0.45 * shell + 0.06 * np.cos(across * 9)
    colour[rows, columns] = skin * (1.0, 0.90, 0.88) * (0.92 * rim)[..., None]
    rows, columns, _, _ = box(CLOTH_PATCH)
    weave = 1 + 0.03 * chart.noise(chart.size // 2, chart.size // 2) + 0.05 * chart.noise(16, 16)
    colour[rows, columns] = np.asarray(identity.cloth_rgb) * weave[rows, columns, None]
    rows, columns, _, _ = box(HAIR_PATCH)
    tone = hair_colour(identity) * (0.78 * strands(chart, 6))[..., None]
    colour[rows, columns] = tone[rows, columns]
