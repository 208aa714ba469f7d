"""The ten quantities: their names, and how people read them and their values."""

from __future__ import annotations

import math
from typing import get_args

from core.types import SmileQuantity

_PARTS = ("eye_open", "brow", "mouth_open", "mouth_width", "jaw_open")
MEANS: tuple[str, ...] = tuple(f"{part}_mean" for part in _PARTS)
LOG_VARIANCES: tuple[str, ...] = tuple(f"{part}_log_var" for part in _PARTS)
GEO10: tuple[str, ...] = MEANS + LOG_VARIANCES
"""Mean and log variance of five signals, left and right averaged."""

SHOWN: tuple[SmileQuantity, ...] = get_args(SmileQuantity)
"""What may be shown to people: the jaw's signal is not the jaw's alone."""

_WORDS = {
    "eye_open_log_var": "Eye opening, variability",
    "brow_log_var": "Brow height, variability",
    "mouth_open_log_var": "Mouth opening, variability",
    "mouth_width_log_var": "Mouth width, variability",
    "jaw_open_log_var": "The distance of lips to jaw and lids, variability",
    "eye_open_mean": "Eye opening, mean",
    "brow_mean": "Brow height, mean",
    "mouth_open_mean": "Mouth opening, mean",
    "mouth_width_mean": "Mouth width, mean",
    "jaw_open_mean": "The distance of lips to jaw and lids, mean",
}


def quantity_word(name: str) -> str:
    """Name of one of the ten as a clinician reads it."""
    return _WORDS[name]


def is_variability(name: str) -> bool:
    """Whether a quantity is the logarithm of a variance."""
    return name.endswith("_log_var")


def in_percent(name: str, value: float) -> float:
    """Return a quantity in per cent of the iris distance: a mean, or a standard deviation."""
    return 100.0 * (math.exp(value / 2.0) if is_variability(name) else value)


def from_percent(name: str, percent: float) -> float:
    """Undo `in_percent`."""
    return 2.0 * math.log(percent / 100.0) if is_variability(name) else percent / 100.0
