"""The shipped reference: aggregates only, and percentiles that behave."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kinematics.quantities import GEO10, LOG_VARIANCES, SHOWN
from core.kinematics.reference import PATH, Reference, load_reference
from core.types import RATINGS, RESEARCH_USE
from models.typed_json import from_json, to_json


def test_it_is_small_and_says_what_it_is() -> None:
    reference = load_reference()
    assert PATH.stat().st_size < 64_000
    assert reference.research_use == RESEARCH_USE
    assert reference.source.licence == "MIT"
    assert set(reference.signals) == set(GEO10)
    assert {name for name, signal in reference.signals.items() if signal.curves} == set(SHOWN)
    assert tuple(group.rating for group in reference.groups) == RATINGS
    assert "diagnosis" not in PATH.read_text().replace("not for diagnosis", "")
    assert from_json(Reference, json.loads(json.dumps(to_json(reference)))) == reference


def test_the_window_can_read_it_without_waiting_for_libraries() -> None:
    code = (
        "import sys; from core.kinematics.reference import load_reference; load_reference();"
        "print([m for m in ('mediapipe', 'cv2', 'torch', 'scipy', 'sklearn') if m in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_no_list_is_as_long_as_a_group_of_people() -> None:
    reference = load_reference()
    least = min(group.people for group in reference.groups)
    assert len(reference.levels) < least
    for signal in reference.signals.values():
        for curve in signal.curves.values():
            assert len(curve.value) == len(curve.low) == len(curve.high) == len(reference.levels)


def test_curves_rise_within_the_range_and_their_intervals() -> None:
    for signal in load_reference().signals.values():
        for curve in signal.curves.values():
            for values in (curve.value, curve.low, curve.high):
                assert (np.diff(values) >= 0).all()
                assert signal.low <= values[0] and values[-1] <= signal.high
            assert (np.array(curve.low) <= curve.value).all()
            assert (np.array(curve.value) <= curve.high).all()


@pytest.mark.parametrize("name", SHOWN)
@given(st.lists(st.floats(0, 1), min_size=2, max_size=6))
def test_percentiles_rise_with_the_value_and_lie_in_their_interval(name, shares) -> None:
    reference = load_reference()
    signal = reference.signals[name]
    values = sorted(signal.low + share * (signal.high - signal.low) for share in shares)
    for group in reference.groups:
        found = np.array([reference.percentile(name, group, value) for value in values])
        assert (np.diff(found, axis=0) >= 0).all()
        at, low, high = found.T
        assert (low >= 0).all() and (high <= 100).all()
        assert (low <= at).all() and (at <= high).all()
        assert (high - low > 1).all(), "so few people say nothing so exactly"


def test_a_group_s_own_percentiles_lie_where_they_are() -> None:
    reference = load_reference()
    for name in SHOWN:
        for group in reference.groups:
            at = [
                reference.percentile(name, group, value)[0] for value in reference.box(name, group)
            ]
            assert at == pytest.approx([5, 25, 50, 75, 95], abs=0.5)


def test_the_higher_rated_move_less_in_the_middle() -> None:
    reference = load_reference()
    first, _, last = reference.groups
    for name in SHOWN:
        if name in LOG_VARIANCES:
            assert reference.box(name, last)[2] < reference.box(name, first)[2], name
