"""What to draw and how it moves: a phantom as plain, validated numbers with a JSON form."""

from __future__ import annotations

import dataclasses
import json
import math
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from core.errors import UsageError
from core.types import REGIONS, Region

SCHEMA_VERSION = 1
SHAPE_MODES = 10
FACIAL_REGIONS: tuple[Region, ...] = REGIONS[:-1]

Rgb = tuple[float, float, float]
HairStyle = Literal["bald", "short", "full", "long"]
PhantomTask = Literal["rest", "smile", "disgust", "surprise", "talk"]
PHANTOM_TASKS: tuple[PhantomTask, ...] = get_args(PhantomTask)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is drawn.

    Attributes
    ----------
    shape : (10,) floats
        Amounts of the face model's modes, in standard deviations, each in [-4, 4].
    asymmetry : float
        How much larger one half of the face is than the other, [-0.05, 0.05].
    age_years : float
        [18, 95]: folds, sagging, spots, grey in the hair.
    skin_rgb, hair_rgb, eye_rgb, lip_rgb, cloth_rgb : Rgb
        Colours in white light, each channel in [0, 1].
    hair_style : {"bald", "short", "full", "long"}
    brow_density, beard : float
        [0, 1].
    freckles : float
        [0, 1].
    build : float
        Width of neck and shoulders, [0.7, 1.3]; 1 is average.
    texture_seed : int
        Chooses the fine pattern of skin and hair.
    """

    shape: tuple[float, ...] = (0.0,) * SHAPE_MODES
    asymmetry: float = 0.0
    age_years: float = 45.0
    skin_rgb: Rgb = (0.82, 0.62, 0.51)
    hair_rgb: Rgb = (0.24, 0.16, 0.10)
    eye_rgb: Rgb = (0.32, 0.42, 0.50)
    lip_rgb: Rgb = (0.70, 0.38, 0.36)
    cloth_rgb: Rgb = (0.25, 0.33, 0.42)
    hair_style: HairStyle = "short"
    brow_density: float = 0.7
    beard: float = 0.0
    freckles: float = 0.1
    build: float = 1.0
    texture_seed: int = 0


@dataclass(frozen=True, slots=True)
class Scene:
    """Light, camera and background.

    Attributes
    ----------
    light_azimuth_deg : float
        + from the picture's right, [-80, 80].
    light_elevation_deg : float
        + from above, [-30, 80].
    light_level : float
        Exposure, [0.1, 2]; 1 is well lit.
    ambient : float
        Share of light that comes from everywhere, [0, 1].
    warmth : float
        Colour of the light, [-1, 1]: + towards red.
    noise_sd : float
        Camera noise in grey levels, [0, 30].
    blur_px : float
        Lens blur (Gaussian standard deviation), [0, 5].
    background_rgb : Rgb
    background_contrast : float
        [0, 1].
    face_iod_share : float
        Distance between the irises as a share of the picture's side, [0.08, 0.35].
    face_x, face_y : float
        Where the point between the eyes lies, as shares of the picture, [0, 1].
    seed : int
        Chooses the noise and the background's pattern.
    """

    light_azimuth_deg: float = 25.0
    light_elevation_deg: float = 35.0
    light_level: float = 1.0
    ambient: float = 0.5
    warmth: float = 0.0
    noise_sd: float = 2.0
    blur_px: float = 0.3
    background_rgb: Rgb = (0.62, 0.66, 0.68)
    background_contrast: float = 0.15
    face_iod_share: float = 0.22
    face_x: float = 0.5
    face_y: float = 0.45
    seed: int = 0


@dataclass(frozen=True, slots=True)
class HeadMotion:
    """Slow wander of the head.

    Attributes
    ----------
    yaw_deg, pitch_deg, roll_deg : float
        Standard deviations of the wander, [0, 25].
    shift_iod : float
        Standard deviation of its shift, [0, 0.5].
    pace_hz : float
        Where the wander's spectrum ends, (0, 3].
    mean_yaw_deg, mean_pitch_deg, mean_roll_deg : float
        Pose about which it wanders, [-45, 45]; + towards the face's left, up, clockwise.
    seed : int
    """

    yaw_deg: float = 2.0
    pitch_deg: float = 1.2
    roll_deg: float = 0.8
    shift_iod: float = 0.02
    pace_hz: float = 0.4
    mean_yaw_deg: float = 0.0
    mean_pitch_deg: float = 0.0
    mean_roll_deg: float = 0.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Movement:
    """How lively the face is.

    Attributes
    ----------
    region_gain : dict of Region to float
        Amplitude of every region's expressive movement, [0, 2]; a region that is not named has 1.
    left_gain, right_gain : float
        On top of that for either half of the face (its own sides), [0, 2].
    speed : float
        Of onset and offset, [0.2, 3]; 1 is an ordinary posed smile of 0.5 s onset.
    region_speed : dict of Region to float
        On top of `speed`, [0.2, 3].
    blink_rate_per_min : float
        [0, 60].
    blink_amplitude_left, blink_amplitude_right : float
        Share of the open eye that a blink covers, [0, 1].
    blink_duration_s : float
        From first closing to open again, [0.1, 1].
    seed : int
        Chooses the times of blinks and the syllables of talk.
    """

    region_gain: dict[Region, float] = field(default_factory=dict)
    left_gain: float = 1.0
    right_gain: float = 1.0
    speed: float = 1.0
    region_speed: dict[Region, float] = field(default_factory=dict)
    blink_rate_per_min: float = 16.0
    blink_amplitude_left: float = 0.95
    blink_amplitude_right: float = 0.95
    blink_duration_s: float = 0.28
    seed: int = 0


@dataclass(frozen=True, slots=True)
class ScriptStep:
    """One stretch of the script: a task for `duration_s` (0.2 to 600).

    A smile, disgust or surprise rises at the step's start and is gone by its end.
    """

    task: PhantomTask
    duration_s: float


@dataclass(frozen=True)
class PhantomSpec:
    """Everything that determines a phantom video; equal specs give equal pictures.

    Attributes
    ----------
    identity : Identity
    scene : Scene
    head : HeadMotion
    movement : Movement
    script : tuple of ScriptStep
    fps : float
        [5, 120].
    size_px : int
        Side of the square picture, [64, 2048]; even.
    caption : str
        Drawn small in the picture's lower corner; empty for none.

    Raises
    ------
    UsageError
        If a value is outside its range.
    """

    identity: Identity = Identity()
    scene: Scene = Scene()
    head: HeadMotion = HeadMotion()
    movement: Movement = field(default_factory=Movement)
    script: tuple[ScriptStep, ...] = (ScriptStep("smile", 3.0), ScriptStep("rest", 2.0))
    fps: float = 30.0
    size_px: int = 320
    caption: str = ""

    def __post_init__(self) -> None:
        _check_spec(self)

    @property
    def duration_s(self) -> float:
        """Length of the script."""
        return sum(step.duration_s for step in self.script)

    @property
    def frames(self) -> int:
        """Number of frames of the video."""
        return max(1, round(self.duration_s * self.fps))

    def to_json(self) -> dict[str, Any]:
        """Return the spec as JSON values; `spec_from_json` reads them back."""
        return {"schema_version": SCHEMA_VERSION, **_plain(self)}


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def spec_from_json(data: Any) -> PhantomSpec:
    """Read a spec from JSON values.

    Raises
    ------
    UsageError
        If a key is unknown, a type is wrong or a value is outside its range.
    """
    if not isinstance(data, dict) or data.get("schema_version") != SCHEMA_VERSION:
        raise UsageError(
            f"That is no phantom description of schema version {SCHEMA_VERSION}. "
            "Take the “spec” part of a truth file as a pattern."
        )
    body = {key: value for key, value in data.items() if key != "schema_version"}
    script = body.pop("script", None)
    parts: dict[str, Any] = {
        name: _read(kind, body.pop(name, {}), name)
        for name, kind in (
            ("identity", Identity), ("scene", Scene), ("head", HeadMotion), ("movement", Movement),
        )
    }  # fmt: skip
    if script is not None:
        if not isinstance(script, list):
            raise UsageError("A phantom's “script” must be a list of task and duration_s.")
        parts["script"] = tuple(_read(ScriptStep, step, "script") for step in script)
    return _build(PhantomSpec, {**body, **parts}, "the phantom")


def spec_from_text(text: str) -> PhantomSpec:
    """Read a spec from JSON text. Raises `UsageError` as `spec_from_json`, or if it is no JSON."""
    try:
        data = json.loads(text)
    except ValueError as error:
        raise UsageError(f"The phantom description is no JSON: {error}.") from error
    if isinstance(data, dict) and "spec" in data:  # a whole truth file will do
        data = data["spec"]
    return spec_from_json(data)


def _read(kind: type, data: Any, where: str) -> Any:
    if not isinstance(data, dict):
        raise UsageError(f"A phantom's “{where}” must be an object of named values.")
    values = {k: tuple(v) if isinstance(v, list) else v for k, v in data.items()}
    return _build(kind, values, f"“{where}”")


def _build(kind: type, values: dict[str, Any], where: str) -> Any:
    known = {f.name for f in dataclasses.fields(kind)}
    unknown = sorted(set(values) - known)
    if unknown:
        raise UsageError(f"Unknown name “{unknown[0]}” in {where}. Known: {', '.join(known)}.")
    try:
        return kind(**values)
    except TypeError as error:
        raise UsageError(f"A value is missing or of the wrong type in {where}: {error}.") from error


_RANGES: dict[str, dict[str, tuple[float, float]]] = {
    "identity": {
        "asymmetry": (-0.05, 0.05), "age_years": (18, 95), "brow_density": (0, 1), "beard": (0, 1),
        "freckles": (0, 1), "build": (0.7, 1.3), "texture_seed": (0, 2**63),
    },
    "scene": {
        "light_azimuth_deg": (-80, 80), "light_elevation_deg": (-30, 80), "light_level": (0.1, 2),
        "ambient": (0, 1), "warmth": (-1, 1), "noise_sd": (0, 30), "blur_px": (0, 5),
        "background_contrast": (0, 1), "face_iod_share": (0.08, 0.35), "face_x": (0, 1),
        "face_y": (0, 1), "seed": (0, 2**63),
    },
    "head": {
        "yaw_deg": (0, 25), "pitch_deg": (0, 25), "roll_deg": (0, 25), "shift_iod": (0, 0.5),
        "pace_hz": (0.01, 3), "mean_yaw_deg": (-45, 45), "mean_pitch_deg": (-45, 45),
        "mean_roll_deg": (-45, 45), "seed": (0, 2**63),
    },
    "movement": {
        "left_gain": (0, 2), "right_gain": (0, 2), "speed": (0.2, 3), "blink_rate_per_min": (0, 60),
        "blink_amplitude_left": (0, 1), "blink_amplitude_right": (0, 1),
        "blink_duration_s": (0.1, 1), "seed": (0, 2**63),
    },
}  # fmt: skip
_COLOURS = ("skin_rgb", "hair_rgb", "eye_rgb", "lip_rgb", "cloth_rgb")


def _check_spec(spec: PhantomSpec) -> None:
    for part, ranges in _RANGES.items():
        for name, (low, high) in ranges.items():
            _check(f"{part}.{name}", getattr(getattr(spec, part), name), low, high)
    _check_identity(spec.identity)
    _check_colour("scene.background_rgb", spec.scene.background_rgb)
    for gains, low, high in (
        (spec.movement.region_gain, 0, 2),
        (spec.movement.region_speed, 0.2, 3),
    ):
        for region, value in gains.items():
            if region not in FACIAL_REGIONS:
                raise UsageError(
                    f"“{region}” is no facial region. Regions: {', '.join(FACIAL_REGIONS)}."
                )
            _check(f"movement of {region}", value, low, high)
    _check("fps", spec.fps, 5, 120)
    _check("size_px", spec.size_px, 64, 2048)
    if not isinstance(spec.size_px, int) or spec.size_px % 2:
        raise UsageError("A phantom's size must be an even number of pixels.")
    _check_script(spec.script)


def _check_identity(identity: Identity) -> None:
    if len(identity.shape) != SHAPE_MODES:
        raise UsageError(f"A phantom's shape needs {SHAPE_MODES} numbers.")
    for value in identity.shape:
        _check("identity.shape", value, -4, 4)
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
        _check(f"duration of “{step.task}”", step.duration_s, 0.2, 600)


def _check_colour(name: str, colour: Any) -> None:
    if not isinstance(colour, tuple) or len(colour) != 3:
        raise UsageError(f"{name} must be three numbers from 0 to 1.")
    for value in colour:
        _check(name, value, 0, 1)


def _check(name: str, value: Any, low: float, high: float) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise UsageError(f"The phantom's {name} must be a number.")
    if not low <= value <= high:
        raise UsageError(f"The phantom's {name} is {value:g}; it must lie in {low:g} to {high:g}.")
