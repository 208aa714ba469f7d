from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.measures import CATALOGUE, measure
from core.types import TASKS, Segment


def whole(t, task="unknown"):
    return (Segment(task, 0.0, float(t[-1]) + 1.0),)


def by_name(measures, segment=0):
    return {m.name: m for m in measures.segments[segment].measures}


@pytest.mark.parametrize("fps", [15.0, 24.0, 25.0, 30.0, 60.0])
def test_known_blinks_are_found_at_every_frame_rate(synthetic, fps):
    t = np.arange(0, 24, 1 / fps)
    peaks = [2.0, 5.5, 6.1, 11.0, 17.3, 21.0]
    shut = synthetic.blinks(t, peaks, width_s=0.3)
    face = synthetic.track(t, shut_left=shut, shut_right=shut, noise_px=0.3)
    found = measure(face, synthetic.recording(t), whole(t))
    assert len(found.blinks) == len(peaks)
    assert [b.peak_s for b in found.blinks] == pytest.approx(peaks, abs=1.1 / fps)
    named = by_name(found)
    seconds = t[-1] - t[0]
    assert named["blink_rate"].value == pytest.approx(60 * 6 / seconds, rel=0.01)
    assert named["blink_rate"].low < named["blink_rate"].value < named["blink_rate"].high
    assert named["blink_amplitude"].value == pytest.approx(0.9, abs=0.25 if fps < 24 else 0.12)
    if fps < 24:
        assert named["blink_duration"].value is None
        assert "frames a second" in named["blink_duration"].note
    else:
        # A raised cosine stands above a fifth of its height for 0.705 of its width.
        assert named["blink_duration"].value == pytest.approx(0.705 * 0.3, abs=0.03)


def test_blink_times_follow_presentation_times_not_frame_numbers(synthetic):
    rng = np.random.default_rng(1)
    t = np.cumsum(rng.choice([1 / 60, 1 / 30, 1 / 20], 900))
    t -= t[0]
    peaks = [3.0, 9.0, 15.0, 20.0]
    shut = synthetic.blinks(t, peaks, width_s=0.3)
    face = synthetic.track(t, shut_left=shut, shut_right=shut)
    found = measure(face, synthetic.recording(t), whole(t))
    assert [b.peak_s for b in found.blinks] == pytest.approx(peaks, abs=0.05)


def test_one_eye_alone_a_slow_look_down_and_a_long_closure_are_no_blinks(synthetic):
    t = np.arange(0, 30, 1 / 30)
    wink = synthetic.blinks(t, [4.0])
    glance = synthetic.smile(t, 8.0, 0.8, 3.0, 0.4)
    closure = synthetic.blinks(t, [20.0], width_s=2.0, depth=0.95)
    both = np.maximum(glance, closure)
    face = synthetic.track(t, shut_left=np.maximum(wink, both), shut_right=both)
    found = measure(face, synthetic.recording(t), whole(t))
    assert found.blinks == ()
    named = by_name(found)
    assert named["blink_count"].value == 0
    assert named["blink_amplitude"].value is None
    assert named["long_closures"].value == 1


def test_a_blink_while_the_eyes_are_narrowed_still_counts(synthetic):
    t = np.arange(0, 20, 1 / 30)
    narrow = np.where((t > 5) & (t < 15), 0.4, 0.0)
    shut = np.maximum(narrow, synthetic.blinks(t, [10.0], depth=0.95))
    face = synthetic.track(t, shut_left=shut, shut_right=shut)
    found = measure(face, synthetic.recording(t), whole(t))
    assert [b.peak_s for b in found.blinks] == pytest.approx([10.0], abs=0.05)


def test_no_event_crosses_a_loss_or_a_cut(synthetic):
    t = np.arange(0, 20, 1 / 30)
    shut = synthetic.blinks(t, [5.0, 10.0, 15.0])
    lost = (t > 4.8) & (t < 5.2)
    face = synthetic.track(t, shut_left=shut, shut_right=shut, missing=lost)
    cut = int(np.argmin(np.abs(t - 10.0)))
    found = measure(face, synthetic.recording(t), whole(t), cuts=(cut,))
    assert [b.peak_s for b in found.blinks] == pytest.approx([15.0], abs=0.05)
    assert np.isnan(found.signals["eye_opening_left_iod"][lost]).all()


def test_single_missing_frames_do_not_hide_a_blink(synthetic):
    t = np.arange(0, 15, 1 / 30)
    shut = synthetic.blinks(t, [5.0, 10.0], width_s=0.3)
    lost = np.zeros(len(t), np.bool_)
    lost[::7] = True
    face = synthetic.track(t, shut_left=shut, shut_right=shut, missing=lost)
    found = measure(face, synthetic.recording(t), whole(t))
    assert len(found.blinks) == 2


def test_short_segments_give_no_rate_and_say_why(synthetic):
    t = np.arange(0, 8, 1 / 30)
    found = measure(synthetic.track(t), synthetic.recording(t), whole(t))
    rate = by_name(found)["blink_rate"]
    assert rate.value is None
    assert "10 s" in rate.note


