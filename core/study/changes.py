"""Changes of a picture over time that are no facial motion: camera, light, picture quality.

Each is made for a picture size and a seed and depends on these and the time alone, so that the same
call gives the same video. Slow wandering is a sum of sines with drawn phases: it has no jumps and
no dependence on the frame rate.
"""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from core.video.rewrite import Change, Picture

_WAVES = 4


class Wander:
    """A smooth wandering quantity: mean about 0, largest value 1.

    Parameters
    ----------
    rng : numpy.random.Generator
    low_hz, high_hz : float
        Band of its sines.
    """

    def __init__(self, rng: np.random.Generator, low_hz: float, high_hz: float) -> None:
        self._hz = rng.uniform(low_hz, high_hz, _WAVES)
        self._phase = rng.uniform(0, 2 * math.pi, _WAVES)
        share = rng.uniform(0.5, 1.0, _WAVES)
        self._share = share / share.sum()

    def at(self, time_s: float) -> float:
        """Return the value at a time, in [-1, 1]."""
        return float(self._share @ np.sin(2 * math.pi * self._hz * time_s + self._phase))


def camera_motion(
    size_px: tuple[int, int], seed: int, *, shift: float, turn_deg: float, zoom: float,
    band_hz: tuple[float, float],
) -> Change:  # fmt: skip
    """Move the whole picture in its plane: as a head that shifts, tilts and leans, or a camera.

    Parameters
    ----------
    size_px : (width, height)
    seed : int
    shift : float
        Largest shift across and down, as a share of the picture's shorter side.
    turn_deg : float
        Largest turn.
    zoom : float
        Largest change of size, as a share.
    band_hz : (low, high)
        How fast.
    """
    rng = np.random.default_rng(seed)
    across, down, turn, lean = (Wander(rng, *band_hz) for _ in range(4))
    width, height = size_px
    reach_px = shift * min(size_px)
    # A little larger from the start, so that the edges seldom come into sight.
    larger = 1 + shift + zoom / 2

    def change(rgb: Picture, time_s: float, _: int) -> Picture:
        matrix = cv2.getRotationMatrix2D(
            (width / 2, height / 2),
            turn_deg * turn.at(time_s),
            larger * (1 + zoom * lean.at(time_s)),
        )
        matrix[:, 2] += reach_px * across.at(time_s), reach_px * down.at(time_s)
        flags, border = cv2.INTER_CUBIC, cv2.BORDER_REFLECT_101
        return _bytes(cv2.warpAffine(rgb, matrix, size_px, flags=flags, borderMode=border))

    return change


def slow_light(seed: int, *, gain: float, warmth: float) -> Change:
    """Let the light drift, as with clouds or a camera that adjusts itself.

    Parameters
    ----------
    seed : int
    gain : float
        Largest change of brightness, as a share.
    warmth : float
        Largest opposite change of red and blue, as a share.
    """
    rng = np.random.default_rng(seed)
    level, tint = Wander(rng, 0.05, 0.3), Wander(rng, 0.05, 0.2)

    def change(rgb: Picture, time_s: float, _: int) -> Picture:
        by = 1 + gain * level.at(time_s)
        red = warmth * tint.at(time_s)
        return _scaled(rgb, [by * (1 + red), by, by * (1 - red)])

    return change


def flicker(seed: int, *, depth: float, hz: float) -> Change:
    """Let the light beat, as lamps on the mains do under a camera of another rate."""
    phase = float(np.random.default_rng(seed).uniform(0, 2 * math.pi))

    def change(rgb: Picture, time_s: float, _: int) -> Picture:
        return _scaled(rgb, [1 + depth * math.sin(2 * math.pi * hz * time_s + phase)] * 3)

    return change


def smaller(size_px: tuple[int, int], *, short_side_px: int) -> Change:
    """Reduce every picture, by area, to a shorter side of so many pixels; never enlarge."""
    share = min(1.0, short_side_px / min(size_px))
    width, height = (max(2, 2 * round(side * share / 2)) for side in size_px)

    def change(rgb: Picture, _time_s: float, _: int) -> Picture:
        if rgb.shape[:2] == (height, width):
            return rgb
        return _bytes(cv2.resize(rgb, (width, height), interpolation=cv2.INTER_AREA))

    return change


def jpeg(*, quality: int) -> Change:
    """Compress each picture for itself, as cameras that store motion JPEG do."""

    def change(rgb: Picture, _time_s: float, _: int) -> Picture:
        bgr = cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR)
        _, packed = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
        return _bytes(cv2.cvtColor(cv2.imdecode(packed, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB))

    return change


def unchanged(rgb: Picture, _time_s: float, _: int) -> Picture:
    """Give a picture back as it is: for changes of times or of the encoder alone."""
    return rgb


def _scaled(rgb: Picture, gains: list[float]) -> Picture:
    steps = np.arange(256, dtype=np.float64)[:, None] * np.array(gains)
    table = np.clip(np.rint(steps), 0, 255).astype(np.uint8)
    return _bytes(cv2.LUT(rgb, table[None]))


def _bytes(picture: NDArray[np.generic]) -> Picture:
    return np.asarray(picture, np.uint8)
