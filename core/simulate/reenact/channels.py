"""What may move in a re-enactment, when, and how far."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.simulate.expressions import EXPRESSIONS, UNITS, Unit
from core.simulate.spec import PhantomSpec
from core.simulate.timeline import Timeline, build_timeline
from core.types import FACIAL_REGIONS, Region

Floats = NDArray[np.float64]
Course = Literal["smile", "brow", "blink", "always"]

_SMILE = EXPRESSIONS["smile"]
_FULL_SMILE = _SMILE["smile"]


@dataclass(frozen=True, slots=True)
class Channel:
    """One degree of freedom.

    Attributes
    ----------
    course : {"smile", "brow", "blink", "always"}
        When: with the smiles, with some smiles more than with others, with blinks, or throughout.
    moves : tuple of (unit, region, amount)
        What, at amount 1; empty for lids that blink.
    low, high : float
        Between which the amount must lie.
    usual : float
        Amount to which a solution tends where the signals leave it open.
    """

    course: Course
    moves: tuple[tuple[Unit, Region, float], ...]
    low: float
    high: float
    usual: float = 0.0


def _side(unit: Unit, left: bool, about: str) -> tuple[tuple[Unit, Region, float], ...]:
    side = "left" if left else "right"
    own = next(region for region in FACIAL_REGIONS if region == f"{side}_{about}")
    middle: tuple[tuple[Unit, Region, float], ...] = ((unit, "forehead", 0.5),)
    return ((unit, own, 1.0), *(middle if about == "brow" else ()))


def _everywhere(unit: Unit, amount: float) -> tuple[tuple[Unit, Region, float], ...]:
    return tuple((unit, region, amount) for region in FACIAL_REGIONS)


_PHOTOGRAPHED = tuple(
    move for unit, amount in _SMILE.items() for move in _everywhere(unit, amount)
)  # fmt: skip
# The corners drawn apart beyond one's own smile: some were photographed hardly smiling.
_SPREAD = _everywhere("pucker", -1.0)
_CHIN: tuple[tuple[Unit, Region, float], ...] = (("jaw_open", "chin", 1.0),)

MOVING: dict[str, Channel] = {
    "smile": Channel("smile", _PHOTOGRAPHED, 0.0, 1.6, 0.7),
    "jaw": Channel("smile", _everywhere("jaw_open", 1.0), -0.6, 2.0),
    "spread": Channel("smile", _SPREAD, -0.5, 2.2),
    "chin": Channel("smile", _CHIN, -0.4, 2.0),
    "squint_left": Channel("smile", _side("lid_squint", True, "eye"), -0.8, 1.2),
    "squint_right": Channel("smile", _side("lid_squint", False, "eye"), -0.8, 1.2),
    "brow_left": Channel("brow", _side("brow_raise", True, "brow"), -0.5, 2.6, 0.1),
    "brow_right": Channel("brow", _side("brow_raise", False, "brow"), -0.5, 2.6, 0.1),
    # The ring muscle that shuts the eye also draws the brow down.
    "press_left": Channel("blink", _side("brow_raise", True, "brow"), -0.8, 0.6),
    "press_right": Channel("blink", _side("brow_raise", False, "brow"), -0.8, 0.6),
    "blink_left": Channel("blink", (), 0.0, 1.0, 0.6),
    "blink_right": Channel("blink", (), 0.0, 1.0, 0.6),
}
"""Channels of movement, by name."""

STANDING: dict[str, Channel] = {
    "rest_smile": Channel("always", _PHOTOGRAPHED, -0.25, 0.6),
    "rest_jaw": Channel("always", _everywhere("jaw_open", 1.0), 0.0, 0.5),
    "rest_chin": Channel("always", _CHIN, -0.6, 0.9),
    "rest_lid_left": Channel("always", _side("lid_raise", True, "eye"), -1.2, 1.2),
    "rest_lid_right": Channel("always", _side("lid_raise", False, "eye"), -1.2, 1.2),
    "rest_brow_left": Channel("always", _side("brow_raise", True, "brow"), -0.9, 1.2),
    "rest_brow_right": Channel("always", _side("brow_raise", False, "brow"), -0.9, 1.2),
}
"""Channels of how the face stands, used only where means are matched, too."""


def patterns(names: tuple[str, ...]) -> Floats:
    """Say which units each channel moves at amount 1, by region: (C, 8, 10)."""
    out = np.zeros((len(names), len(UNITS), len(FACIAL_REGIONS)))
    for row, name in enumerate(names):
        for unit, region, amount in channel(name).moves:
            out[row, UNITS.index(unit), FACIAL_REGIONS.index(region)] += amount
    return out


def channel(name: str) -> Channel:
    """Look a channel up by its name."""
    return MOVING[name] if name in MOVING else STANDING[name]


@dataclass(frozen=True)
class Score:
    """When the channels of a recording move, whatever their amounts.

    Attributes
    ----------
    spec : PhantomSpec
        Its movement says how often the face blinks.
    line : Timeline
        The script with full blinks.
    courses : dict of str to (T,) float64
        [0, 1].
    """

    spec: PhantomSpec
    line: Timeline
    courses: dict[Course, Floats]


def score(spec: PhantomSpec, blink_rate_per_min: float) -> Score:
    """Lay out when a face moves that blinks so often."""
    movement = replace(
        spec.movement,
        blink_rate_per_min=blink_rate_per_min,
        blink_amplitude_left=1.0,
        blink_amplitude_right=1.0,
    )
    spec = replace(spec, movement=movement)
    line = build_timeline(spec)
    smile = line.script[:, UNITS.index("smile")] / _FULL_SMILE
    rng = np.random.default_rng([spec.movement.seed, 11])
    brow = np.zeros_like(smile)
    for segment in line.segments:
        inside = (line.pts_s >= segment.start_s) & (line.pts_s < segment.end_s)
        brow[inside] = smile[inside] * rng.uniform(0.6, 1.0)
    courses: dict[Course, Floats] = {
        "smile": smile,
        "brow": brow,
        "blink": line.closure[:, 0],
        "always": np.ones_like(smile),
    }
    return Score(spec, line, courses)


def performed(plan: Score, amounts: dict[str, float]) -> tuple[PhantomSpec, Timeline]:
    """Give each channel its amount.

    Parameters
    ----------
    plan : Score
    amounts : dict of str to float
        By channel; both blinks among them.

    Returns
    -------
    spec : PhantomSpec
        With the blinks' amplitudes.
    timeline : Timeline
        For `core.simulate.film.render_video` and `core.simulate.truth.write_truth`.
    """
    movement = replace(
        plan.spec.movement,
        blink_amplitude_left=amounts["blink_left"],
        blink_amplitude_right=amounts["blink_right"],
    )
    spec = replace(plan.spec, movement=movement)
    line = build_timeline(spec)
    names = tuple(amounts)
    by_frame = np.stack([amounts[n] * plan.courses[channel(n).course] for n in names], axis=1)
    moved = np.tensordot(by_frame, patterns(names), axes=1)
    script = line.script * amounts["smile"]
    return spec, replace(line, amounts=moved, script=script)
