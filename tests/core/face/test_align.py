from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.face import Aligner, invert
from core.face.align import BRIDGE_S
from core.face.layout import EYES_AT, IRIS_SHARE, placement, to_transform
from core.face.smooth import REACH_S
from core.face.warp import apply

FPS = 30


def run(observations, times, cuts=()):
    """Push everything; return the aligned frames and the lag of each in seconds."""
    aligner, out, lags = Aligner(), [], []
    for i, (observation, time) in enumerate(zip(observations, times, strict=True)):
        ready = aligner.push(i, observation, time, cut=i in cuts)
        lags += [time - times[frame.index] for frame in ready]
        out += ready
    return out + aligner.flush(), lags


def middle(frame):
    """Where in the picture the middle of the crop lies."""
    return apply(invert(frame.to_crop), np.float32([[0.5, 0.5]]))[0]


@pytest.fixture
def still(placed, seen):
    return seen(placed())


def test_the_mean_face_lies_as_the_layout_says(placed):
    unit = apply(to_transform(placement(placed(120, (700, 300)))), placed(120, (700, 300)))
    right, left = unit[468], unit[473]
    assert np.linalg.norm(left - right) == pytest.approx(IRIS_SHARE, rel=0.02)
    assert (left + right) / 2 == pytest.approx(EYES_AT, abs=0.015)
    assert unit.min() > 0.03
    assert unit.max() < 0.97


@settings(deadline=None)
@given(st.floats(-25, 25), st.floats(-20, 20), st.floats(-60, 60), st.floats(20, 300))
def test_turning_the_head_neither_zooms_nor_tilts_the_crop(placed, turned, yaw, pitch, roll, size):
    straight = placement(placed(size))
    place = placement(placed(size, rotation=turned(yaw, pitch, roll)))
    assert place[0] == pytest.approx(straight[0], abs=0.01)  # size within 1 %
    assert np.degrees(place[1]) == pytest.approx(roll, abs=6)  # perspective of yaw with pitch


def test_each_frame_comes_out_once_in_order_with_bounded_lag(still):
    times = np.arange(90) / FPS
    out, lags = run([still] * 90, times)
    assert [frame.index for frame in out] == list(range(90))
    assert max(lags) <= REACH_S + 1.5 / FPS
    assert all(frame.valid for frame in out)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.booleans(), st.floats(0.005, 0.6), st.booleans()), max_size=60))
def test_any_sequence_comes_out_whole_and_in_order(placed, seen, steps):
    face, none = seen(placed()), seen(None)
    times = np.cumsum([gap for _, gap, _ in steps])
    out, _ = run(
        [face if found else none for found, _, _ in steps],
        times,
        {i for i, step in enumerate(steps) if step[2]},
    )
    assert [frame.index for frame in out] == list(range(len(steps)))
    for frame, (found, _, _) in zip(out, steps, strict=True):
        assert frame.valid or not found
        assert frame.valid == np.isfinite(frame.to_crop).all()


def test_smoothing_halves_the_jitter(placed, seen):
    rng = np.random.default_rng(0)
    face = placed(98)
    noisy = [face + rng.normal(0, 0.2, face.shape).astype(np.float32) for _ in range(90)]
    raw = np.array([placement(points)[2:] for points in noisy])
    out, _ = run([seen(points) for points in noisy], np.arange(90) / FPS)
    smooth = np.array([middle(frame) for frame in out])
    assert (smooth[10:-10].std(0) < 0.6 * raw.std(0)).all()
    assert (smooth.std(0) < 0.75 * raw.std(0)).all()  # the ends have fewer neighbours


@pytest.mark.parametrize(("hertz", "least"), [(1.0, 0.99), (2.0, 0.9)])
def test_smoothing_follows_the_head_without_delay(placed, seen, hertz, least):
    times = np.arange(90) / FPS
    path = 10 * np.sin(2 * np.pi * hertz * times)
    out, _ = run([seen(placed(80, (320 + x, 240))) for x in path], times)
    followed = np.array([middle(frame)[0] for frame in out])
    followed -= followed.mean()
    assert np.corrcoef(followed[10:-10], path[10:-10])[0, 1] > 0.999
    assert followed[10:-10].std() > least * path[10:-10].std()


