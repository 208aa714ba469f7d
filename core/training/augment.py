"""Changing a clip's looks without changing how much the face moves.

Most choices are made once for a clip and held over its frames. What changes from frame to frame is
what says nothing of expression: sensor noise, light, and the little motion of the whole face that
alignment leaves. It stays far below the movement of lips and lids, nothing here warps the face or
time, and sizes change by a few per cent only.
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
    coarse_chance, coarse_least : float
        Chance that the clip is shrunk and enlarged again, and the least share of its side kept.
    sway_chance, sway : float
        Chance that the whole face wanders, and the largest standard deviation of its way, of the
        crop's side; it turns by as many radians.
    turn_chance, turn : float
        Chance that the head turns a little, and the largest standard deviation of how far the face
        narrows and slants, relative to its width.
    smear_chance, smear : float
        Chance that frames are blurred along a line, as by a camera that shakes, and the largest
        standard deviation of the line's length, of the crop's side.
    light_chance, light : float
        Chance that the light changes, and the largest relative standard deviation.
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
    jpeg_quality: tuple[int, int] = (30, 90)
    coarse_chance: float = 0.25
    coarse_least: float = 0.35
    sway_chance: float = 0.5
    sway: float = 0.012
    turn_chance: float = 0.3
    turn: float = 0.02
    smear_chance: float = 0.35
    smear: float = 0.02
    light_chance: float = 0.3
    light: float = 0.06


def augment(
    clip: NDArray[np.uint8], rng: np.random.Generator, settings: AugmentSettings
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """Return a changed copy of a clip, and where things in it have gone.

    Parameters
    ----------
    clip : (F, S, S, 3) uint8
        RGB.
    rng : numpy.random.Generator
        The only source of chance: the same state gives the same bytes.
    settings : AugmentSettings

    Returns
    -------
    clip : (F, S, S, 3) uint8
    matrix : (2, 3) float64
        From pixels of the clip given to pixels of the one returned, but for what differs from
        frame to frame.
    """
    out, matrix = _moved(clip, rng, settings)
    if rng.random() < settings.smear_chance:
        out = _smeared(out, rng, settings.smear)
    if rng.random() < settings.light_chance:
        out = _lit(out, rng, settings)
    out = _through_table(out, _tone_curves(rng, settings))
    if rng.random() < settings.coarse_chance:
        out = _coarse(out, rng.uniform(settings.coarse_least, 1))
    if rng.random() < settings.blur_chance:
        sigma_px = max(0.1, rng.uniform(0, settings.blur_sigma_px))
        out = np.stack([cv2.GaussianBlur(frame, (0, 0), sigma_px) for frame in out])
    if rng.random() < settings.noise_chance:
        out = _noisy(out, rng, rng.uniform(0, settings.noise_sd))
    if rng.random() < settings.jpeg_chance:
        low, high = settings.jpeg_quality
        out = _compressed(out, int(rng.integers(low, high + 1)))
    return out, matrix


def _moved(
    clip: NDArray[np.uint8], rng: np.random.Generator, settings: AugmentSettings
) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """Mirror, shift, turn and scale all frames alike, then let the whole face wander."""
    side = clip.shape[1]
    centre = (side - 1) / 2
    turn_deg = rng.uniform(-settings.rotation_deg, settings.rotation_deg)
    size = 1 + rng.uniform(-settings.scale, settings.scale)
    matrix = cv2.getRotationMatrix2D((centre, centre), turn_deg, size)
    matrix[:, 2] += rng.uniform(-settings.shift, settings.shift, 2) * side
    if rng.random() < settings.flip:
        matrix = matrix @ np.array([[-1.0, 0, 2 * centre], [0, 1, 0], [0, 0, 1]])
    frames = []
    for frame, own in zip(clip, _head_motion(rng, len(clip), side, settings), strict=True):
        both = own[:, :2] @ matrix
        both[:, 2] += own[:, 2]
        frames.append(cv2.warpAffine(frame, both, (side, side), borderMode=cv2.BORDER_REFLECT_101))
    return np.stack(frames), matrix


def _head_motion(
    rng: np.random.Generator, count: int, side: int, settings: AugmentSettings
) -> NDArray[np.float64]:
    """Affine maps (count, 2, 3), in pixels, of a face that wanders and turns as a whole."""
    sway, turn = np.zeros((count, 3)), np.zeros((count, 2))
    if rng.random() < settings.sway_chance:
        sway = _wander(rng, count, 3) * rng.uniform(0, settings.sway)
    if rng.random() < settings.turn_chance:
        turn = _wander(rng, count, 2) * rng.uniform(0, settings.turn)
    centre = np.full(2, (side - 1) / 2)
    out = np.zeros((count, 2, 3))
    for at, ((right, down, roll), (narrow, slant)) in enumerate(zip(sway, turn, strict=True)):
        cos, sin = np.cos(roll), np.sin(roll)
        out[at, :, :2] = np.array([[cos, sin], [-sin, cos]]) @ [[1 - narrow, 0.0], [slant, 1.0]]
        out[at, :, 2] = centre - out[at, :, :2] @ centre + np.array([right, down]) * side
    return out


def _smeared(
    clip: NDArray[np.uint8], rng: np.random.Generator, largest: float
) -> NDArray[np.uint8]:
    """Blur each frame along its own line."""
    reach = _wander(rng, len(clip), 2) * rng.uniform(0, largest) * clip.shape[1] / 2
    return np.stack([_along(frame, *way) for frame, way in zip(clip, reach, strict=True)])


def _along(frame: NDArray[np.uint8], right_px: float, down_px: float) -> NDArray[np.uint8]:
    """Blur along a line that reaches so far to both sides of each pixel."""
    reach = int(np.ceil(max(abs(right_px), abs(down_px))))
    if not reach:
        return frame
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
    for share in np.linspace(-1, 1, 4 * reach + 1):
        # Each point of the line is shared out among the four cells about it.
        x, y = reach + share * right_px, reach + share * down_px
        left, top = min(int(x), 2 * reach - 1), min(int(y), 2 * reach - 1)
        rows, columns = (top + 1 - y, y - top), (left + 1 - x, x - left)
        kernel[top : top + 2, left : left + 2] += np.outer(rows, columns).astype(np.float32)
    return np.asarray(cv2.filter2D(frame, -1, kernel / kernel.sum()), np.uint8)


def _wander(rng: np.random.Generator, frames: int, ways: int) -> NDArray[np.float64]:
    """Ways (frames, ways) of mean square about 1, some smooth and slow, some shaking."""
    memory = rng.uniform(0, 0.95)
    steps = rng.standard_normal((frames, ways))
    out = steps.copy()
    for at in range(1, frames):
        out[at] = memory * out[at - 1] + np.sqrt(1 - memory**2) * steps[at]
    return out


def _lit(
    clip: NDArray[np.uint8], rng: np.random.Generator, settings: AugmentSettings
) -> NDArray[np.uint8]:
    """Let all of the picture grow brighter and darker from frame to frame."""
    level = 1 + _wander(rng, len(clip), 1)[:, 0] * rng.uniform(0, settings.light)
    steps = np.arange(256)
    tables = np.clip(np.rint(steps * level[:, None]), 0, 255).astype(np.uint8)
    return np.stack([table[frame] for table, frame in zip(tables, clip, strict=True)])


def _coarse(clip: NDArray[np.uint8], share: float) -> NDArray[np.uint8]:
    """Lose fine detail as a small picture of the face does."""
    side = clip.shape[1]
    small = max(1, round(side * share))
    frames = []
    for frame in clip:
        shrunk = cv2.resize(frame, (small, small), interpolation=cv2.INTER_AREA)
        frames.append(cv2.resize(shrunk, (side, side), interpolation=cv2.INTER_LINEAR))
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
