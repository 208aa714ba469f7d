from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from core.simulate.expressions import EXPRESSIONS, UNITS
from core.simulate.parts import HeadMotion, Movement, ScriptStep
from core.simulate.spec import PhantomSpec
from core.simulate.timeline import Timeline, build_timeline
from core.types import FACIAL_REGIONS

SMILE = UNITS.index("smile")


def spec(**movement: object) -> PhantomSpec:
    return PhantomSpec(
        script=(ScriptStep("rest", 1.0), ScriptStep("smile", 3.0), ScriptStep("talk", 3.0)),
        movement=Movement(**movement),  # type: ignore[arg-type]
        fps=30.0,
        size_px=64,
    )


def test_a_smile_reaches_its_scripted_amount_and_goes() -> None:
    line = build_timeline(spec())
    assert line.script[:30].max() == 0
    assert line.script[30:120, SMILE].max() == pytest.approx(EXPRESSIONS["smile"]["smile"])
    assert line.script[119, SMILE] < 0.01


def test_gain_scales_its_own_region_only() -> None:
    whole, half = build_timeline(spec()), build_timeline(spec(region_gain={"mouth": 0.5}))
    mouth = FACIAL_REGIONS.index("mouth")
    np.testing.assert_allclose(half.amounts[..., mouth], whole.amounts[..., mouth] / 2)
    others = [k for k in range(len(FACIAL_REGIONS)) if k != mouth]
    np.testing.assert_array_equal(half.amounts[..., others], whole.amounts[..., others])
    np.testing.assert_array_equal(half.script, whole.script)


def test_a_slower_face_takes_longer_to_smile() -> None:
    def rise_s(speed: float) -> float:
        smile = build_timeline(spec(speed=speed)).script[:120, SMILE]
        level = smile / smile.max()
        return float((np.argmax(level > 0.9) - np.argmax(level > 0.1)) / 30)

    assert rise_s(0.5) > 1.5 * rise_s(1.0) > 0


def test_region_speed_delays_its_region() -> None:
    line = build_timeline(spec(region_speed={"left_cheek": 0.4}))
    left, right = (FACIAL_REGIONS.index(r) for r in ("left_cheek", "right_cheek"))
    onset = slice(30, 60)
    assert (line.amounts[onset, SMILE, left] <= line.amounts[onset, SMILE, right] + 1e-9).all()
    assert line.amounts[onset, SMILE, left].sum() < 0.8 * line.amounts[onset, SMILE, right].sum()


def test_movement_does_not_depend_on_the_frame_rate() -> None:
    base = spec(seed=3)
    slow, fast = build_timeline(base), build_timeline(replace(base, fps=60.0))
    for name in ("amounts", "closure", "pose_deg", "shift_iod", "gaze_iod"):
        np.testing.assert_allclose(getattr(fast, name)[::2], getattr(slow, name), atol=1e-9)
    assert fast.blinks == slow.blinks


@pytest.mark.parametrize("rate", [0, 6, 20, 45])
def test_blinks_come_at_the_asked_rate(rate: float) -> None:
    long = replace(
        spec(blink_rate_per_min=rate, seed=4), script=(ScriptStep("rest", 600.0),), fps=5.0
    )
    count = len(build_timeline(long).blinks)
    assert count == pytest.approx(rate * 10, abs=4 * np.sqrt(rate * 10) + 1e-9)


def test_closure_peaks_where_the_blinks_are_and_each_side_has_its_amplitude() -> None:
    line = build_timeline(
        replace(
            spec(
                blink_rate_per_min=20, blink_amplitude_left=0.9, blink_amplitude_right=0.3, seed=1
            ),
            script=(ScriptStep("rest", 30.0),),
            fps=120.0,
        )
    )
    assert line.blinks
    for blink in line.blinks:
        assert blink.start_s < blink.peak_s < blink.end_s
        assert blink.amplitude == 0.9
        at = int(np.argmin(np.abs(line.pts_s - blink.peak_s)))
        assert line.closure[at] == pytest.approx([0.9, 0.3], abs=0.03)
    outside = np.ones(len(line.pts_s), dtype=bool)
    for blink in line.blinks:
        outside &= (line.pts_s < blink.start_s - 0.05) | (line.pts_s > blink.end_s + 0.05)
    assert line.closure[outside].max() < 0.05


def test_the_head_wanders_about_its_mean_pose() -> None:
    head = HeadMotion(yaw_deg=3, mean_yaw_deg=10, seed=2)
    line = build_timeline(replace(spec(), head=head, script=(ScriptStep("rest", 120.0),), fps=10.0))
    yaw = line.pose_deg[:, 0]
    assert yaw.mean() == pytest.approx(10, abs=1.5)
    assert yaw.std() == pytest.approx(3, rel=0.35)


def test_segments_cover_the_script() -> None:
    segments = build_timeline(spec()).segments
    assert [s.task for s in segments] == ["rest", "smile", "talk"]
    assert [s.end_s for s in segments] == [1.0, 4.0, 7.0]


def test_onset_and_offset_are_as_long_as_asked() -> None:
    def rise_and_fall_s(line: Timeline) -> tuple[float, float]:
        level = line.script[30:120, SMILE] / line.script[:, SMILE].max()
        moving = (level > 0.02) & (level < 0.98)
        middle = int(np.argmax(level))
        return moving[:middle].sum() / 30, moving[middle:].sum() / 30

    short = rise_and_fall_s(build_timeline(spec()))
    long = rise_and_fall_s(build_timeline(spec(onset_s=1.0, offset_s=1.3)))
    assert long[0] == pytest.approx(2 * short[0], rel=0.25)
    assert long[1] == pytest.approx(1.3 / 0.7 * short[1], rel=0.25)


def test_a_delayed_region_does_the_same_later() -> None:
    line = build_timeline(spec(region_delay_s={"mouth": 0.2}, seed=4))
    mouth, chin = (FACIAL_REGIONS.index(r) for r in ("mouth", "chin"))
    late, usual = line.amounts[:, SMILE, mouth], line.amounts[:, SMILE, chin]
    np.testing.assert_allclose(late[36:120], usual[30:114], atol=1e-9)
    assert np.abs(late - usual).max() > 0.3
