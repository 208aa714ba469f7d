"""Where a recording's smiles fall among people whom clinicians rated."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from core.kinematics.exercises import frames_of, smile_exercises, why_not_comparable
from core.kinematics.quantities import GEO10, SHOWN, quantity_word
from core.kinematics.reference import load_reference
from core.kinematics.signals import geo10_of
from core.types import FaceTrack, RatedGroup, Segment, SmileComparison, SmileQuantity, SmileSignal

Floats = NDArray[np.float64]
_Z = 1.96


def compare_smiles(
    face: FaceTrack, pts_s: Floats, segments: tuple[Segment, ...], cuts: tuple[int, ...] = ()
) -> tuple[SmileComparison, ...]:
    """Compare every smile exercise of a recording.

    Parameters
    ----------
    face : FaceTrack
        Raw landmarks, as FaceMesh gives them.
    pts_s : (T,) float64
    segments : tuple of Segment
        In order of time.
    cuts : tuple of int
        Frames with which a new shot begins.

    Returns
    -------
    tuple of SmileComparison
        One for each exercise of `core.kinematics.exercises`; one that misses a gate or
        lies outside the range of the reference has reasons in place of numbers.
    """
    return tuple(_compare(face, pts_s, cuts, exercise) for exercise in smile_exercises(segments))


def _compare(
    face: FaceTrack, pts_s: Floats, cuts: tuple[int, ...], exercise: Segment
) -> SmileComparison:
    span = (exercise.start_s, exercise.end_s)
    reasons = why_not_comparable(face, pts_s, cuts, exercise)
    if not reasons:
        values = geo10_of(face.landmarks_px[frames_of(pts_s, exercise)])
        reasons = tuple(_out_of_range(values))
    if reasons:
        return SmileComparison(*span, reasons, ())
    named = dict(zip(GEO10, values.tolist(), strict=True))
    return SmileComparison(*span, (), tuple(placed(n, named[n]) for n in SHOWN))


def _out_of_range(values: Floats) -> Iterator[str]:
    reference = load_reference()
    for name, value in zip(GEO10, values.tolist(), strict=True):
        signal = reference.signals[name]
        if not signal.low <= value <= signal.high:
            side = "below" if value < signal.low else "above"
            yield (
                f"“{quantity_word(name)}” lies {side} all {reference.source.people} people of the "
                "reference, whose ranges end there."
            )


def placed(name: SmileQuantity, value: float) -> SmileSignal:
    """Place a value among the rated people.

    Parameters
    ----------
    name : str
    value : float
        Within the range of the reference.
    """
    reference = load_reference()
    signal = reference.signals[name]
    half = _Z * float(np.hypot(signal.repeat_sd, signal.tracking_rms))
    groups = tuple(
        RatedGroup(
            group.rating,
            group.people,
            group.age_years[1],
            reference.box(name, group),
            *reference.percentile(name, group, value),
        )
        for group in reference.groups
    )
    return SmileSignal(name, value, value - half, value + half, groups)
