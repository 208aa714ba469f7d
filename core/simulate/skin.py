"""Skin, lips, nostrils and the folds that age and expression draw."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.simulate.chart import Chart, mix
from core.simulate.face_model import (
    INNER_LIP_CORNERS,
    INNER_LOWER_LIP,
    INNER_UPPER_LIP,
    LEFT_CORNERS,
    LEFT_LOWER_LID,
    LEFT_UPPER_LID,
    OUTER_LIP_CORNERS,
    OUTER_LOWER_LIP,
    OUTER_UPPER_LIP,
    RIGHT_CORNERS,
    RIGHT_LOWER_LID,
    RIGHT_UPPER_LID,
)
from core.simulate.openings import curve
from core.simulate.parts import Identity

Floats = NDArray[np.float32]

_DARK = np.array([0.16, 0.07, 0.06], dtype=np.float32)
_SIDES = (-1, 1)


def _shifted(place: NDArray[np.floating[Any]], x: float, y: float) -> Floats:
    return np.asarray(place + np.array([x, y]), dtype=np.float32)


def base_skin(chart: Chart, identity: Identity, worn: float) -> Floats:
    """Skin with blush, shade and mottle: (S, S, 3) float32."""
    base = np.array(identity.skin_rgb, dtype=np.float32)
    colour = np.broadcast_to(base, (chart.size, chart.size, 3)).copy()
    blush = (
        0.30 * chart.both(chart.at(50)[0], 0.34, 0.28)
        + 0.35 * chart.blob(chart.at(4)[0], 0.22, 0.20)
        + 0.12 * chart.blob(chart.at(152)[0], 0.35, 0.2)
    )
    mix(colour, base * (1.04, 0.80, 0.77), blush)
    mix(colour, base * (0.80, 0.72, 0.76), 0.34 * chart.both(chart.at(230)[0], 0.28, 0.10))
    mix(colour, base * (0.84, 0.76, 0.74), 0.42 * chart.both(chart.at(27)[0], 0.32, 0.10))
    mix(colour, base * (1.04, 1.05, 1.03), 0.5 * chart.blob(chart.at(151)[0], 0.6, 0.28))
    shade = (
        0.16 * chart.both(chart.at(193)[0], 0.10, 0.14)
        + 0.14 * chart.both(chart.at(129)[0], 0.07, 0.09)
        + 0.20 * chart.blob(_shifted(chart.at(2)[0], 0, 0.05), 0.24, 0.07)
        + 0.20 * chart.blob(_shifted(chart.at(18)[0], 0, 0.03), 0.24, 0.055)
        + 0.07 * chart.blob(chart.at(164)[0], 0.035, 0.10)
    )
    pores = chart.noise(chart.size // 2, chart.size // 2)
    mottle = 0.010 * chart.noise(24, 24) + 0.008 * chart.noise(90, 90) + 0.012 * pores
    colour *= (1 - shade + mottle * (0.7 + 0.8 * worn))[..., None]
    colour[..., 0] *= 1 + 0.012 * chart.noise(40, 40)
    spots = np.clip(chart.noise(130, 130) - 2.2 + 0.7 * identity.freckles, 0, 1)
    spots += worn * np.clip(chart.noise(45, 45) - 2.3, 0, 0.8)
    strength = (0.22 + 0.33 * identity.freckles) * min(1.0, float(base.mean()) * 1.4)
    mix(colour, base * (0.68, 0.54, 0.46), np.clip(spots, 0, 1) * strength)
    return colour


def dynamic_folds(chart: Chart) -> list[Floats]:
    """Folds of a smile on the face's right and left, of raised brows, of a frown: 4 x (S, S)."""
    smile = [_smile_fold(chart, side) for side in _SIDES]
    return [*smile, _forehead_folds(chart), _frown_folds(chart)]


def _smile_fold(chart: Chart, side: int) -> Floats:
    wing, middle, low = (chart.at(k, side=side)[0] for k in (129, 206, 212))
    path = np.stack([_shifted(wing, side * 0.03, -0.04), _shifted(middle, side * 0.01, 0), low])
    fold = 0.55 * chart.stroke(path, 0.03, 0.025) + 0.50 * chart.stroke(path, 0.10, 0.055)
    eye = _shifted(chart.at(33, side=side)[0], side * 0.10, 0.02)
    for turn in (-0.4, 0.0, 0.4):
        end = _shifted(eye, side * 0.20 * np.cos(turn), 0.20 * np.sin(turn))
        fold += 0.25 * chart.stroke(np.stack([eye, end]), 0.013, 0.013)
    bag = _shifted(chart.at(110, 24, 23, 22, side=side), 0, 0.07)
    fold += 0.35 * chart.stroke(bag, 0.02, 0.015)
    return np.asarray(np.clip(fold, 0, 1), dtype=np.float32)


