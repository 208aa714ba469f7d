"""Painting skin, lips, brows and hair into the atlas of one identity. No picture goes in."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

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
    face_model,
)
from core.simulate.geometry import CLOTH_PATCH, HAIR_PATCH, HEAD_V, NECK_PATCH, topology
from core.simulate.openings import curve
from core.simulate.spec import Identity

Floats = NDArray[np.float32]

_SHIFT = 4
_CHART_X = 5.4  # chart units across the atlas; near the midline a unit is about one eye distance
_CHART_Y = 4.3 / HEAD_V
_TOP_Y = -2.15


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


class _Chart:
    """Coordinates of the atlas, and soft brushes on it."""

    def __init__(self, size: int, seed: int) -> None:
        self.size = size
        self.rng = np.random.default_rng([seed, 11])
        v, u = np.mgrid[0:size, 0:size].astype(np.float32) / size
        self.x = (u - 0.5) * _CHART_X
        self.y = v * _CHART_Y + _TOP_Y
        uv = topology().uv[:468]
        self.points = np.stack(
            [(uv[:, 0] - 0.5) * _CHART_X, uv[:, 1] * _CHART_Y + _TOP_Y], axis=1
        ).astype(np.float32)

    def at(self, *numbers: int) -> Floats:
        """Chart places of mesh points."""
        return self.points[list(numbers)]

    def pixels(self, places: Floats) -> NDArray[np.int32]:
        scaled = (places - (-_CHART_X / 2, _TOP_Y)) / (_CHART_X, _CHART_Y) * self.size
        return np.rint(scaled * (1 << _SHIFT)).astype(np.int32)

    def blob(self, place: Floats, radius_x: float, radius_y: float) -> Floats:
        """A Gaussian spot of height 1."""
        return np.exp(
            -(((self.x - place[0]) / radius_x) ** 2) - ((self.y - place[1]) / radius_y) ** 2
        )

    def both(self, place: Floats, radius_x: float, radius_y: float) -> Floats:
        """The same spot on both sides of the face."""
        other = place * np.array([-1, 1], dtype=np.float32)
        return self.blob(place, radius_x, radius_y) + self.blob(other, radius_x, radius_y)

    def stroke(self, places: Floats, width: float, blur: float = 0.0) -> Floats:
        """A smooth line through places, [0, 1]; width and blur in chart units."""
        mask = np.zeros((self.size, self.size), dtype=np.uint8)
        thick = max(1, round(width * self.size / _CHART_X))
        line = self.pixels(curve(places, 6) if len(places) > 2 else places)
        cv2.polylines(mask, [line], False, 255, thick, cv2.LINE_AA, _SHIFT)
        return self.soften(mask.astype(np.float32) / 255, blur)

    def polygon(self, places: Floats, blur: float = 0.0) -> Floats:
        """A filled outline, [0, 1]."""
        mask = np.zeros((self.size, self.size), dtype=np.uint8)
        cv2.fillPoly(mask, [self.pixels(places)], 255, cv2.LINE_AA, _SHIFT)
        return self.soften(mask.astype(np.float32) / 255, blur)

    def soften(self, image: Floats, blur: float) -> Floats:
        sigma = blur * self.size / _CHART_X
        return image if sigma < 0.2 else cv2.GaussianBlur(image, (0, 0), sigma)

    def noise(self, cells_x: int, cells_y: int) -> Floats:
        """Smooth noise of unit standard deviation."""
        grid = self.rng.standard_normal((cells_y, cells_x)).astype(np.float32)
        out = cv2.resize(grid, (self.size, self.size), interpolation=cv2.INTER_CUBIC)
        return out / max(float(out.std()), 1e-6)


def paint(identity: Identity, size: int) -> Atlas:
    """Paint the atlas of an identity.

    Parameters
    ----------
    identity : Identity
    size : int
        Side of the atlas in pixels.
    """
    chart = _Chart(size, identity.texture_seed)
    worn = float(np.clip((identity.age_years - 25) / 55, 0, 1))
    colour = _skin(chart, identity, worn)
    folds = _folds(chart)
    lines = _age_lines(chart, worn)
    relief = 1 - 0.34 * worn * (0.8 * folds[0] + 0.8 * folds[1] + 0.7 * folds[2]) - lines
    colour *= np.clip(relief, 0.4, 1.1)[..., None]
    colour = _beard(chart, identity, colour)
    lips = _lips(chart, identity, colour)
    _holes(chart, colour)
    _brows(chart, identity, colour, worn)
    hair = _hair(chart, identity, colour, worn)
    _patches(chart, identity, colour, worn)
    gloss = np.clip(0.55 + 0.9 * chart.blob(chart.at(4)[0], 0.12, 0.2) + 0.5 * lips, 0, 1.5)
    gloss *= 1 - 0.8 * hair
    return Atlas(
        albedo=np.clip(colour * 255, 0, 255).astype(np.uint8),
        folds=np.clip(np.stack(folds, axis=-1) * 255, 0, 255).astype(np.uint8),
        gloss=np.clip(gloss * 160, 0, 255).astype(np.uint8),
    )


def _mix(colour: Floats, paint_rgb: object, alpha: Floats) -> None:
    colour += (np.asarray(paint_rgb, dtype=np.float32) - colour) * alpha[..., None]


def _skin(chart: _Chart, identity: Identity, worn: float) -> Floats:
    base = np.array(identity.skin_rgb, dtype=np.float32)
    colour = np.broadcast_to(base, (chart.size, chart.size, 3)).copy()
    lightness = float(base.mean())
    blush = (
        0.30 * chart.both(chart.at(50)[0], 0.34, 0.28)
        + 0.35 * chart.blob(chart.at(4)[0], 0.22, 0.20)
        + 0.12 * chart.blob(chart.at(152)[0], 0.35, 0.2)
    )
    _mix(colour, base * (1.04, 0.80, 0.77), blush)
    _mix(colour, base * (0.80, 0.72, 0.76), 0.34 * chart.both(chart.at(230)[0], 0.28, 0.10))
    _mix(colour, base * (0.84, 0.76, 0.74), 0.42 * chart.both(chart.at(27)[0], 0.32, 0.10))
    _mix(colour, base * (1.04, 1.05, 1.03), 0.5 * chart.blob(chart.at(151)[0], 0.6, 0.28))
    shade = (
        0.16 * chart.both(chart.at(193)[0], 0.10, 0.14)
        + 0.16 * chart.both(chart.at(129)[0], 0.07, 0.09)
        + 0.22 * chart.blob(chart.at(2)[0] + (0, 0.05), 0.24, 0.07)
        + 0.20 * chart.blob(chart.at(18)[0] + (0, 0.03), 0.24, 0.055)
        + 0.07 * chart.blob(chart.at(164)[0], 0.035, 0.10)
    )
    mottle = (
        0.010 * chart.noise(24, 24)
        + 0.008 * chart.noise(90, 90)
        + 0.012 * chart.noise(chart.size // 2, chart.size // 2)
    )
    colour *= (1 - shade + mottle * (0.7 + 0.8 * worn))[..., None]
    colour[..., 0] *= 1 + 0.012 * chart.noise(40, 40)
    spots = np.clip(chart.noise(130, 130) - 2.2 + 0.7 * identity.freckles, 0, 1)
    spots += worn * np.clip(chart.noise(45, 45) - 2.2, 0, 0.8)
    strength = (0.25 + 0.35 * identity.freckles) * min(1.0, lightness * 1.4)
    _mix(colour, base * (0.66, 0.52, 0.44), np.clip(spots, 0, 1) * strength)
    return colour


def _folds(chart: _Chart) -> list[Floats]:
    """Dynamic folds: smile right, smile left, raised brows, nose and glabella."""
    smile = []
    for side in (-1, 1):
        flip = np.array([-side, 1], dtype=np.float32)
        wing, low = chart.at(129)[0] * flip, chart.at(212)[0] * flip
        mid = chart.at(206)[0] * flip
        path = np.stack([wing + (side * 0.03, -0.04), mid + (side * 0.01, 0), low])
        fold = 0.9 * chart.stroke(path, 0.035, 0.022) + 0.5 * chart.stroke(path, 0.10, 0.05)
        eye = chart.at(33)[0] * flip
        for turn in (-0.35, 0.0, 0.35):
            start = eye + np.array([side * 0.09, 0.02], dtype=np.float32)
            end = start + np.array([side * 0.20 * np.cos(turn), 0.20 * np.sin(turn)])
            fold += 0.5 * chart.stroke(np.stack([start, end]).astype(np.float32), 0.014, 0.008)
        bag = chart.at(110, 24, 23, 22) * flip + (0, 0.07)
        fold += 0.35 * chart.stroke(bag.astype(np.float32), 0.02, 0.015)
        smile.append(np.clip(fold, 0, 1).astype(np.float32))
    raised = np.zeros_like(chart.x)
    for y, half in ((-0.50, 0.52), (-0.62, 0.60), (-0.74, 0.50)):
        x = np.linspace(-half, half, 7, dtype=np.float32)
        wave = y + 0.035 * np.cos(x * 4.5) + chart.rng.normal(0, 0.008, 7)
        path = np.stack([x, wave], axis=1).astype(np.float32)
        raised += 0.75 * chart.stroke(path, 0.018, 0.011) + 0.25 * chart.stroke(path, 0.06, 0.03)
    frown = np.zeros_like(chart.x)
    for x0 in (-0.11, 0.11):
        path = np.array([[x0, -0.42], [x0 * 0.85, -0.30], [x0 * 0.9, -0.20]], dtype=np.float32)
        frown += 0.9 * chart.stroke(path, 0.02, 0.013)
    for y in (-0.10, -0.02, 0.06):
        path = np.array([[-0.13, y - 0.03], [0, y], [0.13, y - 0.03]], dtype=np.float32)
        frown += 0.6 * chart.stroke(path, 0.016, 0.011)
    for side in (-1, 1):
        wing = chart.at(129)[0] * (-side, 1)
        path = np.stack([wing + (-side * 0.14, -0.30), wing + (side * 0.02, -0.10), wing])
        path = np.concatenate([path, (chart.at(206)[0] * (-side, 1))[None]]).astype(np.float32)
        frown += 0.85 * chart.stroke(path, 0.03, 0.02)
    return [*smile, np.clip(raised, 0, 1), np.clip(frown, 0, 1)]


def _age_lines(chart: _Chart, worn: float) -> Floats:
    """Lines that stay when the face is at rest, as darkening."""
    lines = np.zeros_like(chart.x)
    for side in (-1, 1):
        flip = np.array([-side, 1], dtype=np.float32)
        mouth = chart.at(61)[0] * flip
        marionette = np.stack([mouth + (side * 0.02, 0.03), mouth + (side * 0.07, 0.28)])
        lines += 0.20 * worn * chart.stroke(marionette.astype(np.float32), 0.03, 0.025)
        pouch = (chart.at(226, 31, 228, 229, 230, 231, 232, 233) * flip + (0, 0.01)).astype(
            np.float32
        )
        lines += (0.05 + 0.16 * worn) * chart.stroke(pouch, 0.03, 0.022)
        crease = (chart.at(247, 30, 29, 27, 28, 56, 190) * flip + (0, 0.012)).astype(np.float32)
        lines += 0.30 * chart.stroke(crease, 0.016, 0.010)
        lines += 0.10 * worn * chart.stroke(crease + np.float32(0.03), 0.05, 0.03)
        alar = (chart.at(98, 64, 129, 49) * flip).astype(np.float32)
        lines += 0.22 * chart.stroke(alar, 0.02, 0.016)
    corner = chart.both(chart.at(61)[0], 0.045, 0.035)
    return np.asarray(lines + 0.25 * corner, dtype=np.float32)


def _lips(chart: _Chart, identity: Identity, colour: Floats) -> Floats:
    right, left = OUTER_LIP_CORNERS
    upper = curve(chart.at(right, *OUTER_UPPER_LIP, left))
    lower = curve(chart.at(right, *OUTER_LOWER_LIP, left))
    area = chart.polygon(np.concatenate([upper, lower[::-1]]), 0.016)
    inner_right, inner_left = INNER_LIP_CORNERS
    top = chart.at(inner_right, *INNER_UPPER_LIP, inner_left)
    bottom = chart.at(inner_right, *INNER_LOWER_LIP, inner_left)
    lip = np.asarray(identity.lip_rgb, dtype=np.float32)
    lines = 1 + 0.05 * chart.noise(chart.size // 2, 24) - 0.02
    lit = np.where(chart.y < chart.at(13)[0, 1], 0.86, 1.03).astype(np.float32)
    tone = lip * (lines * chart.soften(lit, 0.03))[..., None]
    colour += (tone - colour) * (0.86 * area)[..., None]
    for edge in (top, bottom):
        _mix(colour, lip * 0.55, 0.45 * chart.stroke(edge, 0.022, 0.014))
    colour *= (1 - 0.16 * chart.stroke(lower, 0.03, 0.02) * (1 - area))[..., None]
    return area


def _holes(chart: _Chart, colour: Floats) -> None:
    """Nostrils, and the rims of the lids."""
    dark = np.array([0.16, 0.07, 0.06], dtype=np.float32)
    for side in (-1, 1):
        flip = np.array([-side, 1], dtype=np.float32)
        centre = (chart.at(2)[0] + chart.at(98)[0]) / 2 * flip + (0, -0.025)
        _mix(colour, dark, np.clip(0.85 * chart.blob(centre, 0.060, 0.030) * 1.2, 0, 0.85))
    for upper, lower, corners in (
        (RIGHT_UPPER_LID, RIGHT_LOWER_LID, RIGHT_CORNERS),
        (LEFT_UPPER_LID, LEFT_LOWER_LID, LEFT_CORNERS),
    ):
        top = chart.at(corners[0], *upper, corners[1])
        bottom = chart.at(corners[0], *lower, corners[1])
        _mix(colour, dark, 0.55 * chart.stroke(top, 0.030, 0.014))
        _mix(
            colour,
            colour.mean(axis=(0, 1)) * (0.8, 0.55, 0.5),
            0.4 * chart.stroke(bottom, 0.02, 0.01),
        )


def _brows(chart: _Chart, identity: Identity, colour: Floats, worn: float) -> None:
    hair = _greyed(identity, worn * 0.6) * 0.8
    for side in (-1, 1):
        flip = np.array([-side, 1], dtype=np.float32)
        top = curve((chart.at(70, 63, 105, 66, 107) * flip).astype(np.float32))
        bottom = curve((chart.at(46, 53, 52, 65, 55) * flip).astype(np.float32))
        middle, half = (top + bottom) / 2, (bottom - top) / 2
        area = chart.polygon(
            np.concatenate([middle - 0.62 * half, (middle + 0.62 * half)[::-1]]), 0.03
        )
        _mix(colour, hair, area * (0.18 + 0.40 * identity.brow_density))
        strands = np.zeros((chart.size, chart.size), dtype=np.uint8)
        for _ in range(int(60 + 150 * identity.brow_density)):
            where = chart.rng.uniform(0, len(middle) - 1.001)
            k = int(where)
            root = middle[k] + chart.rng.uniform(-0.6, 0.7) * half[k]
            lean = np.array(
                [side * (0.05 + 0.03 * (1 - k / len(middle))), -0.03 + 0.03 * (1 - k / len(middle))]
            )
            tip = root + lean + chart.rng.normal(0, 0.01, 2)
            line = chart.pixels(np.stack([root, tip]).astype(np.float32))
            cv2.polylines(strands, [line], False, 255, 1, cv2.LINE_AA, _SHIFT)
        mask = chart.soften(strands.astype(np.float32) / 255, 0.006)
        _mix(colour, hair * 0.8, np.clip(mask, 0, 1) * (0.35 + 0.45 * identity.brow_density))


def _greyed(identity: Identity, amount: float) -> Floats:
    hair = np.asarray(identity.hair_rgb, dtype=np.float32)
    grey = np.array([0.72, 0.71, 0.70], dtype=np.float32)
    return hair + (grey - hair) * np.float32(np.clip(amount * 1.25 - 0.15, 0, 1))


def _strands(chart: _Chart, cells: int) -> Floats:
    return 1 + 0.15 * chart.noise(chart.size // 3, cells) + 0.10 * chart.noise(60, 6)


def _hair(chart: _Chart, identity: Identity, colour: Floats, worn: float) -> Floats:
    """Hair over crown and temples; returns where it is."""
    if identity.hair_style == "bald":
        stubble = np.zeros_like(chart.x)
        return stubble
    x = np.abs(chart.x)
    recede = 0.16 * worn * (identity.hair_style != "long")
    top = (
        -0.86 - recede + 0.05 * np.cos(2.2 * chart.x) - recede * np.exp(-(((x - 0.75) / 0.3) ** 2))
    )
    temple = np.clip((x - 0.95) / 0.45, 0, 1)
    side_y = {"short": 0.15, "full": 0.35, "long": 2.6}[identity.hair_style]
    beside = np.clip((x - 1.42) / 0.22, 0, 1)
    line = top + temple * (-0.25 - top) * 0.9 + beside * (side_y + 0.3)
    edge = (line - chart.y) / 0.10 + 0.5 * chart.noise(chart.size // 4, 30)
    alpha = chart.soften(np.clip(edge + 0.3, 0, 1).astype(np.float32), 0.012)
    tone = _greyed(identity, worn) * _strands(chart, 10)[..., None]
    sheen = 0.12 * np.exp(-(((chart.y + 1.35) / 0.22) ** 2))
    tone = tone * (1 + sheen[..., None]) * (0.80 + 0.2 * np.clip(-chart.y, 0, 1))[..., None]
    colour *= (1 - 0.22 * chart.soften(alpha, 0.06) * (1 - alpha))[..., None]
    colour += (tone - colour) * alpha[..., None]
    return alpha


def _beard(chart: _Chart, identity: Identity, colour: Floats) -> Floats:
    if identity.beard <= 0:
        return colour
    low = np.clip((chart.y - 0.72 - 0.10 * np.abs(chart.x)) / 0.18, 0, 1)
    cheek = np.clip((chart.y - (1.28 - 0.55 * np.clip(np.abs(chart.x) - 0.4, 0, 1.2))) / 0.25, 0, 1)
    moustache = np.exp(-((chart.x / 0.42) ** 4) - ((chart.y - 0.90) / 0.12) ** 4)
    zone = np.clip(np.maximum(low * cheek, moustache * 0.9), 0, 1)
    grain = np.clip(0.75 + 0.35 * chart.noise(chart.size // 2, chart.size // 2), 0, 1)
    hair = np.asarray(identity.hair_rgb, dtype=np.float32) * 0.9
    alpha = np.clip(zone * grain * identity.beard, 0, 0.92).astype(np.float32)
    return np.asarray(colour + (hair - colour) * alpha[..., None], dtype=np.float32)


def _patches(chart: _Chart, identity: Identity, colour: Floats, worn: float) -> None:
    """Neck, clothes and back hair, in their corners of the atlas."""

    def box(patch: tuple[float, ...]) -> tuple[slice, slice]:
        u0, v0, u1, v1 = (round(p * chart.size) for p in patch)
        return slice(max(v0 - 3, 0), v1 + 3), slice(max(u0 - 4, 0), u1 + 4)

    skin = np.asarray(identity.skin_rgb, dtype=np.float32)
    rows, columns = box(NECK_PATCH)
    depth = np.linspace(0, 1, rows.stop - rows.start, dtype=np.float32)[:, None, None]
    shadow = 0.55 + 0.45 * np.clip(depth / 0.62, 0, 1) ** 1.5
    mottle = 1 + 0.02 * chart.noise(60, 60)[rows, columns, None]
    colour[rows, columns] = skin * 0.94 * shadow * mottle
    rows, columns = box(CLOTH_PATCH)
    weave = 1 + 0.03 * chart.noise(chart.size // 2, chart.size // 2) + 0.05 * chart.noise(16, 16)
    colour[rows, columns] = np.asarray(identity.cloth_rgb) * weave[rows, columns, None]
    rows, columns = box(HAIR_PATCH)
    tone = _greyed(identity, worn) * _strands(chart, 6)[..., None] * 0.72
    colour[rows, columns] = tone[rows, columns]


def shape_of(identity: Identity) -> Floats:
    """Return the face of an identity at rest, (478, 3) float32 in model coordinates."""
    model = face_model()
    amounts = np.asarray(identity.shape, dtype=np.float32)
    face = model.mean + np.tensordot(amounts, model.modes, axes=1)
    worn = float(np.clip((identity.age_years - 35) / 50, 0, 1))
    x, y = np.abs(face[:, 0]), face[:, 1]
    jowl = np.exp(-(((x - 0.62) / 0.25) ** 2) - ((y - 1.35) / 0.25) ** 2)
    corner = np.exp(-(((x - 0.38) / 0.10) ** 2) - ((y - 1.09) / 0.08) ** 2)
    brow = np.exp(-(((x - 0.75) / 0.35) ** 2) - ((y + 0.25) / 0.16) ** 2)
    face[:468, 1] += (worn * (0.05 * jowl + 0.03 * corner + 0.03 * brow))[:468]
    face[:468, 0] += (worn * 0.02 * jowl * np.sign(face[:, 0]))[:468]
    face[:, 0] *= 1 + identity.asymmetry * np.sign(face[:, 0]) * (np.abs(face[:, 1]) > 0.2)
    return np.asarray(face, dtype=np.float32)