def test_a_turned_head_gives_no_blinks_but_a_note(synthetic):
    t = np.arange(0, 15, 1 / 30)
    shut = synthetic.blinks(t, [5.0])
    face = synthetic.track(t, shut_left=shut, shut_right=shut, yaw=50.0)
    found = measure(face, synthetic.recording(t), whole(t))
    assert found.blinks == ()
    assert "Both eyes" in by_name(found)["blink_count"].note


@pytest.mark.parametrize("fps", [24.0, 30.0, 60.0])
@pytest.mark.parametrize("amplitude", [0.12, 0.25])
def test_known_smiles_have_their_amplitude_and_speed(synthetic, fps, amplitude):
    t = np.arange(0, 14, 1 / fps)
    rise_s = 0.5
    curve = sum(synthetic.smile(t, start, rise_s, 1.5, amplitude) for start in (2.0, 8.0))
    face = synthetic.track(t, smile_left=curve, smile_right=curve, noise_px=0.2)
    named = by_name(measure(face, synthetic.recording(t), whole(t, "smile")))
    assert named["smile_count"].value == 2
    assert named["smile_amplitude"].value == pytest.approx(amplitude, abs=0.012)
    assert named["smile_onset_velocity"].value == pytest.approx(amplitude / rise_s, rel=0.2)
    assert named["smile_asymmetry"].value == pytest.approx(0.0, abs=0.03)
    # Both corners move outwards by cos 40° of the amplitude; the neutral mouth is 0.8 wide.
    gain = 100 * 2 * amplitude * np.cos(np.radians(40)) / 0.8
    assert named["smile_width_gain"].value == pytest.approx(gain, abs=2.0)


def test_a_smile_stronger_on_the_left_is_positive(synthetic):
    t = np.arange(0, 8, 1 / 30)
    curve = synthetic.smile(t, 2.0, 0.5, 2.0, 0.2)
    face = synthetic.track(t, smile_left=curve, smile_right=0.5 * curve)
    named = by_name(measure(face, synthetic.recording(t), whole(t, "smile")))
    assert named["smile_asymmetry"].value == pytest.approx(1 / 3, abs=0.03)


def test_a_smile_too_small_to_count_is_reported_as_its_highest_rise(synthetic):
    t = np.arange(0, 8, 1 / 30)
    curve = synthetic.smile(t, 2.0, 0.5, 2.0, 0.03)
    face = synthetic.track(t, smile_left=curve, smile_right=curve)
    named = by_name(measure(face, synthetic.recording(t), whole(t, "smile")))
    assert named["smile_count"].value == 0
    assert named["smile_amplitude"].value == pytest.approx(0.03, abs=0.005)
    assert "highest rise" in named["smile_amplitude"].note
    assert named["smile_onset_velocity"].value is None


def test_distances_at_rest_and_at_peak(synthetic):
    t = np.arange(0, 8, 1 / 30)
    curve = synthetic.smile(t, 2.0, 0.5, 2.0, 0.2)
    face = synthetic.track(t, smile_left=curve, smile_right=curve)
    named = by_name(measure(face, synthetic.recording(t), whole(t, "smile")))
    assert named["kp_mouth_width_rest"].value == pytest.approx(0.8, abs=0.01)
    wider = 2 * 0.2 * np.cos(np.radians(40))
    assert named["kp_mouth_width_change"].value == pytest.approx(wider, abs=0.01)
    assert named["kp_end_lip_change"].value == pytest.approx(
        -0.2 * np.sin(np.radians(40)), abs=0.01
    )
    assert named["kp_eye_opening_rest"].value == pytest.approx(synthetic.open_eye_iod, abs=0.005)
    assert named["kp_top_lid_to_iris_rest"].value == pytest.approx(0.1, abs=0.005)
    assert named["kp_mid_eyebrow_change"].value == pytest.approx(0.0, abs=0.005)


def test_mouth_and_brow_motion(synthetic):
    t = np.arange(0, 20, 1 / 30)
    face = synthetic.track(
        t, mouth_open=0.1 * (1 - np.cos(2 * np.pi * t)), brow=0.05 * np.sin(2 * np.pi * t / 4)
    )
    named = by_name(measure(face, synthetic.recording(t), whole(t, "talk")))
    assert named["mouth_opening_mean"].value == pytest.approx(0.11, abs=0.005)
    assert named["mouth_opening_sd"].value == pytest.approx(0.1 / np.sqrt(2), abs=0.005)
    assert named["brow_motion_sd"].value == pytest.approx(0.05 / np.sqrt(2), abs=0.004)
    assert named["brow_motion_range"].value == pytest.approx(0.1 * np.sin(0.45 * np.pi), abs=0.01)


