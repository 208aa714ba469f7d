from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.kinematics.signals import PAIRS
from core.simulate.expressions import UNITS
from core.simulate.parts import Photographed
from core.simulate.photographed.phantom import PhotographedPhantom
from core.simulate.reenact.channels import MOVING, STANDING, Score, performed, score
from core.simulate.reenact.deal import Role
from core.simulate.reenact.expected import ExpectedSignals
from core.simulate.reenact.measure import signals_of
from core.simulate.reenact.solve import Seeing, Wanted, solve

NAMES = tuple(MOVING)


@pytest.fixture(scope="module")
def face(role: Role) -> ExpectedSignals:
    assert isinstance(role.spec.identity, Photographed)
    return ExpectedSignals(role.spec.identity, NAMES)


@pytest.fixture(scope="module")
def plan(role: Role) -> Score:
    return score(role.spec, 30.0)


def amounts(**given: float) -> np.ndarray:
    return np.array([given.get(name, 0.0) for name in NAMES])


def test_a_face_without_amounts_does_not_move(face: ExpectedSignals, plan: Score) -> None:
    signals, overlap = face.at(plan, amounts())
    assert signals.shape == (plan.spec.frames, len(PAIRS))
    assert np.ptp(signals, axis=0).max() < 1e-6
    assert overlap == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("channel", "signal"),
    [
        ("smile", "mouth-width"), ("jaw", "mouth-open"), ("chin", "jaw-open"),
        ("brow_left", "eye-raise-left"), ("brow_right", "eye-raise-right"),
        ("blink_left", "eye-open-left"), ("blink_right", "eye-open-right"),
        ("squint_left", "eye-open-left"),
    ],
)  # fmt: skip
def test_each_channel_moves_its_signal(
    face: ExpectedSignals, plan: Score, channel: str, signal: str
) -> None:
    column = tuple(PAIRS).index(signal)
    little, much = (
        face.at(plan, amounts(**{channel: amount}))[0].std(axis=0) for amount in (0.3, 0.9)
    )
    assert much[column] > 2 * little[column] > 0.0005
    other = {"left": "right", "right": "left"}.get(signal.rpartition("-")[2])
    if other is not None:
        opposite = tuple(PAIRS).index(signal.rpartition("-")[0] + "-" + other)
        assert much[opposite] < 0.2 * much[column]


def test_the_first_frame_is_neutral_whatever_moves(role: Role) -> None:
    for rate in (4.0, 60.0):
        spec, line = performed(score(role.spec, rate), dict.fromkeys(MOVING, 1.0))
        assert np.abs(line.amounts[0]).max() == 0
        assert line.closure[0].max() == 0
        assert line.amounts.max() > 1
        assert line.script[:, UNITS.index("smile")].max() > 1
        assert spec.movement.blink_amplitude_left == 1.0
        assert all(blink.amplitude == 1.0 for blink in line.blinks)


def test_lips_pressed_too_far_are_told(face: ExpectedSignals, plan: Score) -> None:
    assert face.at(plan, amounts(jaw=-0.6))[1] > 0.01


def test_reckoned_signals_are_those_of_the_filmed_points(
    role: Role, face: ExpectedSignals, plan: Score
) -> None:
    given = dict.fromkeys(MOVING, 0.4)
    _, line = performed(plan, given)
    still = replace(line, pose_deg=0 * line.pose_deg, shift_iod=0 * line.shift_iod)
    phantom = PhotographedPhantom(role.spec, still)
    frames = list(range(0, plan.spec.frames, 6))
    filmed = signals_of(np.stack([phantom.frame(k)[1].landmarks_px for k in frames]))
    reckoned = face.at(plan, amounts(**given))[0][frames]
    for column, name in enumerate(PAIRS):
        assert np.corrcoef(filmed[:, column], reckoned[:, column])[0, 1] > 0.97, name
        assert filmed[:, column].std() == pytest.approx(reckoned[:, column].std(), rel=0.2), name


def test_solving_finds_what_a_known_movement_measures(face: ExpectedSignals, plan: Score) -> None:
    known = amounts(
        smile=0.6, jaw=0.2, chin=0.2, brow_left=0.3, brow_right=0.3, blink_left=0.5, blink_right=0.5
    )
    made, _ = face.at(plan, known)
    found = solve(face, plan, Seeing(), Wanted(np.log(made.var(axis=0))))
    again, _ = face.at(plan, found)
    assert np.abs(np.log(again.var(axis=0) / made.var(axis=0))).max() < 0.15


def test_means_are_matched_where_they_are_wanted(role: Role, plan: Score) -> None:
    assert isinstance(role.spec.identity, Photographed)
    names = (*MOVING, *STANDING)
    face = ExpectedSignals(role.spec.identity, names)
    known = np.array(
        [{"smile": 0.6, "jaw": 0.2, "rest_brow_left": 0.3, "rest_brow_right": 0.3,
          "rest_jaw": 0.2, "blink_left": 0.5, "blink_right": 0.5}.get(name, 0.0) for name in names]
    )  # fmt: skip
    made, _ = face.at(plan, known)
    found = solve(face, plan, Seeing(), Wanted(np.log(made.var(axis=0)), made.mean(axis=0)))
    again, _ = face.at(plan, found)
    assert np.abs(again.mean(axis=0) - made.mean(axis=0)).max() < 0.02


def test_seeing_learns_slopes_and_noise() -> None:
    rng = np.random.default_rng(0)
    made = rng.normal(0.5, 0.05, (400, len(PAIRS)))
    slopes = np.linspace(0.7, 1.3, len(PAIRS))
    measured = made * slopes + 0.1 + rng.normal(0, 0.01, made.shape)
    measured[::50] = np.nan
    seeing = Seeing()
    seeing.learn(made, measured)
    new = rng.normal(0.5, 0.02, made.shape)
    wanted = (new * slopes).var(axis=0) + 0.01**2
    np.testing.assert_allclose(seeing.variance(new), wanted, rtol=0.15)
    np.testing.assert_allclose(seeing.mean(new), new.mean(axis=0) * slopes + 0.1, atol=0.01)


def test_a_wide_smile_on_a_narrow_one_takes_every_channel_that_helps(
    face: ExpectedSignals, plan: Score
) -> None:
    known = amounts(smile=1.3, spread=1.0, jaw=0.5, blink_left=0.5, blink_right=0.5, brow_left=0.2)
    made, _ = face.at(plan, known)
    found = solve(face, plan, Seeing(), Wanted(np.log(made.var(axis=0))), start=amounts())
    width = tuple(PAIRS).index("mouth-width")
    again, overlap = face.at(plan, found)
    assert again.std(axis=0)[width] == pytest.approx(made.std(axis=0)[width], rel=0.1)
    assert overlap < 0.005


def test_no_chin_is_lowered_until_it_tears(face: ExpectedSignals, plan: Score) -> None:
    made, _ = face.at(plan, amounts(smile=1.0, jaw=2.0, chin=2.0, blink_left=0.5, blink_right=0.5))
    found = solve(face, plan, Seeing(), Wanted(np.log(made.var(axis=0))))
    assert 2.0 < found[[NAMES.index("jaw"), NAMES.index("chin")]].sum() < 3.0
