"""The map of a moment comes from the clips that cover it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.report.map_timeline import MapTimeline
from core.types import ActivationMap, ClipTable


def timeline(starts_s: list[float], steps: list[list[float]], span_s: float = 2.0) -> MapTimeline:
    """One-cell maps whose values are given per clip and step."""
    start_s = np.array(starts_s)
    clips = ClipTable(
        np.zeros((len(starts_s), 2), np.int32), start_s, start_s + span_s,
        np.zeros(len(starts_s), np.int16),
    )  # fmt: skip
    values = np.array(steps, np.float16)[:, :, None, None]
    share = (np.arange(values.shape[1]) + 0.5) / values.shape[1]
    time_s = start_s[:, None] + share * span_s
    return MapTimeline(ActivationMap("L", "activation", values, time_s, (0.0, 1.0)), clips)


def test_within_one_clip_steps_are_joined_linearly() -> None:
    line = timeline([0.0], [[0.0, 1.0]])
    assert [float(line.at(t)[0, 0]) for t in (0.0, 0.5, 1.0, 1.5, 2.0)] == [0.0, 0.0, 0.5, 1.0, 1.0]


def test_no_clip_no_map() -> None:
    line = timeline([0.0, 5.0], [[1.0], [1.0]])
    assert line.at(3.0) is None and line.at(-0.1) is None and line.at(7.5) is None
    assert line.at(5.0) is not None


def test_the_clip_whose_middle_is_near_counts_most() -> None:
    line = timeline([0.0, 1.0], [[0.0], [1.0]])
    values = [float(line.at(t)[0, 0]) for t in (1.0, 1.25, 1.5, 1.75, 2.0)]
    assert values == sorted(values)
    assert values[0] < 0.1 and values[2] == pytest.approx(0.5) and values[-1] > 0.9


@given(st.floats(0, 4.0))
def test_between_the_lowest_and_highest_value(time_s: float) -> None:
    line = timeline([0.0, 0.7, 1.4, 2.0], [[0.2, 0.4], [0.8, 0.3], [0.5, 0.5], [0.9, 0.1]])
    value = line.at(time_s)
    assert value is not None and value.dtype == np.float32
    assert 0.0999 <= value[0, 0] <= 0.9001