def _forehead_folds(chart: Chart) -> Floats:
    folds = np.zeros_like(chart.x)
    for y, half in ((-0.50, 0.52), (-0.62, 0.60), (-0.73, 0.50)):
        x = np.linspace(-half, half, 7)
        wave = y + 0.035 * np.cos(x * 4.5) + chart.rng.normal(0, 0.010, 7)
        path = np.stack([x, wave], axis=1)
        folds += 0.60 * chart.stroke(path, 0.016, 0.013) + 0.25 * chart.stroke(path, 0.06, 0.03)
    fade = np.clip(1.25 - (chart.x / 0.62) ** 2, 0, 1)
    return np.asarray(np.clip(folds * fade, 0, 1), dtype=np.float32)


def _frown_folds(chart: Chart) -> Floats:
    folds = np.zeros_like(chart.x)
    for x in (-0.11, 0.11):
        path = np.array([[x, -0.42], [x * 0.85, -0.30], [x * 0.9, -0.20]])
        folds += 0.7 * chart.stroke(path, 0.02, 0.016)
    for y in (-0.10, -0.02, 0.06):
        path = np.array([[-0.13, y - 0.03], [0, y], [0.13, y - 0.03]])
        folds += 0.5 * chart.stroke(path, 0.016, 0.013)
    for side in _SIDES:
        wing, middle = chart.at(129, side=side)[0], chart.at(206, side=side)[0]
        path = np.stack(
            [_shifted(wing, -side * 0.10, -0.22), _shifted(wing, side * 0.03, -0.06), middle]
        )
        folds += 0.5 * chart.stroke(path, 0.03, 0.028)
    return np.asarray(np.clip(folds, 0, 1), dtype=np.float32)


def resting_lines(chart: Chart, worn: float) -> Floats:
    """Lines that stay when the face is at rest, as darkening: (S, S) float32."""
    lines = 0.25 * chart.both(chart.at(61)[0], 0.045, 0.035)
    for side in _SIDES:
        mouth = chart.at(61, side=side)[0]
        marionette = np.stack(
            [_shifted(mouth, side * 0.02, 0.03), _shifted(mouth, side * 0.07, 0.28)]
        )
        lines += 0.18 * worn * chart.stroke(marionette, 0.03, 0.030)
        pouch = _shifted(chart.at(226, 31, 228, 229, 230, 231, 232, 233, side=side), 0, 0.01)
        lines += (0.05 + 0.15 * worn) * chart.stroke(pouch, 0.03, 0.022)
        crease = _shifted(chart.at(247, 30, 29, 27, 28, 56, 190, side=side), 0, 0.012)
        lines += 0.28 * chart.stroke(crease, 0.016, 0.010)
        lines += 0.10 * worn * chart.stroke(_shifted(crease, 0, 0.03), 0.05, 0.03)
        lines += 0.20 * chart.stroke(chart.at(98, 64, 129, 49, side=side), 0.02, 0.018)
    return lines


def paint_lips(chart: Chart, identity: Identity, colour: Floats) -> Floats:
    """Paint the lips into `colour`; returns where they are, (S, S) in [0, 1]."""
    right, left = OUTER_LIP_CORNERS
    upper = curve(chart.at(right, *OUTER_UPPER_LIP, left))
    lower = curve(chart.at(right, *OUTER_LOWER_LIP, left))
    area = chart.polygon(np.concatenate([upper, lower[::-1]]), 0.018)
    lip = np.asarray(identity.lip_rgb, dtype=np.float32)
    lines = 0.98 + 0.05 * chart.noise(chart.size // 2, 24)
    lit = np.where(chart.y < chart.at(13)[0, 1], 0.86, 1.03)
    mix(colour, lip * (lines * chart.soften(lit, 0.03))[..., None], 0.84 * area)
    inner_right, inner_left = INNER_LIP_CORNERS
    for edge in (INNER_UPPER_LIP, INNER_LOWER_LIP):
        path = chart.at(inner_right, *edge, inner_left)
        mix(colour, lip * 0.55, 0.45 * chart.stroke(path, 0.022, 0.014))
    colour *= (1 - 0.14 * chart.stroke(lower, 0.03, 0.02) * (1 - area))[..., None]
    return area


def paint_rims(chart: Chart, identity: Identity, colour: Floats) -> None:
    """Paint nostrils and the rims of the lids into `colour`."""
    skin = np.asarray(identity.skin_rgb, dtype=np.float32)
    for side in _SIDES:
        centre = chart.at(2, 98, side=side).mean(axis=0) - (0, 0.025)
        mix(colour, _DARK, np.clip(1.02 * chart.blob(centre, 0.060, 0.030), 0, 0.85))
    for upper, lower, (outer, inner) in (
        (RIGHT_UPPER_LID, RIGHT_LOWER_LID, RIGHT_CORNERS),
        (LEFT_UPPER_LID, LEFT_LOWER_LID, LEFT_CORNERS),
    ):
        mix(colour, _DARK, 0.5 * chart.stroke(chart.at(outer, *upper, inner), 0.03, 0.014))
        rim = chart.stroke(chart.at(outer, *lower, inner), 0.02, 0.01)
        mix(colour, skin * (0.85, 0.60, 0.55), 0.4 * rim)
