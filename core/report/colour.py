"""Colour maps that are perceptually even and safe for colour-blind eyes.

`ACTIVATION` is viridis (van der Walt & Smith 2015) for maps from zero upwards; `EVIDENCE` runs
from blue over near-white to orange for signed maps. Both arms of a signed colour map have the same
lightness at the same distance from zero, so neither direction looks stronger. `COLOUR_MAPS` holds
all that may be chosen; the first that fits a map's kind is its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from core.types import ActivationMap

Floats = NDArray[np.floating[Any]]

LEVELS = 256

# OKLab -> linear sRGB (Ottosson 2020, "A perceptual color space for image processing").
_LAB_TO_LMS = np.array(
    [
        [1.0, 0.3963377774, 0.2158037573],
        [1.0, -0.1055613458, -0.0638541728],
        [1.0, -0.0894841775, -1.2914855480],
    ]
)
_LMS_TO_RGB = np.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.7076147010],
    ]
)
_PALE, _DEEP, _CHROMA = 0.97, 0.62, 0.17
_BLUE_HUE_DEG, _ORANGE_HUE_DEG = 252.0, 55.0
_PURPLE_HUE_DEG, _GREEN_HUE_DEG = 310.0, 145.0


@dataclass(frozen=True, slots=True)
class ColourMap:
    """A named colour map.

    Attributes
    ----------
    name : str
    table : (256, 3) uint8
        RGB from the low to the high end.
    signed : bool
        Whether the middle of the table means zero.
    """

    name: str
    table: NDArray[np.uint8]
    signed: bool

    def __call__(self, share: Floats) -> NDArray[np.uint8]:
        """Colours of values in [0, 1], of any shape; RGB uint8 with one axis more."""
        index = np.clip(np.rint(share * (LEVELS - 1)), 0, LEVELS - 1).astype(np.intp)
        colours: NDArray[np.uint8] = self.table[index]
        return colours


def colour_map_of(activation: ActivationMap) -> ColourMap:
    """Colour map that fits an activation map's kind."""
    return EVIDENCE if activation.signed else ACTIVATION


def colour_map_named(name: str, activation: ActivationMap) -> ColourMap:
    """Colour map of a name, or the one of the map's kind where that does not fit it.

    Parameters
    ----------
    name : str
        Of one of `COLOUR_MAPS`; anything else, such as ``"auto"``, means the kind's own.
    activation : ActivationMap
    """
    fitting = {each.name: each for each in COLOUR_MAPS if each.signed == activation.signed}
    return fitting.get(name, colour_map_of(activation))


def _opencv(number: int) -> NDArray[np.uint8]:
    ramp = np.arange(LEVELS, dtype=np.uint8).reshape(-1, 1)
    table = cv2.applyColorMap(ramp, number)[:, 0, ::-1]
    return np.ascontiguousarray(table, np.uint8)


def _diverging(low_hue_deg: float, high_hue_deg: float) -> NDArray[np.uint8]:
    along = np.linspace(-1.0, 1.0, LEVELS)
    amount = np.abs(along)
    hue = np.deg2rad(np.where(along < 0, low_hue_deg, high_hue_deg))
    chroma = _CHROMA * amount
    lab = np.stack(
        [_PALE + (_DEEP - _PALE) * amount, chroma * np.cos(hue), chroma * np.sin(hue)], axis=-1
    )
    linear = np.clip((lab @ _LAB_TO_LMS.T) ** 3 @ _LMS_TO_RGB.T, 0.0, 1.0)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.asarray(np.rint(255 * encoded), np.uint8)


ACTIVATION = ColourMap("viridis", _opencv(cv2.COLORMAP_VIRIDIS), signed=False)
EVIDENCE = ColourMap("blue-white-orange", _diverging(_BLUE_HUE_DEG, _ORANGE_HUE_DEG), signed=True)
COLOUR_MAPS = (
    ACTIVATION,
    ColourMap("cividis", _opencv(cv2.COLORMAP_CIVIDIS), signed=False),
    EVIDENCE,
    ColourMap("purple-white-green", _diverging(_PURPLE_HUE_DEG, _GREEN_HUE_DEG), signed=True),
)
