"""Drawing phantoms at random: subjects, and recordings of them, for training and tests.

Identity, age, light, camera, background, head motion, frame rate and script come from the same
distributions for both labels, so that only the movement of the face tells them apart.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from core.errors import UsageError
from core.simulate.parts import (
    SHAPE_MODES,
    HairStyle,
    HeadMotion,
    Identity,
    Movement,
    PhantomTask,
    Rgb,
    Scene,
    ScriptStep,
)
from core.simulate.spec import PhantomSpec
from core.types import FACIAL_REGIONS, Task

Range = tuple[float, float]

_SKINS: tuple[Rgb, ...] = (
    (0.90, 0.72, 0.62), (0.85, 0.66, 0.54), (0.80, 0.60, 0.47), (0.72, 0.52, 0.38),
    (0.60, 0.42, 0.30), (0.46, 0.31, 0.22), (0.35, 0.23, 0.17),
)  # fmt: skip
_HAIRS: tuple[Rgb, ...] = (
    (0.09, 0.07, 0.06), (0.18, 0.12, 0.08), (0.30, 0.20, 0.12), (0.48, 0.34, 0.18),
    (0.66, 0.53, 0.32), (0.45, 0.20, 0.10),
)  # fmt: skip
_EYES: tuple[Rgb, ...] = (
    (0.24, 0.14, 0.08), (0.34, 0.22, 0.12), (0.30, 0.36, 0.24), (0.32, 0.44, 0.56),
    (0.42, 0.46, 0.48),
)  # fmt: skip
_SHORTEST_S, _LONGEST_S = 1.0, 600.0
_TASKS: tuple[Task, ...] = ("smile", "smile", "disgust", "surprise", "talk", "free")


@dataclass(frozen=True, slots=True)
class Liveliness:
    """From where a label's movement is drawn: (low, high) of uniform distributions."""

    gain: Range
    speed: Range
    blink_rate_per_min: Range
    blink_amplitude: Range
    blink_duration_s: Range


EXPRESSIVE = Liveliness((0.80, 1.20), (0.85, 1.25), (10, 28), (0.85, 1.0), (0.20, 0.32))
ATTENUATED = Liveliness((0.10, 0.45), (0.45, 0.80), (2, 12), (0.45, 0.85), (0.26, 0.45))


@dataclass(frozen=True, slots=True)
class Subject:
    """A drawn person: looks, and how lively the face is (its seed is set per recording)."""

    identity: Identity
    movement: Movement


def random_identity(rng: np.random.Generator) -> Identity:
    """Draw someone's looks."""
    age = float(rng.uniform(25, 85))
    tone = float(rng.uniform(0, len(_SKINS) - 1))
    skin = _between(_SKINS, tone, rng, 0.02)
    hair = _HAIRS[int(rng.integers(0, 3 if tone > 3.5 else len(_HAIRS)))]
    eyes = _EYES[int(rng.integers(0, 2 if tone > 3.5 else len(_EYES)))]
    styles: tuple[HairStyle, ...] = ("short", "short", "full", "long", "long", "bald")
    style = styles[int(rng.integers(0, len(styles)))]
    bearded = style != "long" and rng.random() < 0.4
    lip_red = rng.uniform(0.25, 0.6)
    red = np.array([0.70, 0.30, 0.32])
    lip = np.array(skin) * (0.94, 0.72, 0.72) * (1 - lip_red) + red * lip_red * max(skin[0], 0.5)
    return Identity(
        shape=tuple(np.clip(rng.normal(0, 1.3, SHAPE_MODES), -3, 3).round(4).tolist()),
        asymmetry=float(np.clip(rng.normal(0, 0.01), -0.03, 0.03)),
        age_years=round(age, 1),
        skin_rgb=skin,
        hair_rgb=_near(hair, rng, 0.02),
        eye_rgb=_near(eyes, rng, 0.03),
        lip_rgb=_rgb(lip),
        cloth_rgb=_rgb(rng.uniform(0.08, 0.8, 3)),
        hair_style=style,
        brow_density=float(rng.uniform(0.3, 1.0)),
        beard=float(rng.uniform(0.15, 0.8)) if bearded else 0.0,
        freckles=float(rng.random() ** 2),
        build=float(rng.uniform(0.88, 1.05) if style == "long" else rng.uniform(0.95, 1.18)),
        texture_seed=int(rng.integers(0, 2**31)),
    )


def random_subject(rng: np.random.Generator, lively: Liveliness) -> Subject:
    """Draw a person whose face moves as `lively` says; regions and sides vary around it."""
    identity = random_identity(rng)
    gain = rng.uniform(*lively.gain)
    regions = {r: float(np.clip(gain * rng.normal(1, 0.10), 0, 2)) for r in FACIAL_REGIONS}
    tilt = float(np.clip(rng.normal(0, 0.08), -0.2, 0.2))
    amplitude = rng.uniform(*lively.blink_amplitude)
    return Subject(
        identity,
        Movement(
            region_gain=regions,
            left_gain=1 + tilt,
            right_gain=1 - tilt,
            speed=float(rng.uniform(*lively.speed)),
            blink_rate_per_min=float(rng.uniform(*lively.blink_rate_per_min)),
            blink_amplitude_left=float(np.clip(amplitude * (1 + tilt / 4), 0, 1)),
            blink_amplitude_right=float(np.clip(amplitude * (1 - tilt / 4), 0, 1)),
            blink_duration_s=float(rng.uniform(*lively.blink_duration_s)),
        ),
    )


