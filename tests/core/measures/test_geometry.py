from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.face import landmarks as lm
from core.measures.geometry import to_head_frame


@settings(max_examples=25, deadline=None)
@given(
    yaw=st.floats(-60, 60), pitch=st.floats(-40, 40), roll=st.floats(-180, 180),
    iod_px=st.floats(20, 800),
)  # fmt: skip
def test_the_frontal_frame_undoes_any_head_pose(synthetic, yaw, pitch, roll, iod_px):
    t = np.arange(10) / 30
    plain = to_head_frame(synthetic.track(t)).points_iod
    ramp = np.linspace(0, 1, len(t))
    face = synthetic.track(t, yaw=yaw * ramp, pitch=pitch * ramp, roll=roll * ramp, iod_px=iod_px)
    assert to_head_frame(face).points_iod == pytest.approx(plain, abs=2e-3)


def test_axes_are_the_patients_own_and_the_unit_is_the_iris_distance(synthetic):
    head = to_head_frame(synthetic.track(np.arange(5) / 30, iod_px=73.0))
    assert head.x(lm.LEFT_MOUTH_CORNER)[0] > 0 > head.x(lm.RIGHT_MOUTH_CORNER)[0]
    assert head.y(*lm.LEFT_BROW_UPPER)[0] > 0 > head.y(lm.CHIN)[0]
    assert head.distance((lm.LEFT_IRIS, lm.RIGHT_IRIS)) == pytest.approx(1.0, abs=1e-5)


def test_missing_frames_stay_missing(synthetic):
    missing = np.array([False, True, False, False])
    head = to_head_frame(synthetic.track(np.arange(4) / 30, missing=missing))
    assert np.array_equal(np.isnan(head.points_iod).all(axis=(1, 2)), missing)
    assert np.array_equal(np.isnan(head.points_iod).any(axis=(1, 2)), missing)
