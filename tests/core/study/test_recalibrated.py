"""Chances learnt from the other people, on numbers whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from core.study.labelled import Judged
from core.study.recalibrated import chances, refitted_brier


def test_a_measure_that_tells_the_label_beats_one_that_does_not_whatever_its_scale() -> None:
    rng = np.random.default_rng(0)
    label = np.arange(120) % 2 == 0
    tells = -300.0 * label + rng.normal(0, 100, 120) + 5000
    given = Judged(
        rng.normal(size=120), label, np.arange(120), np.ones(120), rivals={"motion_energy": tells}
    )
    found = refitted_brier(given)
    assert found["motion_energy"].high < 0.12
    assert found["network"].value == pytest.approx(0.25, abs=0.02)
    assert found["network"].low < found["network"].value < found["network"].high


def test_nobody_s_own_labels_reach_their_chance() -> None:
    """A value that is each person's own tells nothing of others, though it fits everybody."""
    person = np.repeat(np.arange(10), 2)
    label = np.tile([True, False], 10)
    value = np.where(label, 1.0, -1.0)
    swapped = label.copy()
    swapped[:2] = ~swapped[:2]
    here = chances(value, label, person, np.ones(20))
    there = chances(value, swapped, person, np.ones(20))
    np.testing.assert_allclose(here[:2], there[:2])
    assert here[2] != there[2]
