"""The ranges of a phantom's description, checked where it enters."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any, get_args

from core.errors import UsageError
from core.simulate.parts import (
    PHANTOM_TASKS,
    SHAPE_MODES,
    HairStyle,
    Identity,
    Movement,
    Photographed,
    ScriptStep,
)
from core.types import FACIAL_REGIONS

_RANGES: dict[str, dict[str, tuple[float, float]]] = {
    "identity": {
        "asymmetry": (-0.05, 0.05), "age_years": (18, 95), "brow_density": (0, 1), "beard": (0, 1),
        "freckles": (0, 1), "build": (0.7, 1.3), "texture_seed": (0, 2**31),
    },
    "photographed": {"texture_seed": (0, 2**31)},
    "scene": {
        "light_azimuth_deg": (-80, 80), "light_elevation_deg": (-30, 80), "light_level": (0.1, 2),
        "ambient": (0, 1), "warmth": (-1, 1), "noise_sd": (0, 30), "blur_px": (0, 5),
        "background_contrast": (0, 1), "face_iod_share": (0.08, 0.35), "face_x": (0, 1),
        "face_y": (0, 1), "seed": (0, 2**31), "crf": (0, 51),
    },
    "head": {
        "yaw_deg": (0, 25), "pitch_deg": (0, 25), "roll_deg": (0, 25), "shift_iod": (0, 0.5),
        "pace_hz": (0.01, 3), "mean_yaw_deg": (-45, 45), "mean_pitch_deg": (-45, 45),
        "mean_roll_deg": (-45, 45), "seed": (0, 2**31),
    },
    "movement": {
        "left_gain": (0, 2), "right_gain": (0, 2), "speed": (0.2, 3), "blink_rate_per_min": (0, 60),
        "blink_amplitude_left": (0, 1), "blink_amplitude_right": (0, 1),
        "blink_duration_s": (0.1, 1), "seed": (0, 2**31),
        "onset_s": (0.1, 3), "offset_s": (0.1, 3),
    },
}  # fmt: skip
_COLOURS = ("skin_rgb", "hair_rgb", "eye_rgb", "lip_rgb", "cloth_rgb")


def check_parts(parts: dict[str, Any]) -> None:
    """Check identity, scene, head and movement, given by name.

    Raises
    ------
    UsageError
        If a value is outside its range.
    """
    photographed = isinstance(parts["identity"], Photographed)
    for part, values in parts.items():
        ranges = _RANGES["photographed" if part == "identity" and photographed else part]
        for name, (low, high) in ranges.items():
            value = getattr(values, name)
            check_number(f"{part}.{name}", value, low, high)
            if name.endswith(("seed", "crf")) and not isinstance(value, int):
                raise UsageError(f"The phantom's {part}.{name} must be a whole number.")
    if photographed:
        _check_photographed(parts["identity"])
    else:
        _check_identity(parts["identity"])
    _check_colour("scene.background_rgb", parts["scene"].background_rgb)
    _check_regions(parts["movement"])


def _check_regions(movement: Movement) -> None:
    for values, low, high in (
        (movement.region_gain, 0.0, 2.0),
        (movement.region_speed, 0.2, 3.0),
        (movement.region_delay_s, 0.0, 1.0),
        (movement.region_asymmetry, -1.0, 1.0),
    ):
        for region, value in values.items():
            if region not in FACIAL_REGIONS:
                raise UsageError(
                    f"“{region}” is no facial region. Regions: {', '.join(FACIAL_REGIONS)}."
                )
            check_number(f"movement of {region}", value, low, high)


def check_film(fps: Any, size_px: Any, script: tuple[ScriptStep, ...]) -> None:
    """Check frame rate, size and script. Raises `UsageError` as `check_parts`."""
    check_number("fps", fps, 5, 120)
    check_number("size_px", size_px, 64, 2048)
    if size_px % 2:
        raise UsageError("A phantom's size must be an even number of pixels.")
    _check_script(script)


def _check_photographed(who: Photographed) -> None:
    for name in ("person", "folder"):
        if not isinstance(getattr(who, name), str) or not getattr(who, name):
            raise UsageError(f"The phantom's identity.{name} must be a name.")
    if Path(who.person).name != who.person:
        raise UsageError(f"“{who.person}” is no person's number. Give it without a folder.")
    if who.apparent_age_years is not None:
        check_number("identity.apparent_age_years", who.apparent_age_years, 18, 95)


def _check_identity(identity: Identity) -> None:
    if len(identity.shape) != SHAPE_MODES:
        raise UsageError(f"A phantom's shape needs {SHAPE_MODES} numbers.")
    for value in identity.shape:
        check_number("identity.shape", value, -4, 4)
    for name in _COLOURS:
        _check_colour(f"identity.{name}", getattr(identity, name))
    if identity.hair_style not in get_args(HairStyle):
        raise UsageError(
            f"“{identity.hair_style}” is no hair style. Styles: {', '.join(get_args(HairStyle))}."
        )


def _check_script(script: tuple[ScriptStep, ...]) -> None:
    if not script:
        raise UsageError("A phantom's script is empty. Name at least one task.")
    for step in script:
        if step.task not in PHANTOM_TASKS:
            raise UsageError(
                f"“{step.task}” is no phantom task. Tasks: {', '.join(PHANTOM_TASKS)}."
            )
        check_number(f"duration of “{step.task}”", step.duration_s, 0.2, 600)


def _check_colour(name: str, colour: Any) -> None:
    if not isinstance(colour, tuple) or len(colour) != 3:
        raise UsageError(f"{name} must be three numbers from 0 to 1.")
    for value in colour:
        check_number(name, value, 0, 1)


def check_number(name: str, value: Any, low: float, high: float) -> None:
    """Check one number. Raises `UsageError` if it is none or outside [low, high]."""
    # Compared, not converted: JSON can hold whole numbers that no float can.
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not abs(value) <= sys.float_info.max:
        raise UsageError(f"The phantom's {name} must be a number.")
    if not low <= value <= high:
        raise UsageError(f"The phantom's {name} is {value:g}; it must lie in {low:g} to {high:g}.")
