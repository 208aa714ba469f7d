"""Sets of videos of photographed people: every person at many gains.

The gain of a recording is drawn apart from all else: person, scene, head motion, frame rate,
length, script and apparent age come from the same distributions whatever the gain, and each
person's recordings are spread evenly over all gains. So nothing but the movement tells the gain.
Where only a part of the face moves, that part moves fully, whatever the gain.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np

from core.errors import UsageError
from core.simulate.draw import Range, random_head, random_scene, random_script
from core.simulate.parts import Movement, Photographed, Scene
from core.simulate.photographed.sitter import ages_in, people_in
from core.simulate.spec import PhantomSpec
from core.simulate.split import People, held_back_among, is_held_back
from core.types import FACIAL_REGIONS, Region, Task

if TYPE_CHECKING:
    from core.simulate.film import Entry

Gains = Literal["continuous", "groups"]
Pattern = Literal[
    "even", "mouth_only", "upper_only", "lower_only", "left_only", "right_only", "one_only",
    "one_less",
]  # fmt: skip
PATTERNS: tuple[Pattern, ...] = get_args(Pattern)

ATTENUATED_BELOW = 0.5  # gains below get label 1
_HIGHEST_GAIN = 1.3
_GROUPS: tuple[Range, Range] = ((0.80, 1.20), (0.10, 0.45))
_EVEN_SHARE = 0.5
_LOCAL_REST: Range = (0.0, 0.15)  # gain of what hardly moves in a local pattern
_LOCAL_FULL: Range = (0.9, 1.3)
_TASKS: tuple[Task, ...] = (
    "smile", "smile", "smile", "disgust", "surprise", "talk", "talk", "free", "rest",
)  # fmt: skip
_FPS = (15.0, 20.0, 24.0, 25.0, 25.0, 30.0, 30.0, 30.0, 50.0)
_SIZES = (224, 256, 288, 320)
_AGED_SHARE = 0.5
_APPARENT_YEARS: Range = (50, 85)
_UPPER: tuple[Region, ...] = ("left_eye", "right_eye", "left_brow", "right_brow", "forehead")


@dataclass(frozen=True, slots=True)
class PhotographedSetPlan:
    """A set of videos of photographed people.

    Attributes
    ----------
    folder : Path
        Of the photographs.
    videos : int
        At least 1.
    subjects : int
        People, 1 to `videos`: the first ones of the folder after mixing by the seed. Videos are
        dealt to them in turn.
    seed : int
        At least 0.
    duration_s : (low, high)
    size_px : int or None
        None draws a size for each video.
    gains : {"continuous", "groups"}
        Gains from 0 to 1.3, or as lively and as attenuated as in drawn sets.
    among : {"all", "training", "held-back"}
        Whom to choose from: what judges a model shows people whom its training never saw
        (`core.simulate.split`).

    Raises
    ------
    UsageError
        If a number is outside its range or the folder holds too few people.
    """

    folder: Path
    videos: int
    subjects: int
    seed: int = 0
    duration_s: Range = (5.0, 7.0)
    size_px: int | None = None
    gains: Gains = "continuous"
    among: People = "all"

    def __post_init__(self) -> None:
        if self.videos < 1 or not 1 <= self.subjects <= self.videos:
            raise UsageError("A set needs at least one video, and not more subjects than videos.")
        if self.seed < 0:
            raise UsageError("The seed must be 0 or larger.")
        if not 1.0 <= self.duration_s[0] <= self.duration_s[1] <= 600.0:
            raise UsageError("A recording lasts from 1 to 600 seconds. Choose such a duration.")
        there = len(self._everybody())
        if there < self.subjects:
            raise UsageError(f"The folder holds {there} such people. Ask for that many at most.")

    def people(self) -> tuple[str, ...]:
        """Choose the people of the set."""
        everybody = self._everybody()
        order = np.random.default_rng([self.seed, 3]).permutation(len(everybody))
        return tuple(everybody[k] for k in order[: self.subjects])

    def _everybody(self) -> tuple[str, ...]:
        wanted = held_back_among(self.among)
        return tuple(p for p in people_in(self.folder) if is_held_back(p) in wanted)

    def entries(self) -> Iterator[Entry]:
        """Describe the videos of the set, one after the other."""
        people = self.people()
        for number in range(self.videos):
            place, take = number % len(people), number // len(people)
            takes = (self.videos - place - 1) // len(people) + 1
            yield self._entry(people[place], take, takes)

    def _entry(self, person: str, take: int, takes: int) -> Entry:
        from core.simulate.film import Entry

        key = int.from_bytes(person.encode(), "big")
        gain = self._gain(np.random.default_rng([self.seed, 4, key]), take, takes)
        moving = np.random.default_rng([self.seed, 5, key, take])
        pattern, movement = random_movement(moving, gain)
        around = np.random.default_rng([self.seed, 6, key, take])
        task, who, spec = self._recording(around, person, movement)
        mean = float(np.mean([movement.gain_of(region) for region in FACIAL_REGIONS]))
        facts = {
            "gain": f"{mean:.4f}",
            "degree": f"{min(max(1 - mean, 0.0), 1.0):.4f}",  # how hypomimic
            "pattern": pattern,
            "speed": f"{movement.speed:.3f}",
            "blink_rate_per_min": f"{movement.blink_rate_per_min:.2f}",
        }
        own = ages_in(str(self.folder)).get(person, 0.0)
        age = max(own, who.apparent_age_years or 0.0)
        label = int(mean < ATTENUATED_BELOW)
        return Entry(person, f"{person}-r{take:02d}", label, task, spec, age, facts)

    def _gain(self, rng: np.random.Generator, take: int, takes: int) -> float:
        """Draw a gain; a person's takes share out the range among them."""
        if self.gains == "groups":
            first = int(rng.integers(0, 2))
            low, high = _GROUPS[(take + first) % 2]
            return float(rng.uniform(low, high, takes)[take])
        slots = (rng.permutation(takes) + rng.random(takes)) / takes
        return float(_HIGHEST_GAIN * slots[take])

    def _recording(
        self, rng: np.random.Generator, person: str, movement: Movement
    ) -> tuple[Task, Photographed, PhantomSpec]:
        """Draw all that has nothing to do with the gain."""
        task = _TASKS[int(rng.integers(0, len(_TASKS)))]
        aged, age = rng.random() < _AGED_SHARE, float(rng.uniform(*_APPARENT_YEARS))
        scene = random_photographed_scene(rng)
        size = int(_SIZES[int(rng.integers(0, len(_SIZES)))])
        who = Photographed(
            person=person,
            folder=str(self.folder),
            apparent_age_years=round(age, 1) if aged else None,
            texture_seed=int(rng.integers(0, 2**31)),
        )
        spec = PhantomSpec(
            identity=who,
            scene=scene,
            head=random_head(rng),
            movement=movement,
            script=random_script(rng, task, float(rng.uniform(*self.duration_s))),
            fps=float(rng.choice(_FPS)),
            size_px=size if self.size_px is None else self.size_px,
        )
        return task, who, spec


