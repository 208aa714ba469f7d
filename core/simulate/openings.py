"""What shows through the openings of the face: eyeballs and teeth."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Picture = NDArray[np.uint8]

_FINE = 3  # openings are drawn this much finer, then averaged down
_SHIFT = 4


class Window:
    """A finely sampled window of the picture around an opening.

    Parameters
    ----------
    picture : (H, W, 3) float32
        Drawn into by `put`.
    outline : (N, 2) float32
        What the window must hold, in pixels.
    margin : int
        Pixels around it.
    """

    def __init__(self, picture: Floats, outline: Floats, margin: int) -> None:
        height, width = picture.shape[:2]
        low = np.floor(outline.min(axis=0)).astype(int) - margin
        high = np.ceil(outline.max(axis=0)).astype(int) + margin + 1
        self.x0, self.y0 = np.clip(low, 0, (width, height))
        self.x1, self.y1 = np.clip(high, 0, (width, height))
        self.empty = self.x1 <= self.x0 or self.y1 <= self.y0
        self.part = picture[self.y0 : self.y1, self.x0 : self.x1]
        self.shape = ((self.y1 - self.y0) * _FINE, (self.x1 - self.x0) * _FINE)

    def fine(self, places: Floats) -> Floats:
        """Turn places in the picture's pixels into those of the fine window."""
        return np.asarray((places - (self.x0, self.y0) + 0.5) * _FINE - 0.5, dtype=np.float32)

    def fixed(self, places: Floats) -> NDArray[np.int32]:
        """Give places as OpenCV's fixed-point numbers."""
        fine = (places - (self.x0, self.y0) + 0.5) * _FINE - 0.5
        return np.asarray(np.rint(fine * (1 << _SHIFT)), dtype=np.int32)

    def mask(self, outline: Floats) -> Picture:
        """Fill an outline: the fine window with 255 inside."""
        out = np.zeros(self.shape, dtype=np.uint8)
        cv2.fillPoly(out, [self.fixed(outline)], 255, cv2.LINE_AA, _SHIFT)
        return out

    def put(self, colour: Floats, mask: Picture) -> None:
        """Blend fine colours (h, w, 3) into the picture where the fine mask is set."""
        size = (self.part.shape[1], self.part.shape[0])
        alpha = mask.astype(np.float32)[..., None] * np.float32(1 / 255)
        weighted = cv2.resize(colour * alpha, size, interpolation=cv2.INTER_AREA)
        cover = cv2.resize(alpha, size, interpolation=cv2.INTER_AREA)[..., None]
        self.part *= 1 - cover
        self.part += weighted


def draw_eye(
    picture: Floats, upper: Floats, lower: Floats, iris: Floats, radius_px: float, rgb: Floats,
    light: Floats,
) -> None:  # fmt: skip
    """Draw the eyeball between two lids.

    Parameters
    ----------
    picture : (H, W, 3) float32
        Grey levels 0 to 255; drawn into.
    upper, lower : (9, 2) float32
        Lid edges in pixels, both from the outer to the inner corner.
    iris : (2,) float32
        Its centre in pixels.
    radius_px : float
        Of the iris.
    rgb : (3,) float32
        Colour of the iris, [0, 1].
    light : (3,) float32
        Light that falls on the eye, 1 = full.
    """
    top, bottom = curve(upper), curve(lower)
    outline = np.concatenate([top, bottom[::-1]])
    window = Window(picture, outline, 3)
    if window.empty:
        return
    fine = np.broadcast_to(_row([222, 214, 208]), (*window.shape, 3)).copy()
    centre, unit = window.fixed(iris[None])[0], _FINE * (1 << _SHIFT)
    place = (int(centre[0]), int(centre[1]))
    colour = np.asarray(rgb, dtype=np.float32) * 255

    def disc(radius: float, shade: Floats | tuple[float, ...]) -> None:
        values = tuple(float(v) for v in shade)
        cv2.circle(fine, place, max(1, round(radius * unit)), values, -1, cv2.LINE_AA, _SHIFT)

    disc(radius_px, colour * 0.40)
    disc(radius_px * 0.90, colour * 0.85)
    disc(radius_px * 0.68, np.minimum(colour * 1.15, 255))
    disc(radius_px * 0.42, (14, 11, 10))
    corner = window.fixed(top[-1:])[0]
    cv2.circle(
        fine, (int(corner[0]), int(corner[1])), round(radius_px * 0.55 * unit),
        (196, 128, 118), -1, cv2.LINE_AA, _SHIFT,
    )  # fmt: skip
    shadow = np.zeros(window.shape, dtype=np.uint8)
    thick = max(1, round(radius_px * 0.75 * _FINE))
    cv2.polylines(shadow, [window.fixed(top)], False, 255, thick, cv2.LINE_AA, _SHIFT)
    shadow = cv2.GaussianBlur(shadow, (0, 0), max(0.5, radius_px * 0.25 * _FINE))
    fine *= (1 - 0.55 / 255 * shadow.astype(np.float32))[..., None]
    fine *= light
    glint = (int(centre[0] + 0.30 * radius_px * unit), int(centre[1] - 0.34 * radius_px * unit))
    bright = float(np.clip(255 * light.mean(), 0, 255))
    cv2.circle(
        fine, glint, max(1, round(radius_px * 0.17 * unit)), (bright,) * 3, -1, cv2.LINE_AA, _SHIFT
    )
    window.put(fine, window.mask(outline))
    _lashes(window, top, bottom, radius_px, light)


