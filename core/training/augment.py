"""Changing a clip's looks without changing how much the face moves.

Every random choice is made once for a clip and held over its frames (sensor noise alone is drawn
anew for each): a jitter that changed from frame to frame would itself be motion. For the same
reason nothing here warps time, and sizes change by a few per cent only.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class AugmentSettings:
    """How far a clip may be changed. Each value bounds a uniform draw around no change.

    Attributes
    ----------
    flip : float
        Chance of a mirror image, [0, 1].
    shift : float
        Of the crop's side, either way.
    rotation_deg : float
        Either way.
    scale : float
        Relative change of size.
    brightness : float
        Of the full range 255.
    contrast : float
        Relative, about mid-grey.
    gamma : float
        Natural logarithm of the exponent.
    colour : float
        Relative gain of each channel.
    blur_chance, blur_sigma_px : float
        Chance and largest sigma of a Gaussian blur.
    noise_chance, noise_sd : float
        Chance and largest standard deviation (of 255) of noise drawn for each frame.
    jpeg_chance : float
        Chance of JPEG compression.
    jpeg_quality : (int, int)
        Range of its quality, [1, 100].
    """

    flip: float = 0.5
    shift: float = 0.04
    rotation_deg: float = 6.0
    scale: float = 0.06
    brightness: float = 0.10
    contrast: float = 0.25
    gamma: float = 0.25
    colour: float = 0.10
    blur_chance: float = 0.25
    blur_sigma_px: float = 1.2
    noise_chance: float = 0.3
    noise_sd: float = 2.0
    jpeg_chance: float = 0.15
    jpeg_quality: tuple[int, int] = (50, 90)


def augment(
    clip: NDArray[np.uint8], rng: np.random.Generator, settings: AugmentSettings
) -> NDArray[np.uint8]:
    """Return a changed copy of a clip.

    Parameters
    ----------
    clip : (F, S, S, 3) uint8
        RGB.
    rng : numpy.random.Generator
        The only source of chance: the same state gives the same bytes.
    settings : AugmentSettings

    Returns
    -------
    (F, S, S, 3) uint8
    """
    out = _moved(clip, rng, settings)
    out = _through_table(out, _tone_curves(rng, settings))
    if rng.random() < settings.blur_chance:
        sigma_px = max(0.1, rng.uniform(0, settings.blur_sigma_px))
        out = np.stack([cv2.GaussianBlur(frame, (0, 0), sigma_px) for frame in out])
    if rng.random() < settings.noise_chance:
        out = _noisy(out, rng, rng.uniform(0, settings.noise_sd))
    if rng.random() < settings.jpeg_chance:
        low, high = settings.jpeg_quality
        out = _compressed(out, int(rng.integers(low, high + 1)))
    return out


def _moved(
    clip: NDArray[np.uint8], rng: np.random.Generator, settings: AugmentSettings
) -> NDArray[np.uint8]:
    """Mirror, shift, turn and scale all frames alike."""
    side = clip.shape[1]
    centre = (side - 1) / 2
    turn_deg = rng.uniform(-settings.rotation_deg, settings.rotation_deg)
    size = 1 + rng.uniform(-settings.scale, settings.scale)
    matrix = cv2.getRotationMatrix2D((centre, centre), turn_deg, size)
    matrix[:, 2] += rng.uniform(-settings.shift, settings.shift, 2) * side
    if rng.random() < settings.flip:
        matrix = matrix @ np.array([[-1.0, 0, 2 * centre], [0, 1, 0], [0, 0, 1]])
    frames = [
        cv2.warpAffine(frame, matrix, (side, side), borderMode=cv2.BORDER_REFLECT_101)
        for frame in clip
    ]
    return np.stack(frames)


def _tone_curves(rng: np.random.Generator, settings: AugmentSettings) -> NDArray[np.uint8]:
    """Brightness, contrast, gamma and channel gains as one (256, 3) look-up table."""
    level = np.linspace(0, 1, 256)[:, None]
    curve = level ** np.exp(rng.uniform(-settings.gamma, settings.gamma))
    contrast = 1 + rng.uniform(-settings.contrast, settings.contrast)
    curve = (curve - 0.5) * contrast + 0.5
    curve = curve + rng.uniform(-settings.brightness, settings.brightness)
    curve = curve * (1 + rng.uniform(-settings.colour, settings.colour, 3))
    table: NDArray[np.float64] = np.clip(np.rint(curve * 255), 0, 255)
    return table.astype(np.uint8)


def _through_table(clip: NDArray[np.uint8], table: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Map (F, S, S, 3) values through a (256, 3) table, channel by channel."""
    frames, side = clip.shape[:2]
    flat = cv2.LUT(clip.reshape(frames * side, -1, 3), table.reshape(1, 256, 3))
    mapped: NDArray[np.uint8] = np.asarray(flat, np.uint8).reshape(clip.shape)
    return mapped


def _noisy(clip: NDArray[np.uint8], rng: np.random.Generator, sd: float) -> NDArray[np.uint8]:
    noise = rng.standard_normal(clip.shape, np.float32) * np.float32(sd)
    noisy: NDArray[np.float32] = np.clip(np.rint(clip + noise), 0, 255)
    return noisy.astype(np.uint8)


def _compressed(clip: NDArray[np.uint8], quality: int) -> NDArray[np.uint8]:
    frames = []
    for frame in clip:
        _, code = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, quality])
        frames.append(cv2.imdecode(code, cv2.IMREAD_COLOR))
    return np.stack(frames)