def test_uneven_times_do_not_bend_a_straight_path(placed, seen):
    rng = np.random.default_rng(3)
    times = np.cumsum(rng.uniform(0.01, 0.08, 80))
    out, _ = run([seen(placed(80, (100 + 60 * t, 240))) for t in times], times)
    x = np.array([middle(frame)[0] for frame in out])
    assert x - 60 * times == pytest.approx((x - 60 * times)[0], abs=0.05)


def test_short_losses_are_bridged_along_the_path(placed, seen):
    times = np.arange(60) / FPS
    lost = range(25, 25 + int(BRIDGE_S * FPS) - 1)
    frames = [
        seen(None if i in lost else placed(80, (100 + 60 * t, 240))) for i, t in enumerate(times)
    ]
    out, lags = run(frames, times)
    assert all(frame.valid for frame in out)
    x = np.array([middle(frame)[0] for frame in out])
    assert np.ptp(x - 60 * times) < 0.1
    assert max(lags) <= BRIDGE_S + REACH_S + 1 / FPS


def test_long_losses_are_not_bridged(still, seen):
    times = np.arange(60) / FPS
    lost = range(20, 20 + int(BRIDGE_S * FPS) + 1)
    out, _ = run([seen(None) if i in lost else still for i in range(60)], times)
    assert [frame.index for frame in out if not frame.valid] == list(lost)


def test_losses_at_the_ends_are_not_made_up(still, seen):
    none = seen(None)
    out, _ = run([none] * 3 + [still] * 20 + [none] * 3, np.arange(26) / FPS)
    assert [frame.valid for frame in out] == [False] * 3 + [True] * 20 + [False] * 3


def test_nothing_is_smoothed_or_bridged_across_a_cut(placed, seen):
    here, there, none = seen(placed(80, (200, 200))), seen(placed(80, (230, 200))), seen(None)
    frames = [here] * 15 + [none] * 3 + [there] * 15
    out, _ = run(frames, np.arange(33) / FPS, cuts={16})
    assert [frame.valid for frame in out] == [True] * 15 + [False] * 3 + [True] * 15
    x = np.array([middle(frame)[0] for frame in out if frame.valid])
    assert np.ptp(x[:15]) < 0.01
    assert np.ptp(x[15:]) < 0.01


@pytest.mark.parametrize("gap", [0, 3])
def test_a_jump_to_another_face_is_not_smoothed_over(placed, seen, gap):
    here, there = seen(placed(80, (150, 200))), seen(placed(80, (450, 200)))
    frames = [here] * 15 + [seen(None)] * gap + [there] * 15
    out, _ = run(frames, np.arange(len(frames)) / FPS)
    x = np.array([middle(frame)[0] for frame in out if frame.valid])
    assert len(x) == 30
    assert np.ptp(x[:15]) < 0.01
    assert np.ptp(x[15:]) < 0.01


def test_roll_is_smooth_through_half_a_turn(placed, seen, turned):
    angles = np.linspace(170, 190, 60)
    out, _ = run([seen(placed(rotation=turned(0, 0, a))) for a in angles], np.arange(60) / FPS)
    upright = [np.arctan2(-frame.to_crop[1, 0], frame.to_crop[0, 0]) for frame in out]
    assert np.degrees(np.unwrap(upright)) == pytest.approx(angles, abs=0.2)


@pytest.mark.shared_data
def test_a_smile_does_not_shift_the_crop(london_faces):
    import cv2

    from core.face.graphs import Mesh

    def unit(mesh, path):
        mesh.forget()
        points = mesh.fit(np.ascontiguousarray(cv2.imread(str(path))[..., ::-1]))
        return apply(to_transform(placement(points)), points)

    people = sorted(london_faces.glob("*_neutral.jpg"))[:30]
    with Mesh() as mesh:
        shift = np.mean(
            [
                unit(mesh, path.with_name(path.name.replace("neutral", "smile"))) - unit(mesh, path)
                for path in people
            ],
            axis=0,
        )
    # Heads move at random between two pictures; what is left of the mean is the smile's doing.
    for point in (33, 133, 362, 263, 168, 6):
        assert np.abs(shift[point]).max() < 0.004, point
    assert np.abs(shift[291] - shift[61])[0] > 0.02  # the mouth did widen
