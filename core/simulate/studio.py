"""Light, background and camera of a phantom."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from core.simulate.parts import Scene
from core.simulate.spec import PhantomSpec

Floats = NDArray[np.float32]

_NOISE_MARGIN = 64
_CAPTION_SHARE = 0.028  # height of the caption's letters, of the picture's side


class Studio:
    """Where a phantom is filmed: prepared once, used for every frame.

    Parameters
    ----------
    spec : PhantomSpec

    Attributes
    ----------
    light_rgb : (3,) float32
        Colour and level of the light; 1 is full white.
    """

    def __init__(self, spec: PhantomSpec) -> None:
        scene = spec.scene
        self._size = spec.size_px
        self._scene = scene
        azimuth, elevation = np.deg2rad([scene.light_azimuth_deg, scene.light_elevation_deg])
        self._towards = np.array(
            [
                np.sin(azimuth) * np.cos(elevation),
                -np.sin(elevation),
                -np.cos(azimuth) * np.cos(elevation),
            ],
            dtype=np.float32,
        )
        half = self._towards + np.array([0, 0, -1], dtype=np.float32)
        self._half = half / np.linalg.norm(half)
        tint = np.array([1 + 0.10 * scene.warmth, 1.0, 1 - 0.12 * scene.warmth])
        self.light_rgb = (tint * scene.light_level).astype(np.float32)
        rng = np.random.default_rng([scene.seed, 21])
        self._background = _background(scene, spec.size_px, rng) * self.light_rgb
        self._noise = _noise(scene, spec.size_px, rng)
        self._caption = _caption(spec)

    def light(self, normal: Floats, hollow: Floats) -> tuple[Floats, Floats]:
        """Light and shine on vertices.

        Parameters
        ----------
        normal : (V, 3) float32
            Outward, of unit length.
        hollow : (V,) float32
            Share of ambient light that reaches a vertex.

        Returns
        -------
        light, shine : (V,) float32
            1 = a white surface facing the light appears white.
        """
        ambient = self._scene.ambient
        wrapped = np.clip((normal @ self._towards + 0.25) / 1.25, 0, None)
        sky = 0.82 - 0.18 * normal[:, 1]
        light = hollow * (ambient * sky + (1.06 - 0.75 * ambient) * wrapped)
        shine = np.clip(normal @ self._half, 0, None) ** 18
        return light.astype(np.float32), (shine * self._scene.light_level).astype(np.float32)

    def over_background(self, colour: Floats, where: NDArray[np.intp]) -> Floats:
        """Lay a drawn person over the background with a soft edge.

        Parameters
        ----------
        colour : (P, 3) float32
            Grey levels 0 to 255.
        where : (P,) intp
            Flat numbers of the pixels covered.

        Returns
        -------
        (S, S, 3) float32
        """
        covered = np.zeros(self._size * self._size, dtype=np.float32)
        covered[where] = 1
        share = cv2.blur(covered.reshape(self._size, self._size), (3, 3)).ravel()[where]
        edge = np.flatnonzero(share < 0.99)
        picture = self._background.copy()
        flat = picture.reshape(-1, 3)
        alpha = np.clip(2 * share[edge] - 1, 0, 1)[:, None]
        colour[edge] = colour[edge] * alpha + flat[where[edge]] * (1 - alpha)
        flat[where] = colour
        return picture

    def behind(self, person: Floats, cover: Floats) -> Floats:
        """Put the background behind a person before black.

        Parameters
        ----------
        person : (S, S, 3) float32
            Grey levels 0 to 255; drawn into and returned.
        cover : (S, S) float32
            Share of each pixel that the person covers, [0, 1].
        """
        person += self._background * (1 - cover)[..., None]
        return person

    def expose(self, picture: Floats, index: int) -> NDArray[np.uint8]:
        """Take the picture: lens blur, noise, 8 bits, caption."""
        if self._scene.blur_px > 0.05:
            picture = cv2.GaussianBlur(picture, (0, 0), self._scene.blur_px)
        if self._scene.noise_sd > 0:
            y, x = np.random.default_rng([self._scene.seed, 31, index]).integers(
                0, _NOISE_MARGIN, 2
            )
            picture = picture + self._noise[y : y + self._size, x : x + self._size]
        rgb = cv2.convertScaleAbs(np.maximum(picture, 0))
        if self._caption is not None:
            rows = slice(self._size - self._caption.shape[0], self._size)
            part = rgb[rows, : self._caption.shape[1]]
            ink = self._caption[..., None]
            part[:] = (part * (1 - 0.9 * ink) + 245 * 0.9 * ink).astype(np.uint8)
        return np.asarray(rgb)


def _background(scene: Scene, size: int, rng: np.random.Generator) -> Floats:
    out = np.zeros((size, size, 3), dtype=np.float32)
    for cells, weight in ((3, 1.0), (6, 0.6)):
        grid = rng.standard_normal((cells, cells, 3)).astype(np.float32) * (0.4, 0.3, 0.3)
        grid += rng.standard_normal((cells, cells, 1)).astype(np.float32)
        cloud = cv2.resize(grid.astype(np.float32), (size, size), interpolation=cv2.INTER_CUBIC)
        out += weight * cloud
    for _ in range(int(6 * scene.background_contrast)):
        x, width = int(rng.integers(0, size)), int(rng.integers(size // 12, size // 4))
        y, height = int(rng.integers(-size // 2, size // 2)), int(rng.integers(size // 4, size))
        shade = float(rng.normal(0, 1.6))
        cv2.rectangle(out, (x, y), (x + width, y + height), (shade, shade, shade), -1)
    out = cv2.GaussianBlur(out, (0, 0), size / 90)
    colour = np.asarray(scene.background_rgb, dtype=np.float32)
    lit = colour * (1 + 0.35 * scene.background_contrast * out)
    return np.asarray(np.clip(lit, 0.01, 1) * 255 * 0.9, dtype=np.float32)


def _noise(scene: Scene, size: int, rng: np.random.Generator) -> Floats:
    """Make a patch of noise larger than the picture; frames take it at random places."""
    side = size + _NOISE_MARGIN
    fine = rng.standard_normal((side, side, 3)).astype(np.float32)
    shared = rng.standard_normal((side, side, 1)).astype(np.float32)
    return np.asarray(scene.noise_sd * (0.55 * fine + 0.83 * shared), dtype=np.float32)


def _caption(spec: PhantomSpec) -> Floats | None:
    if not spec.caption:
        return None
    face, height = cv2.FONT_HERSHEY_SIMPLEX, _CAPTION_SHARE * spec.size_px
    scale = height / 22
    (width, tall), below = cv2.getTextSize(spec.caption, face, scale, 1)
    strip = np.zeros((tall + below + 8, min(width + 12, spec.size_px)), dtype=np.uint8)
    cv2.putText(strip, spec.caption, (6, tall + 2), face, scale, 255, 1, cv2.LINE_AA)
    return strip.astype(np.float32) / 255