def random_photographed_scene(rng: np.random.Generator) -> Scene:
    """Draw light, camera, background and the face's place, as far as photographs bear it."""
    return replace(
        random_scene(rng),
        light_level=float(rng.uniform(0.7, 1.15)),
        noise_sd=float(rng.uniform(0.5, 6.0)),
        blur_px=float(rng.uniform(0, 1.1)),
        face_iod_share=float(rng.uniform(0.16, 0.25)),
        crf=int(rng.integers(17, 36)),
    )


def random_movement(rng: np.random.Generator, gain: float) -> tuple[Pattern, Movement]:
    """Draw how a face moves at a gain.

    Every other time all regions follow the gain; otherwise some move fully and the rest hardly,
    so that a place can be learnt. Speed and blinks go, loosely, with the gain of what moves; each
    eye blinks in proportion to its own.

    Parameters
    ----------
    rng : Generator
    gain : float
        [0, 1.3].
    """
    pattern: Pattern = "even"
    if rng.random() > _EVEN_SHARE:
        pattern = PATTERNS[int(rng.integers(1, len(PATTERNS)))]
    regions, left, right = _gains(rng, pattern, gain)
    where = Movement(region_gain=regions, left_gain=left, right_gain=right)
    tilt, eyes = 0.0, (1.0, 1.0)
    if pattern == "even":
        tilt = float(np.clip(rng.normal(0, 0.10), -0.3, 0.3))
    else:
        gain = max(where.gain_of(region) for region in FACIAL_REGIONS)
        eyes = (where.gain_of("left_eye") / gain, where.gain_of("right_eye") / gain)
    amplitude = float(np.clip(0.50 + 0.40 * gain + rng.normal(0, 0.10), 0.25, 1.0))
    speed = float(np.clip((0.5 + 0.5 * gain) * rng.lognormal(0, 0.22), 0.3, 2.0))
    rate = float(np.clip((7 + 11 * gain) * rng.lognormal(0, 0.5), 0, 45))
    movement = replace(
        where,
        left_gain=left * (1 + tilt),
        right_gain=right * (1 - tilt),
        speed=speed,
        blink_rate_per_min=rate,
        blink_amplitude_left=float(np.clip(amplitude * eyes[0] * (1 + tilt / 4), 0, 1)),
        blink_amplitude_right=float(np.clip(amplitude * eyes[1] * (1 - tilt / 4), 0, 1)),
        blink_duration_s=float(rng.uniform(0.20, 0.36)),
        seed=int(rng.integers(0, 2**31)),
        onset_s=float(rng.uniform(0.35, 0.75)),
        offset_s=float(rng.uniform(0.5, 1.0)),
        region_delay_s={r: float(rng.uniform(0, 0.08)) for r in FACIAL_REGIONS},
    )
    return pattern, movement


def _gains(
    rng: np.random.Generator, pattern: Pattern, gain: float
) -> tuple[dict[Region, float], float, float]:
    """Gain by region, and of the left and right half."""
    quiet, full = float(rng.uniform(*_LOCAL_REST)), float(rng.uniform(*_LOCAL_FULL))
    one = FACIAL_REGIONS[int(rng.integers(0, len(FACIAL_REGIONS)))]
    if pattern == "even":
        drawn = gain * rng.normal(1, 0.10, len(FACIAL_REGIONS))
        clipped = np.clip(drawn, 0, 2).tolist()
        return dict(zip(FACIAL_REGIONS, clipped, strict=True)), 1.0, 1.0
    if pattern in ("left_only", "right_only"):
        sides = (1.0, quiet) if pattern == "left_only" else (quiet, 1.0)
        return dict.fromkeys(FACIAL_REGIONS, full), *sides
    moving: dict[Pattern, tuple[Region, ...]] = {
        "mouth_only": ("mouth",),
        "upper_only": _UPPER,
        "lower_only": tuple(r for r in FACIAL_REGIONS if r not in _UPPER),
        "one_only": (one,),
        "one_less": tuple(r for r in FACIAL_REGIONS if r != one),
    }
    return {r: full if r in moving[pattern] else quiet for r in FACIAL_REGIONS}, 1.0, 1.0