def _lashes(window: Window, top: Floats, bottom: Floats, radius_px: float, light: Floats) -> None:
    for edge, width, strength in ((top, 0.22, 0.85), (bottom, 0.10, 0.30)):
        mask = np.zeros(window.shape, dtype=np.uint8)
        thick = max(1, round(radius_px * width * _FINE))
        shifted = edge - _row([0, radius_px * width * 0.4])
        cv2.polylines(mask, [window.fixed(shifted)], False, 255, thick, cv2.LINE_AA, _SHIFT)
        dark = np.broadcast_to(_row([38, 24, 20]) * light, (*window.shape, 3))
        window.put(dark, (mask * strength).astype(np.uint8))


def draw_mouth(
    picture: Floats, upper: Floats, lower: Floats, teeth: Floats, unit_px: float, light: Floats
) -> None:
    """Draw the inside of the mouth between the lips.

    Parameters
    ----------
    picture : (H, W, 3) float32
        Grey levels 0 to 255; drawn into.
    upper, lower : (11, 2) float32
        Inner lip edges in pixels, from the face's right to its left.
    teeth : (3, 2) float32
        Right end, middle and left end of the upper teeth's edge in pixels.
    unit_px : float
        Distance between the irises in pixels.
    light : (3,) float32
        Light that falls on the mouth, 1 = full.
    """
    top, bottom = curve(upper), curve(lower)
    outline = np.concatenate([top, bottom[::-1]])
    window = Window(picture, outline, 3)
    if window.empty:
        return
    fine = np.broadcast_to(_row([66, 24, 24]), (*window.shape, 3)).copy()
    _tongue(window, fine, bottom, unit_px)
    _teeth(window, fine, top, teeth, unit_px)
    depth = np.zeros(window.shape, dtype=np.uint8)
    thick = max(1, round(0.05 * unit_px * _FINE))
    cv2.polylines(depth, [window.fixed(top)], False, 255, thick, cv2.LINE_AA, _SHIFT)
    depth = cv2.GaussianBlur(depth, (0, 0), max(0.5, 0.025 * unit_px * _FINE))
    fine *= (1 - 0.5 / 255 * depth.astype(np.float32))[..., None]
    fine *= light
    window.put(fine, window.mask(outline))
    line = np.zeros(window.shape, dtype=np.uint8)
    thick = max(1, round(0.016 * unit_px * _FINE))
    for edge in (top, bottom):
        cv2.polylines(line, [window.fixed(edge)], False, 120, thick, cv2.LINE_AA, _SHIFT)
    window.put(np.broadcast_to(_row([80, 34, 32]) * light, (*window.shape, 3)), line)


def _tongue(window: Window, fine: Floats, bottom: Floats, unit_px: float) -> None:
    middle = bottom[len(bottom) // 2] - _row([0, 0.02 * unit_px])
    place = window.fixed(middle[None])[0]
    unit = unit_px * _FINE * (1 << _SHIFT)
    cv2.ellipse(
        fine, (int(place[0]), int(place[1])), (round(0.20 * unit), round(0.085 * unit)), 0, 0, 360,
        (150, 70, 70), -1, cv2.LINE_AA, _SHIFT,
    )  # fmt: skip


def _teeth(window: Window, fine: Floats, top: Floats, teeth: Floats, unit_px: float) -> None:
    """Upper teeth hang from the skull: the lip uncovers them, it does not carry them."""
    right, middle, left = teeth
    t = np.linspace(-1, 1, 15, dtype=np.float32)[:, None]
    edge = middle + (left - right) / 2 * t + (right + left - 2 * middle) / 2 * t**2
    roof = edge - _row([0, 0.35 * unit_px])
    row = np.concatenate([edge, roof[::-1]])
    shade = np.zeros(window.shape, dtype=np.uint8)
    cv2.fillPoly(shade, [window.fixed(row)], 255, cv2.LINE_AA, _SHIFT)
    x = np.arange(window.shape[1], dtype=np.float32)
    ends = window.fixed(np.stack([right, left]))[:, 0] / (1 << _SHIFT)
    across = np.abs(x - ends.mean()) / max((ends[1] - ends[0]) / 2, 1.0)
    ivory = _row([232, 224, 206]) * np.clip(1.02 - 0.86 * across**2.4, 0.12, 1)[:, None]
    alpha = shade.astype(np.float32)[..., None] / 255
    fine *= 1 - alpha
    fine += ivory[None] * alpha
    gap = max(1, round(0.006 * unit_px * _FINE))
    for k in (-2.6, -1.75, -0.95, 0, 0.95, 1.75, 2.6):
        at = middle + (left - right) / 2 * np.float32(k / 3.3)
        ends_of_gap = at + _row([[0, 0.01 * unit_px], [0, -0.3 * unit_px]])
        cv2.polylines(
            fine, [window.fixed(ends_of_gap)], False, (170, 150, 136), gap,
            cv2.LINE_AA, _SHIFT,
        )  # fmt: skip


def curve(places: NDArray[np.floating[Any]], steps: int = 4) -> Floats:
    """Catmull-Rom curve through places: (N, 2) to ((N - 1) * steps + 1, 2) float32."""
    p = np.concatenate([places[:1] * 2 - places[1:2], places, places[-1:] * 2 - places[-2:-1]])
    t = np.linspace(0, 1, steps, endpoint=False, dtype=np.float32)[:, None, None]
    a, b, c, d = p[:-3], p[1:-2], p[2:-1], p[3:]
    smooth = 0.5 * (
        2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3
    )
    joined = smooth.transpose(1, 0, 2).reshape(-1, 2)
    return np.asarray(np.concatenate([joined, places[-1:]]), dtype=np.float32)


def _row(values: object) -> Floats:
    return np.array(values, dtype=np.float32)
