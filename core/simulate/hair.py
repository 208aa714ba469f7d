"""Brows, hair and beard."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from core.simulate.chart import Chart, mix
from core.simulate.openings import curve
from core.simulate.parts import Identity

Floats = NDArray[np.float32]

_GREY = np.array([0.66, 0.65, 0.64], dtype=np.float32)
_SIDE_Y = {"short": 0.10, "full": 0.30, "long": 1.9}  # how far hair reaches down before the ear


def hair_colour(identity: Identity) -> Floats:
    """Hair colour of an identity at its age: (3,) float32."""
    onset = 42 + identity.texture_seed % 30  # some grey early, some late
    share = np.clip((identity.age_years - onset) / 28, 0, 0.95)
    hair = np.asarray(identity.hair_rgb, dtype=np.float32)
    return np.asarray(hair + (_GREY - hair) * share, dtype=np.float32)


def strands(chart: Chart, cells: int) -> Floats:
    """Light and dark of hair that runs down the chart: (S, S) around 1."""
    fine = chart.noise(chart.size // 2, cells)
    coarse = 0.07 * chart.noise(70, 8) + 0.05 * chart.noise(18, 5)
    return np.asarray(1 + 0.10 * fine + coarse, dtype=np.float32)


def paint_brows(chart: Chart, identity: Identity, colour: Floats) -> None:
    """Paint the brows into `colour`, a soft ground and single hairs."""
    tone = hair_colour(identity) * 0.75
    density = identity.brow_density
    for side in (-1, 1):
        top = curve(chart.at(70, 63, 105, 66, 107, side=side))
        bottom = curve(chart.at(46, 53, 52, 65, 55, side=side))
        middle, half = (top + bottom) / 2, (bottom - top) / 2
        outline = np.concatenate([middle - 0.62 * half, (middle + 0.62 * half)[::-1]])
        mix(colour, tone, chart.polygon(outline, 0.03) * (0.18 + 0.38 * density))
        hairs = [
            _brow_hair(chart, middle, half, side, where)
            for where in chart.rng.uniform(0, len(middle) - 1.001, int(60 + 150 * density))
        ]
        mask = chart.soften(chart.lines(hairs, 0.0), 0.007)
        mix(colour, tone * 0.8, np.clip(mask, 0, 1) * (0.30 + 0.45 * density))


def _brow_hair(
    chart: Chart, middle: Floats, half: Floats, side: int, where: float
) -> NDArray[np.float64]:
    place = int(where)
    inward = 1 - place / len(middle)  # hairs stand up near the nose and lie flat outside
    root = middle[place] + chart.rng.uniform(-0.6, 0.7) * half[place]
    lean = np.array([side * (0.05 + 0.03 * inward), -0.03 + 0.03 * inward])
    return np.stack([root, root + lean + chart.rng.normal(0, 0.01, 2)])


def paint_hair(chart: Chart, identity: Identity, colour: Floats) -> Floats:
    """Paint crown and temples into `colour`; returns where hair is, (S, S) in [0, 1]."""
    if identity.hair_style == "bald":
        return np.zeros_like(chart.x)
    edge = _hairline(chart, identity) - chart.y
    ragged = 0.025 * chart.noise(chart.size // 2, 16) + 0.012 * chart.noise(60, 12)
    alpha = chart.soften(np.clip((edge + ragged) / 0.13 + 0.4, 0, 1), 0.014)
    tone = hair_colour(identity) * strands(chart, 10)[..., None]
    sheen = 1 + 0.16 * np.exp(-(((chart.y + 1.45) / 0.25) ** 2)) - 0.22 * np.exp(-edge / 0.22)
    shadow = 0.20 * chart.soften(alpha, 0.05) * (1 - alpha)
    colour *= (1 - shadow)[..., None]
    mix(colour, tone * np.clip(sheen, 0.6, 1.3)[..., None], alpha)
    return alpha


def _hairline(chart: Chart, identity: Identity) -> Floats:
    """Height of the hairline in each column of the chart; hair is above it."""
    rng = np.random.default_rng([identity.texture_seed, 17])
    style, x = identity.hair_style, np.abs(chart.x)
    worn = np.clip((identity.age_years - 30) / 50, 0, 1)
    if style == "short":
        recede = worn * rng.uniform(0, 0.30)
        corner = np.exp(-(((x - 0.62) / 0.24) ** 2))
        top = -0.96 + rng.uniform(-0.05, 0.05) - 0.4 * recede - (0.05 + recede) * corner
    else:
        part = rng.choice((-0.35, 0.35)) * rng.uniform(0.6, 1.2)
        sweep = np.abs(chart.x - part) / 1.1
        top = -1.02 + rng.uniform(0.30, 0.48) * np.clip(sweep, 0, 1) ** 0.8
    temple = np.clip((x - 0.92) / 0.42, 0, 1)
    temple = temple * temple * (3 - 2 * temple)
    beside = np.clip((x - (1.38 if style != "long" else 1.22)) / 0.16, 0, 1)
    line = top + temple * (-0.35 - top) + beside * (_SIDE_Y[style] + 0.35)
    return np.asarray(line, dtype=np.float32)


def paint_beard(chart: Chart, identity: Identity, colour: Floats) -> None:
    """Paint stubble or a short beard into `colour`."""
    if identity.beard <= 0:
        return
    x = np.abs(chart.x)
    low = np.clip((chart.y - 0.72 - 0.10 * x) / 0.18, 0, 1)
    cheek = np.clip((chart.y - (1.28 - 0.55 * np.clip(x - 0.4, 0, 1.2))) / 0.28, 0, 1)
    moustache = np.exp(-((chart.x / 0.42) ** 4) - ((chart.y - 0.90) / 0.12) ** 4)
    zone = np.clip(np.maximum(low * cheek, moustache * 0.9), 0, 1)
    grain = np.clip(0.80 + 0.20 * chart.noise(chart.size, chart.size), 0, 1)
    alpha = np.clip(chart.soften(zone, 0.03) * grain * identity.beard, 0, 0.9)
    mix(colour, hair_colour(identity) * 0.9, alpha)
