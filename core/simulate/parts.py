"""The parts of a phantom's description: who, where, how the head and the face move."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from core.types import Region

SHAPE_MODES = 10

Rgb = tuple[float, float, float]
HairStyle = Literal["bald", "short", "full", "long"]
PhantomTask = Literal["rest", "smile", "disgust", "surprise", "talk"]
PHANTOM_TASKS: tuple[PhantomTask, ...] = get_args(PhantomTask)


# A field that a description names only where it differs from its default.
_QUIET = {"quiet": True}


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
class Photographed:
    """Who is animated from two photographs, instead of being drawn.

    Attributes
    ----------
    person : str
        The pictures' file names begin with it: ``<person>_neutral.jpg``, ``<person>_smile.jpg``.
    folder : str
        Where they lie.
    apparent_age_years : float or None
        [18, 95]; signs of age are added up to it, as far as `core.simulate.photographed.ageing`
        can. None, or an age below the person's own, leaves the face as it is.
    texture_seed : int
        Chooses where spots and lines of age lie.
    """

    person: str
    folder: str
    apparent_age_years: float | None = None
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
    crf : int
        The encoder's constant quality, [0, 51]; higher is coarser.
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
    crf: int = field(default=20, metadata=_QUIET)


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
    onset_s, offset_s : float
        Rise and fall of an expression at speed 1, [0.1, 3].
    region_delay_s : dict of Region to float
        How much later a region moves than the script says, [0, 1].
    region_asymmetry : dict of Region to float
        [-1, 1]; a region's left half has 1 + this times its gain, the right half 1 - this.
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
    onset_s: float = field(default=0.50, metadata=_QUIET)
    offset_s: float = field(default=0.70, metadata=_QUIET)
    region_delay_s: dict[Region, float] = field(default_factory=dict, metadata=_QUIET)
    region_asymmetry: dict[Region, float] = field(default_factory=dict, metadata=_QUIET)

    def gain_of(self, region: Region) -> float:
        """Amplitude of a region's movement, its side's share in it included."""
        side = {"left": self.left_gain, "right": self.right_gain}.get(
            region.split("_")[0], (self.left_gain + self.right_gain) / 2
        )
        return self.region_gain.get(region, 1.0) * side


@dataclass(frozen=True, slots=True)
class ScriptStep:
    """One stretch of the script: a task for `duration_s` (0.2 to 600).

    A smile, disgust or surprise rises at the step's start and is gone by its end.
    """

    task: PhantomTask
    duration_s: float
