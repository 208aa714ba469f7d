"""Which smiles can be compared, and where they then fall."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.kinematics.compare import compare_smiles
from core.kinematics.exercises import smile_exercises
from core.kinematics.quantities import SHOWN
from core.kinematics.reference import load_reference
from core.types import RATINGS, Segment


def segments(*parts: tuple[str, float, float]) -> tuple[Segment, ...]:
    return tuple(Segment(*part) for part in parts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([("smile", 0, 6)], [(0, 6)]),
        # The protocol of the window: three smiles of 4 s with pauses of 2 s that have no name.
        ([("rest", 0, 9), ("smile", 9, 13), ("smile", 15, 19), ("smile", 21, 25)], [(9, 25)]),
        # The sample's: one after another.
        ([("smile", 1, 3), ("smile", 3, 5), ("talk", 5, 9)], [(1, 5)]),
        ([("smile", 0, 4), ("rest", 4, 6), ("smile", 6, 10)], [(0, 10)]),
        ([("smile", 0, 4), ("smile", 7.5, 11)], [(0, 4), (7.5, 11)]),
        ([("smile", 0, 4), ("talk", 4, 5), ("smile", 5, 9)], [(0, 4), (5, 9)]),
        ([("unknown", 0, 60)], []),
    ],
)
def test_smiles_that_follow_one_another_are_one_exercise(given, expected) -> None:
    found = smile_exercises(segments(*given))
    assert [(each.start_s, each.end_s) for each in found] == expected


def compared(track, *, cuts=(), segment=None):
    face, pts_s = track
    end_s = float(pts_s[-1] + pts_s[1])
    return compare_smiles(face, pts_s, segment or segments(("smile", 0, end_s)), cuts)


def test_a_smile_exercise_is_placed_among_every_group(smiling) -> None:
    (found,) = compared(smiling())
    assert not found.reasons
    assert tuple(signal.name for signal in found.signals) == SHOWN
    people = load_reference().source.people
    for signal in found.signals:
        assert signal.low < signal.value < signal.high
        assert tuple(group.rating for group in signal.groups) == RATINGS
        for group in signal.groups:
            assert 0 <= group.low <= group.percentile <= group.high <= 100
            assert group.low < group.high
            assert list(group.box) == sorted(group.box)
            assert 20 < group.people < people and 50 < group.median_age_years < 80


def test_less_movement_falls_lower_in_every_group(smiling) -> None:
    gains = (0.45, 0.7, 1.0)
    places = {name: [] for name in SHOWN if name.endswith("log_var")}
    for gain in gains:
        (found,) = compared(smiling(gain=gain))
        for signal in found.signals:
            if signal.name in places:
                places[signal.name].append([group.percentile for group in signal.groups])
    for name, rows in places.items():
        assert (np.diff(rows, axis=0) > 0).all(), name


@pytest.mark.parametrize(
    ("how", "cuts", "sentence"),
    [
        ({"length_s": 4.5}, (), "4.5 s"),
        ({"yaw_deg": -25.0}, (), "turned 25"),
        ({"roll_deg": 24.0}, (), "leans 24"),
        ({"lost": 0.15}, (), "only 85 %"),
        ({"lost": 1.0}, (), "not found"),
        ({"others": 1}, (), "Another face"),
        ({}, (60,), "cut"),
        ({"gain": 0.0}, (), "below all"),
    ],
)
def test_what_misses_a_gate_is_not_compared_and_says_why(smiling, how, cuts, sentence) -> None:
    (found,) = compared(smiling(**how), cuts=cuts)
    assert not found.signals
    assert any(sentence in reason for reason in found.reasons), found.reasons
    assert all(reason.endswith(".") for reason in found.reasons)


@pytest.mark.parametrize(
    "how", [{"length_s": 5.0}, {"yaw_deg": 19.0}, {"roll_deg": 15.0}, {"lost": 0.08}]
)
def test_what_just_passes_the_gates_is_compared(smiling, how) -> None:
    (found,) = compared(smiling(**how))
    assert found.signals and not found.reasons


def test_a_cut_at_the_begin_or_elsewhere_does_not_matter(smiling) -> None:
    face, pts_s = smiling(length_s=12.0)
    part = segments(("rest", 0, 2), ("smile", 2, 10), ("talk", 10, 12))
    for cuts in ((60,), (20, 330)):
        (found,) = compared((face, pts_s), cuts=cuts, segment=part)
        assert found.signals, found.reasons


def test_only_the_exercise_itself_is_measured(smiling) -> None:
    face, pts_s = smiling(length_s=12.0)
    part = segments(("smile", 2, 10), ("talk", 10, 12))
    points = face.landmarks_px.copy()
    points[pts_s >= 10, 308, 0] += 40
    (before,) = compared((face, pts_s), segment=part)
    (after,) = compared((replace(face, landmarks_px=points), pts_s), segment=part)
    assert before == after


def test_no_smile_no_comparison(smiling) -> None:
    face, pts_s = smiling()
    assert compare_smiles(face, pts_s, segments(("talk", 0, 9))) == ()
