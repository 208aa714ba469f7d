"""Numbers and names as people read them."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.report.words import (
    check_word,
    clock,
    layer_word,
    number,
    percent,
    quantity,
    region_word,
    signed,
    task_word,
)
from core.types import REGIONS, TASKS
from models.i3d import ENDPOINTS


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "–"), (math.nan, "–"), (math.inf, "–"), (0.0, "0"), (-0.0001, "0"), (0.605, "0.605"),
        (5.1, "5.1"), (28.41, "28.4"), (129.4, "129"), (0.000607, "0.001"), (1000, "1000"),
    ],
)  # fmt: skip
def test_numbers(value: float | None, words: str) -> None:
    assert number(value) == words


@given(st.floats(-1e6, 1e6))
def test_numbers_are_near(value: float) -> None:
    assert abs(float(number(value)) - value) <= max(0.0005, abs(value) * 0.01) + 1e-9


def test_clock() -> None:
    assert [clock(t) for t in (0, 9.96, 61.25, 3600)] == ["0:00.0", "0:10.0", "1:01.2", "60:00.0"]
    assert clock(75.0, 5) == "1:15"


def test_signs_and_units() -> None:
    assert [signed(v) for v in (0.2, -0.034, 0.001, -0.001)] == ["+0.20", "-0.03", "0.00", "0.00"]
    assert quantity(3.0, "px") == "3 px" and quantity(None, "px") == "–"
    assert percent(0.256) == "26 %" and percent(None) == "–"


def test_every_name_has_words() -> None:
    assert len({task_word(task) for task in TASKS}) == len(TASKS)
    assert len({region_word(region) for region in REGIONS}) == len(REGIONS)
    assert all(layer_word(name, "activation") != name for name in ENDPOINTS)
    assert layer_word("Mixed_5c", "evidence") == "Evidence"
    assert layer_word("Mixed_4f", "layercam") == "Middle layers, LayerCAM"
    assert check_word("frame_rate") == "Frame rate"