def random_recording(
    rng: np.random.Generator,
    subject: Subject,
    *,
    duration_s: Range = (5.0, 6.0),
    size_px: int = 288,
    caption: str = "",
) -> tuple[PhantomSpec, Task]:
    """Draw one recording of a subject: script, light, camera, background, head motion.

    Returns
    -------
    spec : PhantomSpec
    task : Task
        What the recording shows; ``"free"`` for a mixture.

    Raises
    ------
    UsageError
        If the recording would be shorter than 1 s or longer than 600 s, or its size is odd.
    """
    if not _SHORTEST_S <= duration_s[0] <= duration_s[1] <= _LONGEST_S:
        raise UsageError(
            f"A drawn recording lasts from {_SHORTEST_S:g} to {_LONGEST_S:g} seconds. "
            "Choose such a duration."
        )
    task = _TASKS[int(rng.integers(0, len(_TASKS)))]
    script = random_script(rng, task, float(rng.uniform(*duration_s)))
    movement = Movement(
        **{
            **{name: getattr(subject.movement, name) for name in subject.movement.__slots__},
            "seed": int(rng.integers(0, 2**31)),
        }
    )
    spec = PhantomSpec(
        identity=subject.identity,
        scene=random_scene(rng),
        head=random_head(rng),
        movement=movement,
        script=script,
        fps=float(rng.choice([25.0, 30.0])),
        size_px=size_px,
        caption=caption,
    )
    return spec, task


def random_spec(
    rng: np.random.Generator,
    lively: Liveliness = EXPRESSIVE,
    *,
    duration_s: Range = (5.0, 6.0),
    size_px: int = 288,
) -> PhantomSpec:
    """Draw a new person and one recording.

    Parameters
    ----------
    rng : Generator
    lively : Liveliness
        `EXPRESSIVE`, `ATTENUATED`, or ranges of your own.
    duration_s : (low, high)
    size_px : int
    """
    subject = random_subject(rng, lively)
    return random_recording(rng, subject, duration_s=duration_s, size_px=size_px)[0]


def random_scene(rng: np.random.Generator) -> Scene:
    """Draw light, camera, background and the face's place in the picture."""
    return Scene(
        light_azimuth_deg=float(rng.uniform(-60, 60)),
        light_elevation_deg=float(rng.uniform(0, 60)),
        light_level=float(rng.uniform(0.75, 1.15)),
        ambient=float(rng.uniform(0.35, 0.75)),
        warmth=float(rng.uniform(-0.7, 0.8)),
        noise_sd=float(rng.uniform(0.5, 5.0)),
        blur_px=float(rng.uniform(0, 0.8)),
        background_rgb=_rgb(rng.uniform(0.12, 0.85) + rng.normal(0, 0.06, 3)),
        background_contrast=float(rng.uniform(0, 0.7)),
        face_iod_share=float(rng.uniform(0.19, 0.25)),
        face_x=float(rng.uniform(0.45, 0.55)),
        face_y=float(rng.uniform(0.42, 0.48)),
        seed=int(rng.integers(0, 2**31)),
    )


def random_head(rng: np.random.Generator) -> HeadMotion:
    """Draw how the head is held and wanders."""
    return HeadMotion(
        yaw_deg=float(rng.uniform(0.3, 3.5)),
        pitch_deg=float(rng.uniform(0.3, 2.2)),
        roll_deg=float(rng.uniform(0.2, 1.8)),
        shift_iod=float(rng.uniform(0.005, 0.05)),
        pace_hz=float(rng.uniform(0.2, 0.8)),
        mean_yaw_deg=float(np.clip(rng.normal(0, 5), -14, 14)),
        mean_pitch_deg=float(np.clip(rng.normal(0, 3), -8, 8)),
        mean_roll_deg=float(np.clip(rng.normal(0, 2.5), -8, 8)),
        seed=int(rng.integers(0, 2**31)),
    )


def random_script(rng: np.random.Generator, task: Task, length: float) -> tuple[ScriptStep, ...]:
    """Draw stretches of a task with short rests between, of a total length."""
    if task == "rest":
        return (ScriptStep("rest", length),)
    if task == "talk":
        kinds: list[PhantomTask] = ["talk"]
    elif task == "free":
        pool: tuple[PhantomTask, ...] = ("smile", "disgust", "surprise", "talk")
        kinds = [pool[k] for k in rng.choice(len(pool), 2, replace=False)]
    else:
        kinds = [task, task]  # type: ignore[list-item] # _TASKS holds phantom tasks otherwise
    rest = max(0.2, float(rng.uniform(0.055, 0.125)) * length)
    active = (length - rest * len(kinds)) / len(kinds)
    steps: list[ScriptStep] = []
    for kind in kinds:
        steps += [ScriptStep("rest", rest), ScriptStep(kind, active)]
    return tuple(steps)


def _rgb(values: NDArray[np.float64]) -> Rgb:
    red, green, blue = np.clip(values, 0.02, 0.98).round(4).tolist()
    return red, green, blue


def _near(colour: Rgb, rng: np.random.Generator, spread: float) -> Rgb:
    lighter, tint = rng.normal(0, spread), rng.normal(0, spread / 4, 3)
    return _rgb(np.array(colour) + lighter + tint)


def _between(scale: tuple[Rgb, ...], place: float, rng: np.random.Generator, spread: float) -> Rgb:
    low = min(int(place), len(scale) - 2)
    share = place - low
    mixed = np.array(scale[low]) * (1 - share) + np.array(scale[low + 1]) * share
    return _near(_rgb(mixed), rng, spread)
