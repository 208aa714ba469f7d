from __future__ import annotations

import numpy as np

from core.face import landmarks as lm
from core.face.shape import RIGID_POINTS
from core.simulate.attenuate import Watched
from core.simulate.attenuate.motion import expression, mobility, steadied

PTS_S = np.arange(90) / 30


def test_points_that_hold_the_head_do_not_take_part() -> None:
    share = mobility()
    assert not share[list(RIGID_POINTS)].any()
    assert not share[lm.FIRST_IRIS :].any()
    assert (share[list(lm.OUTER_LIP_RING)] == 1).all()
    assert (share >= 0).all()
    assert (share <= 1).all()
    mirrored = share[list(lm.MIRROR)]
    np.testing.assert_allclose(share, mirrored, atol=0.1)


def test_rest_becomes_still_and_quick_movement_stays_quick() -> None:
    jitter = np.random.default_rng(3).normal(0, 0.002, (90, 478, 3)).astype(np.float32)
    away = jitter.copy()
    away[45:] += 0.1
    out = steadied(away, PTS_S)
    assert out[10:35].std(axis=0).mean() < 0.5 * away[10:35].std(axis=0).mean()
    step = out[45].mean() - out[44].mean()
    assert step > 0.099, "a step within one frame is kept"


def test_a_long_recording_is_smoothed_like_its_parts() -> None:
    away = np.random.default_rng(4).normal(0, 0.004, (1100, 478, 3)).astype(np.float32)
    pts_s = np.arange(1100) / 30
    whole = steadied(away, pts_s)
    part = steadied(away[900:], pts_s[900:])
    np.testing.assert_allclose(whole[920:], part[20:], atol=1e-6)


def test_what_does_not_change_is_not_changed() -> None:
    still = np.full((90, 478, 3), 0.03, np.float32)
    np.testing.assert_allclose(steadied(still, PTS_S), still, rtol=1e-6)


def test_the_smile_stands_out_from_the_neutral_face(watched: Watched) -> None:
    appearance = watched.appearances[0]
    neutral = np.arange(5, 15)  # the drawn face rests in the first 1.2 s
    _, away = expression(appearance, neutral)
    corners = np.linalg.norm(away[:, list(lm.MOUTH_CORNERS)], axis=2).mean(axis=1)
    assert corners[:30].max() < 0.02
    assert corners.max() > 0.1
