"""One row of the table, filmed and measured until it matches."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.kinematics.signals import PAIRS
from core.kinematics.static_mesh import StaticMesh
from core.simulate.film import render_video
from core.simulate.parts import Photographed
from core.simulate.photographed.phantom import PhotographedPhantom
from core.simulate.reenact.channels import MOVING, STANDING, Score, performed, score
from core.simulate.reenact.deal import Role
from core.simulate.reenact.expected import ExpectedSignals
from core.simulate.reenact.measure import mean_and_variance, measured_signals, signals_of
from core.simulate.reenact.solve import Seeing, Wanted, solve
from core.simulate.spec import PhantomSpec
from core.simulate.timeline import Timeline

Floats = NDArray[np.float64]

_TRIAL_STEP = 4  # every so many frames are tried before the first video
_FILMS = 4
_WORTH_A_FILM = 0.06  # promised gain
_MEAN_WORTH_IOD = 0.1  # of a mean, weighs as much as a log variance of 1
_BLINK_RATES_PER_MIN = (4.0, 8.0, 12.0, 16.0, 20.0, 25.0, 30.0, 40.0, 50.0, 60.0)
_EYES = [column for column, name in enumerate(PAIRS) if name.startswith("eye-open")]
_LEAST_VARIANCE = 1e-7


@dataclass(frozen=True)
class Performance:
    """A filmed row.

    Attributes
    ----------
    video : Path
    spec : PhantomSpec
    timeline : Timeline
    amounts : dict of str to float
        By channel.
    mean, variance : (7,) float64
        Measured in the video, in the order of `core.kinematics.signals.PAIRS`.
    found : float
        Share of the frames in which a face was found.
    miss : float
        How far from what was wanted; 0 at best.
    """

    video: Path
    spec: PhantomSpec
    timeline: Timeline
    amounts: dict[str, float]
    mean: Floats
    variance: Floats
    found: float
    miss: float

    def to_json(self) -> dict[str, Any]:
        """Return amounts and what was measured, as JSON values."""
        return {
            "amounts": {name: round(value, 4) for name, value in self.amounts.items()},
            "measured_mean": _named(self.mean),
            "measured_variance": _named(self.variance),
            "frames_with_face": self.found,
        }


def perform(role: Role, folder: Path, mesh: StaticMesh, *, means: bool = False) -> Performance:
    """Film a row so that it measures what the table says; return the best film.

    Single frames are filmed and measured first, to learn how the tracker sees this face; then the
    video, and again while what it taught promises a better one.

    Parameters
    ----------
    role : Role
    folder : Path
        For the videos.
    mesh : StaticMesh
    means : bool
        Match how the face stands, too.

    Raises
    ------
    RecordingError
        If a photograph or a video shows no face.
    SurroundingsError
        If a video cannot be written.
    """
    assert isinstance(role.spec.identity, Photographed)
    names = (*MOVING, *STANDING) if means else tuple(MOVING)
    face = ExpectedSignals(role.spec.identity, names)
    wanted = _wanted(role, means)
    seeing = Seeing()
    plan = _blinking(role, face, seeing, wanted)
    amounts = solve(face, plan, seeing, wanted)
    _try(role, face, plan, amounts, mesh, seeing)
    start: Floats | None = None  # what is learnt without compression holds but roughly
    best: Performance | None = None
    for number in range(_FILMS):
        # Never back to fewer, deeper blinks: what was learnt of these lids would not hold.
        plan = _blinking(role, face, seeing, wanted, plan.spec.movement.blink_rate_per_min)
        amounts = start = solve(face, plan, seeing, wanted, start)
        made, _ = face.at(plan, amounts)
        if (
            best is not None
            and best.miss - _miss(wanted, seeing.mean(made), seeing.variance(made)) < _WORTH_A_FILM
        ):
            break
        done, signals = _filmed(
            plan, _by_name(names, amounts), folder / f"{number}.mp4", mesh, wanted
        )
        seeing.learn(made, signals)
        if best is None or done.miss < best.miss:
            best = done
    assert best is not None
    return best


def _try(
    role: Role,
    face: ExpectedSignals,
    plan: Score,
    amounts: Floats,
    mesh: StaticMesh,
    seeing: Seeing,
) -> None:
    """Learn from single frames, not compressed."""
    spec, timeline = performed(plan, _by_name(face.names, amounts))
    phantom = PhotographedPhantom(spec, timeline)
    frames = list(range(0, len(timeline.pts_s), _TRIAL_STEP))
    points = np.stack([mesh.fit(phantom.frame(index)[0]) for index in frames])
    seeing.learn(face.at(plan, amounts)[0][frames], signals_of(points))


def _by_name(names: tuple[str, ...], amounts: Floats) -> dict[str, float]:
    return dict(zip(names, amounts.tolist(), strict=True))


def _miss(wanted: Wanted, mean: Floats, variance: Floats) -> float:
    """Root mean square difference of log variances; of means, too, where they are wanted."""
    logs = np.log(np.maximum(variance, _LEAST_VARIANCE))
    miss = float(np.sqrt(np.square(logs - wanted.log_variance).mean()))
    if wanted.mean is not None:
        miss += float(np.sqrt(np.square(mean - wanted.mean).mean())) / _MEAN_WORTH_IOD
    return miss


def _wanted(role: Role, means: bool) -> Wanted:
    variance = np.array([role.variance[name] for name in PAIRS])
    return Wanted(
        np.log(np.maximum(variance, _LEAST_VARIANCE)),
        np.array([role.mean[name] for name in PAIRS]) if means else None,
    )


def _blinking(
    role: Role, face: ExpectedSignals, seeing: Seeing, wanted: Wanted, least_per_min: float = 0.0
) -> Score:
    """Let the face blink as seldom as the variance of its eyes' opening allows."""
    full = np.array([float(name.startswith("blink")) for name in face.names])
    for rate in (rate for rate in _BLINK_RATES_PER_MIN if rate >= least_per_min):
        plan = score(role.spec, rate)
        made, _ = face.at(plan, full)
        if (np.log(seeing.variance(made)) >= wanted.log_variance)[_EYES].all():
            break
    return plan


def _filmed(
    plan: Score, amounts: dict[str, float], video: Path, mesh: StaticMesh, wanted: Wanted
) -> tuple[Performance, Floats]:
    spec, timeline = performed(plan, amounts)
    render_video(spec, video, timeline=timeline)
    signals = measured_signals(video, mesh)
    mean, variance = mean_and_variance(signals)
    miss = _miss(wanted, mean, variance)
    found = float(np.isfinite(signals).all(axis=1).mean())
    return Performance(video, spec, timeline, amounts, mean, variance, found, miss), signals


def _named(values: Floats) -> dict[str, float]:
    return dict(zip(PAIRS, values.tolist(), strict=True))