def test_motion_is_of_the_face_not_of_the_head(synthetic):
    t = np.arange(0, 10, 1 / 30)
    swing = np.sin(2 * np.pi * t / 3)
    still = synthetic.track(
        t, yaw=20 * swing, pitch=10 * swing, roll=15 * swing, iod_px=100 + 40 * swing,
        shift_px=80 * swing,
    )  # fmt: skip
    named = by_name(measure(still, synthetic.recording(t), whole(t)))
    assert named["facial_motion"].value < 0.005
    assert named["mouth_width_sd"].value < 0.002
    moving = synthetic.track(t, mouth_open=0.1 * (1 - np.cos(2 * np.pi * t)), yaw=20 * swing)
    named = by_name(measure(moving, synthetic.recording(t), whole(t)))
    assert named["facial_motion"].value > 0.05


def test_the_guessed_irises_of_a_blink_do_not_change_the_scale(synthetic):
    t = np.arange(0, 5, 1 / 30)
    face = synthetic.track(t)
    points = face.landmarks_px.copy()
    points[60:66, 468:] += np.where(points[60:66, 468:, :1] < 400, 8.0, -8.0) * [1, 0, 0]
    moved = type(face)(
        points, face.valid, face.iod_px, face.pose_deg, face.other_faces, face.sharpness,
        face.brightness,
    )  # fmt: skip
    width = measure(moved, synthetic.recording(t), whole(t)).signals["mouth_width_iod"]
    assert np.ptp(width) < 1e-4


@settings(max_examples=12, deadline=None)
@given(
    roll=st.floats(-180, 180),
    iod_px=st.floats(30, 600),
    shift_px=st.floats(-2000, 2000),
)
def test_measures_do_not_depend_on_how_the_picture_lies(synthetic, roll, iod_px, shift_px):
    t = np.arange(0, 12, 1 / 25)
    shut = synthetic.blinks(t, [4.0, 8.0], width_s=0.3)
    smile = synthetic.smile(t, 5.0, 0.5, 1.0, 0.2)
    how = {
        "shut_left": shut, "shut_right": shut, "smile_left": smile, "smile_right": 0.7 * smile,
    }  # fmt: skip
    segments = whole(t)
    plain = measure(synthetic.track(t, **how), synthetic.recording(t), segments)
    face = synthetic.track(t, **how, roll=roll, iod_px=iod_px, shift_px=shift_px)
    moved = measure(face, synthetic.recording(t), segments)
    assert len(moved.blinks) == len(plain.blinks)
    for a, b in zip(plain.segments[0].measures, moved.segments[0].measures, strict=True):
        assert a.name == b.name
        assert a.value == pytest.approx(b.value, abs=2e-3, rel=5e-3), a.name


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_any_dropouts_give_valid_measures(synthetic, data):
    t = np.arange(0, 4, 1 / 15)
    lost = np.array(data.draw(st.lists(st.booleans(), min_size=len(t), max_size=len(t))))
    face = synthetic.track(t, missing=lost, noise_px=0.5)
    found = measure(face, synthetic.recording(t), whole(t))
    for line in found.signals.values():
        assert line.dtype == np.float32
        assert np.isnan(line[lost]).all()
    for item in found.segments[0].measures:
        assert item.value is not None or item.note
        assert item.value is None or np.isfinite(item.value)


def test_a_recording_without_a_face_is_all_notes(synthetic):
    t = np.arange(0, 4, 1 / 30)
    face = synthetic.track(t, missing=np.ones(len(t), np.bool_))
    found = measure(face, synthetic.recording(t), whole(t))
    assert found.blinks == ()
    assert all(m.value is None and m.note for m in found.segments[0].measures)


@pytest.mark.parametrize("task", TASKS)
def test_each_task_has_the_measures_that_make_sense_in_it(synthetic, task):
    t = np.arange(0, 4, 1 / 30)
    found = measure(synthetic.track(t), synthetic.recording(t), whole(t, task))
    names = [m.name for m in found.segments[0].measures]
    assert len(names) == len(set(names))
    assert set(names) == {n for n, d in CATALOGUE.items() if task in d.tasks}
    assert ("smile_amplitude" in names) == (task in ("smile", "free", "unknown"))


def test_segments_are_measured_apart(synthetic):
    t = np.arange(0, 24, 1 / 30)
    shut = synthetic.blinks(t, [2.0, 6.0, 14.0])
    face = synthetic.track(t, shut_left=shut, shut_right=shut)
    segments = (Segment("rest", 0, 12), Segment("talk", 12, 24))
    found = measure(face, synthetic.recording(t), segments)
    assert [by_name(found, i)["blink_count"].value for i in (0, 1)] == [2, 1]
    assert by_name(found, 0)["blink_rate"].reference == "12-20 / min"
    assert by_name(found, 1)["blink_rate"].reference == "about 30 / min"


def test_a_track_of_another_recording_is_refused(synthetic):
    t = np.arange(0, 4, 1 / 30)
    with pytest.raises(ValueError, match="frames"):
        measure(synthetic.track(t[:-1]), synthetic.recording(t), whole(t))
