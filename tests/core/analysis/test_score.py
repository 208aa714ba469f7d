"""The recording's score: interval, decision, and what speaks against one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.analysis.score import (
    OOD_LIMIT,
    clips_that_count,
    ood_ratio,
    recording_score,
    rest_only_reasons,
)
from core.analysis.wording import score_sentence
from core.clips import ClipSpec
from core.types import Segment
from models.bundle_spec import Calibration

SPEC = ClipSpec(14, 1.3, 0.65)
CAL = Calibration("platt", slope=1.0, intercept=0.0, logit_sd=0.1, clip_logit_sd=0.3)


def score_of(logits, ratio=0.5, reasons=(), cal=CAL, threshold=0.5):
    return recording_score(
        np.asarray(logits, np.float32), SPEC, cal, threshold, distance_ratio=ratio, reasons=reasons
    )


def test_value_is_the_calibrated_mean_of_clip_logits() -> None:
    cal = Calibration("platt", 2.0, -1.0, 0.1, 0.3)
    got = score_of([0.2, 0.4, 1.2], cal=cal)
    assert got.value == pytest.approx(1 / (1 + np.exp(-(2.0 * 0.6 - 1.0))), abs=1e-6)


@pytest.mark.parametrize(("level", "decision"), [(3.0, "above"), (-3.0, "below")])
def test_a_clear_recording_is_decided(level: float, decision: str) -> None:
    got = score_of(level + np.random.default_rng(0).normal(0, 0.3, 20))
    assert got.decision == decision
    assert got.reasons == ()


def test_an_interval_over_the_threshold_is_inconclusive_and_says_so() -> None:
    got = score_of(np.random.default_rng(0).normal(0.1, 1.5, 12))
    assert got.decision == "inconclusive"
    assert got.low < 0.5 < got.high
    assert "crosses" in score_sentence(got)


def test_more_clips_narrow_the_interval_and_fewer_than_three_do_not_collapse_it() -> None:
    rng = np.random.default_rng(1)
    widths = [(lambda s: s.high - s.low)(score_of(rng.normal(0, 0.5, n))) for n in (1, 2, 8, 200)]
    assert widths[3] < widths[2] < widths[0]
    assert widths[0] > 0.1
    assert widths[1] > 0.05


def test_overlapping_clips_do_not_count_as_independent() -> None:
    base = np.random.default_rng(2).normal(0, 0.6, 12)
    apart = ClipSpec(14, 1.3, 2.0)
    narrow = recording_score(
        np.repeat(base, 3).astype(np.float32), apart, CAL, 0.5, distance_ratio=None
    )
    wide = recording_score(
        np.repeat(base, 3).astype(np.float32), ClipSpec(14, 1.3, 0.5), CAL, 0.5, distance_ratio=None
    )
    assert wide.high - wide.low > 1.3 * (narrow.high - narrow.low)


def test_distance_from_training_widens_and_then_refuses() -> None:
    logits = np.full(20, 3.0)
    near, far, beyond = (score_of(logits, ratio=r) for r in (0.9, 1.3, OOD_LIMIT + 0.1))
    assert far.low < near.low
    assert beyond.decision == "inconclusive"
    assert "unlike anything" in beyond.reasons[0]


@given(
    st.lists(st.floats(-20, 20), min_size=1, max_size=30),
    st.floats(0, 5),
    st.floats(0.05, 0.95),
)
def test_any_logits_give_an_ordered_interval_in_range(logits, ratio, threshold) -> None:
    got = score_of(logits, ratio=ratio, threshold=threshold)
    assert 0 <= got.low <= got.value <= got.high <= 1
    if got.decision == "above":
        assert got.low > threshold
    if got.decision == "below":
        assert got.high < threshold


def test_the_same_recording_gives_the_same_interval() -> None:
    logits = np.random.default_rng(3).normal(0, 1, 15)
    assert score_of(logits) == score_of(logits)


def test_rest_alone_gives_no_decision_and_rest_beside_tasks_does_not_count() -> None:
    rest, smile = Segment("rest", 0, 5), Segment("smile", 5, 10)
    only = np.zeros(4, np.int16)
    both = np.array([0, 0, 1, 1], np.int16)
    assert rest_only_reasons((rest,), only)
    assert not rest_only_reasons((rest, smile), both)
    assert clips_that_count((rest, smile), both).tolist() == [False, False, True, True]
    assert clips_that_count((rest,), only).all()
    assert score_of([5.0] * 10, reasons=rest_only_reasons((rest,), only)).decision == "inconclusive"


def reference(rng: np.random.Generator) -> dict[str, np.ndarray]:
    known = rng.normal(0, 1, (40, 8)).astype(np.float16)
    return {
        "embeddings": known,
        "embedding_mean": np.zeros(8),
        "embedding_scale": np.ones(8),
        "knn_k": np.array(5),
        "loo_quantiles": np.linspace(0.5, 1.2, 101),
    }


def test_ood_ratio_grows_with_distance() -> None:
    rng = np.random.default_rng(4)
    ref = reference(rng)
    near = ood_ratio(rng.normal(0, 1, (1, 8)).astype(np.float32), ref)
    far = ood_ratio(rng.normal(6, 1, (1, 8)).astype(np.float32), ref)
    assert near is not None and far is not None
    assert near < 1.5 < far
    assert ood_ratio(np.zeros((1, 8), np.float32), {}) is None
