"""The signals are the table's: pairs, scale of y, iris distance, population variance."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kinematics.quantities import GEO10, SHOWN
from core.kinematics.signals import PAIRS, geo10, geo10_of, park_signals

MIRRORED = {
    "eye-open-right": "eye-open-left",
    "eye-raise-right": "eye-raise-left",
}


@pytest.fixture(scope="module")
def points(smiling):
    return smiling()[0].landmarks_px


def test_a_drawn_square_gives_the_distances_of_the_table() -> None:
    face = np.zeros((1, 478, 2))
    face[0, 473] = (50, 0)  # irises 50 px apart, level
    face[0, 308] = (75, 0)  # a mouth one and a half times as wide
    face[0, 374] = (0, 30)  # one of seven lid pairs open by 30 px
    found = park_signals(face)
    assert found["mouth-width"][0] == pytest.approx(1.5)
    assert found["eye-open-left"][0] == pytest.approx(30 * 4 / 3 / 50 / 7)
    assert found["eye-open-right"][0] == 0


def test_a_tilted_iris_line_is_measured_in_the_same_stretched_plane() -> None:
    face = np.zeros((1, 478, 2))
    face[0, 473] = (30, 30)
    face[0, 308] = (60, 0)
    assert park_signals(face)["mouth-width"][0] == pytest.approx(60 / np.hypot(30, 40))


def test_frames_without_a_face_stay_empty_and_are_left_out(smiling) -> None:
    face, _ = smiling(lost=0.3)
    line = park_signals(face.landmarks_px)["mouth-width"]
    np.testing.assert_array_equal(np.isfinite(line), face.valid)
    np.testing.assert_allclose(
        geo10_of(face.landmarks_px), geo10_of(face.landmarks_px[face.valid]), rtol=1e-12
    )


def test_a_recording_and_a_row_of_the_table_are_summarised_alike(points) -> None:
    lines = park_signals(points)
    row = geo10(
        {name: line.mean() for name, line in lines.items()},
        {name: line.var(ddof=0) for name, line in lines.items()},
    )
    np.testing.assert_allclose(geo10_of(points), row)
    named = dict(zip(GEO10, row, strict=True))
    sides = [np.log(lines[f"eye-open-{side}"].var()) for side in ("right", "left")]
    assert named["eye_open_log_var"] == pytest.approx(np.mean(sides))
    assert named["mouth_width_mean"] == pytest.approx(lines["mouth-width"].mean())


@settings(max_examples=25, deadline=None)
@given(scale=st.floats(0.2, 8), x=st.floats(-3000, 3000), y=st.floats(-3000, 3000))
def test_place_and_size_of_the_face_do_not_matter(points, scale, x, y) -> None:
    some = points[:60].astype(np.float64)[..., :2]
    moved = some * scale + (x, y)
    np.testing.assert_allclose(geo10_of(moved), geo10_of(some), rtol=1e-6)


def test_the_pairs_of_the_right_side_mirror_those_of_the_left() -> None:
    """All but the temple's and the nose's, which the table pairs differently."""
    from core.simulate.face_model import face_model

    mirror = face_model().mirror
    for right, left in MIRRORED.items():
        there = {frozenset(int(mirror[p]) for p in pair) for pair in PAIRS[right]}
        assert len(there & {frozenset(pair) for pair in PAIRS[left]}) >= 6


def test_a_face_that_does_not_move_has_a_very_low_log_variance_not_none() -> None:
    face = np.random.default_rng(1).normal(size=(1, 478, 2)).repeat(50, axis=0)
    assert np.isfinite(geo10_of(face)).all()


def test_the_jaw_is_matched_but_not_shown() -> None:
    assert "jaw_open_log_var" in GEO10
    assert not [name for name in SHOWN if "jaw" in name]
    assert set(SHOWN) <= set(GEO10) and len(GEO10) == 10


@pytest.mark.shared_data
def test_tracking_stays_close_to_static_frames_on_a_real_clip(clips_dir) -> None:
    from core.kinematics.agreement import tracking_difference
    from core.kinematics.reference import load_reference

    (difference,) = tracking_difference([clips_dir / "neutral_smile_neutral.mp4"])
    reference = load_reference()
    for name, found in zip(GEO10, difference, strict=True):
        assert abs(found) < 3 * reference.signals[name].tracking_rms, name
